import { diffArrays } from 'diff';
import { sha256Hex } from '../hash';
import type { Hunk } from './entrySchema';

/** A line diff gives up after this many edits; then everything between first and last change is one hunk. */
const maxDiffEdits = 2000;
/** Hunks of a change that go beyond this many lines together keep their content hash only. */
const maxHashedLines = 4000;

/** The lines of a text that are not blank: what stays comparable when a formatter has been over it. */
export interface Lines {
  /** Every line as it stands, without line ends. */
  readonly raw: readonly string[];
  /** Of each line that is not blank. */
  readonly hashes: readonly string[];
  /** The index in `raw` of each hash. */
  readonly at: readonly number[];
}

export function linesOf(text: string): Lines {
  const raw = rawLines(text);
  const hashes: string[] = [];
  const at: number[] = [];
  for (const [index, line] of raw.entries()) {
    if (line.trim() === '') continue;
    hashes.push(lineSha256(line));
    at.push(index);
  }
  return { raw, hashes, at };
}

/** Of the lines exactly, without the blank ones at either end: line ends do not count. */
export function contentSha256(lines: readonly string[]): string {
  const filled = lines.map((line) => line.trim() !== '');
  return sha256Hex(lines.slice(filled.indexOf(true), filled.lastIndexOf(true) + 1).join('\n'));
}

/** What a fix changed, as hashes, and how many lines it added and removed. */
export function hunksOf(
  before: string,
  after: string,
): { readonly hunks: readonly Hunk[]; readonly added: number; readonly removed: number } {
  const whole = linesOf(after);
  const hunks: Hunk[] = [];
  let added = 0;
  let removed = 0;
  for (const span of changedSpans(rawLines(before), whole.raw)) {
    added += span.added.length;
    removed += span.removed.length;
    const hashed = added + removed <= maxHashedLines;
    const lineHashes = hashed ? filledHashes(span.added) : [];
    const repeated = repetition(lineHashes, span.newStart, whole);
    hunks.push({
      newStart: span.newStart + 1,
      newLines: span.added.length,
      contentSha256: contentSha256(span.added),
      lineSha256: lineHashes,
      removedSha256: hashed ? filledHashes(span.removed) : [],
      ...(repeated && { repeated }),
    });
  }
  return { hunks, added, removed };
}

export interface Search {
  /** Every index at which the whole pattern starts, in order. */
  readonly starts: readonly number[];
  /** How many of the pattern's first items were found in a row at best, and the index after them. */
  readonly best: { readonly length: number; readonly end: number };
}

/** Knuth-Morris-Pratt: linear however often the items repeat. An empty pattern is nowhere. */
export function search(pattern: readonly string[], items: readonly string[]): Search {
  const fallback = fallbacks(pattern);
  const starts: number[] = [];
  let best = { length: 0, end: 0 };
  let matched = 0;
  for (const [index, item] of items.entries()) {
    while (matched > 0 && pattern[matched] !== item) matched = fallback[matched - 1] ?? 0;
    if (pattern[matched] === item) matched++;
    if (matched > best.length) best = { length: matched, end: index + 1 };
    if (matched > 0 && matched === pattern.length) {
      starts.push(index + 1 - matched);
      matched = fallback[matched - 1] ?? 0;
    }
  }
  return { starts, best };
}

/** For each start of the pattern, the length of its longest proper start that is also its end. */
function fallbacks(pattern: readonly string[]): readonly number[] {
  const table = [0];
  let matched = 0;
  for (let index = 1; index < pattern.length; index++) {
    while (matched > 0 && pattern[matched] !== pattern[index]) matched = table[matched - 1] ?? 0;
    if (pattern[matched] === pattern[index]) matched++;
    table.push(matched);
  }
  return table;
}

/** The hashes beside some of them; empty strings beyond the first and the last line. */
export function beside(hashes: readonly string[], start: number, length: number) {
  return { before: hashes[start - 1] ?? '', after: hashes[start + length] ?? '' };
}

function repetition(
  pattern: readonly string[],
  newStart: number,
  whole: Lines,
): Hunk['repeated'] | undefined {
  const times = search(pattern, whole.hashes).starts.length;
  if (times < 2) return undefined;
  const start = whole.at.findIndex((line) => line >= newStart);
  return { times, ...beside(whole.hashes, start, pattern.length) };
}

interface Span {
  /** Zero-based, in the text after. */
  readonly newStart: number;
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

function changedSpans(before: readonly string[], after: readonly string[]): readonly Span[] {
  const parts = diffArrays([...before], [...after], { maxEditLength: maxDiffEdits });
  if (!parts) return [outerSpan(before, after)];
  const spans: Span[] = [];
  let line = 0;
  let open: Span | undefined;
  for (const { added, removed, value } of parts) {
    if (added || removed) {
      open ??= { newStart: line, added: [], removed: [] };
      open = added
        ? { ...open, added: [...open.added, ...value] }
        : { ...open, removed: [...open.removed, ...value] };
    } else if (open) {
      spans.push(open);
      open = undefined;
    }
    if (!removed) line += value.length;
  }
  return open ? [...spans, open] : spans;
}

/** Everything between the first and the last line that differ. */
function outerSpan(before: readonly string[], after: readonly string[]): Span {
  const shorter = Math.min(before.length, after.length);
  let head = 0;
  while (head < shorter && before[head] === after[head]) head++;
  let tail = 0;
  while (tail < shorter - head && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
  return {
    newStart: head,
    added: after.slice(head, after.length - tail),
    removed: before.slice(head, before.length - tail),
  };
}

/** A last line end closes a line; it does not open an empty one. */
function rawLines(text: string): readonly string[] {
  const lines = text.split(/\r\n|\n/);
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

function filledHashes(lines: readonly string[]): string[] {
  return lines.filter((line) => line.trim() !== '').map(lineSha256);
}

function lineSha256(line: string): string {
  return sha256Hex(line.trim().replace(/\s+/g, ' '));
}
