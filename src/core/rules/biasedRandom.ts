import { javascriptCall, javascriptValue } from '../flow/javascript';
import { nameOf } from '../flow/calls';
import type { Node } from '../syntax';
import type { ParsedFile } from './parsedFile';
import { constantOf } from './pieces';
import type { Detection, Rule } from './rule';
import { snippet } from './rule';

const generators = [
  'randomBytes',
  'getRandomValues',
  'randomFillSync',
  'randomFill',
  'secureRandom',
];

/** Random bytes that a remainder makes uneven. */
export const biasedRandom: Rule = {
  id: 'biased-random',
  title: 'A remainder makes random bytes uneven',
  cwe: ['CWE-327', 'CWE-338'],
  languages: ['javascript'],
  severity: 'medium',
  precision: 'high',
  help: {
    why: 'A byte has 256 values, and the remainder by a number that does not divide 256 gives the small results more often.',
    attack: 'Somebody who guesses codes or passwords tries the more frequent characters first.',
    fix: 'Use randomInt() of node:crypto, or draw again while the byte is too large.',
    sources: [
      'https://cwe.mitre.org/data/definitions/327.html',
      'https://nodejs.org/api/crypto.html#cryptorandomintmin-max-callback',
    ],
  },
  topic: /biased|modulo/i,
  words: generators,
  detect(file) {
    if (file.find(...generators).length === 0) return [];
    return [...file.text.matchAll(/%(?!=)/g)].flatMap(({ index }) => {
      const node = file.root.descendantForIndex(index).parent;
      return node?.type === 'binary_expression' ? (detectionAt(node, file) ?? []) : [];
    });
  },
};

function detectionAt(node: Node, file: ParsedFile): Detection | undefined {
  const left = node.childForFieldName('left');
  const right = node.childForFieldName('right');
  if (!left || !right || node.childForFieldName('operator')?.text !== '%') return undefined;
  if (isEven(right, file) || !isByte(left, file) || isDrawnAgain(left, node, file))
    return undefined;
  if (isWide(left, file) && isSmall(right, file)) return undefined;
  return {
    ruleId: biasedRandom.id,
    start: node.startIndex,
    end: node.endIndex,
    message: `${snippet(file.code(node))} gives small results more often than others.`,
  };
}

/** The number divides 256. */
function isEven(right: Node, file: ParsedFile): boolean {
  const value = javascriptValue(right);
  const isLength = value.kind === 'member' && value.name === 'length';
  const text = constantOf(isLength ? value.object : right, file);
  const number = isLength ? text?.length : Number(text);
  return number !== undefined && number > 0 && 256 % number === 0;
}

/** Of four thousand million numbers, a small remainder gets the same share up to a millionth. */
function isWide(left: Node, file: ParsedFile): boolean {
  const value = javascriptValue(left);
  if (value.kind === 'same') return isWide(value.as, file);
  if (value.kind === 'call') return /^read(Big)?U?Int(32|64)/.test(nameOf(value));
  if (value.kind !== 'element' && value.kind !== 'member') return false;
  const list = value.object.type === 'identifier' ? file.resolve(value.object) : undefined;
  return (list?.definitions ?? []).some(({ value: made, path }) => {
    const call = path.length === 0 ? javascriptCall(made) : undefined;
    return call?.isNew === true && /^(Big)?U?[iI]nt(32|64)Array$/.test(call.callee.text);
  });
}

/** What a list or an alphabet has, or a number below a few thousand. */
function isSmall(right: Node, file: ParsedFile): boolean {
  const value = javascriptValue(right);
  if (value.kind === 'member') return value.name === 'length';
  const binding = right.type === 'identifier' ? file.resolve(right) : undefined;
  if (binding?.definitions.some(({ path }) => path.length === 1 && path[0] === 'length'))
    return true;
  if (binding?.value && javascriptValue(binding.value).kind === 'member')
    return isSmall(binding.value, file);
  return Number(constantOf(right, file) ?? right.text) < 4096;
}

/** Whether a number is a random byte, or a number of a random list. */
function isByte(node: Node, file: ParsedFile, depth = 0): boolean {
  if (depth > 6) return false;
  const value = javascriptValue(node);
  switch (value.kind) {
    case 'same':
      return isByte(value.as, file, depth + 1);
    case 'element':
      return isRandom(value.object, file, depth + 1);
    case 'member':
      return /^\d+$/.test(value.name) && isRandom(value.object, file, depth + 1);
    case 'call':
      return (
        /^read(U?Int\d+)/.test(nameOf(value)) &&
        value.receiver !== undefined &&
        isRandom(value.receiver, file, depth + 1)
      );
    case 'name': {
      const binding = file.resolve(node);
      if (!binding) return false;
      const passed =
        binding.parameter?.index === 0
          ? file.flow.functions.usesOf(binding.parameter.owner).passed
          : [];
      return (
        binding.definitions.some(({ value: one, path }) =>
          path.length === 0
            ? isByte(one, file, depth + 1)
            : path[0] === '*' && isRandom(one, file, depth + 1),
        ) ||
        passed.some(({ call, index }) => {
          const list = index > 0 ? call.args[0] : call.receiver;
          return (
            list !== undefined &&
            /^(map|forEach|from|reduce)$/.test(nameOf(call)) &&
            isRandom(list, file, depth + 1)
          );
        })
      );
    }
    default:
      return false;
  }
}

/** Whether a list holds random bytes: what a generator gives, or what it has filled. */
function isRandom(node: Node, file: ParsedFile, depth: number): boolean {
  if (depth > 6) return false;
  const value = javascriptValue(node);
  if (value.kind === 'same') return isRandom(value.as, file, depth + 1);
  if (value.kind === 'list') return value.items.some((one) => isRandom(one, file, depth + 1));
  if (value.kind === 'call') {
    if (generators.includes(nameOf(value))) return true;
    const [first] = value.args;
    return (
      /^(from|values)$/.test(nameOf(value)) &&
      first !== undefined &&
      isRandom(first, file, depth + 1)
    );
  }
  if (value.kind !== 'name') return false;
  const binding = file.resolve(node);
  if (!binding) return false;
  if (binding.definitions.some(({ value: one }) => isRandom(one, file, depth + 1))) return true;
  return file.find('getRandomValues', 'randomFillSync', 'randomFill').some((name) => {
    const call = name.parent?.parent && javascriptCall(name.parent.parent);
    const filled = call?.args[0];
    return filled !== undefined && filled.type === 'identifier' && file.resolve(filled) === binding;
  });
}

/** The code compares the byte before, which is how too large ones are left out. */
function isDrawnAgain(left: Node, node: Node, file: ParsedFile): boolean {
  const before = file.text.slice(Math.max(0, node.startIndex - 400), node.startIndex);
  const name = left.text.replace(/[.*+?^${}()|[\]\\!]/g, '\\$&');
  return left.text.length < 60 && new RegExp(`${name}\\s*[<>]=?`).test(before);
}
