import type { TextEdit } from '../draft';
import { replacementEdits } from '../draft';
import { oneLine } from '../plainText';
import type { SearchReplace } from './contract';
import { occurrences } from './occurrences';

export type Anchored =
  | { readonly ok: true; readonly edits: readonly TextEdit[] }
  /** `missing` is the text that the file does not hold, if that was the trouble. */
  | { readonly ok: false; readonly why: string; readonly missing?: string };

/**
 * Turns search and replace into edits of a file, all or none. Each `old` must occur exactly once,
 * to the letter, and keep a line in `new`: there is no fuzz. Only line ends are the file's own,
 * whichever the model wrote. `text` has one kind of line end, as `decodeSource` sees to; the edits
 * come in order and leave out what does not change.
 */
export function anchorEdits(
  file: { readonly path: string; readonly text: string },
  edits: readonly SearchReplace[],
): Anchored {
  const text = withLf(file.text);
  const crlf = text.length < file.text.length;
  const placed: TextEdit[] = [];
  for (const [index, edit] of edits.entries()) {
    const anchored = anchor(file.path, text, { ...edit, ...sidesWithLf(edit) });
    if (!anchored.ok) return { ...anchored, why: `edit ${index + 1} ${anchored.why}` };
    placed.push(...anchored.edits);
  }
  placed.sort((a, b) => a.start - b.start || a.end - b.end);
  if (placed.some(({ start, end }, index) => meets(start, end, placed[index + 1]))) {
    return { ok: false, why: 'two edits change the same place' };
  }
  if (!crlf) return { ok: true, edits: placed };
  const linesBefore = lineCounter(text);
  return {
    ok: true,
    edits: placed.map(({ start, end, text: replacement }) => ({
      start: start + linesBefore(start),
      end: end + linesBefore(end),
      text: replacement.replaceAll('\n', '\r\n'),
    })),
  };
}

function anchor(path: string, text: string, edit: SearchReplace): Anchored {
  const { old } = edit;
  if (edit.path !== path) {
    const other = oneLine(edit.path, 80);
    return refuse(`is for "${other}"; this draft may change only ${path}`);
  }
  if (old.trim() === '') return refuse('has an empty "old"');
  if (old === edit.new) return refuse('changes nothing');
  const kept = new Set(edit.new.split('\n'));
  if (!old.split('\n').some((line) => line.trim() !== '' && kept.has(line))) {
    return refuse('keeps no line of "old" unchanged in "new"');
  }
  const [at, again] = occurrences(text, old, 2);
  if (at === undefined) return { ...refuse('has an "old" that is not in the file'), missing: old };
  if (again !== undefined) {
    return refuse('has an "old" that occurs more than once in the file; copy more lines around it');
  }
  const shifted = replacementEdits(old, edit.new).map(({ start, end, text: replacement }) => ({
    start: at + start,
    end: at + end,
    text: replacement,
  }));
  return { ok: true, edits: shifted };
}

const refuse = (why: string) => ({ ok: false, why }) as const;

const withLf = (text: string): string => text.replaceAll('\r\n', '\n');
const sidesWithLf = (edit: SearchReplace) => ({ old: withLf(edit.old), new: withLf(edit.new) });

/** Two insertions at one place count as meeting: nobody said which comes first. */
function meets(start: number, end: number, next: TextEdit | undefined): boolean {
  return next !== undefined && (next.start < end || next.start === start);
}

/** How many line ends lie before an offset. Offsets must come in ascending order. */
function lineCounter(text: string): (offset: number) => number {
  let count = 0;
  let next = text.indexOf('\n');
  return (offset) => {
    for (; next !== -1 && next < offset; next = text.indexOf('\n', next + 1)) count += 1;
    return count;
  };
}

/** The lines of `text` that share the most words with `wanted`, as many as it has but at most 12. */
export function nearestLines(text: string, wanted: string): string {
  const words = new Set(wordsOf(wanted));
  const lines = text.split('\n');
  const scores = lines.map((line) => {
    const all = wordsOf(line);
    return all.reduce((score, word) => score + (words.has(word) ? 1 : -0.25), 0);
  });
  const size = Math.min(withLf(wanted).trimEnd().split('\n').length, 12, lines.length);
  let sum = 0;
  let best = { sum: 0, end: 0 };
  for (const [index, score] of scores.entries()) {
    sum += score - (scores[index - size] ?? 0);
    if (sum > best.sum) best = { sum, end: index + 1 };
  }
  return lines.slice(Math.max(0, best.end - size), best.end).join('\n');
}

function wordsOf(text: string): string[] {
  return text.match(/[\p{L}\p{N}_$]+/gu) ?? [];
}
