import type { Node } from '../syntax';
import type { ParsedFile } from './parsedFile';
import type { HolePiece, Piece } from './pieces';
import { piecesOf } from './pieces';

/** The expression that a name stands for which is set once to a text that is put together. */
export function written(value: Node, file: ParsedFile): Node {
  const binding = value.type === 'identifier' ? file.resolve(value) : undefined;
  const set = binding?.constant && !binding.imported ? binding.value : undefined;
  return set && /^(binary_expression|template_string)$/.test(set.type) ? set : value;
}

/** An address of the own site: `location.origin + '/…'`, whatever follows. */
export function isOwnAddress(value: Node, file: ParsedFile): boolean {
  const [first, next] = piecesOf(written(value, file), file) ?? [];
  if (first?.kind !== 'hole' || !next || next.kind === 'hole') return false;
  return (
    /\blocation\.origin$/.test(file.code(first.expression)) && /^[/?#]/.test(textOf(next, file))
  );
}

/** What is written before each value that an address is put together from; undefined for others. */
export function holesOf(
  value: Node,
  file: ParsedFile,
): readonly { readonly hole: HolePiece; readonly before: string }[] | undefined {
  const pieces = piecesOf(written(value, file), file);
  if (!pieces || pieces.length === 0) return undefined;
  let before = '';
  const holes: { hole: HolePiece; before: string }[] = [];
  for (const piece of pieces) {
    if (piece.kind === 'hole') {
      holes.push({ hole: piece, before });
      before += '\0';
    } else before += textOf(piece, file);
  }
  return holes;
}

function textOf(piece: Exclude<Piece, HolePiece>, file: ParsedFile): string {
  return piece.kind === 'text' ? file.text.slice(piece.start, piece.end) : piece.value;
}
