import { keyName } from '../../rules/targets';
import type { Node } from '../../syntax';
import { inheritedOpen } from './callShapes';
import type { Evaluation } from './evaluation';
import { functionAround } from './expressions';
import type { ScriptNames } from './scriptNames';
import { type Opening, type Shape, memberShape, plainValue, shapeOf, unknownShape } from './shape';

const fields = /^(?:public_)?field_definition$/;

/** A class as a value: its static members are its names. */
export function classShape(node: Node, file: ScriptNames, evaluation: Evaluation): Shape {
  const names = new Map<string, () => Shape>();
  for (const member of membersOf(node)) {
    if (!isStatic(member)) continue;
    const name = memberName(member);
    const value = member.childForFieldName('value');
    if (name === undefined) continue;
    names.set(name, () =>
      value ? evaluation.expression(value, file) : evaluation.expression(member, file),
    );
  }
  const parent = heritageOf(node);
  const from = parent && evaluation.expression(parent, file);
  return shapeOf({
    callable: 'class',
    names,
    inherited: new Set(from ? [...from.names.keys(), ...from.inherited] : []),
    open: from ? inheritedOpen(from) : [],
    made: { node, path: file.path },
  });
}

/** What `new` makes of a class or function: its own fields are its names, its methods are inherited. */
export function instanceShape(made: Shape, evaluation: Evaluation, depth = 0): Shape {
  const home = made.made && evaluation.file(made.made.path);
  if (!made.made || !home) return unknownShape('it is made by a class from elsewhere');
  const { node } = made.made;
  const isClass = /class/.test(node.type);
  const [owner] = isClass
    ? membersOf(node).filter((one) => memberName(one) === 'constructor')
    : [node];
  const names = new Map<string, () => Shape>(owner ? setOnThis(owner, home, evaluation) : []);
  const inherited = new Set<string>(prototypeNames(made));
  for (const member of isClass ? membersOf(node) : []) {
    const name = memberName(member);
    if (isStatic(member) || name === undefined || name === 'constructor') continue;
    if (fields.test(member.type)) names.set(name, () => plainValue);
    else inherited.add(name);
  }
  const parent = isClass ? heritageOf(node) : undefined;
  if (!parent) {
    const open: Opening[] = isClass ? [] : [{ kind: 'inherited', why: 'it may have a prototype' }];
    return shapeOf({ names, inherited, open });
  }
  return withParent({ names, inherited }, evaluation.expression(parent, home), evaluation, depth);
}

interface Members {
  readonly names: Map<string, () => Shape>;
  readonly inherited: Set<string>;
}

const maxParents = 10;

function withParent(
  { names, inherited }: Members,
  parent: Shape,
  evaluation: Evaluation,
  depth: number,
): Shape {
  const above =
    parent.made && depth < maxParents
      ? instanceShape(parent, evaluation, depth + 1)
      : unknownShape('it extends a class from elsewhere');
  for (const [name, value] of above.names) if (!names.has(name)) names.set(name, value);
  const open = above.open.map((one): Opening => one);
  return shapeOf({ names, inherited: new Set([...inherited, ...above.inherited]), open });
}

function prototypeNames(made: Shape): Iterable<string> {
  if (!made.parts.has('prototype') && !made.names.has('prototype')) return [];
  const prototype = memberShape(made, 'prototype');
  return [...prototype.names.keys(), ...prototype.inherited];
}

/** `this.name = value` in a constructor. */
function setOnThis(
  owner: Node,
  file: ScriptNames,
  evaluation: Evaluation,
): (readonly [string, () => Shape])[] {
  return owner.descendantsOfType('this').flatMap((node): (readonly [string, () => Shape])[] => {
    const member = node.parent;
    if (member?.type !== 'member_expression' || thisOwner(node) !== owner) return [];
    const assignment = member.parent;
    if (assignment?.type !== 'assignment_expression') return [];
    if (assignment.childForFieldName('left') !== member) return [];
    const key = member.childForFieldName('property')?.text ?? '';
    const right = assignment.childForFieldName('right') ?? assignment;
    return [[key, () => evaluation.expression(right, file)]];
  });
}

/** The function whose `this` a place sees. */
function thisOwner(node: Node): Node | undefined {
  let at = functionAround(node);
  while (at?.type === 'arrow_function') at = functionAround(at);
  return at;
}

function membersOf(node: Node): readonly Node[] {
  return node.childForFieldName('body')?.namedChildren ?? [];
}

function isStatic(member: Node): boolean {
  return member.children.some(({ type }) => type === 'static');
}

function memberName(member: Node): string | undefined {
  const key = member.childForFieldName('name') ?? member.childForFieldName('property');
  return key?.type === 'private_property_identifier' || !key ? undefined : keyName(key);
}

function heritageOf(node: Node): Node | undefined {
  const heritage = node.namedChildren.find(({ type }) => type === 'class_heritage');
  const first = heritage?.namedChildren[0];
  return first?.type === 'extends_clause' ? (first.childForFieldName('value') ?? undefined) : first;
}
