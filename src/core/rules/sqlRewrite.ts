import type { TextEdit } from '../draft';
import type { Node } from '../syntax';
import type { ParsedFile } from './parsedFile';
import type { HolePiece, Piece, TextPiece, Unit } from './pieces';
import { hole, valueText } from './pieces';
import { refuse } from './rule';
import type { Slot } from './sqlText';

/** A value that moves from the statement's text to its parameters. */
export interface Bound {
  readonly slot: Slot;
  /** The code of the parameter. */
  readonly code: string;
  /** The expression that the code is; absent where it is a template that holds more than that. */
  readonly expression: Node | undefined;
}

export type Rewrite =
  | { readonly ok: true; readonly edits: readonly TextEdit[]; readonly bound: readonly Bound[] }
  | { readonly ok: false; readonly why: string };

const lineWidth = 100;

/** Puts a placeholder for each slot into the code of a statement, and gives the code of the values. */
export function rewriteSql(
  pieces: readonly Piece[],
  units: readonly Unit[],
  slots: readonly Slot[],
  placeholder: (index: number) => string,
  file: ParsedFile,
): Rewrite {
  const edits: TextEdit[] = [];
  const bound: Bound[] = [];
  const oneLine = fitsOneLine(pieces, file);
  for (const [index, slot] of slots.entries()) {
    const inside = units.slice(slot.start, slot.end);
    const places = placeEdits(pieces, inside, placeholder(index), oneLine, file);
    if (!places) return refuse('A value is quoted across parts that cannot be taken apart safely.');
    edits.push(...places);
    bound.push({ slot, ...boundCode(slot, inside, file) });
  }
  return { ok: true, edits, bound };
}

/** `x`, or a template such as `%${x}%` when there is more between the quotes. */
function boundCode(
  slot: Slot,
  inside: readonly Unit[],
  file: ParsedFile,
): Pick<Bound, 'code' | 'expression'> {
  const holes = inside.flatMap(({ piece }) => (piece.kind === 'hole' ? [piece] : []));
  const codes = holes.map((piece) => valueText(piece, file));
  if (slot.content === hole) return { code: codes[0] ?? '', expression: holes[0]?.expression };
  const text = slot.content.replace(/`|\$\{/g, '\\$&').split(hole);
  const parts = text.map((part, at) => (at === 0 ? part : `\${${codes[at - 1] ?? ''}}${part}`));
  return { code: `\`${parts.join('')}\``, expression: undefined };
}

/** The statement is one concatenation that would fit on the line where it begins. */
function fitsOneLine(pieces: readonly Piece[], file: ParsedFile): boolean {
  const start = pieces[0]?.start ?? 0;
  const column = start - (file.text.lastIndexOf('\n', start) + 1);
  const length = pieces.reduce(
    (sum, one) => sum + (one.kind === 'text' ? one.end - one.start : 1),
    0,
  );
  const literals = pieces.filter((one) => one.kind === 'text').length;
  return literals > 1 && column + length + 2 <= lineWidth;
}

function placeEdits(
  pieces: readonly Piece[],
  inside: readonly Unit[],
  placeholder: string,
  oneLine: boolean,
  file: ParsedFile,
): TextEdit[] | undefined {
  const holes = inside.flatMap(({ piece }) => (piece.kind === 'hole' ? [piece] : []));
  const [first, last] = [holes[0], holes.at(-1)];
  const [open, close] = [inside[0], inside.at(-1)];
  if (!first || !last || !open || !close || inside.some(({ piece }) => piece.kind === 'fixed')) {
    return undefined;
  }
  const from = pieces.indexOf(first);
  const before = pieces[from - 1];
  const after = pieces[pieces.indexOf(last) + 1];
  if (before?.kind !== 'text' || (after && after.kind !== 'text')) return undefined;
  const quoted = open.piece.kind === 'text';
  if (quoted && (open.piece !== before || close.piece !== after)) return undefined;
  const start = quoted ? open.start : before.end;
  if (first.literal) {
    const whole = holes.every(({ literal }) => literal?.id === before.literal.id);
    if (!whole || after?.literal.id !== before.literal.id) return undefined;
    return [{ start, end: quoted ? close.end : last.end, text: placeholder }];
  }
  if (holes.some(({ literal }) => literal)) return undefined;
  return joined(
    { before, after, last, start, quoteEnd: quoted ? close.end : undefined },
    placeholder,
    oneLine,
    file,
  );
}

interface Joint {
  readonly before: TextPiece;
  readonly after: TextPiece | undefined;
  readonly last: HolePiece;
  /** Where the text before ends that stays. */
  readonly start: number;
  /** Where the quote ends that closes the value. */
  readonly quoteEnd: number | undefined;
}

/** Takes `' + x + '` out of a concatenation, or only ` + x` where the literals stay apart. */
function joined(
  { before, after, last, start, quoteEnd }: Joint,
  placeholder: string,
  oneLine: boolean,
  file: ParsedFile,
): TextEdit[] {
  const end = placeholder + before.delimiter;
  if (!after) return [{ start, end: last.end, text: end }];
  const rest = quoteEnd ?? after.start;
  const sameLine = oneLine || !file.text.slice(before.end, after.start).includes('\n');
  if (before.delimiter === after.delimiter && sameLine) {
    return [{ start, end: rest, text: placeholder }];
  }
  const isTemplate = after.literal.type === 'template_string';
  if (rest === after.end && !isTemplate) return [{ start, end: after.literal.endIndex, text: end }];
  const cut = { start, end: last.end, text: end };
  return quoteEnd === undefined ? [cut] : [cut, { start: after.start, end: quoteEnd, text: '' }];
}
