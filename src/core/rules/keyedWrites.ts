import { functionAround, javascriptCall, javascriptValue } from '../flow/javascript';
import type { Call } from '../flow/value';
import type { Node } from '../syntax';
import type { ParsedFile } from './parsedFile';
import type { Trigger } from './rule';

/** `base[key] = value`, or a call that does the same. */
export interface KeyedWrite {
  /** The assignment or the call. */
  readonly node: Node;
  readonly base: Node;
  readonly key: Node;
  readonly value: Node;
}

/** `object[key]`, whose result a write may then change. */
export interface DeepRead {
  readonly node: Node;
  readonly object: Node;
  readonly key: Node;
  /** What is read may be read from again, by a loop or by recursion. */
  readonly isRepeated: boolean;
}

const maxSteps = 120;
/** `x[key]` with a name that is not fixed, where `never` is none of the keys; not the pattern of a declaration. */
const keyed = (never: string) =>
  String.raw`[\w$)\]]!?\[(?!\s*(?:'[^'\n]*'|"[^"\n]*"|\d+|k2|[\w$.]*\blength(?:\s*[-+]\s*\d+)?|(?:\+\+|--)[\w$.]+|[\w$.]+(?:\+\+|--)|\w+\["\w+"\]\s*=\s*\d+${never})\s*\])(?:[^[\]]|\[[^[\]]*\]){1,160}\](?:\s*!)?\s*`;
const assignsAt = new RegExp(`${keyed('')}(?:\\?\\?|\\|\\||&&)?=(?![=>])`, 'g');
const setters = ['assignValue', 'baseAssignValue', 'assignMergeValue', 'defineProperty'];

/** The writes to a property whose name is not written in the code. */
export function keyedWrites(file: ParsedFile): readonly KeyedWrite[] {
  let writes = known.get(file);
  if (!writes) known.set(file, (writes = findKeyedWrites(file)));
  return writes;
}

/** Several rules ask about the same file. */
const known = new WeakMap<ParsedFile, readonly KeyedWrite[]>();

const assigns = (never: string) =>
  new RegExp(`${keyed(never)}(?:\\.\\s*[\\w$]+\\s*)?[+|?&*-]{0,3}=(?![=>])`);
