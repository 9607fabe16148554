import type { Node } from '../syntax';
import type { Sink } from './facts';
import type { Fate } from './outline';
import { argumentsOf, calleeOf, callTypes, dottedName, lastPart, ownerOf, squeezed } from './nodes';

const routeMethods = /^(get|post|put|patch|delete|del|all|head|options|use|route|websocket)$/i;
/** They take a path too, but to ask somebody else. */
const clients =
  /(^|\.)(axios|https?|fetch|request|superagent|got|\$|jQuery|client|supertest|agent|chai|session|requests|httpx|cy|map|cache|headers|params|config|storage)\b(?!\.route)/i;
const passThrough: ReadonlySet<string> = new Set([
  'parenthesized_expression',
  'non_null_expression',
  'as_expression',
  'satisfies_expression',
]);

/** What a call says: the call itself, the route that it makes, and what stands before the handler. */
export function readCall(node: Node, sink: Sink): void {
  const callee = calleeOf(node);
  if (!callee) return;
  const name = dottedName(callee);
  const head = { start: Math.max(callee.startIndex, callee.endIndex - 1), end: callee.endIndex };
  const args = argumentsOf(node);
  const isHeadChanged = sink.isChanged(head.start, head.end);
  if (isHeadChanged) {
    sink.calls.push({
      ...sink.fact(head.start),
      name,
      kind: node.type === 'new_expression' ? 'new' : 'call',
      args: args.slice(0, 12).map((arg) => squeezed(arg.text)),
      fate: fateOf(node),
      owner: ownerOf(node),
    });
    readErrorCall(node, name, args, sink);
  }
  const route = routeOf(node, name, args);
  if (route) {
    const fact = { ...sink.fact(head.start), method: route.method, route: route.path };
    (isHeadChanged ? sink.routes : sink.around).push(fact);
  }
  readUses(node, name, args, route, sink);
}

/** What becomes of what a call returns. A promise that is handed on is somebody else's to wait for. */
function fateOf(node: Node): Fate {
  let at = node;
  while (at.parent && passThrough.has(at.parent.type)) at = at.parent;
  const { parent } = at;
  switch (parent?.type) {
    case 'await_expression':
    case 'await':
      return 'awaited';
    case 'return_statement':
    case 'arrow_function':
    case 'yield_expression':
    case 'yield':
    case 'array':
    case 'list':
    case 'arguments':
    case 'argument_list':
    case 'member_expression':
    case 'attribute':
      return 'handed on';
    case 'unary_expression':
    case 'not_operator':
    case 'binary_expression':
    case 'boolean_operator':
    case 'ternary_expression':
    case 'if_statement':
      return 'tested';
    default:
      return 'other';
  }
}

const errorName = /^(e|ex|err|error|exc|reason|[a-z]*(Err|Error))\b/;

function readErrorCall(node: Node, name: string, args: readonly Node[], sink: Sink): void {
  const last = lastPart(name);
  const first = args[0]?.text ?? '';
  const kind =
    last === 'catch' && name.includes('.')
      ? '.catch()'
      : /^(next|reject|done|cb|callback)$/.test(last) && errorName.test(first)
        ? 'next(error)'
        : /^(on|once|addEventListener)$/.test(last) && /^['"]error['"]$/.test(first)
          ? 'error event'
          : undefined;
  if (!kind) return;
  const object = calleeOf(node)?.childForFieldName('object') ?? null;
  const covers = object && kind !== 'next(error)' ? [dottedName(object).replace(/\(\)$/, '')] : [];
  sink.handlers.push({ ...sink.fact(node.startIndex), kind, covers, owner: ownerOf(node) });
}

interface RouteCall {
  readonly method: string;
  readonly path: string;
}

/** `app.get('/x', …)`, `router.route('/x').get(…)`, `@app.get('/x')`, `@Get('/x')`, `path('x', view)`. */
function routeOf(node: Node, name: string, args: readonly Node[]): RouteCall | undefined {
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

/** What takes other functions that shall run first. */
const takers =
  /^(use|param|depends|security|useguards|usepipes|useinterceptors|before|chain|compose|pipe|pre|prehandler|onrequest|include_router|add_middleware)$/i;

function readUses(
  node: Node,
  name: string,
  args: readonly Node[],
  route: RouteCall | undefined,
  sink: Sink,
): void {
  const last = lastPart(name);
  if (!route && !takers.test(last)) return;
  const of = route ? `${route.method} ${route.path}` : last;
  const listed = args.flatMap((arg) =>
    /^(array|list|tuple)$/.test(arg.type) ? arg.namedChildren : [arg],
  );
  for (const arg of listed) {
    if (!/^(identifier|member_expression|attribute)$/.test(arg.type)) continue;
    if (!sink.isChanged(arg.startIndex, arg.endIndex)) continue;
    sink.uses.push({ ...sink.fact(arg.startIndex), name: dottedName(arg), of });
  }
}
