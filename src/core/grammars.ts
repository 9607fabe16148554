const javascript = 'tree-sitter-javascript.wasm';
const typescript = 'tree-sitter-typescript.wasm';
const python = 'tree-sitter-python.wasm';
const grammarFiles = new Map([
  ['js', javascript],
  ['cjs', javascript],
  ['mjs', javascript],
  ['jsx', javascript],
  ['ts', typescript],
  ['cts', typescript],
  ['mts', typescript],
  ['tsx', 'tree-sitter-tsx.wasm'],
  ['py', python],
  ['pyw', python],
]);

/** The grammar for a path, by its extension, or undefined when there is none. Cheap. */
export function grammarFor(path: string): string | undefined {
  const dot = path.lastIndexOf('.');
  return dot < 0 ? undefined : grammarFiles.get(path.slice(dot + 1).toLowerCase());
}
