import type { Node as RawNode } from 'web-tree-sitter';
import { Language, Parser } from 'web-tree-sitter';
import { grammarFor } from './grammars';
import { HumanError } from './errors';
import { type SyntaxNode, rootNode } from './syntaxNode';

export type { SyntaxNode as Node } from './syntaxNode';

/** The parser's own runtime, asked for before any grammar. */
export const runtimeFile = 'web-tree-sitter.wasm';

/** The parser. Offsets of its nodes are UTF-16 units of the text that was parsed. */
export interface Syntax {
  /**
   * Parses `text` and hands its root to `use`, or answers undefined when there is no grammar for
   * `path`. The tree is freed when `use` returns: nothing of it may be kept. Throws a HumanError
   * for code that nests too deeply.
   */
  withTree<T>(path: string, text: string, use: (root: SyntaxNode) => T): Promise<T | undefined>;
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
): Promise<Syntax> {
  await startRuntime(readGrammar);
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
      const file = grammarFor(path);
      if (file === undefined) return undefined;
      const parser = await parserFor(file);
      const tree = parser.parse(text);
      if (!tree) throw new Error(`${path} could not be parsed`);
      try {
        if (isTooDeep(tree.rootNode)) {
          throw new HumanError(
            `${path} nests more than ${maxDepth} levels deep; look at it yourself.`,
          );
        }
        return use(rootNode(tree.rootNode, text, tree.language));
      } finally {
        tree.delete();
      }
    },
  };
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
