import { diffLines, mapRange, splitLines } from './diffLines';
import type { SubjectFile } from './evidence';

/** Where a line of the text before is in the text after; for one that was replaced, where its successor begins. */
export function lineAfter(
  { before, after }: Pick<SubjectFile, 'before' | 'after'>,
  line: number,
): number {
  const now = splitLines(after);
  const hunks = diffLines(splitLines(before), now);
  return Math.min(mapRange({ start: line, end: line + 1 }, hunks).start, now.length - 1);
}
