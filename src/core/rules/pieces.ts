import type { Node } from '../syntax';
import type { ParsedFile } from './parsedFile';

/** A string as it is put together in the code: literal text, constants, and holes for the rest. */
export type Piece = TextPiece | FixedPiece | HolePiece;

/** Text in a literal. A template with two holes gives three. */
export interface TextPiece {
  readonly kind: 'text';
  /** The string or template that it stands in. */
  readonly literal: Node;
  readonly delimiter: string;
  /** Of the text between delimiters and holes. */
  readonly start: number;
  readonly end: number;
}

/** A constant of the file, put in by name. */
export interface FixedPiece {
  readonly kind: 'fixed';
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

/** A value that is not known. The span holds the `${` and `}` of a template. */
export interface HolePiece {
  readonly kind: 'hole';
  readonly expression: Node;
  readonly start: number;
  readonly end: number;
  /** The template that it stands in; absent in a concatenation. */
  readonly literal?: Node;
}

/** One character of the string that results, or one hole, and where it stands in the code. */
export interface Unit {
  readonly character: string;
  readonly piece: Piece;
  readonly start: number;
  readonly end: number;
}

/** Stands for a hole in the string that results. Code that holds it itself is left alone. */
export const hole = '\uF8FF';

const maxPieces = 5000;
const maxConstantDepth = 20;
/** Constants made of constants can grow without end. */
const maxFixedLength = 20_000;

/**
 * The pieces of a template or of a concatenation with `+`, or undefined when the node is neither or
 * has thousands of parts. A single string literal is one piece. Comments between are passed over.
 */
export function piecesOf(node: Node, file: ParsedFile, depth = 0): readonly Piece[] | undefined {
  const leaves = operands(node);
  if (!leaves) return undefined;
  const pieces: Piece[] = [];
  let fixed = 0;
  for (const leaf of leaves) {
    const own = leafPieces(leaf, leaves.length > 1, file, depth);
    if (!own) return undefined;
    pieces.push(...own);
    fixed += own.reduce((sum, one) => sum + (one.kind === 'fixed' ? one.value.length : 0), 0);
    if (fixed > maxFixedLength) return undefined;
  }
  const [first] = pieces;
  if (first?.kind === 'fixed' && addsNumbers(first.value)) return undefined;
  return pieces.some(({ kind }) => kind !== 'hole') ? pieces : undefined;
}

/** A `+` after this may add instead of joining text. */
function addsNumbers(value: string): boolean {
  return /^(?:true|false|null)$/.test(value) || !Number.isNaN(Number(value));
}

/** The operands of a chain of `+`, left to right. */
function operands(node: Node): Node[] | undefined {
  const leaves: Node[] = [];
  let at = node;
  for (let inner = inParentheses(at); inner; inner = inParentheses(at)) at = inner;
  while (at.type === 'binary_expression' && at.childForFieldName('operator')?.text === '+') {
    const left = at.childForFieldName('left');
    const right = at.childForFieldName('right');
    if (!left || !right || leaves.length > maxPieces) return undefined;
    leaves.push(right);
    at = left;
  }
  leaves.push(at);
  return leaves.reverse();
}

function inParentheses(node: Node): Node | undefined {
  return node.type === 'parenthesized_expression' ? onlyChild(node) : undefined;
}

/** The one expression in parentheses or in a `${}`, comments aside. */
function onlyChild(node: Node): Node | undefined {
  const [only, ...others] = node.namedChildren.filter(({ type }) => type !== 'comment');
  return others.length === 0 ? only : undefined;
}

function leafPieces(
  leaf: Node,
  joined: boolean,
  file: ParsedFile,
  depth: number,
): Piece[] | undefined {
  const { startIndex: start, endIndex: end } = leaf;
  if (leaf.type === 'string') return [textPiece(leaf, start + 1, end - 1, file)];
  if (leaf.type === 'template_string') return templatePieces(leaf, file, depth);
  return joined ? [valuePiece(leaf, { start, end }, file, depth)] : [];
}

function templatePieces(template: Node, file: ParsedFile, depth: number): Piece[] | undefined {
  const pieces: Piece[] = [];
  let at = template.startIndex + 1;
  for (const part of template.namedChildren) {
    if (part.type !== 'template_substitution') continue;
    const inner = onlyChild(part);
    if (!inner || part.hasError) return undefined;
    const { startIndex: start, endIndex: end } = part;
    pieces.push(textPiece(template, at, start, file));
    pieces.push(valuePiece(inner, { start, end, literal: template }, file, depth));
    at = end;
  }
  pieces.push(textPiece(template, at, template.endIndex - 1, file));
  return pieces;
}

function textPiece(literal: Node, start: number, end: number, file: ParsedFile): TextPiece {
  return { kind: 'text', literal, delimiter: file.text.charAt(literal.startIndex), start, end };
}

function valuePiece(
  expression: Node,
  place: Pick<HolePiece, 'start' | 'end' | 'literal'>,
  file: ParsedFile,
  depth: number,
): Piece {
  const value = constantOf(expression, file, depth);
  return value === undefined
    ? { kind: 'hole', expression, ...place }
    : { kind: 'fixed', value, start: place.start, end: place.end };
}

/** The text that an expression always has, or undefined when that is not known. */
export function constantOf(node: Node, file: ParsedFile, depth = 0): string | undefined {
  if (depth > maxConstantDepth) return undefined;
  switch (node.type) {
    case 'string':
    case 'template_string':
    case 'binary_expression': {
      const pieces = piecesOf(node, file, depth + 1);
      const known = pieces?.every(({ kind }) => kind !== 'hole') ? pieces : undefined;
      return (
        known &&
        unitsOf(known, file)
          ?.map(({ character }) => character)
          .join('')
      );
    }
    case 'number':
    case 'true':
    case 'false':
    case 'null':
      return file.code(node);
    case 'parenthesized_expression': {
      const inner = onlyChild(node);
      return inner ? constantOf(inner, file, depth + 1) : undefined;
    }
    case 'identifier': {
      const binding = file.resolve(node);
      if (!binding?.constant || !binding.value) return undefined;
      // Set first, so that a constant that is made of itself has no value.
      if (!file.constants.has(binding)) {
        file.constants.set(binding, undefined);
        file.constants.set(binding, constantOf(binding.value, file, depth + 1));
      }
      return file.constants.get(binding);
    }
    default:
      return undefined;
  }
}

/** The code of a hole's value, fit to stand between commas. */
export function valueText({ expression }: HolePiece, file: ParsedFile): string {
  const inner = inParentheses(expression) ?? expression;
  const code = file.code(inner);
  return inner.type === 'sequence_expression' ? `(${code})` : code;
}

const escapes = new Map([
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['\n', ''],
  ['\r', ''],
]);

/** The characters of the string that results; undefined when an escape is not a plain one. */
export function unitsOf(pieces: readonly Piece[], file: ParsedFile): readonly Unit[] | undefined {
  const units: Unit[] = [];
  for (const piece of pieces) {
    if (piece.kind === 'hole') {
      units.push({ character: hole, piece, start: piece.start, end: piece.end });
    } else if (piece.kind === 'fixed') {
      for (const character of piece.value) {
        units.push({ character, piece, start: piece.start, end: piece.end });
      }
    } else if (!addText(units, piece, file.text)) {
      return undefined;
    }
  }
  return units;
}

function addText(units: Unit[], piece: TextPiece, code: string): boolean {
  for (let at = piece.start; at < piece.end;) {
    let character = code.charAt(at);
    let length = 1;
    if (character === hole) return false;
    if (character === '\\') {
      const escaped = code.charAt(at + 1);
      if (/[\dxub]/.test(escaped)) return false;
      character = escapes.get(escaped) ?? escaped;
      length = code.startsWith('\r\n', at + 1) ? 3 : 2;
    }
    units.push({ character, piece, start: at, end: at + length });
    at += length;
  }
  return true;
}
