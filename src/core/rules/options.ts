import type { TextEdit } from '../draft';
import { javascriptReturns } from '../flow/javascript';
import type { Node } from '../syntax';
import { indentAt, insertion } from './imports';
import type { ParsedFile } from './parsedFile';
import type { Detection, RecipeResult } from './rule';
import { keyName } from './targets';

const maxDepth = 6;

/** What an expression may be: through parentheses, casts, choices, constants and local functions. */
export function valuesOf(node: Node, file: ParsedFile, depth = 0): readonly Node[] {
  if (depth > maxDepth) return [node];
  const into = (one: Node | null | undefined) => (one ? valuesOf(one, file, depth + 1) : []);
  switch (node.type) {
    case 'parenthesized_expression':
    case 'as_expression':
    case 'satisfies_expression':
    case 'non_null_expression':
    case 'await_expression':
      return into(node.firstNamedChild);
    case 'ternary_expression':
      return ['consequence', 'alternative'].flatMap((name) => into(node.childForFieldName(name)));
    case 'binary_expression': {
      const isChoice = /^(\|\||\?\?)$/.test(node.childForFieldName('operator')?.text ?? '');
      const sides = ['left', 'right'].map((name) => node.childForFieldName(name));
      return isChoice ? sides.flatMap(into) : [node];
    }
    case 'identifier':
    case 'shorthand_property_identifier': {
      const binding = file.resolve(node);
      if (binding?.declared) return [binding.declared];
      return binding?.constant && binding.value ? into(binding.value) : [node];
    }
    case 'call_expression': {
      const callee = node.childForFieldName('function');
      const binding = callee?.type === 'identifier' ? file.resolve(callee) : undefined;
      const returns = binding?.declared ? javascriptReturns(binding.declared) : [];
      return returns.length > 0 ? returns.flatMap(into) : [node];
    }
    default:
      return [node];
  }
}

/** Whether an expression may be `false`, as the code writes it. */
export function mayBeFalse(node: Node | undefined, file: ParsedFile): boolean {
  return node !== undefined && valuesOf(node, file).some(isFalse);
}

/** Whether an expression may be `true`, as the code writes it. */
export function mayBeTrue(node: Node | undefined, file: ParsedFile): boolean {
  return node !== undefined && valuesOf(node, file).some(isTrue);
}

function isFalse(node: Node): boolean {
  return truthOf(node) === false;
}

function isTrue(node: Node): boolean {
  return truthOf(node) === true;
}

/** What a truth value is that is written out: `true`, `!1`, `!!0`, `Boolean(0)`. */
function truthOf({ type, text }: Node): boolean | undefined {
  if (type === 'true' || type === 'false') return type === 'true';
  const code = text.replace(/\s+/g, '');
  const written =
    /^(!*)(?:(true|false|0|1|''|""|null|undefined)|Boolean\((true|false|0|1|''|""|null)?\))$/.exec(
      code,
    );
  const [, marks = '', given, called = ''] = written ?? [];
  // A bare 0 or null may mean something else than no.
  if (!written || (marks === '' && given !== undefined)) return undefined;
  const isTruthy = /^(?:true|1)$/.test(given ?? called);
  return marks.length % 2 === 0 ? isTruthy : !isTruthy;
}

/** The object that an expression is, there or in the constant that it names. */
export function objectOf(node: Node | undefined, file: ParsedFile): Node | undefined {
  return node && valuesOf(node, file).find(({ type }) => type === 'object');
}

/** The value of a property in an object as it is written; the last one wins. */
export function optionOf(object: Node | undefined, name: string): Node | undefined {
  for (const part of [...(object?.namedChildren ?? [])].reverse()) {
    if (part.type === 'pair') {
      const key = part.childForFieldName('key');
      if (key && keyName(key) === name) return part.childForFieldName('value') ?? undefined;
    } else if (part.type === 'method_definition') {
      if (part.childForFieldName('name')?.text === name) return part;
    } else if (part.type === 'shorthand_property_identifier' && part.text === name) return part;
  }
  return undefined;
}

/** Whether an object may have properties that are not written out in it. */
export function isOpen(object: Node): boolean {
  return object.namedChildren.some(
    (part) =>
      part.type === 'spread_element' ||
      part.childForFieldName('key')?.type === 'computed_property_name',
  );
}

