import { functionAround, javascriptCall, javascriptValue } from '../flow/javascript';
import type { Node } from '../syntax';
import { judgeKeys } from './keyGuards';
import { keyGuardRecipe } from './keyGuardRecipe';
import { keyKindOf } from './keyKinds';
import type { DeepRead, KeyedWrite } from './keyedWrites';
import { assignsByKey, deepReadsOf, keyedWrites, plain } from './keyedWrites';
import type { ParsedFile } from './parsedFile';
import type { Detection, Rule } from './rule';
import { snippet } from './rule';

/** Functions that copy or set properties level by level, under any name. */
export const prototypePollution: Rule = {
  id: 'prototype-pollution',
  title: 'A function that copies properties can change the prototype of all objects',
  cwe: ['CWE-1321', 'CWE-915', 'CWE-471', 'CWE-400'],
  languages: ['javascript'],
  severity: 'high',
  precision: 'high',
  help: {
    why: 'The property `__proto__`, and `constructor.prototype`, lead from any object to the prototype that all objects share.',
    attack:
      'Data such as `{"__proto__": {"isAdmin": true}}`, or a path such as `__proto__.isAdmin`, gives every object of the program an `isAdmin` that nobody set.',
    fix: 'Skip the names `__proto__`, `constructor` and `prototype`, follow only the own properties of the target, or keep the data in a Map.',
    sources: [
      'https://cwe.mitre.org/data/definitions/1321.html',
      'https://cheatsheetseries.owasp.org/cheatsheets/Prototype_Pollution_Prevention_Cheat_Sheet.html',
    ],
  },
  topic: /proto(type)?.?(pollut|poison)|mass.?assign/i,
  words: [],
  trigger: assignsByKey,
  recipe: { does: 'Leaves out the names that lead to a prototype', review: 'read' },
  detect(file) {
    const found = keyedWrites(file).flatMap((write) => detectionAt(write, file) ?? []);
    const near = found.filter(
      ({ write, read }) =>
        functionAround(write.node) === functionAround(read.node) ||
        !found.some(
          (one) =>
            one.owner === read.node.id &&
            !isMade(one.write.value) &&
            functionAround(one.write.node) === functionAround(read.node),
        ),
    );
    const copied = near.filter(({ write }) => !isMade(write.value));
    const shown = near.filter(
      ({ write, owner }, at) =>
        !isMade(write.value) ||
        (!copied.some((one) => one.owner === owner) &&
          near.findIndex((one) => one.owner === owner) === at),
    );
    return shown.map(({ detection }) => detection);
  },
};

interface Found {
  readonly write: KeyedWrite;
  /** What leads to the prototype. */
  readonly read: DeepRead;
  readonly owner: number;
  readonly detection: Detection;
}

function detectionAt(write: KeyedWrite, file: ParsedFile): Found | undefined {
  if (isFixed(write.value) || isOwnValue(write, file)) return undefined;
  const base = plain(write.base);
  if (!/^(identifier|this|subscript_expression)$/.test(base.type)) return undefined;
  const written = keyKindOf(write.key, file);
  if (!written) return undefined;
  let best: { read: DeepRead; seen?: Node } | undefined;
  for (const read of deepReadsOf(base, file)) {
    if (!leadsAnywhere(read, written, file)) continue;
    const verdict = judgeKeys(read, write, file);
    if (verdict === 'open') best = { read };
    else if (verdict !== 'safe' && !best) best = { read, seen: verdict.seen };
    if (verdict === 'open') break;
  }
  if (!best) return undefined;
  const { read, seen } = best;
  const target = snippet(`${file.code(write.base)}[${file.code(write.key)}]`);
  return {
    write,
    read,
    owner: read.node.id,
    detection: {
      ruleId: prototypePollution.id,
      start: write.node.startIndex,
      end: write.node.endIndex,
      message: `${target} is set under a name that is not checked, and ${snippet(file.code(read.node))} can be the prototype of all objects.`,
      ...(read.node.startIndex < write.node.startIndex && {
        flow: [step(read.node, file), step(write.node, file)],
      }),
      ...(seen && { guard: { start: seen.startIndex, end: seen.endIndex } }),
      recipe: () => keyGuardRecipe(read, write, file),
    },
  };
}

function step(node: Node, file: ParsedFile) {
  return { start: node.startIndex, end: node.endIndex, message: snippet(file.code(node)) };
}

