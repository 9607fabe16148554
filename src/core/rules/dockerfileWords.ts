import type { TextEdit } from '../draft';
import { refuse } from './rule';
import type { ShellWord } from './shellScript';

/**
 * Takes words out of a command that follow each other, with the blanks before them; with their whole
 * line when they are all that stands on it and the instruction goes on below.
 */
export function withoutWords(
  words: readonly [ShellWord, ...ShellWord[]],
  text: string,
): readonly TextEdit[] | { readonly ok: false; readonly why: string } {
  const [first] = words;
  const last = words.at(-1) ?? first;
  if (words.some(({ start, end, text: said }) => text.slice(start, end) !== said)) {
    return refuse('The option is written in quotes or in parts.');
  }
  const { start } = first;
  const { end } = last;
  if (/[\r\n]/.test(text.slice(start, end))) return refuse('The option goes over several lines.');
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const newline = text.indexOf('\n', end);
  const lineEnd = newline < 0 ? text.length : newline;
  const before = text.slice(lineStart, start);
  const after = text.slice(end, lineEnd);
  if (before.trim() !== '') {
    const blanks = /[ \t]*$/.exec(before)?.[0].length ?? 0;
    return [{ start: start - blanks, end, text: '' }];
  }
  if (/^[ \t]*[\\`][ \t]*\r?$/.test(after) && newline >= 0) {
    return [{ start: lineStart, end: newline + 1, text: '' }];
  }
  if (after.trim() === '') return refuse('The option stands on the last line of its command.');
  const blanks = /^[ \t]*/.exec(after)?.[0].length ?? 0;
  return [{ start, end: end + blanks, text: '' }];
}
