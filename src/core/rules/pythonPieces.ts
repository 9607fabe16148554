import { textOf } from '../pythonFlow/text';
import { expressions } from '../flow/value';
import { bare } from '../pythonFlow/value';
import type { Node } from '../syntax';
import type { ParsedFile } from './parsedFile';

/** A string as Python code puts it together: text, and holes for values. */
export type PythonPiece =
  | { readonly kind: 'text'; readonly value: string }
  | {
      readonly kind: 'hole';
      readonly expression: Node;
      /** Whether the value is text already, as an operand of `+` is. */
      readonly isText: boolean;
    };

type Pieces = readonly PythonPiece[] | undefined;

/**
 * The pieces of an f-string, a concatenation, `'…' % values` or `'…'.format(values)`. Undefined for
 * anything else, for bytes, and where a value is formatted in a way of its own, such as `{x:>8}`.
 */
export function pythonPieces(node: Node, file: ParsedFile, isOperand = false): Pieces {
  const plain = bare(node);
  switch (plain.type) {
    case 'string':
      return stringPieces(plain);
    case 'concatenated_string':
      return all(plain.namedChildren.map((one) => pythonPieces(one, file)));
    case 'binary_operator':
      return operatorPieces(plain, file);
    case 'call':
      return formatPieces(plain, file) ?? (isOperand ? [valueOf(plain, true, file)] : undefined);
    default:
      return isOperand ? [valueOf(plain, true, file)] : undefined;
  }
}

function all(parts: readonly Pieces[]): Pieces {
  const known = parts.filter((part) => part !== undefined);
  return known.length === parts.length ? known.flat() : undefined;
}

function valueOf(expression: Node, isText: boolean, file: ParsedFile): PythonPiece {
  const value = textOf(expression, file);
  return value === undefined ? { kind: 'hole', expression, isText } : { kind: 'text', value };
}

/** The text and the holes of a plain string or an f-string. Escapes other than plain ones refuse. */
function stringPieces(string: Node): Pieces {
  const [start] = string.namedChildren;
  const end = string.namedChildren.at(-1);
  if (!start || !end || /b/i.test(start.text)) return undefined;
  const isFormat = /f/i.test(start.text);
  const pieces: PythonPiece[] = [];
  let at = start.endIndex;
  const addText = (to: number) => {
    const raw = string.text.slice(at - string.startIndex, to - string.startIndex);
    if (raw.includes('\\')) return false;
    const value = isFormat ? raw.replace(/\{\{/g, '{').replace(/\}\}/g, '}') : raw;
    if (value !== '') pieces.push({ kind: 'text', value });
    return true;
  };
  for (const part of string.namedChildren) {
    if (part.type !== 'interpolation') continue;
    const [expression, ...others] = expressions(part);
    if (!expression || others.length > 0 || part.text.includes('=}')) return undefined;
    if (!addText(part.startIndex)) return undefined;
    pieces.push({ kind: 'hole', expression, isText: false });
    at = part.endIndex;
  }
  return addText(end.startIndex) ? pieces : undefined;
}

function operatorPieces(node: Node, file: ParsedFile): Pieces {
  const left = node.childForFieldName('left');
  const right = node.childForFieldName('right');
  const operator = node.childForFieldName('operator')?.text;
  if (!left || !right) return undefined;
  if (operator === '+') {
    const parts = all([pythonPieces(left, file, true), pythonPieces(right, file, true)]);
    return parts?.some(({ kind }) => kind === 'text') ? parts : undefined;
  }
  if (operator !== '%') return undefined;
  const plain = bare(right);
  if (/^(dictionary|list|set)$/.test(plain.type)) return undefined;
  const values = plain.type === 'tuple' ? expressions(plain) : [plain];
  return filled(left, /%%|%[a-zA-Z(]?/g, values, file, (mark) =>
    mark === '%%' ? '%' : mark === '%s',
  );
}

/** `'… {} {}'.format(a, b)`, with places that are empty or numbered. */
function formatPieces(call: Node, file: ParsedFile): Pieces {
  const callee = call.childForFieldName('function');
  const template = callee?.childForFieldName('object');
  if (callee?.childForFieldName('attribute')?.text !== 'format' || !template) return undefined;
  const list = call.childForFieldName('arguments');
  const values = list ? expressions(list) : [];
  if (values.some(({ type }) => /splat|keyword/.test(type))) return undefined;
  return filled(template, /\{\{|\}\}|\{[^}]*\}/g, values, file, (mark) =>
    mark === '{{' || mark === '}}' ? mark.charAt(0) : mark === '{}',
  );
}

/** Puts values into a template. `read` says what a mark is: text, a place for the next value, or neither. */
function filled(
  template: Node,
  marks: RegExp,
  values: readonly Node[],
  file: ParsedFile,
  read: (mark: string) => string | boolean,
): Pieces {
  const text = bare(template).type === 'string' ? pythonPieces(template, file) : undefined;
  const [only, ...others] = text ?? [];
  if (only?.kind !== 'text' || others.length > 0) return undefined;
  const pieces: PythonPiece[] = [];
  let at = 0;
  let used = 0;
  for (const mark of only.value.matchAll(marks)) {
    const is = read(mark[0]);
    const value = values[used];
    if (is === false || (is === true && !value)) return undefined;
    pieces.push({
      kind: 'text',
      value: only.value.slice(at, mark.index) + (typeof is === 'string' ? is : ''),
    });
    if (is === true && value) {
      pieces.push(valueOf(value, false, file));
      used += 1;
    }
    at = mark.index + mark[0].length;
  }
  pieces.push({ kind: 'text', value: only.value.slice(at) });
  return used === values.length
    ? pieces.filter((one) => one.kind === 'hole' || one.value !== '')
    : undefined;
}

/** Text as a string literal with the given quote. */
export function pythonString(value: string, quote: string): string {
  const escaped = value
    .replace(/\\/g, '\\\\')
    .replace(/\n/g, '\\n')
    .replaceAll(quote, `\\${quote}`);
  return `${quote}${escaped}${quote}`;
}

/** The quote of the first string in an expression, or of the file. */
export function quoteIn(node: Node, file: ParsedFile): string {
  const [string = file.root.descendantsOfType('string')[0]] =
    node.type === 'string' ? [node] : node.descendantsOfType('string');
  return string?.text.includes("'") === true && /^\w*'/.test(string.text) ? "'" : '"';
}

/** The code of a value as text: `str(x)`, unless it is text already. */
export function asText(piece: Extract<PythonPiece, { kind: 'hole' }>, file: ParsedFile): string {
  const code = file.code(bare(piece.expression));
  return piece.isText || /^str\(/.test(code) ? code : `str(${code})`;
}
