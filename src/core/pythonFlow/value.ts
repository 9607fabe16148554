import type { Node } from '../syntax';
import type { Call, Record, Value } from '../flow/value';
import { expressions, fields, joined, literal, other, same } from '../flow/value';

const literals = new Set(
  'integer float true false none ellipsis comparison_operator not_operator unary_operator'.split(
    ' ',
  ),
);

export const pythonFunctions: ReadonlySet<string> = new Set(['function_definition', 'lambda']);

/** A Python expression. */
export function pythonValue(node: Node): Value {
  switch (node.type) {
    case 'identifier':
      return /^(self|cls)$/.test(node.text) ? { kind: 'this' } : { kind: 'name' };
    case 'attribute':
      return member(node);
    case 'subscript':
      return subscript(node);
    case 'call':
      return pythonCall(node) ?? other;
    case 'string':
      return joined(node.namedChildren.filter(({ type }) => type === 'interpolation'));
    case 'concatenated_string':
      return joined(node.namedChildren.filter((part) => pythonValue(part).kind === 'joined'));
    case 'binary_operator':
      return binary(node);
    case 'augmented_assignment':
      return joined(fields(node, 'left', 'right'));
    case 'boolean_operator': {
      const sides = fields(node, 'left', 'right');
      const isOr = node.childForFieldName('operator')?.text === 'or';
      return isOr ? { kind: 'either', options: sides } : same(sides[1]);
    }
    case 'conditional_expression': {
      const [then, , otherwise] = expressions(node);
      return { kind: 'either', options: [then, otherwise].filter((one) => one !== undefined) };
    }
    case 'dictionary':
      return record(node);
    case 'list':
    case 'tuple':
    case 'set':
    case 'expression_list':
      return { kind: 'list', items: expressions(node) };
    case 'list_comprehension':
    case 'set_comprehension':
    case 'generator_expression':
      return joined(fields(node, 'body'));
    case 'dictionary_comprehension':
      return joined(fields(node, 'body').flatMap((pair) => fields(pair, 'key', 'value')));
    case 'named_expression':
      return same(node.childForFieldName('value'));
    case 'assignment':
      return same(node.childForFieldName('right'));
    case 'interpolation':
    case 'parenthesized_expression':
    case 'await':
    case 'yield':
    case 'list_splat':
    case 'dictionary_splat':
    case 'as_pattern':
      return same(expressions(node)[0]);
    default:
      if (literals.has(node.type)) return literal;
      return pythonFunctions.has(node.type) ? { kind: 'function' } : other;
  }
}

/** A call; what `**` spreads is named `**`. */
export function pythonCall(node: Node): Call | undefined {
  if (node.type !== 'call') return undefined;
  const callee = bare(node.childForFieldName('function'));
  const list = node.childForFieldName('arguments');
  if (!callee || !list) return undefined;
  const args: Node[] = [];
  const named = new Map<string, Node>();
  for (const one of list.type === 'argument_list' ? expressions(list) : [list]) {
    const name = one.childForFieldName('name');
    const value = one.childForFieldName('value');
    if (one.type === 'keyword_argument' && name && value) named.set(name.text, value);
    else if (one.type === 'dictionary_splat') named.set('**', one);
    else args.push(one);
  }
  const value = pythonValue(callee);
  const method = value.kind === 'member' ? { receiver: value.object, method: value.name } : {};
  return { kind: 'call', callee, ...method, args, named, isNew: false };
}

/** The expression in parentheses. */
export function bare(node: Node): Node;
export function bare(node: Node | null): Node | null;
export function bare(node: Node | null): Node | null {
  let at = node;
  while (at?.type === 'parenthesized_expression' && at.firstNamedChild) at = at.firstNamedChild;
  return at;
}

function member(node: Node): Value {
  const object = node.childForFieldName('object');
  const name = node.childForFieldName('attribute')?.text;
  return object && name !== undefined ? { kind: 'member', object, name } : other;
}

/** `a['b']`, `a[0]` and `a[i]`; a slice is a part of the same text or list. */
function subscript(node: Node): Value {
  const object = node.childForFieldName('value');
  const index = node.childForFieldName('subscript');
  if (!object || !index) return other;
  if (index.type === 'slice') return same(object);
  const name = index.type === 'integer' ? index.text : literalText(index);
  return name === undefined ? { kind: 'element', object, index } : { kind: 'member', object, name };
}