const byName = assigns('|[ij]|idx|index');
const byIndex = assigns('');
const indexIsName = /\bfor\s*\((?:\s*(?:var|let|const))?\s*(?:[ij]|idx|index)\s+in\b/;
const bySetter =
  /\bdefineProperty\s*\((?:[^,()]|\([^()]*\))+,\s*(?!k2\b)[^'"\s]|\b(?:baseA|a)ssign(?:Merge)?Value\b/;

/** In a file that this does not find, nothing is set under a name that is not fixed. */
export const assignsByKey: Trigger = {
  test: (text) =>
    byName.test(text) || bySetter.test(text) || (indexIsName.test(text) && byIndex.test(text)),
};

function findKeyedWrites(file: ParsedFile): readonly KeyedWrite[] {
  const writes: KeyedWrite[] = [];
  for (const { index, 0: text } of file.matches(assignsAt)) {
    const write = assignmentAt(file.root.descendantForIndex(index + text.lastIndexOf(']')));
    if (write) writes.push(write);
  }
  for (const name of file.find(...setters)) {
    const callee = name.parent?.type === 'member_expression' ? name.parent : name;
    const call = callee.parent && javascriptCall(callee.parent);
    const [base, key, value] = call?.args ?? [];
    if (callee.parent && call?.callee === callee && base && key && value) {
      writes.push({ node: callee.parent, base, key, value: described(value) });
    }
  }
  return writes;
}

const memberAt = /\](?:\s*!)?\s*\.\s*[\w$]+\s*=(?![=>])/g;

/** The writes to a fixed property of `object[name]`. */
export function propertyWrites(file: ParsedFile): readonly KeyedWrite[] {
  return file.matches(memberAt).flatMap(({ index, 0: text }) => {
    const name = file.root.descendantForIndex(index + text.search(/(?<![\w$])[\w$]+\s*=$/));
    const member = name.parent;
    const node = member?.parent;
    if (member?.type !== 'member_expression' || node?.type !== 'assignment_expression') return [];
    const base = member.childForFieldName('object');
    const value = node.childForFieldName('right');
    return base && value ? { node, base, key: name, value } : [];
  });
}

function assignmentAt(bracket: Node): KeyedWrite | undefined {
  const subscript = bracket.parent;
  const node = subscript?.parent;
  if (bracket.type !== ']' || subscript?.type !== 'subscript_expression') return undefined;
  if (!node || !/^(augmented_)?assignment_expression$/.test(node.type)) return undefined;
  if (node.childForFieldName('left') !== subscript) return undefined;
  const base = subscript.childForFieldName('object');
  const key = subscript.childForFieldName('index');
  const value = node.childForFieldName('right');
  return base && key && value ? { node, base, key, value } : undefined;
}

/** The `x` of a descriptor `{ value: x }`. */
function described(value: Node): Node {
  const record = javascriptValue(value);
  const held = record.kind === 'record' && record.entries.find(({ name }) => name === 'value');
  return held ? held.value : value;
}

/** The expression without parentheses, casts and `!`. */
export function plain(node: Node): Node {
  let at = node;
  for (let value = javascriptValue(at); value.kind === 'same'; value = javascriptValue(at)) {
    at = value.as;
  }
  return at;
}

/** The reads by a name that is not fixed which the base of a write may come from. */
export function deepReadsOf(base: Node, file: ParsedFile): readonly DeepRead[] {
  return readsBehind(base, file).flatMap((node) => {
    const object = node.childForFieldName('object');
    const key = node.childForFieldName('index');
    if (!object || !key) return [];
    const isRepeated = readsBehind(object, file).some(({ id }) => id === node.id);
    return [{ node, object, key, isRepeated }];
  });
}

function readsBehind(start: Node, file: ParsedFile): readonly Node[] {
  const reads: Node[] = [];
  const seen = new Set<number>();
  const todo: Node[] = [start];
  for (let node = todo.shift(); node && seen.size < maxSteps; node = todo.shift()) {
    if (seen.has(node.id)) continue;
    seen.add(node.id);
    const argument = ownArgument(node) ?? listedArgument(node, file);
    if (argument !== undefined) todo.push(...argumentsGiven(node, argument, file));
    else if (javascriptValue(node).kind === 'element') reads.push(node);
    else todo.push(...behind(node, file));
  }
  return reads;
}

/** The number of `arguments[0]`; -1 for `arguments[i]`. */
function ownArgument(node: Node): number | undefined {
  if (node.type !== 'subscript_expression') return undefined;
  if (node.childForFieldName('object')?.text !== 'arguments') return undefined;
  const index = node.childForFieldName('index')?.text ?? '';
  return /^\d+$/.test(index) ? Number(index) : -1;
}

/** The number of `args[0]` where `args` are all that the function is called with. */
function listedArgument(node: Node, file: ParsedFile): number | undefined {
  const list = node.childForFieldName('object');
  const index = node.childForFieldName('index')?.text ?? '';
  if (node.type !== 'subscript_expression' || list?.type !== 'identifier') return undefined;
  const binding = /^\d+$/.test(index) ? file.resolve(list) : undefined;
  const isAll =
    binding?.parameter?.isRest === true && binding.parameter.index === 0
      ? true
      : /(slice|from)[\w.]*\(\s*arguments\s*\)|\[\s*\.\.\.\s*arguments\b/.test(
          binding?.value?.text.slice(0, 100) ?? '',
        );
  if (!isAll) return undefined;
  const isShifted = new RegExp(`\\b${list.text.replace(/\$/g, '\\$')}\\.shift\\(`).test(file.text);
  return isShifted ? -1 : Number(index);
}

function argumentsGiven(at: Node, index: number, file: ParsedFile): readonly Node[] {
  const owner = functionAround(at);
  const calls = owner ? file.flow.functions.usesOf(owner).calls : [];
  return calls.flatMap(({ call }) => (index < 0 ? call.args : (call.args[index] ?? [])));
}

/** The expressions that are the same object as this one. */
function behind(node: Node, file: ParsedFile): readonly Node[] {
  const value = javascriptValue(node);
  switch (value.kind) {
    case 'same':
      return [value.as];
    case 'either':
      return value.options;
    case 'name':
      return behindName(node, file);
    case 'this':
      return contextOf(node, file);
    case 'call': {
      if (value.callee.text === 'Object') return value.args;
      const owners = [...file.flow.functions.calledBy(value), ...reducers(value, file)];
      const start = /^reduce(Right)?$/.test(value.method ?? '') ? value.args.slice(1, 2) : [];
      if (value.isNew) return start;
      const results = owners.flatMap((owner) =>
        file.flow.functions.returnsOf(owner).flatMap((one) => resultOf(one, owner, value, file)),
      );
      return [...start, ...results];
    }
    default:
      return [];
  }
}

/** What a function gives back to one call: what this call handed over, when it gives that back. */
function resultOf(result: Node, owner: Node, call: Call, file: ParsedFile): readonly Node[] {
  const binding = result.type === 'identifier' ? file.resolve(result) : undefined;
  const parameter = binding?.parameter;
  const isOwn = parameter?.owner.id === owner.id && parameter.path.length === 0;
  if (!isOwn || parameter.isRest || /^(call|apply|bind)$/.test(call.method ?? '')) return [result];
  const set = binding?.definitions.flatMap(({ value, path }) => (path.length === 0 ? value : []));
  return [...(set ?? []), ...call.args.slice(parameter.index, parameter.index + 1)];
}

/** The functions that `reduce()` gets: its result is what they give. */
function reducers({ method, args }: Call, file: ParsedFile): readonly Node[] {
  const [callback] = args;
  if (!callback || !/^reduce(Right)?$/.test(method ?? '')) return [];
  if (javascriptValue(callback).kind === 'function') return [callback];
  const binding = callback.type === 'identifier' ? file.resolve(callback) : undefined;
  return binding?.declared ? [binding.declared] : [];
}

function behindName(name: Node, file: ParsedFile): readonly Node[] {
  const binding = file.resolve(name);
  if (!binding) return [];
  const found = binding.definitions.flatMap(({ value, path }) => (path.length === 0 ? value : []));
  const { parameter } = binding;
  if (!parameter || parameter.path.length > 0 || parameter.isRest) return found;
  const { owner, index } = parameter;
  const uses = file.flow.functions.usesOf(owner);
  for (const { call } of uses.calls) found.push(...call.args.slice(index, index + 1));
  for (const { call } of uses.passed) {
    if (index !== 0 || !/^reduce(Right)?$/.test(call.method ?? '')) continue;
    found.push(...file.flow.functions.returnsOf(owner), ...call.args.slice(1, 2));
  }
  return found;
}

/** What a call hands to its callback as `this`: `each(list, callback, target)`. */
function contextOf(node: Node, file: ParsedFile): readonly Node[] {
  let owner = functionAround(node);
  while (owner?.type === 'arrow_function') owner = functionAround(owner);
  if (!owner) return [];
  return file.flow.functions
    .usesOf(owner)
    .passed.flatMap(({ call, index }) => call.args.slice(index + 1, index + 2));
}
