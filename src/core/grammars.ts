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

/** What the first line of a script without an extension may name, without a version. */
const interpreters: ReadonlyMap<string, Known> = new Map([
  ['node', javascript],
  ['nodejs', javascript],
  ['zx', javascript],
  ['bun', typescript],
  ['deno', typescript],
  ['ts-node', typescript],
  ['tsx', typescript],
  ['python', python],
  ['pypy', python],
]);

/**
 * The grammar for a file, by its extension or, where it has none, by the interpreter that the first
 * line of its text names; undefined when there is none. Cheap.
 */
export function grammarFor(path: string, text = ''): string | undefined {
  return knownFor(path, text)?.file;
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

/** The language of a file that built-in rules know, told as a grammar is. Cheap: nothing is loaded. */
export function languageFor(path: string, text = ''): Language | undefined {
  return knownFor(path, text)?.language ?? configFor(path);
}

/** Whether only its text tells what a file is: its name has no extension, and no meaning of its own. */
export function mayBeScript(path: string): boolean {
  return !path.slice(path.lastIndexOf('/') + 1).includes('.') && configFor(path) === undefined;
}

function configFor(path: string): Language | undefined {
  return configs.find(([, pattern]) => pattern.test(path))?.[0];
}

/** How much of a text tells its interpreter. */
export const firstLineLength = 200;

function knownFor(path: string, text: string): Known | undefined {
  if (mayBeScript(path)) return interpreters.get(interpreterOf(text));
  return grammars.get(path.slice(path.lastIndexOf('.') + 1).toLowerCase());
}

/** `python` of `#!/usr/bin/env -S python3.11 -u`. */
function interpreterOf(text: string): string {
  if (!text.startsWith('#!')) return '';
  const [line = ''] = text.slice(2, firstLineLength).split(/[\r\n]/, 1);
  const [program = '', ...rest] = line.trim().split(/[ \t]+/);
  const named = nameOf(program);
  // What stands between are options of `env`, and variables that it sets.
  const said = named === 'env' ? nameOf(rest.find((one) => !/^-|=/.test(one)) ?? '') : named;
  return said.replace(/[\d.]+$/, '');
}

function nameOf(program: string): string {
  return program.slice(program.lastIndexOf('/') + 1);
}
