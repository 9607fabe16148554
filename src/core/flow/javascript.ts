import { keyName } from '../rules/targets';
import type { Node } from '../syntax';
import type { Call, Record, Value } from './value';
import { expressions, fields, joined, literal, other, same } from './value';

const noNames: ReadonlyMap<string, Node> = new Map();

export const functionTypes: ReadonlySet<string> = new Set([
  'arrow_function',
  'function_declaration',
  'function_expression',
  'generator_function',
  'generator_function_declaration',
  'method_definition',
]);

/** A JavaScript or TypeScript expression. */
export function javascriptValue(node: Node): Value {
  switch (node.type) {
    case 'identifier':
    case 'shorthand_property_identifier':
      return { kind: 'name' };
    case 'this':
      return { kind: 'this' };
    case 'member_expression':
    case 'subscript_expression':
      return member(node);
    case 'call_expression':
    case 'new_expression':
      return javascriptCall(node) ?? same(awaited(node));
    case 'template_string':
      return joined(node.namedChildren.filter(({ type }) => type === 'template_substitution'));
    case 'binary_expression':
      return binary(node);
    case 'augmented_assignment_expression':
      return joined(fields(node, 'left', 'right'));
    case 'ternary_expression':
      return { kind: 'either', options: fields(node, 'consequence', 'alternative') };
    case 'object':
      return record(node);
    case 'array':
      return { kind: 'list', items: expressions(node) };
    case 'assignment_expression':
      return same(node.childForFieldName('right'));
    case 'parenthesized_expression':
    case 'template_substitution':
    case 'await_expression':
    case 'yield_expression':
    case 'spread_element':
    case 'non_null_expression':
    case 'as_expression':
    case 'satisfies_expression':
    case 'jsx_expression':
      return same(expressions(node)[0]);
    case 'type_assertion':
    case 'sequence_expression':
      return same(expressions(node).at(-1));
    case 'string':
    case 'number':
    case 'regex':
    case 'true':
    case 'false':
    case 'null':
    case 'undefined':
    case 'unary_expression':
    case 'update_expression':
      return literal;
    default:
      return functionTypes.has(node.type) ? { kind: 'function' } : other;
  }
}

/** A call, or `new`; a tagged template calls its tag with the values in it. */
export function javascriptCall(node: Node): Call | undefined {
  const isNew = node.type === 'new_expression';
  if (!isNew && node.type !== 'call_expression') return undefined;
  const callee = plain(node.childForFieldName(isNew ? 'constructor' : 'function'));
  if (!callee || (!isNew && isAwait(callee))) return undefined;
  const list = node.childForFieldName('arguments');
  const args =
    list?.type === 'template_string'
      ? list.namedChildren.filter(({ type }) => type === 'template_substitution')
      : list
        ? expressions(list)
        : [];
  const value = javascriptValue(callee);
  const method = value.kind === 'member' ? { receiver: value.object, method: value.name } : {};
  return { kind: 'call', callee, ...method, args, named: noNames, isNew };
}

/** The grammar takes the first `await` of `await (await x).y()` for the name of a function. */
function isAwait({ type, text }: Node): boolean {
  return type === 'identifier' && text === 'await';
}

function awaited(node: Node): Node | undefined {
  return node.childForFieldName('arguments')?.firstNamedChild ?? undefined;
}

/** What is called: compilers write `(0, module.name)(…)`. */
function plain(node: Node | null): Node | null {
  let at = node;
  while (at && /^(parenthesized|non_null|sequence)_expression$/.test(at.type)) {
    at = at.type === 'sequence_expression' ? at.lastNamedChild : at.firstNamedChild;
  }
  return at;
}

function member(node: Node): Value {
  const object = node.childForFieldName('object');
  if (!object) return other;
  const property = node.childForFieldName('property');
  if (property) return { kind: 'member', object, name: publicName(property.text) };
  const index = node.childForFieldName('index');
  if (!index) return other;
  const name = index.type === 'string' || index.type === 'number' ? keyName(index) : undefined;
  return name === undefined ? { kind: 'element', object, index } : { kind: 'member', object, name };
}

/** A private name without its `#`: no class has both. */
export function publicName(name: string): string {
  return name.replace(/^#/, '');
}

function binary(node: Node): Value {
  switch (node.childForFieldName('operator')?.text) {
    case '+':
      return joined(fields(node, 'left', 'right'));
    case '||':
    case '??':
      return { kind: 'either', options: fields(node, 'left', 'right') };
    case '&&':
      return same(node.childForFieldName('right'));
    default:
      return literal;
  }
}

function record(node: Node): Record {
  const entries: { name: string | undefined; value: Node }[] = [];
  const spreads: Node[] = [];
  for (const part of expressions(node)) {
    if (part.type === 'spread_element') spreads.push(part);
    else if (part.type === 'pair') {
      const [key, value] = fields(part, 'key', 'value');
      if (key && value) entries.push({ name: keyName(key), value });
    } else if (part.type === 'method_definition') {
      entries.push({ name: part.childForFieldName('name')?.text, value: part });
    } else {
      entries.push({ name: part.text, value: part });
    }
  }
  return { kind: 'record', entries, spreads };
}

/** What a function gives back: the expressions of its returns, or the body of an arrow. */
export function javascriptReturns(owner: Node): readonly Node[] {
  const body = owner.childForFieldName('body');
  if (!body) return [];
  if (body.type !== 'statement_block') return [body];
  const own = owner.id;
  const given = owner.type.startsWith('generator') ? ['return_statement', 'yield_expression'] : [];
  return body
    .descendantsOfType(given.length > 0 ? given : 'return_statement')
    .filter((statement) => functionAround(statement)?.id === own)
    .flatMap((statement) => expressions(statement)[0] ?? []);
}

/** The innermost function around a node. */
export function functionAround(node: Node): Node | undefined {
  let at = node.parent;
  while (at && !functionTypes.has(at.type)) at = at.parent;
  return at ?? undefined;
}
