import type { TextEdit } from '../draft';
import type { Node } from '../syntax';

/**
 * Takes a property out of an object with its comma and, when it stands alone there, its line. Comments
 * in it and before its comma stay.
 */
export function removal(pair: Node, object: Node, text: string): TextEdit[] {
  const siblings = object.namedChildren.filter(({ type }) => type !== 'comment');
  const at = siblings.findIndex(({ id }) => id === pair.id);
  const previous = siblings[at - 1];
  const next = siblings[at + 1];
  const comma = commaOf(pair);
  const end = comma?.endIndex ?? pair.endIndex;
  const comments = object
    .descendantsOfType('comment')
    .filter((one) => one.startIndex >= pair.startIndex && one.endIndex <= end);
  if (comments.length > 0) {
    return [{ start: pair.startIndex, end, text: commentsOnly(comments, text.slice(end), text) }];
  }
  const line = wholeLine(text, pair.startIndex, end);
  if (siblings.length === 1 && object.namedChildCount === 1) {
    return [{ start: object.startIndex + 1, end: object.endIndex - 1, text: '' }];
  }
  const edits: TextEdit[] = [];
  const before = comma ? undefined : previous?.nextSibling;
  if (line) {
    if (before?.type === ',')
      edits.push({ start: before.startIndex, end: before.endIndex, text: '' });
    return [...edits, { ...line, text: '' }];
  }
  if (next) {
    const gap = /[^ \t]/.exec(text.slice(end, next.startIndex))?.index ?? next.startIndex - end;
    const atLineEnd = end + gap < next.startIndex;
    const lead = atLineEnd ? (/[ \t]*$/.exec(text.slice(0, pair.startIndex))?.[0].length ?? 0) : 0;
    return [{ start: pair.startIndex - lead, end: atLineEnd ? end : end + gap, text: '' }];
  }
  const from = previous?.endIndex ?? pair.startIndex;
  const gap = text.slice(from, pair.startIndex);
  const start = /^\s*,\s*$/.test(gap) ? from : pair.startIndex;
  return [{ start, end, text: '' }];
}

/** The comma behind a property, which comments may stand before. */
function commaOf(pair: Node): Node | undefined {
  let at = pair.nextSibling;
  while (at?.type === 'comment') at = at.nextSibling;
  return at?.type === ',' ? at : undefined;
}

/** Comments one behind the other, with a line break after each that hides the rest of its line. */
function commentsOnly(comments: readonly Node[], rest: string, text: string): string {
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  return comments
    .map(({ startIndex, endIndex }, at) => {
      const comment = text.slice(startIndex, endIndex).trimEnd();
      const isLast = at === comments.length - 1;
      if (comment.startsWith('//'))
        return isLast && /^[ \t]*\r?\n/.test(rest) ? comment : comment + eol;
      return isLast ? comment : `${comment} `;
    })
    .join('');
}

/** The whole line around a span that has it to itself, but for a comment at its end. */
export function wholeLine(
  text: string,
  start: number,
  end: number,
): Omit<TextEdit, 'text'> | undefined {
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const newline = text.indexOf('\n', end);
  const lineEnd = newline < 0 ? text.length : newline + 1;
  if (text.slice(lineStart, start).trim() !== '') return undefined;
  if (!/^\s*(\/\/.*)?\s*$/.test(text.slice(end, lineEnd))) return undefined;
  return { start: lineStart, end: lineEnd };
}
