import { HumanError } from '../errors';
import type { Grammar } from '../flow/grammar';
import type { Node } from '../syntax';
import type { Words } from '../words';

/** Finds nodes of a tree by the words that they are; each word is looked up once. */
export interface NodeFinder {
  /** See `ParsedFile.find`. */
  find(names: readonly string[]): readonly Node[];
  /** See `ParsedFile.findUsed`. */
  findUsed(names: readonly string[]): readonly Node[];
  /** Every node that declares or uses a name. */
  names(name: string): readonly Node[];
}

/** No hand-written file names what a rule looks for more often than this. */
const maxOccurrences = 5000;
export function nodeFinder(
  path: string,
  text: string,
  root: Node,
  words: Words,
  { foundTypes, nameTypes }: Pick<Grammar, 'foundTypes' | 'nameTypes'>,
): NodeFinder {
  const known = new Map<string, readonly Node[]>();
  const nodeAt = (start: number, length: number): Node | undefined => {
    const node = root.descendantForIndex(start, start + length - 1);
    // A private name is found by the word behind its `#`.
    const from = text[start - 1] === '#' ? start - 1 : start;
    const isWhole = node.startIndex === start || node.startIndex === from;
    return isWhole && node.endIndex === start + length ? node : undefined;
  };
  const offsetsOf = (name: string): readonly number[] => {
    const offsets = words.at(name);
    if (offsets.length <= maxOccurrences) return offsets;
    throw new HumanError(`${path} is too large for the built-in rules; look at it yourself.`);
  };
  const nodesOf = (name: string): readonly Node[] => {
    let nodes = known.get(name);
    if (!nodes) {
      nodes = offsetsOf(name).flatMap((start) => nodeAt(start, name.length) ?? []);
      known.set(name, nodes);
    }
    return nodes;
  };
  const usesOf = (name: string): readonly Node[] =>
    offsetsOf(name)
      .filter((start) => isUsedAt(text, start + name.length))
      .flatMap((start) => nodeAt(start, name.length) ?? []);
  const sorted = (names: readonly string[], nodes: (name: string) => readonly Node[]) =>
    [...new Set(names)]
      .flatMap((name) => nodes(name).filter(({ type }) => foundTypes.has(type)))
      .sort((a, b) => a.startIndex - b.startIndex);
  return {
    find: (names) => sorted(names, nodesOf),
    findUsed: (names) => sorted(names, usesOf),
    names: (name) =>
      offsetsOf(name)
        .filter((start) => !isMemberAt(text, start))
        .flatMap((start) => nodeAt(start, name.length) ?? [])
        .filter(({ type }) => nameTypes.has(type)),
  };
}

/** Whether a word stands behind a dot, which declares nothing. Most words of a file do. */
function isMemberAt(text: string, start: number): boolean {
  return text.charCodeAt(start - 1) === dot && text.charCodeAt(start - 2) !== dot;
}

const dot = 0x2e;
const useAfter = /['"]?\]?\s*(?:\)?\(|`|<|:|\+?=(?!=)|\?\.\()/y;

/** Whether a word is called, set or given a value, by what comes right after it. */
export function isUsedAt(text: string, end: number): boolean {
  useAfter.lastIndex = end;
  return useAfter.test(text);
}
