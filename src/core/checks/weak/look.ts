import type { LineRange } from '../../diffLines';
import { lineStarts } from '../../lines';
import type { Language } from '../../rules/rule';
import type { Node } from '../../syntax';
import { ancestorsOf, coversOf, isFunction, linesOf, placeOf, touches } from '../around';
import type { Family } from './families';
import { families } from './families';

/** One side of a change, parsed: the code that is on its changed lines. Lives as long as its tree. */
export interface Look {
  readonly path: string;
  readonly language: Language;
  readonly root: Node;
  /** The text of the changed lines. */
  readonly changed: string;
  /** What the change is about. */
  readonly families: ReadonlySet<Family>;
  /** Those families of these that the change is about, and that no strong fix on its lines settles. */
  open(...wanted: readonly Family[]): readonly Family[];
  /** The nodes of these types that stand on changed lines, at least in part, in the order of the text. */
  nodes(...types: readonly string[]): readonly Node[];
  /** Whether a node stands on changed lines, at least in part. */
  isChanged(node: Node): boolean;
  /** Whether the whole of a node stands on changed lines. */
  isNew(node: Node): boolean;
  /** The other side, as text: that of before for the code of after. */
  readonly other: string;
}

/** What a sign of weakness has to say of a place. */
export interface Suspect {
  readonly at: Node;
  /** Why it is weak and what would do instead: whole sentences. */
  readonly why: string;
  /** Only where it is certain that the change does not do what it is for. */
  readonly outcome?: 'fail';
}

/** One kind of weak fix. */
export type Sign = (look: Look) => Iterable<Suspect>;

export interface Side {
  readonly path: string;
  readonly language: Language;
  readonly text: string;
  readonly other: string;
  /** The changed lines of this side. */
  readonly ranges: readonly LineRange[];
  readonly families: ReadonlySet<Family>;
  /** The text of the lines that the change adds. */
  readonly added: string;
}

/** Only the nodes on changed lines are visited, however long the file is. */
export function lookAt(root: Node, side: Side): Look {
  const { ranges, text, families: concerned } = side;
  const isChanged = (node: Node) => {
    const lines = linesOf(node);
    return ranges.some((range) => touches(range, lines));
  };
  const byType = new Map<string, Set<Node>>();
  const add = (node: Node) => {
    const others = byType.get(node.type);
    if (others) others.add(node);
    else byType.set(node.type, new Set([node]));
  };
  const visit = (node: Node) => {
    if (!isChanged(node)) return;
    add(node);
    for (const child of node.namedChildren) visit(child);
  };
  for (const node of coversOf(root, text, ranges)) {
    for (const outer of ancestorsOf(node)) if (isChanged(outer)) add(outer);
    visit(node);
  }
  return {
    ...side,
    root,
    changed: ranges.map((range) => textOf(range, text)).join('\n'),
    open: (...wanted) =>
      wanted.filter((one) => concerned.has(one) && !families[one].strong?.test(side.added)),
    nodes: (...types) => {
      const found = types.flatMap((type) => [...(byType.get(type) ?? [])]);
      return found.sort((a, b) => a.startIndex - b.startIndex);
    },
    isChanged,
    isNew: (node) => {
      const { start, end } = linesOf(node);
      return ranges.some((range) => range.start <= start && range.end >= end);
    },
  };
}

/** The code around what changes: the functions, or the statements outside of any. */
export function codeAround(root: Node, text: string, ranges: readonly LineRange[]): string {
  const parts = new Set<Node>();
  const visit = (node: Node) => {
    for (const child of node.namedChildren) {
      const own = linesOf(child);
      if (!ranges.some((range) => touches(widened(range), own))) continue;
      if (isFunction(child)) parts.add(placeOf(child));
      else visit(child);
    }
  };
  for (const node of coversOf(root, text, ranges.map(widened))) {
    const outermost = [...ancestorsOf(node), node].find(isFunction);
    if (outermost) parts.add(placeOf(outermost));
    else visit(node);
  }
  const near = ranges.map(({ start, end }) =>
    textOf({ start: Math.max(0, start - 3), end: end + 3 }, text),
  );
  const callers = callersOf([...parts], root);
  return [...near, ...[...parts, ...callers].map((one) => one.text.slice(0, 20_000))].join('\n');
}

/** The nearest top-level code that calls functions of the file, by their names. */
function callersOf(functions: readonly Node[], root: Node): readonly Node[] {
  const names = functions.flatMap((one) => {
    const name = one.childForFieldName('name') ?? one.parent?.childForFieldName('name');
    return name && /^[\w$]{3,}$/.test(name.text) ? [name.text] : [];
  });
  if (names.length === 0 || root.endIndex > 100_000) return [];
  const called = new RegExp(`(?<![\\w$])(?:${names.join('|').replace(/\$/g, '\\$')})\\(`);
  return root.namedChildren
    .filter((one) => !functions.some((own) => isWithin(own, one)) && called.test(one.text))
    .slice(0, 5);
}

function isWithin(inner: Node, outer: Node): boolean {
  return inner.startIndex >= outer.startIndex && inner.endIndex <= outer.endIndex;
}

/** Some lines, however they end. */
function textOf({ start, end }: LineRange, text: string): string {
  const starts = lineStarts(text);
  const code = text.slice(starts[start] ?? text.length, starts[end] ?? text.length);
  return code.replace(/\r\n?/g, '\n').replace(/\n$/, '');
}

/** Where lines are only taken away, what stood around them counts. */
function widened({ start, end }: LineRange): LineRange {
  return start === end ? { start: start - 1, end: end + 1 } : { start, end };
}
