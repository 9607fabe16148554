import { diffArrays } from 'diff';

/** Lines that were replaced: `before` lines of the old text by `after` lines of the new one. */
export interface Hunk {
  readonly before: LineRange;
  readonly after: LineRange;
}

/** Zero-based, `end` exclusive; empty where lines were only added or only removed. */
export interface LineRange {
  readonly start: number;
  readonly end: number;
}

/** Beyond so many changed lines the search for the smallest difference is not worth its time. */
const maxEditLength = 500;

/** The lines of a text, without their line ends. A last line end opens an empty line. */
export function splitLines(text: string): string[] {
  return text.split(/\r\n|\n|\r/);
}

/**
 * Where two lists of lines, or of what stands for lines, differ, in order. Very different lists give
 * one hunk from the first to the last difference.
 */
export function diffLines<Line extends string | number>(
  before: readonly Line[],
  after: readonly Line[],
): readonly Hunk[] {
  const shorter = Math.min(before.length, after.length);
  let head = 0;
  while (head < shorter && before[head] === after[head]) head += 1;
  let tail = 0;
  while (tail < shorter - head && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1;
  const old = before.slice(head, before.length - tail);
  const now = after.slice(head, after.length - tail);
  if (old.length === 0 && now.length === 0) return [];
  const parts = diffArrays(old, now, { maxEditLength });
  if (!parts) return [hunk(head, old.length, head, now.length)];
  return hunksOf(parts, head);
}

function hunk(beforeStart: number, removed: number, afterStart: number, added: number): Hunk {
  return {
    before: { start: beforeStart, end: beforeStart + removed },
    after: { start: afterStart, end: afterStart + added },
  };
}

function hunksOf(
  parts: readonly { added: boolean; removed: boolean; count: number }[],
  head: number,
): Hunk[] {
  const hunks: Hunk[] = [];
  let before = head;
  let after = head;
  let removed = 0;
  let added = 0;
  const close = () => {
    if (removed + added > 0) hunks.push(hunk(before, removed, after, added));
    before += removed;
    after += added;
    removed = added = 0;
  };
  for (const part of parts) {
    if (part.removed) removed += part.count;
    else if (part.added) added += part.count;
    else {
      close();
      before += part.count;
      after += part.count;
    }
  }
  close();
  return hunks;
}

/** Where lines of the old text are in the new one. A hunk that they touch belongs to them whole. */
export function mapRange({ start, end }: LineRange, hunks: readonly Hunk[]): LineRange {
  return {
    start: mapLine(start, hunks).start,
    end: end > start ? mapLine(end - 1, hunks).end : mapLine(start, hunks).start,
  };
}

function mapLine(line: number, hunks: readonly Hunk[]): LineRange {
  let shift = 0;
  for (const { before, after } of hunks) {
    if (before.start > line) break;
    if (line < before.end) return after;
    shift = after.end - before.end;
  }
  return { start: line + shift, end: line + shift + 1 };
}
