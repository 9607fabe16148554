import type { Language } from './rules/rule';

interface Known {
  readonly file: string;
  readonly language: Language;
}

const javascript: Known = { file: 'tree-sitter-javascript.wasm', language: 'javascript' };
const typescript: Known = { file: 'tree-sitter-typescript.wasm', language: 'javascript' };
const python: Known = { file: 'tree-sitter-python.wasm', language: 'python' };
const grammars: ReadonlyMap<string, Known> = new Map([
  ['js', javascript],
  ['cjs', javascript],
  ['mjs', javascript],
  ['jsx', javascript],
  ['ts', typescript],
  ['cts', typescript],
  ['mts', typescript],
  ['tsx', { file: 'tree-sitter-tsx.wasm', language: 'javascript' }],
  ['py', python],
  ['pyw', python],
]);

/** The grammar for a path, by its extension, or undefined when there is none. Cheap. */
export function grammarFor(path: string): string | undefined {
  return knownFor(path)?.file;
}

/** The language of a path, by its extension, or undefined when there is no grammar for it. Cheap. */
export function languageFor(path: string): Language | undefined {
  return knownFor(path)?.language;
}

function knownFor(path: string): Known | undefined {
  const dot = path.lastIndexOf('.');
  return dot < 0 ? undefined : grammars.get(path.slice(dot + 1).toLowerCase());
}
