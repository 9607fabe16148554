import type { Path } from './bindings';
import type { ParsedFile } from './parsedFile';
import { javascriptCall, javascriptValue } from '../flow/javascript';
import { nameOf } from '../flow/calls';
import type { Call } from '../flow/value';
import type { Node } from '../syntax';

/**
 * Where the name of a property comes from. `enumerated`: the keys of an object. `text`: a part of a
 * text, as of a path that is split. `element`: one of a list. `parameter`: whoever calls decides.
 */
export type KeyKind = 'enumerated' | 'text' | 'element' | 'parameter';

const maxDepth = 8;
const numeric =
  /^(i|j|k2|n|x|y|z|idx|ix|index|len|length|count|pos|position|offset|row|col|column|num|size|ch|char|letter|digit|byte)$/i;
const rank: readonly KeyKind[] = ['enumerated', 'text', 'element', 'parameter'];
const keyLists =
  /^(keys|keysIn|ownKeys|getOwnPropertyNames|allKeys|objectKeys|getKeys|getAllKeys|getAllKeysIn)$/;
const sameList =
  /^(slice|map|filter|concat|reverse|sort|splice|toReversed|toSorted|from|flat|call|apply|castArray|toArray|compact|uniq)$/;
const sameText =
  /^(trim|slice|substring|substr|toLowerCase|toUpperCase|replace|replaceAll|toString|String|concat|normalize)$/;
const numbers = /^(parseInt|parseFloat|Number|indexOf|lastIndexOf|charCodeAt|findIndex|push)$/;
const pathNames = /path|keys|parts|segments?|props|fields|names|tokens|pieces|steps/i;

/** Undefined for a number, a fixed name, and what is not known to be anybody's choice. */
export function keyKindOf(key: Node, file: ParsedFile, depth = 0): KeyKind | undefined {
  if (depth > maxDepth) return undefined;
  const value = javascriptValue(key);
  switch (value.kind) {
    case 'same':
      return keyKindOf(value.as, file, depth + 1);
    case 'either':
      return strongest(value.options.map((one) => keyKindOf(one, file, depth + 1)));
    case 'name':
      return kindOfName(key, file, depth);
    case 'joined': {
      const [first] = value.parts;
      const opens = key.type === 'template_string' ? key.startIndex + 1 : key.startIndex;
      return first?.startIndex === opens ? keyKindOf(first, file, depth + 1) : undefined;
    }
    case 'element':
      return isIndex(value.index, file) ? listKindOf(value.object, file, depth + 1) : undefined;
    case 'member':
      return /^\d+$/.test(value.name) ? listKindOf(value.object, file, depth + 1) : undefined;
    case 'call':
      return kindOfCall(value, file, depth);
    default:
      return undefined;
  }
}

function strongest(kinds: readonly (KeyKind | undefined)[]): KeyKind | undefined {
  return rank.find((kind) => kinds.includes(kind));
}

function kindOfCall(call: Call, file: ParsedFile, depth: number): KeyKind | undefined {
  const name = nameOf(call);
  if (numbers.test(name) || call.receiver?.text === 'Math') return undefined;
  if (call.receiver && /^(shift|pop|at|next)$/.test(name)) {
    return listKindOf(call.receiver, file, depth + 1);
  }
  if (call.receiver && sameText.test(name)) return keyKindOf(call.receiver, file, depth + 1);
  const [first] = call.args;
  return first && !call.receiver ? keyKindOf(first, file, depth + 1) : undefined;
}

function kindOfName(name: Node, file: ParsedFile, depth: number): KeyKind | undefined {
  const binding = file.resolve(name);
  if (!binding || isTypedNumber(binding.node)) return undefined;
  const kinds = binding.definitions.map(({ value, path }) => taken(value, path, file, depth + 1));
  const { parameter } = binding;
  if (parameter) kinds.push(kindOfParameter(parameter, binding.name, file, depth));
  return strongest(kinds);
}

/** What lies at a path in an expression. */
function taken(value: Node, path: Path, file: ParsedFile, depth: number): KeyKind | undefined {
  const [first, ...rest] = path;
  if (first === undefined) return keyKindOf(value, file, depth);
  if (first === 'keys()') return value.type === 'object' ? undefined : 'enumerated';
  if (first === '*') {
    const call = javascriptCall(value);
    if (call && nameOf(call) === 'entries') return rest[0] === '0' ? 'enumerated' : undefined;
    return rest.length === 0 || rest[0] === '0' ? listKindOf(value, file, depth) : undefined;
  }
  return /^\d+$/.test(first) && rest.length === 0 ? listKindOf(value, file, depth) : undefined;
}

function kindOfParameter(
  { owner, index, path }: NonNullable<ReturnType<ParsedFile['resolve']>>['parameter'] & object,
  name: string,
  file: ParsedFile,
  depth: number,
): KeyKind | undefined {
  const uses = file.flow.functions.usesOf(owner);
  const kinds: (KeyKind | undefined)[] = [];
  for (const { call, index: position } of uses.passed) {
    kinds.push(givenKey(call, position, index, path, file, depth));
  }
  if (path.length === 0) {
    for (const { call } of uses.calls.slice(0, 10)) {
      const given = call.args[index];
      if (given) kinds.push(keyKindOf(given, file, depth + 2));
    }
    if (uses.passed.length === 0 && !numeric.test(name)) kinds.push('parameter');
  } else if (/^\d+$/.test(path[0] ?? '') && uses.passed.length === 0) kinds.push('element');
  return strongest(kinds);
}

