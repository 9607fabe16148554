import type { Node } from '../syntax';
import type { Sink } from './facts';
import { dottedName, functionTypes, lastPart, ownerOf } from './nodes';
import { placeAround } from './routes';

const clauses = /^(catch_clause|except_clause|except_group_clause)$/;

/** What a catch does with the error, when lines of it change. */
export function readCatch(node: Node, sink: Sink): void {
  if (!clauses.test(node.type) || sink.seen.has(node)) return;
  sink.seen.add(node);
  const body =
    node.childForFieldName('body') ?? node.namedChildren.find(({ type }) => type === 'block');
  const isEmpty = body ? doesNothing(body) : false;
  sink.catches.push({ ...sink.fact(node.startIndex), isEmpty, ...aroundOf(node) });
}

/** The catch that a changed line is in, within its function. */
export function readCatchAround(node: Node, sink: Sink): void {
  for (let at: Node | null = node; at && !functionTypes.has(at.type); at = at.parent) {
    if (clauses.test(at.type)) {
      readCatch(at, sink);
      return;
    }
  }
}

/** The functions that a promise or an emitter calls with an error. */
export function readCatcher(node: Node, name: string, args: readonly Node[], sink: Sink): void {
  const last = lastPart(name);
  const isEvent = /^(on|once)$/.test(last) && /^['"]error['"]$/.test(args[0]?.text ?? '');
  const catcher = last === 'catch' ? args[0] : last === 'then' || isEvent ? args[1] : undefined;
  if (!catcher || !name.includes('.') || sink.seen.has(catcher)) return;
  if (!sink.isChanged(catcher.startIndex, catcher.endIndex)) return;
  sink.seen.add(catcher);
  sink.catches.push({
    ...sink.fact(catcher.startIndex),
    isEmpty: isNoop(catcher),
    ...aroundOf(node),
  });
}

function isNoop(node: Node): boolean {
  if (!functionTypes.has(node.type)) return /(^|\.)noop$/i.test(dottedName(node));
  const body = node.childForFieldName('body');
  return (
    body !== null && (/^(undefined|null|void 0|\(\{\}\))$/.test(body.text) || doesNothing(body))
  );
}

function doesNothing(body: Node): boolean {
  if (!/^(statement_block|block)$/.test(body.type)) return false;
  return body.namedChildren.every(
    ({ type, text }) =>
      /^(comment|pass_statement|empty_statement)$/.test(type) || /^(\.\.\.|return;?)$/.test(text),
  );
}

function aroundOf(node: Node) {
  return { owner: ownerOf(node), place: placeAround(node) };
}
