import { keyName } from '../../rules/targets';
import type { Node } from '../../syntax';
import { type Evaluation, argumentsOf } from './evaluation';
import { callShape } from './callShapes';
import { givenExports } from './modules';
import type { ScriptNames } from './scriptNames';
import { instanceShape, classShape } from './instances';
import {
  type Opening,
  type Shape,
  anyOf,
  memberShape,
  plainValue,
  shapeOf,
  unknownShape,
  withNames,
} from './shape';

const functions =
  /^(?:function|function_expression|function_declaration|generator_function|generator_function_declaration|arrow_function|method_definition|function_signature)$/;
const plain =
  /^(?:string|number|template_string|true|false|null|undefined|regex|array|binary_expression|unary_expression|update_expression)$/;
const transparent =
  /^(?:parenthesized_expression|as_expression|satisfies_expression|non_null_expression)$/;

/** What an expression, a declared function or a class is. */
export function expressionShape(node: Node, file: ScriptNames, evaluation: Evaluation): Shape {
  const { type } = node;
  if (functions.test(type)) {
    return shapeOf({ callable: 'function', made: { node, path: file.path } });
  }
  if (/^(?:abstract_)?class(?:_declaration)?$/.test(type)) {
    return classShape(node, file, evaluation);
  }
  const field = (name: string): Node => node.childForFieldName(name) ?? node;
  if (type === 'binary_expression' && /^(?:\|\||&&|\?\?)$/.test(field('operator').text)) {
    const sides = field('operator').text === '&&' ? ['right'] : ['left', 'right'];
    return anyOf(sides.map((side) => evaluation.expression(field(side), file)));
  }
  if (plain.test(type)) return plainValue;
  if (transparent.test(type)) return inner(node, file, evaluation);
  switch (type) {
    case 'object':
      return objectShape(node, file, evaluation);
    case 'identifier':
    case 'shorthand_property_identifier':
    case 'shorthand_property_identifier_pattern':
    case 'type_identifier':
      return nameShape(node, file, evaluation);
    case 'member_expression':
    case 'subscript_expression':
      return readShape(node, file, evaluation);
    case 'assignment_expression':
      return evaluation.expression(field('right'), file);
    case 'sequence_expression':
      return evaluation.expression(node.lastNamedChild ?? node, file);
    case 'ternary_expression':
      return anyOf(
        ['consequence', 'alternative'].map((side) => evaluation.expression(field(side), file)),
      );
    case 'call_expression':
      return callShape(node, file, evaluation);
    case 'new_expression':
      return instanceShape(evaluation.expression(field('constructor'), file), evaluation);
    default:
      return unknownShape('it is made in a way that cannot be read');
  }
}

function inner(node: Node, file: ScriptNames, evaluation: Evaluation): Shape {
  const child = node.namedChildren.find(({ type }) => type !== 'comment');
  return child ? evaluation.expression(child, file) : plainValue;
}

function nameShape(node: Node, file: ScriptNames, evaluation: Evaluation): Shape {
  const binding = file.resolve(node);
  if (binding) return evaluation.binding(binding, file);
  if (node.text === 'exports') return givenExports(file, evaluation);
  if (node.text === 'undefined') return plainValue;
  return unknownShape(`\`${node.text}\` is not this package's own`);
}

function readShape(node: Node, file: ScriptNames, evaluation: Evaluation): Shape {
  const object = node.childForFieldName('object');
  const keyNode = node.childForFieldName('property') ?? node.childForFieldName('index');
  const key =
    keyNode && (node.type[0] === 'm' || keyNode.type !== 'identifier')
      ? keyName(keyNode)
      : undefined;
  if (!object || key === undefined) return unknownShape('it is looked up by a computed name');
  if (object.type === 'identifier' && object.text === 'module' && key === 'exports') {
    return evaluation.module(file.path);
  }
  return memberShape(evaluation.expression(object, file), key);
}

/** The names of an object that is written out. */
export function objectShape(node: Node, file: ScriptNames, evaluation: Evaluation): Shape {
  const names = new Map<string, () => Shape>();
  const open: Opening[] = [];
  for (const child of node.namedChildren) {
    const key = child.childForFieldName(child.type === 'method_definition' ? 'name' : 'key');
    const value = child.childForFieldName('value') ?? child;
    switch (child.type) {
      case 'pair':
      case 'method_definition': {
        const name = key ? keyName(key) : undefined;
        if (name === undefined) open.push({ kind: 'own', why: 'a name in it is computed' });
        else names.set(name, () => evaluation.expression(value, file));
        break;
      }
      case 'shorthand_property_identifier':
        names.set(child.text, () => evaluation.expression(child, file));
        break;
      case 'spread_element': {
        const from = inner(child, file, evaluation);
        for (const [name, held] of from.names) names.set(name, held);
        open.push(...from.open);
        break;
      }
      default:
    }
  }
  return shapeOf({ names, open });
}

/** All values that a function may return; undefined where it returns none. */
export function returnedShape(
  owner: Node,
  file: ScriptNames,
  evaluation: Evaluation,
): Shape | undefined {
  const body = owner.childForFieldName('body');
  if (!body) return undefined;
  if (body.type !== 'statement_block') return evaluation.expression(body, file);
  const values = body
    .descendantsOfType('return_statement')
    .filter((one) => functionAround(one) === owner)
    .flatMap((one) => one.namedChildren.find(({ type }) => type !== 'comment') ?? []);
  if (values.length === 0) return undefined;
  return anyOf(values.map((value) => evaluation.expression(value, file)));
}

export function functionAround(node: Node): Node | undefined {
  let at = node.parent;
  while (at && !functions.test(at.type)) at = at.parent;
  return at ?? undefined;
}

/** What `Object.assign(target, ...sources)` and its like give. */
export function assignedShape(call: Node, file: ScriptNames, evaluation: Evaluation): Shape {
  const [target, ...sources] = argumentsOf(call);
  if (!target) return plainValue;
  const base = evaluation.expression(target, file);
  const parts = sources.map((one) => evaluation.expression(one, file));
  return parts.reduce((whole, part) => withNames(whole, { ...part, parts: new Map() }), base);
}
