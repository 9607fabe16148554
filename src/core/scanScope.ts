import type { HiddenFiles } from './fileScan';
import { type Glob, globMatch, readGlob } from './glob';
import { foldPath } from './paths';

/** Folders whose code somebody else writes: nobody fixes it in place. */
const vendored = new Set([
  ...['.git', '.hg', '.svn', 'node_modules', 'bower_components', 'jspm_packages', '.yarn'],
  ...['.pnpm-store', 'vendor', 'third_party', 'third-party', 'site-packages', '.venv', 'venv'],
  ...['__pycache__', '.tox', '.terraform'],
]);

/** Whether a file lies in one of them. */
export function isVendored(path: string): boolean {
  return path.split('/').slice(0, -1).some(isVendoredName);
}

/** By the name of a folder. */
export function isVendoredName(name: string): boolean {
  return vendored.has(name.toLowerCase());
}

/** By the usual names of such files. */
export function isMinifiedName(path: string): boolean {
  return /[.-]min\.[a-z]+$/i.test(path);
}

/** Nobody writes lines this long on average. */
const longLine = 300;
/** A shorter text says too little. */
const leastText = 2000;

/** A string this long is data that somebody keeps in the code. */
const longString = 200;
/** Comments of any language, and strings; also those that nothing closes, so that no text is read twice. */
const asides =
  /\\[^]|\/\/.*|\/\*[^]*?(?:\*\/|$)|(?:^[ \t]*|[ \t])#.*|"(?:[^"\\\n]|\\[^])*"?|'(?:[^'\\\n]|\\[^])*'?|`(?:[^`\\]|\\[^])*`?/gm;

/** Whether the code of a text, without its comments and its data, reads as a tool has written it. */
export function isMinifiedText(text: string): boolean {
  let lines = 1;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines += 1;
  const least = Math.max(leastText, lines * longLine + 1);
  return text.length >= least && text.length - asideLength(text) >= least;
}

function asideLength(text: string): number {
  let length = 0;
  for (const [aside] of text.matchAll(asides)) {
    const isShort = /^["'`\\]/.test(aside) && aside.length < longString;
    if (!isShort) length += aside.length;
  }
  return length;
}

/**
 * Tells which paths the editor hides, as its setting `files.exclude` says. `has` tells whether a
 * file is there. A glob that cannot be read hides nothing.
 */
export function hiddenFiles(
  hidden: readonly HiddenFiles[],
  has: (path: string) => boolean,
): (path: string) => boolean {
  const globs = hidden.flatMap(({ glob, when }) => {
    // With a slash in it, a glob counts from the folder's top, as it does for the editor.
    const read = readGlob(`${glob.replace(/\/$/, '')}/**`);
    return read.ok ? [{ glob: read.glob, when }] : [];
  });
  return (path) => {
    const segments = foldPath(path).split('/');
    return globs.some(
      ({ glob, when }) => matches(glob, segments) && (!when || has(sibling(path, when))),
    );
  };
}

function matches(glob: Glob, segments: readonly string[]): boolean {
  return globMatch(glob, segments) !== undefined;
}

function sibling(path: string, when: string): string {
  const slash = path.lastIndexOf('/') + 1;
  const name = path.slice(slash);
  const dot = name.lastIndexOf('.');
  const base = dot > 0 ? name.slice(0, dot) : name;
  return path.slice(0, slash) + when.replaceAll('$(basename)', () => base);
}
