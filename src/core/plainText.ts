/** What a terminal obeys, and what is invisible or reorders the text around it. */
const unseen = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\u2028\u2029]/gu;

/** Foreign text of many lines for a terminal: as `oneLine`, but lines and tabs stay and nothing is cut. */
export function manyLines(text: string): string {
  return text.replace(unseen, (one, at: number) => {
    const isLineEnd = one === '\r' && /^(\n|$)/.test(text.slice(at + 1, at + 2));
    return isLineEnd || /[\n\t]/.test(one) ? one : spelledOut(one);
  });
}

/**
 * Foreign text for one line of a list, a message or a title: line breaks become spaces, characters
 * that would be invisible or reorder the text are spelled out, and what is too long is cut.
 */
export function oneLine(text: string, max: number): string {
  const cut = text.length > max * 2 ? text.slice(0, max * 2) : text;
  const spelled = cut.replace(/\s+/g, ' ').trim().replace(unseen, spelledOut);
  const shown = [...spelled];
  if (shown.length <= max && cut.length === text.length) return spelled;
  return `${shown.slice(0, max - 1).join('')}…`;
}

/**
 * Foreign text that a person agrees to, as lines of at most this length: as `oneLine`, but nothing is
 * left out without saying how much.
 */
export function wholeLines(text: string, length: number, most: number): readonly string[] {
  const shown = [...oneLine(text, text.length * 2 + 1)];
  const count = Math.min(most, Math.ceil(shown.length / length));
  const lines = Array.from({ length: count }, (_, at) =>
    shown.slice(at * length, at * length + length).join(''),
  );
  const left = shown.length - length * most;
  return left > 0
    ? [...lines, `and ${grouped(left)} more characters, which you do not see`]
    : lines;
}

/** A path for one line, as `oneLine`, but each path looks different from every other that is not cut. */
export function shownPath(path: string, max: number): string {
  return oneLine(path.replace(/\\(?=u\{)|^ | $|(?<= ) |[^\S ]/g, spelledOut), max);
}

let numbers: Intl.NumberFormat | undefined;

/** A number as people read it: `100,000`. */
export function grouped(value: number): string {
  // Making a format takes longer than everything else here, so it is made once, when first needed.
  numbers ??= new Intl.NumberFormat('en');
  return numbers.format(value);
}

function spelledOut(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return `\\u{${code.toString(16).toUpperCase().padStart(4, '0')}}`;
}

/**
 * Foreign text for a message or a prompt of the editor, which reads links such as
 * `[text](command:id)` and icons such as `$(check)` in it: neither is one any more.
 */
export function withoutLinks(text: string): string {
  return text.replace(/\](?=\()/g, ']\u200B').replace(/\$(?=\()/g, '$\u200B');
}
