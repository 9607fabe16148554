import type { Node as RawNode, Tree } from 'web-tree-sitter';
import { Language, Parser } from 'web-tree-sitter';
import { grammarFor } from './grammars';
import { HumanError } from './errors';
import { heldTrees, keptTrees } from './keptTrees';
import { type SyntaxNode, rootNode } from './syntaxNode';

export type { SyntaxNode as Node } from './syntaxNode';

/** The parser's own runtime, asked for before any grammar. */
export const runtimeFile = 'web-tree-sitter.wasm';

/** The parser. Offsets of its nodes are UTF-16 units of the text that was parsed. */
export interface Syntax {
  /**
   * Parses `text` and hands its root to `use`, or answers undefined when there is no grammar for
   * `path`. Nothing of the tree may be kept when `use` returns. Throws a HumanError for code that
   * nests too deeply, or that takes too long to parse: by what the parser does, not by a clock.
   */
  withTree<T>(path: string, text: string, use: (root: SyntaxNode) => T): Promise<T | undefined>;
}

/** The parser, started. */
export interface LoadedSyntax extends Syntax {
  /** Frees what is kept of a file, or of all files. */
  forget(path?: string): void;
  /** For who asks the same few texts many things: each is parsed once, until all are released. */
  hold(): HeldSyntax;
}

export interface HeldSyntax extends Syntax {
  /** Frees every tree; nothing may be asked any more. */
  release(): void;
}

export interface SyntaxOptions {
  /**
   * The trees of so many files are kept, those that were asked for last, so that a text that differs
   * little from the file's last one is parsed in a part of the time. Default: none.
   */
  readonly keep?: number;
}

/** web-tree-sitter holds one runtime a process, and starting it twice at once would break it. */
let runtime: Promise<void> | undefined;

function startRuntime(read: (file: string) => Promise<Uint8Array>): Promise<void> {
  runtime ??= read(runtimeFile)
    .then((wasmBinary) => Parser.init({ wasmBinary: wasmBinary.slice().buffer }))
    .catch((error: unknown) => {
      runtime = undefined;
      throw error;
    });
  return runtime;
}

/**
 * Starts the parser. `readGrammar` gives the bytes of a .wasm file by its name; each grammar is
 * read once, on first use. Safe to call more than once, also at the same time.
 */
export async function createSyntax(
  readGrammar: (file: string) => Promise<Uint8Array>,
  { keep = 0 }: SyntaxOptions = {},
): Promise<LoadedSyntax> {
  await startRuntime(readGrammar);
  const kept = keptTrees(keep);
  const parsers = new Map<string, Promise<Parser>>();

  function parserFor(file: string): Promise<Parser> {
    let parser = parsers.get(file);
    if (!parser) {
      parser = readGrammar(file)
        .then((bytes) => Language.load(bytes))
        .then((language) => new Parser().setLanguage(language));
      parser.catch(() => parsers.delete(file));
      parsers.set(file, parser);
    }
    return parser;
  }

  return {
    async withTree(path, text, use) {
      const file = grammarFor(path, text);
      if (file === undefined) return undefined;
      const parser = await parserFor(file);
      const tree = kept.take(path, text, (before) => parsed(parser, path, text, before));
      try {
        return use(usable(path, text, tree));
      } finally {
        kept.giveBack(path, text, tree);
      }
    },
    forget: (path) => {
      kept.forget(path);
    },
    hold() {
      const held = heldTrees();
      const roots = new Map<Tree, SyntaxNode>();
      return {
        async withTree(path, text, use) {
          const file = grammarFor(path, text);
          if (file === undefined) return undefined;
          const parser = await parserFor(file);
          const tree = held.get(path, text, (before) => parsed(parser, path, text, before));
          const root = roots.get(tree) ?? usable(path, text, tree);
          roots.set(tree, root);
          return use(root);
        },
        release: () => {
          held.release();
        },
      };
    },
  };
}

function usable(path: string, text: string, tree: Tree): SyntaxNode {
  if (isTooDeep(tree.rootNode)) {
    throw new HumanError(`${path} nests more than ${maxDepth} levels deep; look at it yourself.`);
  }
  return rootNode(tree.rootNode, text, tree.language);
}

/** The parser reports after each hundred of its steps. Ordinary code takes 20 reports a kilobyte. */
const reportsPerCharacter = 1 / 16;
const leastReports = 1000;
/** More than a megabyte of ordinary code; what is quicker to parse, such as data, may be longer. */
const mostReports = 25_000;

function parsed(parser: Parser, path: string, text: string, before: Tree | undefined): Tree {
  let left = Math.min(leastReports + text.length * reportsPerCharacter, mostReports);
  // A script may have changed its interpreter.
  const related = before?.language === parser.language ? before : undefined;
  const tree = parser.parse(text, related, { progressCallback: () => --left < 0 });
  if (tree) return tree;
  parser.reset();
  throw new HumanError(`${path} is too large or too tangled to be parsed; look at it yourself.`);
}

/** The rules follow nests by recursion. */
const maxDepth = 1000;
/** A nest that lies between two samples is no deeper than this. */
const sampleEvery = 2048;

function isTooDeep(root: RawNode): boolean {
  for (let offset = 0; offset < root.endIndex; offset += sampleEvery) {
    let depth = 0;
    for (let node = root.firstChildForIndex(offset); node; node = node.firstChildForIndex(offset)) {
      if (++depth > maxDepth) return true;
    }
  }
  return false;
}
