import type { ParsedFile } from '../rules/parsedFile';
import type { Node } from '../syntax';
import type { Guard } from '../flow/guards';
import type { Verdict } from '../flow/judge';
import { approves, isStrict, reads, rejects } from '../flow/judge';
import { expressions } from '../flow/value';
import { bare, pythonCall } from './value';
import { textOf } from './text';

/** What a check says of any text: that it is one of some known ones, a number, or of a strict form. */
export function pythonJudge(guard: Guard, file: ParsedFile): Verdict {
  const { kind, holds, other, name } = guard;
  switch (kind) {
    case 'equals':
      return holds && name === undefined && other && isFixed(other, file) ? 'proven' : undefined;
    case 'oneOf':
      if (!holds || name !== undefined || !other) return undefined;
      return isOfFile(other, file) ? 'proven' : 'seen';
    case 'type':
      return holds &&
        /^\(?\s*(int|float|bool|Decimal|UUID)\b[^a-z]*(int|float|bool)?\W*$/.test(name ?? '')
        ? 'proven'
        : undefined;
    case 'number':
      return holds ? 'proven' : undefined;
    case 'matches':
      return matched(guard, file);
    case 'call':
      if (name === undefined || reads.test(name)) return undefined;
      if (holds ? approves.test(name) && !rejects.test(name) : rejects.test(name)) return 'seen';
      return undefined;
    default:
      return undefined;
  }
}

/** A value that stands in the code; names in capitals are constants of another file. */
export function isFixed(node: Node, file: ParsedFile): boolean {
  const plain = bare(node);
  if (/^(integer|float|true|false|none)$/.test(plain.type)) return true;
  if (textOf(plain, file) !== undefined) return true;
  return /^[A-Z][A-Z\d_]*$/.test(plain.text.split('.').at(-1) ?? '');
}

/** A collection that the code writes out, or that has a name of its own outside the function. */
function isOfFile(node: Node, file: ParsedFile): boolean {
  const plain = bare(node);
  if (/^(list|tuple|set|dictionary)$/.test(plain.type)) {
    const values = plain.type === 'dictionary' ? [] : expressions(plain);
    return values.every((one) => isFixed(one, file));
  }
  if (plain.type === 'string') return false;
  const root = rootOf(plain);
  const binding = root?.type === 'identifier' ? file.resolve(root) : undefined;
  if (binding?.parameter) return /^(self|cls)$/.test(root?.text ?? '');
  if (binding?.value && root === plain) return !pythonCall(bare(binding.value)) || binding.constant;
  return !/^(request|req)\b/.test(plain.text);
}

function rootOf(node: Node): Node | null {
  let at: Node | null = node;
  while (at && /^(attribute|subscript|call)$/.test(at.type)) {
    at =
      at.childForFieldName('object') ??
      at.childForFieldName('value') ??
      at.childForFieldName('function');
  }
  return at;
}

function matched({ other, holds, name }: Guard, file: ParsedFile): Verdict {
  const source = other && patternOf(other, file);
  if (source === undefined) return 'seen';
  if (!holds) return /^\[\^[^\]]*\]$/.test(source) ? 'proven' : 'seen';
  const start = name === 'search' || source.startsWith('^') ? '' : '^';
  const end = name === 'fullmatch' && !/\$$|\\Z$/.test(source) ? '$' : '';
  return isStrict(`${start}${source.replace(/\\Z$/, '$').replace(/^\\A/, '^')}${end}`)
    ? 'proven'
    : 'seen';
}

/** The source of a regular expression, or of a compiled one, that is written in the file. */
export function patternOf(node: Node, file: ParsedFile): string | undefined {
  const plain = bare(node);
  const text = textOf(plain, file);
  if (text !== undefined) return text;
  const value = plain.type === 'identifier' ? file.resolve(plain)?.value : plain;
  const call = value && pythonCall(bare(value));
  const [first] = call?.args ?? [];
  return first && /(^|\.)compile$/.test(call?.callee.text ?? '') ? textOf(first, file) : undefined;
}
