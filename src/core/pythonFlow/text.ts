import type { ParsedFile } from '../rules/parsedFile';
import type { Node } from '../syntax';
import { bare, literalText } from './value';

const maxDepth = 10;

/** The text that an expression always has, or undefined when that is not known. */
export function textOf(node: Node, file: ParsedFile, depth = 0): string | undefined {
  const plain = bare(node);
  if (depth > maxDepth) return undefined;
  switch (plain.type) {
    case 'string': {
      const text = literalText(plain);
      return text === undefined || /^[a-z]*r/i.test(plain.text) ? text : unescaped(text);
    }
    case 'concatenated_string': {
      const parts = plain.namedChildren.map((one) => textOf(one, file, depth + 1));
      return parts.every((one) => one !== undefined) ? parts.join('') : undefined;
    }
    case 'binary_operator': {
      if (plain.childForFieldName('operator')?.text !== '+') return undefined;
      const [left, right] = ['left', 'right'].map((side) => {
        const operand = plain.childForFieldName(side);
        return operand ? textOf(operand, file, depth + 1) : undefined;
      });
      return left === undefined || right === undefined ? undefined : left + right;
    }
    case 'identifier': {
      const binding = file.resolve(plain);
      if (!binding?.constant || !binding.value) return undefined;
      // Set first, so that a constant that is made of itself has no value.
      if (!file.constants.has(binding)) {
        file.constants.set(binding, undefined);
        file.constants.set(binding, textOf(binding.value, file, depth + 1));
      }
      return file.constants.get(binding);
    }
    default:
      return undefined;
  }
}

const escapes: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['\n', ''],
]);

function unescaped(text: string): string {
  return text.replace(/\\([nrt\n'"\\])/g, (_, one: string) => escapes.get(one) ?? one);
}