/** Data that is walked level by level, or names that are cut out of one text. */
function leadsAnywhere(
  { node, key, object, isRepeated }: DeepRead,
  written: string,
  file: ParsedFile,
): boolean {
  const kind = keyKindOf(key, file);
  if (isJustMade(node)) return false;
  if (!kind || (kind === 'enumerated' && isOwnKey(key, object, file))) return false;
  if (isRepeated) return kind !== 'parameter' || written === 'enumerated';
  return kind !== 'parameter' && kind !== 'element' && written !== 'parameter';
}

/** A statement before sets the same slot to a new object, which is no prototype of others. */
function isJustMade(read: Node): boolean {
  let statement = read;
  while (statement.parent && !/_statement$/.test(statement.type)) statement = statement.parent;
  const slot = read.text;
  let before = statement.type === 'expression_statement' ? statement.previousNamedSibling : null;
  for (let steps = 0; before?.type === 'expression_statement' && steps < 4; steps += 1) {
    const set = before.firstNamedChild;
    const isSlot = set?.childForFieldName('left')?.text === slot;
    if (set?.type === 'assignment_expression' && isSlot)
      return /^(\{\s*\}|\[\s*\])$/.test(set.childForFieldName('right')?.text ?? '');
    before = before.previousNamedSibling;
  }
  return false;
}

/** The names are those of the very object that is read. */
function isOwnKey(key: Node, object: Node, file: ParsedFile): boolean {
  const own = plain(object);
  const name = plain(key);
  const binding = name.type === 'identifier' ? file.resolve(name) : undefined;
  const passed = binding?.parameter
    ? file.flow.functions.usesOf(binding.parameter.owner).passed
    : [];
  const lists = [
    ...(binding?.definitions ?? []).map(({ value }) => value),
    ...passed.flatMap(({ call, index }) => (index > 0 ? call.args[0] : call.receiver) ?? []),
  ];
  return lists.some((list) => {
    const listed = ownerOf(list, file);
    return listed.text === own.text || isAlias(listed, own, file) || isAlias(own, listed, file);
  });
}

/** The `object` of `keys[i]`, `Object.keys(object)` and `object`. */
function ownerOf(value: Node, file: ParsedFile, depth = 0): Node {
  const node = plain(value);
  if (depth > 3) return node;
  const { kind } = javascriptValue(node);
  if (kind === 'element') return ownerOf(node.childForFieldName('object') ?? node, file, depth + 1);
  const call = javascriptCall(node);
  if (call?.receiver && /^(sort|filter|reverse|slice|concat|forEach)$/.test(call.method ?? '')) {
    return ownerOf(call.receiver, file, depth + 1);
  }
  const [first] = call?.args ?? [];
  if (first) return first;
  const made = node.type === 'identifier' ? file.resolve(node)?.value : undefined;
  return made && /^Object\.\w+\(|Reflect\.ownKeys/.test(made.text)
    ? ownerOf(made, file, depth + 1)
    : node;
}

function isAlias(name: Node, of: Node, file: ParsedFile): boolean {
  if (name.type !== 'identifier') return false;
  return (file.resolve(name)?.definitions ?? []).some(({ value }) => value.text === of.text);
}

/** A value that says nothing an attacker chooses. */
function isFixed(value: Node): boolean {
  const node = plain(value);
  const made = javascriptValue(node);
  if (made.kind === 'either') return made.options.every(isFixed);
  if (
    /^(string|number|true|false|null|undefined|regex|function_expression|arrow_function)$/.test(
      node.type,
    )
  ) {
    return true;
  }
  return /^(object|array)$/.test(node.type) && node.namedChildCount === 0;
}

/** A slot that gets what a function makes of its own value, such as a copy: nothing else comes in. */
function isOwnValue({ node, base, key, value }: KeyedWrite, file: ParsedFile): boolean {
  const call = javascriptCall(plain(value));
  if (!call || call.receiver?.text.includes('[') === true || call.args.length === 0) return false;
  const slot = `${base.text}[${key.text}]`;
  const isSlot = (one: Node): boolean => {
    const argument = plain(one);
    const made = javascriptValue(argument);
    if (made.kind === 'either') return made.options.every(isSlot);
    if (argument.text === slot) return true;
    if (made.kind === 'call' && made.callee.text === 'Object') return made.args.every(isSlot);
    const held = argument.type === 'identifier' ? file.resolve(argument) : undefined;
    return held?.parameter === undefined && held?.value?.text === slot && isNear(held.node, node);
  };
  return call.args.every(isSlot);
}

function isNear(one: Node, other: Node): boolean {
  return functionAround(one)?.id === functionAround(other)?.id;
}

/** The result of a call or of another expression, not what was copied. */
function isMade(value: Node): boolean {
  return /^(call_expression|new_expression|object|array|binary_expression)$/.test(
    plain(value).type,
  );
}
