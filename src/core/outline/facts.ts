import type { Hunk } from '../diffLines';
import type { TextIndex } from '../lines';
import type { Node } from '../syntax';
import { readCall } from './calls';
import { readCatch, readCatchAround } from './catches';
import { readControl } from './control';
import { blockTypes, callTypes, functionName, functionTypes } from './nodes';
import { readOddity } from './oddities';
import type { Fact, Facts, Stretch } from './outline';
import { placeFrom } from './routes';
import { isName, standingOf } from './standing';

/** The changed lines of one hunk as offsets. */
export interface ChangedSpan {
  readonly start: number;
  readonly end: number;
  readonly hunk: Hunk;
}

type Lists = { -readonly [K in keyof Omit<Facts, 'text' | 'stretches'>]: Facts[K][number][] };

/** What a reader of nodes writes to. */
export interface Sink extends Lists {
  /** Whether any of it stands on the changed lines. */
  isChanged(start: number, end: number): boolean;
  fact(offset: number): Fact;
  /** What several hunks touch and is read already. */
  readonly seen: Set<Node>;
}

interface Side {
  readonly path: string;
  readonly root: Node;
  readonly spans: readonly ChangedSpan[];
  readonly index: TextIndex;
  readonly which: 'before' | 'after';
}

/** All that the changed lines of one side do. Only the nodes that touch them are looked at. */
export function factsOf(side: Side): Facts {
  const lists: Lists = {
    calls: [],
    uses: [],
    branches: [],
    exits: [],
    handlers: [],
    catches: [],
    routes: [],
    around: [],
    oddities: [],
    functions: [],
    declared: [],
  };
  const stretches: Stretch[] = [];
  const seen = new Set<Node>();
  for (const span of side.spans) {
    const sink = { ...lists, ...placing(side, span), seen };
    const top = side.root.descendantForIndex(span.start, Math.max(span.start, span.end - 1));
    readUpwards(top, sink);
    readCatchAround(top, sink);
    if (span.end <= span.start) continue;
    readDownwards(top, span, sink);
    stretches.push(...stretchesOf(top, span, side.index.text));
  }
  return { ...lists, stretches, text: stretches.map(({ text }) => text).join('\n') };
}

/** Lines that reach over several functions are taken apart by these. */
function stretchesOf(top: Node, { start, end }: ChangedSpan, text: string): readonly Stretch[] {
  const parts = /^(program|module|class_body)$/.test(top.type)
    ? top.namedChildren.filter((one) => one.endIndex > start && one.startIndex < end)
    : [];
  if (parts.length < 2)
    return [{ place: placeFrom(parts[0] ?? top), text: text.slice(start, end) }];
  const ends = [...parts.slice(1).map((one) => Math.max(start, one.startIndex)), end];
  return parts.map((one, at) => ({
    place: placeFrom(definedBy(one)),
    text: text.slice(at === 0 ? start : (ends[at - 1] ?? end), ends[at]),
  }));
}

/** The function that a statement is for. */
function definedBy(statement: Node): Node {
  let at = statement;
  for (let inner: Node | null = at; inner;) {
    at = inner;
    inner =
      at.childForFieldName('declaration') ??
      at.childForFieldName('definition') ??
      (/^(lexical_declaration|variable_declaration)$/.test(at.type) ? at.firstNamedChild : null) ??
      (at.type === 'variable_declarator' ? at.childForFieldName('value') : null);
  }
  return at;
}

function placing({ path, index, which }: Side, span: ChangedSpan) {
  const { hunk } = span;
  return {
    isChanged: (start: number, end: number) => start < span.end && end > span.start,
    fact: (offset: number): Fact => {
      const { line } = index.positionAt(offset);
      if (which === 'after') return { path, line, at: line };
      const { start, end } = hunk.after;
      const at = Math.min(start + line - hunk.before.start, Math.max(start, end - 1));
      return { path, line, at: Math.max(at, 0) };
    },
  };
}

/** What surrounds the change within its statement: the route whose middleware changes. */
function readUpwards(top: Node, sink: Sink): void {
  for (let at = top.parent; at && !blockTypes.has(at.type); at = at.parent) {
    if (callTypes.has(at.type)) readCall(at, sink);
  }
}

function readDownwards(top: Node, { start, end }: ChangedSpan, sink: Sink): void {
  const todo = [top];
  for (let node = todo.pop(); node; node = todo.pop()) {
    readNode(node, sink);
    const { children } = node;
    for (let at = children.length - 1; at >= 0; at -= 1) {
      const child = children[at];
      if (child && child.endIndex > start && child.startIndex < end) todo.push(child);
    }
  }
}

function readNode(node: Node, sink: Sink): void {
  if (callTypes.has(node.type)) readCall(node, sink);
  readControl(node, sink);
  readOddity(node, sink);
  readCatch(node, sink);
  if (isName(node) && standingOf(node) === 'declared') sink.declared.push(node.text);
  if (functionTypes.has(node.type) && sink.isChanged(node.startIndex, node.startIndex + 1)) {
    const name = functionName(node);
    if (name !== '') sink.functions.push(name);
  }
}
