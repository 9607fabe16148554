import { keyName } from '../../rules/targets';
import type { Node } from '../../syntax';
import { additionsTo } from './additions';
import { type Evaluation, argumentsOf } from './evaluation';
import { referencesTo } from './references';
import type { ScriptNames } from './scriptNames';
import { type Opening, type Shape, anyOf, memberShape, shapeOf, withNames } from './shape';

/** What a file exports. */
export function moduleShape(file: ScriptNames, isEsm: boolean, evaluation: Evaluation): Shape {
  return isEsm ? esmShape(file, evaluation) : commonShape(file, evaluation);
}

function commonShape(file: ScriptNames, evaluation: Evaluation): Shape {
  const exportsNodes = file.free('exports');
  const moduleNodes = referencesTo(file.free('module'), file).flatMap((one) =>
    one.kind === 'member' && one.key === 'exports' ? [one.node] : [],
  );
  const values = moduleNodes.flatMap(assignedTo);
  const isJoined =
    values.length === 0 ||
    exportsNodes.some((node) => assignedTo(node).length > 0 || isGivenBack(node));
  const own = isJoined ? [...exportsNodes.flatMap(assignedTo), ...values] : values;
  const bases = own
    .filter((node) => !refersToExports(node))
    .map((one) => evaluation.expression(one, file));
  const base = bases.length === 0 ? shapeOf() : anyOf(bases);
  const nodes = isJoined ? [...moduleNodes, ...exportsNodes] : moduleNodes;
  const whole = withNames(base, additionsTo(nodes, file, evaluation));
  return starCalls(file).reduce((shape, one) => {
    const { names, open } = evaluation.expression(one, file);
    const given = new Map([...names].filter(([name]) => name !== 'default'));
    return withNames(shape, { names: given, open, parts: new Map(), inherited: new Set() });
  }, whole);
}

/** `__export(require('./x'))`, with which TypeScript of old copies all names to `exports`. */
function starCalls(file: ScriptNames): readonly Node[] {
  return file.at('__export').flatMap(({ parent }) => {
    const isCall =
      parent?.type === 'call_expression' &&
      parent.childForFieldName('function')?.text === '__export';
    const [first, second] = isCall ? argumentsOf(parent) : [];
    return first && !second ? [first] : [];
  });
}

/** `exports` alone: the object that the file was given. */
export function givenExports(file: ScriptNames, evaluation: Evaluation): Shape {
  return withNames(shapeOf(), additionsTo(file.free('exports'), file, evaluation));
}

function assignedTo(node: Node): readonly Node[] {
  const { parent } = node;
  if (parent?.type !== 'assignment_expression' || parent.childForFieldName('left') !== node) {
    return [];
  }
  const right = parent.childForFieldName('right');
  return right ? [lastOf(right)] : [];
}

/** Of `a = b = value`, the value. */
function lastOf(node: Node): Node {
  let at = node;
  while (at.type === 'assignment_expression') at = at.childForFieldName('right') ?? at;
  return at;
}

function refersToExports({ text }: Node): boolean {
  return /^(?:module\s*\.\s*)?exports$/.test(text);
}

/** `module.exports = exports`. */
function isGivenBack(node: Node): boolean {
  const { parent } = node;
  return parent?.type === 'assignment_expression' && parent.childForFieldName('right') === node;
}

function esmShape(file: ScriptNames, evaluation: Evaluation): Shape {
  const names = new Map<string, () => Shape>();
  const open: Opening[] = [];
  for (const statement of file.root.namedChildren) {
    if (statement.type !== 'export_statement') continue;
    const given = exportedBy(statement, file, evaluation);
    for (const [name, value] of given.names) if (!names.has(name)) names.set(name, value);
    open.push(...given.open);
  }
  return shapeOf({ names, open });
}

interface Exported {
  readonly names: readonly (readonly [string, () => Shape])[];
  readonly open: readonly Opening[];
}

function exportedBy(statement: Node, file: ScriptNames, evaluation: Evaluation): Exported {
  const source = statement.childForFieldName('source');
  const from = source ? evaluation.required(source.text.slice(1, -1), file) : undefined;
  const kinds = statement.children.map(({ type }) => type);
  if (from && kinds.includes('*')) return starExport(from);
  const namespace = statement.namedChildren.find(({ type }) => type === 'namespace_export');
  if (from && namespace) {
    return { names: [[namespace.firstNamedChild?.text ?? '', () => from]], open: [] };
  }
  const clause = statement.namedChildren.find(({ type }) => type === 'export_clause');
  if (clause) return clauseExports(clause, from, file, evaluation);
  const declaration = statement.childForFieldName('declaration');
  const value = statement.childForFieldName('value') ?? declaration;
  if (kinds.includes('default') && value) {
    return { names: [['default', () => evaluation.expression(value, file)]], open: [] };
  }
  return { names: declaration ? declaredNames(declaration, file, evaluation) : [], open: [] };
}

function starExport(from: Shape): Exported {
  return { names: [...from.names].filter(([name]) => name !== 'default'), open: from.open };
}

function clauseExports(
  clause: Node,
  from: Shape | undefined,
  file: ScriptNames,
  evaluation: Evaluation,
): Exported {
  const names = clause.namedChildren.flatMap((one): (readonly [string, () => Shape])[] => {
    const local = one.type === 'export_specifier' ? one.childForFieldName('name') : null;
    if (!local) return [];
    const shown = textOf(one.childForFieldName('alias') ?? local);
    const value = () =>
      from ? memberShape(from, textOf(local)) : evaluation.expression(local, file);
    return [[shown, value]];
  });
  return { names, open: [] };
}

function textOf(name: Node): string {
  return name.type === 'string' ? name.text.slice(1, -1) : name.text;
}

function declaredNames(
  declaration: Node,
  file: ScriptNames,
  evaluation: Evaluation,
): (readonly [string, () => Shape])[] {
  if (declaration.type === 'ambient_declaration') {
    return declaration.namedChildren.flatMap((one) => declaredNames(one, file, evaluation));
  }
  const name = declaration.childForFieldName('name');
  if (name) return [[name.text, () => evaluation.expression(name, file)]];
  const declarators = declaration.namedChildren.flatMap((child) =>
    child.type === 'variable_declarator'
      ? [child]
      : child.namedChildren.filter(({ type }) => type === 'variable_declarator'),
  );
  return declarators
    .flatMap((one) => patternNames(one.childForFieldName('name')))
    .map((one) => [one.text, () => evaluation.expression(one, file)]);
}

function patternNames(target: Node | null): readonly Node[] {
  if (!target) return [];
  if (target.type === 'identifier') return [target];
  return target
    .descendantsOfType(['identifier', 'shorthand_property_identifier_pattern'])
    .filter((node) => keyName(node) !== undefined || node.type.startsWith('shorthand'));
}
