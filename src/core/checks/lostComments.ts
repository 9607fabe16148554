import type { SubjectFile } from '../evidence';
import { oneLine } from '../plainText';
import type { Changes, Place } from './changes';

const comment = /^\s*(?:\/\/|\/\*|\*(?!\w)|#(?![!\w])|<!--|--\s)/;
/** A comment that holds code says nothing to miss. */
const code = /[;{}]\s*(?:\*\/)?$|^\W*$|^\W*\w+\(.*\)$/;
const licence = /\bcopyright\b|\blicen[cs]ed?\b|SPDX-|\ball rights reserved\b/i;
/** So many lines in a row are more than a remark that went with a change. */
const fewest = 3;

/** Comments that go while the code below them stays, and words of a licence that go. */
export function lostComments(
  { path, after, status }: SubjectFile,
  { before, after: now, hunks }: Changes,
): readonly { readonly text: string; readonly places: readonly Place[] }[] {
  if (status !== undefined || after.trim() === '') return [];
  const gone = hunks.filter(({ before: { start, end } }) =>
    before.slice(start, end).some(isComment),
  );
  if (gone.length === 0) return [];
  const left = new Set(now.map((line) => line.trim()));
  return gone.flatMap(({ before: range, after: { start, end } }) => {
    const lost: number[] = [];
    for (let at = range.start; at < range.end; at++) {
      const line = before[at] ?? '';
      if (isComment(line) && !left.has(line.trim())) lost.push(at);
    }
    const place = { path, line: Math.min(start, Math.max(0, now.length - 1)) };
    const file = oneLine(path, 200);
    if (
      lost.some(
        (at) =>
          at < 40 &&
          licence.test(before[at] ?? '') &&
          !now.slice(0, 60).some((line) => licence.test(line)),
      )
    ) {
      return [
        {
          text: `The licence or copyright at the top of ${file} goes away; keep it.`,
          places: [place],
        },
      ];
    }
    const words = lost.filter((at) => !code.test((before[at] ?? '').trim()));
    if (now.slice(start, end).some(isComment)) return [];
    if (words.length < fewest || !codeStays(words, before, left)) return [];
    const text = `${words.length} lines of comment go away while their code stays, at ${file}:${place.line + 1}. Keep what is still true.`;
    return [{ text, places: [place] }];
  });
}

function isComment(line: string): boolean {
  return comment.test(line);
}

/** Whether the first line of code behind the comments is still there. */
function codeStays(
  lost: readonly number[],
  before: readonly string[],
  left: ReadonlySet<string>,
): boolean {
  let at = (lost.at(-1) ?? 0) + 1;
  while (at < before.length && (before[at]?.trim() === '' || isComment(before[at] ?? ''))) at++;
  const next = before[at]?.trim();
  return next === undefined || left.has(next);
}
