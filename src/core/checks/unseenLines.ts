import { diffLines } from '../diffLines';
import type { Changes, Place } from './changes';
import { additions } from './changes';

/** What lies further right than this is seldom on the screen. */
const maxLineLength = 500;
/** Blanks in front of more code, or of the first, that no layout asks for. */
const gap = /\S[ \t]{60,}\S|^[ \t]{200,}\S/;

/** Added lines that are too long, or go on behind many blanks, unless they take the place of such. */
export function pushedAway(changes: Changes): readonly Place[] {
  const isFar = (line: string) => line.length > maxLineLength || gap.test(line);
  return additions(changes).flatMap(({ added, removed }) => {
    const old = removed.filter(isFar).length;
    return added.filter(({ text }) => isFar(text)).slice(old);
  });
}

/**
 * Lines that differ from the old ones in whitespace only, where that is all that changes, where it
 * changes a text in quotes, or where it changes what belongs to which block of Python.
 */
export function whitespaceChanges(changes: Changes): readonly Place[] {
  const { path, before, after, hunks } = changes;
  const isPython = /\.pyw?$/i.test(path);
  return hunks.flatMap((hunk) => {
    const old = before.slice(hunk.before.start, hunk.before.end);
    const now = after.slice(hunk.after.start, hunk.after.end);
    const { same, visible } = compared(old, now);
    const explains = (line: string) => /[:([{,\\]\s*(#.*)?$|^\s*[)\]}]/.test(line);
    const unseen = same.filter(({ from, to }) => {
      if (quoted(from) !== quoted(to)) return true;
      if (visible.length === 0) return from.trimEnd() !== to;
      return isPython && indentOf(from) !== indentOf(to) && !visible.some(explains);
    });
    return unseen.map(({ at }) => ({ path, line: hunk.after.start + at }));
  });
}

interface Compared {
  /** Pairs of lines that are equal when whitespace does not count. */
  readonly same: readonly { readonly from: string; readonly to: string; readonly at: number }[];
  /** All other lines, old and new, that are not blank. */
  readonly visible: readonly string[];
}

function compared(old: readonly string[], now: readonly string[]): Compared {
  const inner = diffLines(old.map(squeezed), now.map(squeezed));
  const same: { from: string; to: string; at: number }[] = [];
  const visible: string[] = [];
  let from = 0;
  let to = 0;
  for (const { before, after } of [...inner, endOf(old, now)]) {
    for (; from < before.start; from++, to++) {
      const [a = '', b = ''] = [old[from], now[to]];
      if (a !== b && squeezed(b) !== '') same.push({ from: a, to: b, at: to });
    }
    const lines = [...old.slice(before.start, before.end), ...now.slice(after.start, after.end)];
    visible.push(...lines.filter((line) => line.trim() !== ''));
    from = before.end;
    to = after.end;
  }
  return { same, visible };
}

function endOf(old: readonly string[], now: readonly string[]) {
  const range = ({ length }: readonly string[]) => ({ start: length, end: length });
  return { before: range(old), after: range(now) };
}

function squeezed(line: string): string {
  return line.replace(/[ \t]+/g, '');
}

function indentOf(line: string): string {
  return /^\s*/.exec(line)?.[0] ?? '';
}

/** A quote that does not end is looked for from each other quote on. */
const maxQuoted = 10_000;

/** The texts in quotes of a line, as far as one line shows them. */
function quoted(line: string): string {
  return (
    line
      .slice(0, maxQuoted)
      .match(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`(?:[^`\\]|\\.)*`/g)
      ?.join('\n') ?? ''
  );
}
