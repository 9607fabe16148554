import type { Node } from '../syntax';
import {
  argumentsOf,
  calleeOf,
  callTypes,
  dottedName,
  functionName,
  functionTypes,
  lastPart,
} from './nodes';

const routeMethods = /^(get|post|put|patch|delete|del|all|head|options|use|route|websocket)$/i;
/** They take a path too, but to ask somebody else. */
const clients =
  /(^|\.)(axios|https?|fetch|request|superagent|got|\$|jQuery|client|supertest|agent|chai|session|requests|httpx|cy|map|cache|headers|params|config|storage)\b(?!\.route)/i;

export interface RouteCall {
  readonly method: string;
  readonly path: string;
}

/** `app.get('/x', …)`, `router.route('/x').get(…)`, `@app.get('/x')`, `@Get('/x')`, `path('x', view)`. */
export function routeOf(node: Node, name: string, args: readonly Node[]): RouteCall | undefined {
  const method = lastPart(name);
  const first = args[0]?.text ?? '';
  const path = /^['"`](.*)['"`]$/s.exec(first)?.[1];
  const isDecorator = node.parent?.type === 'decorator';
  if (
    isDecorator &&
    /^(get|post|put|patch|delete|head|options|all|route|websocket)$/i.test(method)
  ) {
    return { method: methodOf(method, args), path: path ?? '' };
  }
  if (/^(re_path|path|url)$/.test(name) && path !== undefined && args.length > 1) {
    return { method: 'route', path };
  }
  if (!routeMethods.test(method) || clients.test(name)) return undefined;
  const chained = /\.route\(\)/.test(name) && routePathOf(node);
  if (chained) return { method: method.toLowerCase(), path: chained };
  if (path === undefined || !/^[/*]/.test(path) || args.length < 2) return undefined;
  const isHandler = /^(arrow_function|function|identifier|member_expression|call_expression|array)/;
  const last = args.at(-1)?.type ?? '';
  return isHandler.test(last) ? { method: method.toLowerCase(), path } : undefined;
}

/** Flask names the methods of a route among its arguments. */
function methodOf(method: string, args: readonly Node[]): string {
  const given = args.find((arg) => arg.text.startsWith('methods'))?.text ?? '';
  const named = given
    .match(/[A-Z]{3,}/g)
    ?.sort()
    .join(',');
  return (named ?? method).toLowerCase();
}

function routePathOf(node: Node): string | undefined {
  let at: Node | null = calleeOf(node);
  while (at) {
    if (callTypes.has(at.type)) {
      const callee = calleeOf(at);
      if (lastPart(dottedName(callee)) === 'route') {
        return /^['"`](.*)['"`]$/s.exec(argumentsOf(at)[0]?.text ?? '')?.[1];
      }
      at = callee;
    } else at = at.childForFieldName('object');
  }
  return undefined;
}

/** How a route is named as a place of code. */
export function routePlace({ method, path }: RouteCall): string {
  return `${method} ${path}`;
}

/**
 * What a change is compared by: the name of the nearest function around a node that has one, or the
 * route whose handler it is in; nothing at the top of a file.
 */
export function placeAround(node: Node): string {
  for (let at = node.parent; at; at = at.parent) {
    const place = placeOfItself(at);
    if (place !== '') return place;
  }
  return '';
}

/** As `placeAround`, for all that stands on some lines: a route or a function that begins there counts. */
export function placeFrom(node: Node): string {
  const inner = node.type === 'expression_statement' ? (node.firstNamedChild ?? node) : node;
  const own = placeOfItself(inner);
  return own === '' ? placeAround(node) : own;
}

function placeOfItself(node: Node): string {
  if (functionTypes.has(node.type)) return functionName(node);
  if (!callTypes.has(node.type)) return '';
  const args = argumentsOf(node);
  if (args.length < 1) return '';
  const route = routeOf(node, dottedName(calleeOf(node)), args);
  return route ? routePlace(route) : '';
}
