import { structuredPatch } from 'diff';

const context = 3;

/**
 * The change of one file as git writes it, so that `git apply` takes it: line ends and a missing one
 * at the end are kept. Without a line end at its own end; empty when nothing changes.
 */
export function patchOf(path: string, before: string, after: string): string {
  const { hunks } = structuredPatch('', '', before, after, undefined, undefined, { context });
  if (hunks.length === 0) return '';
  const [a, b] = [quoted(`a/${path}`), quoted(`b/${path}`)];
  const lines = [`diff --git ${a} ${b}`, `--- ${ended(a)}`, `+++ ${ended(b)}`];
  for (const { oldStart, oldLines, newStart, newLines, lines: changed } of hunks) {
    const from = rangeOf(oldStart, oldLines);
    lines.push(`@@ -${from} +${rangeOf(newStart, newLines)} @@`, ...changed);
  }
  return lines.join('\n');
}

/** An empty range is counted from the line before it. */
function rangeOf(start: number, lines: number): string {
  return `${lines === 0 ? start - 1 : start},${lines}`;
}

/** A name that git would not know the end of has a tab after it. */
function ended(name: string): string {
  return name.includes(' ') && !name.startsWith('"') ? `${name}\t` : name;
}

/** Bytes that are no plain text are octal numbers. */
function quoted(name: string): string {
  if (/^[\x20-\x7e]*$/.test(name) && !/["\\]/.test(name)) return name;
  const bytes = [...new TextEncoder().encode(name)].map((byte) => {
    const character = String.fromCharCode(byte);
    if (character === '"' || character === '\\') return `\\${character}`;
    const isPlain = byte >= 0x20 && byte < 0x7f;
    return isPlain ? character : `\\${byte.toString(8).padStart(3, '0')}`;
  });
  return `"${bytes.join('')}"`;
}