/** Names the property of the pair that a key stands in, or undefined when it is no key. */
export function pairOf(name: Node): { readonly pair: Node; readonly value: Node } | undefined {
  const key = name.type === 'string_fragment' ? name.parent : name;
  const pair = key?.parent;
  if (pair?.type !== 'pair' || pair.childForFieldName('key') !== key) return undefined;
  const value = pair.childForFieldName('value');
  return value ? { pair, value } : undefined;
}

/** `object.name = value`, by the name. */
export function assignmentTo(
  name: Node,
): { readonly node: Node; readonly target: Node; readonly value: Node } | undefined {
  const key = name.type === 'string_fragment' ? name.parent : name;
  const target = key?.parent;
  const node = target?.parent;
  if (!target || node?.type !== 'assignment_expression') return undefined;
  if (node.childForFieldName('left') !== target) return undefined;
  const value = node.childForFieldName('right');
  return value ? { node, target, value } : undefined;
}

/** The detection of a rule at a node. */
export function detected(
  { id }: { readonly id: string },
  node: Node,
  message: string,
  recipe?: () => RecipeResult,
): Detection {
  const { startIndex: start, endIndex: end } = node;
  return { ruleId: id, start, end, message, ...(recipe && { recipe }) };
}

/** Whether a file is one of tests or examples, where shortcuts are often meant. */
export function isTestFile(path: string): boolean {
  return /(^|\/)(tests?|__tests__|__mocks__|fixtures|e2e)\/|\.(test|spec)\.[cm]?[jt]sx?$/i.test(
    path,
  );
}

/** Sets a property of an object: its value where it stands, else a property after the last. */
export function setOption(
  object: Node,
  name: string,
  value: string,
  file: ParsedFile,
): readonly TextEdit[] {
  const old = optionOf(object, name);
  if (old?.parent?.type === 'pair') {
    return [{ start: old.startIndex, end: old.endIndex, text: value }];
  }
  return addOptions(object, [`${name}: ${value}`], file);
}

/** Adds properties after the last one, in the way that the object is written. */
export function addOptions(
  object: Node,
  options: readonly string[],
  file: ParsedFile,
): readonly TextEdit[] {
  const last = object.namedChildren.filter(({ type }) => type !== 'comment').at(-1);
  if (!last) {
    return [{ start: object.startIndex, end: object.endIndex, text: `{ ${options.join(', ')} }` }];
  }
  const { text } = file;
  const before = text.slice(object.startIndex, last.startIndex);
  const ownLine = before.slice(before.lastIndexOf('\n') + 1).trim() === '';
  const isBroken = before.includes('\n') && ownLine;
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const gap = isBroken ? `,${eol}${indentAt(text, last.startIndex)}` : ', ';
  return [insertion(last.endIndex, options.map((option) => gap + option).join(''))];
}

/** What is set for an option: in the object itself, or on the constant that holds it. */
export function settingOf(
  options: Node | undefined,
  name: string,
  file: ParsedFile,
): { readonly is: 'unknown' | 'missing' } | { readonly is: 'set'; readonly value: Node } {
  if (!options) return { is: 'missing' };
  const binding = options.type === 'identifier' ? file.resolve(options) : undefined;
  for (const node of binding ? file.find(name) : []) {
    const assignment = assignmentTo(node);
    const object = assignment?.target.childForFieldName('object');
    if (assignment && object?.type === 'identifier' && file.resolve(object) === binding) {
      return { is: 'set', value: assignment.value };
    }
  }
  const object = objectOf(options, file);
  if (!object) return { is: 'unknown' };
  const value = optionOf(object, name);
  if (value) return { is: 'set', value };
  return { is: isOpen(object) ? 'unknown' : 'missing' };
}

/** No file that a person wrote says one thing in more strings. */
const maxStrings = 1000;

/** The literal texts of strings, templates and regular expressions in which a pattern is found. */
export function literalsWith(pattern: RegExp, file: ParsedFile): readonly Node[] {
  const found = new Set<Node>();
  let count = 0;
  for (const { index } of file.text.matchAll(pattern)) {
    if (++count > maxStrings) break;
    const node = file.root.descendantForIndex(index);
    if (/^(string_fragment|regex_pattern|template_string)$/.test(node.type)) found.add(node);
  }
  return [...found];
}
