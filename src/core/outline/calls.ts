import type { Node } from '../syntax';
import type { Sink } from './facts';
import type { Fate } from './outline';
import { readCatcher } from './catches';
import {
  argumentsOf,
  blockTypes,
  calleeOf,
  callTypes,
  dottedName,
  functionName,
  functionTypes,
  lastPart,
  memberTypes,
  ownerOf,
  squeezed,
} from './nodes';
import type { RouteCall } from './routes';
import { placeAround, routeOf, routePlace } from './routes';

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
      place: placeAround(node),
    });
    readErrorCall(node, name, args, sink);
  }
  readCatcher(node, name, args, sink);
  const route = routeOf(node, name, args);
  if (route) {
    const fact = { ...sink.fact(head.start), method: route.method, route: route.path };
    (isHeadChanged ? sink.routes : sink.around).push(fact);
  }
  readUses(node, name, args, route, sink);
}

/** Who takes a promise to wait for it, or to keep it for somebody who does. */
const waiting =
  /^Promise\.|(^|\.)(all|allSettled|race|any|gather|wait|wait_for|waitFor|waitUntil|create_task|ensure_future|run|run_until_complete|push|add|set|from|then|resolve|retry|timeout|wrap|pipeline|defer|void|expect|track)$/;

/**
 * What becomes of what a call returns, at the end of its chain. A promise that is handed on is somebody
 * else's to wait for.
 */
function fateOf(node: Node): Fate {
  let at = node;
  for (;;) {
    const { parent } = at;
    if (!parent) return 'other';
    const isCallee = callTypes.has(parent.type) && calleeOf(parent)?.id === at.id;
    if (memberTypes.has(parent.type)) {
      const property = parent.childForFieldName('property');
      if (/^(then|catch|finally)$/.test(property?.text ?? '')) return 'handed on';
    } else if (!isCallee && !passThrough.has(parent.type)) return fateIn(parent);
    at = parent;
  }
}

function fateIn(parent: Node): Fate {
  switch (parent.type) {
    case 'await_expression':
    case 'await':
      return 'awaited';
    case 'return_statement':
    case 'arrow_function':
    case 'yield_expression':
    case 'yield':
    case 'array':
    case 'list':
      return 'handed on';
    case 'arguments':
    case 'argument_list':
      return parent.parent && waiting.test(dottedName(calleeOf(parent.parent)))
        ? 'handed on'
        : 'other';
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
  sink.handlers.push({
    ...sink.fact(node.startIndex),
    kind,
    covers,
    owner: ownerOf(node),
    place: placeAround(node),
  });
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
  const isInjected = /^(depends|security)$/i.test(last);
  const listed = args.flatMap((arg) =>
    /^(array|list|tuple)$/.test(arg.type) ? arg.namedChildren : [arg],
  );
  for (const arg of listed) {
    const target = callTypes.has(arg.type) ? calleeOf(arg) : arg;
    if (!target || !/^(identifier|member_expression|attribute)$/.test(target.type)) continue;
    if (!sink.isChanged(target.startIndex, target.endIndex)) continue;
    const of = route ? routePlace(route) : guardedBy(node);
    sink.uses.push({ ...sink.fact(target.endIndex - 1), name: dottedName(target), of, isInjected });
  }
}

/** What a call guards that stands in a decorator or among the parameters of a function. */
function guardedBy(node: Node): string {
  if (node.parent?.type === 'decorator') return decoratedName(node.parent);
  for (let at = node.parent; at; at = at.parent) {
    if (at.type === 'decorator') return decoratedName(at);
    if (/^(parameters|formal_parameters)$/.test(at.type)) return placeAround(at);
    if (blockTypes.has(at.type)) return '';
  }
  return '';
}

/** The name of the function or class that a decorator stands before. */
export function decoratedName(decorator: Node): string {
  const decorated = decorator.parent?.namedChildren.find(
    ({ type }) => functionTypes.has(type) || /^class_(declaration|definition)$/.test(type),
  );
  const following = decorated ?? decorator.nextNamedSibling;
  if (following?.type === 'decorator') return decoratedName(following);
  return following ? functionName(following) : '';
}
