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

/** Configuration files that rules are for, by their paths. No path is of two. */
const configs: readonly (readonly [Language, RegExp])[] = [
  ['github-actions', /(?:^|\/)\.github\/workflows\/[^/]+\.ya?ml$|(?:^|\/)action\.ya?ml$/i],
  [
    'dockerfile',
    /(?:^|\/)(?:(?:Dockerfile|Containerfile)(?:\.(?!(?:dockerignore|md|txt|json|ya?ml|[jt]sx?|py|go|sh)$)[\w-]+)*|[^/]+\.(?:dockerfile|containerfile))$/i,
  ],
  ['terraform', /\.(?:tf|tofu)$/i],
];

/** The language of a path that built-in rules know, or undefined. Cheap: nothing is loaded. */
export function languageFor(path: string): Language | undefined {
  return knownFor(path)?.language ?? configs.find(([, pattern]) => pattern.test(path))?.[0];
}

function knownFor(path: string): Known | undefined {
  const dot = path.lastIndexOf('.');
  return dot < 0 ? undefined : grammars.get(path.slice(dot + 1).toLowerCase());
}