/** The text of a plain string without anything put in; escapes are left as they are written. */
export function literalText(node: Node): string | undefined {
  if (node.type !== 'string') return undefined;
  const parts = node.namedChildren;
  if (parts.some(({ type }) => type === 'interpolation')) return undefined;
  const [start, end] = [parts[0], parts.at(-1)];
  if (start?.type !== 'string_start' || end?.type !== 'string_end') return undefined;
  return node.text.slice(start.text.length, node.text.length - end.text.length);
}

function binary(node: Node): Value {
  const [left, right] = fields(node, 'left', 'right');
  if (!left || !right) return other;
  switch (node.childForFieldName('operator')?.text) {
    case '+':
    case '/':
    case '|':
      return joined([left, right]);
    case '%':
      return onlyNumbers(left) ? literal : joined([left, ...formatted(right)]);
    case '*':
      return joined([left]);
    default:
      return literal;
  }
}

/** Whether a format string takes nothing but numbers, as `%d` does. */
function onlyNumbers(format: Node): boolean {
  if (format.type === 'integer') return true;
  const text = format.type === 'concatenated_string' ? format.text : literalText(format);
  if (text === undefined) return false;
  const conversions = text.replaceAll('%%', '').match(/%(\(\w+\))?[-#0 +]*[\d.]*[a-zA-Z]/g) ?? [];
  return conversions.length > 0 && conversions.every((one) => /[dioxXeEfFgG]$/.test(one));
}

/** What `%` puts in: the parts of a tuple, the values of a dictionary, or one value. */
function formatted(right: Node): readonly Node[] {
  const plain = bare(right);
  if (plain.type === 'tuple') return expressions(plain);
  const value = pythonValue(plain);
  return value.kind === 'record' ? value.entries.map((entry) => entry.value) : [plain];
}

function record(node: Node): Record {
  const entries: { name: string | undefined; value: Node }[] = [];
  const spreads: Node[] = [];
  for (const part of expressions(node)) {
    if (part.type === 'dictionary_splat') spreads.push(part);
    const [key, value] = fields(part, 'key', 'value');
    if (key && value) entries.push({ name: literalText(key), value });
  }
  return { kind: 'record', entries, spreads };
}

/** What a function gives back: the expressions of its returns and yields, or the body of a lambda. */
export function pythonReturns(owner: Node): readonly Node[] {
  const body = owner.childForFieldName('body');
  if (!body) return [];
  if (owner.type === 'lambda') return [body];
  return body
    .descendantsOfType(['return_statement', 'yield'])
    .filter((statement) => pythonFunctionAround(statement)?.id === owner.id)
    .flatMap((statement) => expressions(statement)[0] ?? []);
}

/** The innermost function around a node. */
export function pythonFunctionAround(node: Node): Node | undefined {
  let at = node.parent;
  while (at && !pythonFunctions.has(at.type)) at = at.parent;
  return at ?? undefined;
}

/** The innermost class around a node. */
export function pythonClassAround(node: Node): Node | undefined {
  let at = node.parent;
  while (at && at.type !== 'class_definition') at = at.parent;
  return at ?? undefined;
}

/** The class that a function is a method of. */
export function classOf(owner: Node): Node | undefined {
  const definition = owner.parent?.type === 'decorated_definition' ? owner.parent : owner;
  const holder = definition.parent?.parent;
  return holder?.type === 'class_definition' ? holder : undefined;
}

/** The expressions of a function's or a class's decorators, without `@`. */
export function decoratorsOf(owner: Node): readonly Node[] {
  const { parent } = owner;
  if (parent?.type !== 'decorated_definition') return [];
  return parent.namedChildren
    .filter(({ type }) => type === 'decorator')
    .flatMap((one) => one.firstNamedChild ?? []);
}

/** The parameters that a caller gives: without the `self` of a method, and without bare `*` and `/`. */
export function pythonParameters(owner: Node): readonly Node[] {
  const list = owner.childForFieldName('parameters');
  const all = list
    ? expressions(list).filter(({ type }) => !/^(keyword|positional)_separator$/.test(type))
    : [];
  const isMethod =
    classOf(owner) !== undefined &&
    !decoratorsOf(owner).some(({ text }) => text === 'staticmethod');
  return isMethod ? all.slice(1) : all;
}

/** The name of a parameter. */
export function pythonParameterName(parameter: Node): Node | undefined {
  if (parameter.type === 'identifier') return parameter;
  const inner = parameter.childForFieldName('name') ?? parameter.firstNamedChild;
  return inner && inner !== parameter ? pythonParameterName(inner) : undefined;
}
