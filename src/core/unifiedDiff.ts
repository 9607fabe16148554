import type { LineRange } from './diffLines';

/** Lines of files as they are now, by path; `all` where the file is new or not compared by lines. */
export type ChangedLines = ReadonlyMap<string, 'all' | readonly LineRange[]>;

/** What git puts before the two names of a file; `parseUnifiedDiff` counts on it. */
export const diffPrefixes = ['--src-prefix=a/', '--dst-prefix=b/'] as const;

/**
 * The lines that a diff of git's adds or changes, zero-based. The diff is one without context and
 * renames, with `diffPrefixes`. Files of which lines were only removed, or that are gone, are not
 * among them. Never throws: what is no such diff changes nothing.
 */
export function parseUnifiedDiff(diff: Uint8Array): ChangedLines {
  const changed = new Map<string, 'all' | LineRange[]>();
  let path: string | undefined;
  // Only the lines that matter are decoded; what a file contains begins with another letter.
  for (let at = 0; at < diff.length;) {
    const found = diff.indexOf(lineFeed, at);
    const end = found < 0 ? diff.length : found;
    if (headings.has(diff[at] ?? 0)) {
      const line = new TextDecoder().decode(diff.subarray(at, end));
      if (line.startsWith('diff --git ')) path = pathOf(line.slice('diff --git '.length));
      else if (path !== undefined) noteLine(changed, path, line);
    }
    at = end + 1;
  }
  return changed;
}

const lineFeed = 10;

/** The first letters of the lines that `parseUnifiedDiff` reads. */
const headings = new Set(Array.from('d@nB', (letter) => letter.charCodeAt(0)));

function noteLine(changed: Map<string, 'all' | LineRange[]>, path: string, line: string): void {
  if (/^(?:new file mode |Binary files .* differ$)/.test(line)) {
    if (!line.endsWith(' and /dev/null differ')) changed.set(path, 'all');
    return;
  }
  const [, first, lines = '1'] = /^@@ -\d+(?:,\d+)? \+(\d+)(?:,(\d+))? @@/.exec(line) ?? [];
  const ranges = changed.get(path) ?? [];
  if (first === undefined || Number(lines) === 0 || ranges === 'all') return;
  const start = Number(first) - 1;
  ranges.push({ start, end: start + Number(lines) });
  changed.set(path, ranges);
}

/** The path in `a/path b/path`, or in quotes. Both are the same path, so its length is known. */
function pathOf(names: string): string | undefined {
  if (names.startsWith('"')) {
    const quoted = /^"((?:[^"\\]|\\.)*)" "/s.exec(names)?.[1];
    const name = quoted === undefined ? undefined : unquoted(quoted);
    return name?.startsWith('a/') ? name.slice(2) : undefined;
  }
  const half = (names.length - 1) / 2;
  const [one, other] = [names.slice(0, half), names.slice(half + 1)];
  if (!one.startsWith('a/') || !other.startsWith('b/')) return undefined;
  return one.slice(2) === other.slice(2) ? one.slice(2) : undefined;
}

const escapes: Readonly<Record<string, number>> = {
  ...{ a: 7, b: 8, t: 9, n: 10, v: 11, f: 12, r: 13, '"': 34, '\\': 92 },
};

/** A name as git writes it within quotes: bytes that are no plain text are octal numbers. */
function unquoted(name: string): string | undefined {
  const encoder = new TextEncoder();
  const bytes: number[] = [];
  for (const [part, octal, letter] of name.matchAll(/\\([0-3][0-7]{2})|\\(.)|[^\\]+/gs)) {
    if (octal !== undefined) bytes.push(parseInt(octal, 8));
    else if (letter === undefined) bytes.push(...encoder.encode(part));
    else {
      const byte = escapes[letter];
      if (byte === undefined) return undefined;
      bytes.push(byte);
    }
  }
  return new TextDecoder().decode(new Uint8Array(bytes));
}