/** The key among what a call gives to its callback. */
function givenKey(
  call: Call,
  position: number,
  index: number,
  path: Path,
  file: ParsedFile,
  depth: number,
): KeyKind | undefined {
  const { receiver, method } = call;
  const list = position > 0 && !/^reduce/.test(method ?? '') ? call.args[0] : receiver;
  if (!list) return undefined;
  if (position > 0 && index === 1 && isLoop(nameOf(call))) return 'enumerated';
  if (index !== (/^reduce/.test(method ?? '') ? 1 : 0) || !isLoop(nameOf(call))) return undefined;
  return taken(list, ['*', ...path], file, depth + 1);
}

function isLoop(name: string): boolean {
  return /^(forEach|each|map|filter|some|every|reduce|reduceRight|find|flatMap|forIn|forOwn|forEachRight|eachRight|forOwnRight|forInRight|for-?own|for-?in|baseFor|forEachOf|eachOf|iterate|forEachKey|eachKey|objectEach)$/i.test(
    name,
  );
}

/** What the elements of a list are. */
function listKindOf(list: Node, file: ParsedFile, depth: number): KeyKind | undefined {
  if (depth > maxDepth) return undefined;
  const value = javascriptValue(list);
  switch (value.kind) {
    case 'same':
      return listKindOf(value.as, file, depth + 1);
    case 'either':
      return strongest(value.options.map((one) => listKindOf(one, file, depth + 1)));
    case 'list': {
      const spread = value.items.find(({ type }) => type === 'spread_element');
      return spread && listKindOf(spread, file, depth + 1);
    }
    case 'member':
      return pathNames.test(value.name) ? 'element' : undefined;
    case 'call':
      return listOfCall(value, file, depth);
    case 'name':
      return listOfName(list, file, depth);
    default:
      return undefined;
  }
}

function listOfCall(call: Call, file: ParsedFile, depth: number): KeyKind | undefined {
  const name = nameOf(call);
  if (/^(split|match|exec)$/.test(name)) return 'text';
  if (keyLists.test(name)) return call.args[0]?.type === 'object' ? undefined : 'enumerated';
  if (call.receiver && sameList.test(name)) {
    const given = /^(from|call|apply)$/.test(name) ? call.args[0] : call.receiver;
    return given && listKindOf(given, file, depth + 1);
  }
  const made = file.flow.functions
    .calledBy(call)
    .flatMap((owner) => file.flow.functions.returnsOf(owner))
    .map((one) => listKindOf(one, file, depth + 2));
  return strongest(made) ?? (/path|split|segment|parse|tokens/i.test(name) ? 'text' : undefined);
}

function listOfName(list: Node, file: ParsedFile, depth: number): KeyKind | undefined {
  const binding = file.resolve(list);
  if (!binding || list.text === 'arguments') return undefined;
  const kinds = binding.definitions.map(({ value, path }) =>
    path.length === 0
      ? value.type === 'array' && value.namedChildCount === 0 && pathNames.test(list.text)
        ? 'element'
        : listKindOf(value, file, depth + 1)
      : undefined,
  );
  if (binding.parameter) {
    const type = binding.node.parent?.childForFieldName('type')?.text ?? '';
    const isText = /^(s|str|string|text|word|chars|line|input|source|src|buf|buffer)$/i.test(
      list.text,
    );
    if (!/number|Uint|Buffer/.test(type) && !isText && !isOfOwnList(binding.parameter, file))
      kinds.push('element');
  }
  return strongest(kinds);
}

/** One of what the file itself has put into a list: `each(pairs, (pair) => …)`. */
function isOfOwnList({ owner, index }: { owner: Node; index: number }, file: ParsedFile): boolean {
  const { passed, calls } = file.flow.functions.usesOf(owner);
  if (index !== 0 || passed.length === 0 || calls.length > 0) return false;
  return passed.every(({ call, index: position }) => {
    const list = position > 0 ? call.args[0] : call.receiver;
    const made = list?.type === 'identifier' ? file.resolve(list) : undefined;
    return (
      isLoop(nameOf(call)) &&
      made !== undefined &&
      made.parameter === undefined &&
      made.definitions.length > 0 &&
      made.definitions.every(
        ({ value, path }) =>
          path.length === 0 && value.type === 'array' && value.namedChildCount === 0,
      )
    );
  });
}

function isIndex(index: Node, file: ParsedFile): boolean {
  if (/^(number|update_expression|binary_expression|unary_expression)$/.test(index.type))
    return true;
  if (index.type === 'assignment_expression' || index.type === 'augmented_assignment_expression') {
    return true;
  }
  if (index.type !== 'identifier') return false;
  if (numeric.test(index.text)) return true;
  const binding = file.resolve(index);
  return (
    binding !== undefined &&
    (isTypedNumber(binding.node) ||
      binding.definitions.some(
        ({ value, path }) => path.length === 0 && /^(number|unary_expression)$/.test(value.type),
      ))
  );
}

function isTypedNumber(name: Node): boolean {
  return name.parent?.childForFieldName('type')?.text.replace(/[\s:]/g, '') === 'number';
}
