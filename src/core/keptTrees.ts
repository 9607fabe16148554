import type { Edit as TreeEdit, Tree } from 'web-tree-sitter';
import { Edit } from 'web-tree-sitter';

/** Trees of the last texts of files, to parse the next ones with. */
export interface KeptTrees {
  /** The tree of a text, which belongs to the caller until it is given back. */
  take(path: string, text: string, parse: (before: Tree | undefined) => Tree): Tree;
  giveBack(path: string, text: string, tree: Tree): void;
  /** Frees what is kept of a file, or of all. */
  forget(path?: string): void;
}

interface Kept {
  readonly text: string;
  readonly tree: Tree;
}

/** Keeps the trees of the `most` files that were asked for last. */
export function keptTrees(most: number): KeptTrees {
  const byPath = new Map<string, Kept>();

  function forget(path: string): void {
    byPath.get(path)?.tree.delete();
    byPath.delete(path);
  }

  return {
    take(path, text, parse) {
      const known = byPath.get(path);
      if (!known) return parse(undefined);
      byPath.delete(path);
      if (known.text === text) return known.tree;
      try {
        // From a tree with errors the parser can come to another one than from nothing.
        const tree = known.tree.rootNode.hasError ? undefined : parse(edited(known, text));
        if (tree && !tree.rootNode.hasError) return tree;
        tree?.delete();
      } finally {
        known.tree.delete();
      }
      return parse(undefined);
    },
    giveBack(path, text, tree) {
      if (most <= 0) {
        tree.delete();
        return;
      }
      forget(path);
      byPath.set(path, { text, tree });
      for (const oldest of byPath.keys()) {
        if (byPath.size <= most) break;
        forget(oldest);
      }
    },
    forget(path) {
      for (const one of path === undefined ? [...byPath.keys()] : [path]) forget(one);
    },
  };
}

/** Trees of a few texts, all at once. */
export interface HeldTrees {
  /** The tree of a text, which stays ours. */
  get(path: string, text: string, parse: (before: Tree | undefined) => Tree): Tree;
  release(): void;
}

/** Holds every tree until all are released. The text after is parsed with what the text before gave. */
export function heldTrees(): HeldTrees {
  const byPath = new Map<string, Map<string, Tree>>();
  return {
    get(path, text, parse) {
      const known = byPath.get(path) ?? new Map<string, Tree>();
      byPath.set(path, known);
      const tree = known.get(text) ?? parsedFromRelated(known, text, parse) ?? parse(undefined);
      known.set(text, tree);
      return tree;
    },
    release() {
      for (const known of byPath.values()) for (const tree of known.values()) tree.delete();
      byPath.clear();
    },
  };
}

function parsedFromRelated(
  known: ReadonlyMap<string, Tree>,
  text: string,
  parse: (before: Tree) => Tree,
): Tree | undefined {
  const [related] = known;
  if (related === undefined || related[1].rootNode.hasError) return undefined;
  const before = related[1].copy();
  try {
    const tree = parse(edited({ text: related[0], tree: before }, text));
    if (!tree.rootNode.hasError) return tree;
    tree.delete();
    return undefined;
  } finally {
    before.delete();
  }
}

/** The tree, told of the one stretch in which its text and the next one differ. */
function edited({ text: before, tree }: Kept, after: string): Tree {
  tree.edit(changeBetween(before, after));
  return tree;
}

/** What lies between the longest common start and the longest common end of two texts. */
function changeBetween(before: string, after: string): TreeEdit {
  const shortest = Math.min(before.length, after.length);
  let start = 0;
  while (start < shortest && before.charCodeAt(start) === after.charCodeAt(start)) start += 1;
  let same = 0;
  while (
    same < shortest - start &&
    before.charCodeAt(before.length - 1 - same) === after.charCodeAt(after.length - 1 - same)
  ) {
    same += 1;
  }
  const oldEndIndex = before.length - same;
  const newEndIndex = after.length - same;
  return new Edit({
    startIndex: start,
    oldEndIndex,
    newEndIndex,
    startPosition: pointAt(before, start),
    oldEndPosition: pointAt(before, oldEndIndex),
    newEndPosition: pointAt(after, newEndIndex),
  });
}

function pointAt(text: string, offset: number): { readonly row: number; readonly column: number } {
  let row = 0;
  let lineStart = 0;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) {
    row += 1;
    lineStart = at + 1;
  }
  return { row, column: offset - lineStart };
}
