import type { Binding, Definition } from '../rules/bindings';
import type { Node } from '../syntax';
import type { Words } from '../words';
import type { PythonTarget } from './targets';
import { pythonTarget } from './targets';
import { pythonParameters } from './value';

/** So many declarations and assignments of one name are looked at, and no more. */
const maxPerName = 200;

/** Every meaning that a Python file gives one name, whose occurrences these are. */
export function pythonBindings(occurrences: readonly Node[]): readonly Binding[] {
  const byScope = new Map<Node, PythonTarget[]>();
  const outer = new Map<Node, Node>();
  let count = 0;
  for (const node of occurrences) {
    if (count >= maxPerName) break;
    const statement = node.parent;
    if (statement?.type === 'global_statement') outer.set(functionOf(statement), rootOf(node));
    const target = pythonTarget(node);
    if (!target) continue;
    count += 1;
    const scope = outer.get(target.scope) ?? target.scope;
    byScope.set(scope, [...(byScope.get(scope) ?? []), target]);
  }
  return [...byScope].flatMap(([scope, targets]) => bindingOf(scope, targets) ?? []);
}

function bindingOf(scope: Node, targets: readonly PythonTarget[]): Binding | undefined {
  const [first] = targets;
  if (!first) return undefined;
  const definitions: Definition[] = targets.flatMap(({ value, path }) =>
    value ? [{ value, path }] : [],
  );
  const given = targets.find(({ parameter }) => parameter)?.parameter;
  const imported = targets.find((one) => one.imported)?.imported;
  const declared = targets.length === 1 ? first.declared : undefined;
  const isImported = targets.every((one) => one.imported);
  return {
    name: first.node.text,
    node: first.node,
    scope: { start: scope.startIndex, end: scope.type === 'module' ? Infinity : scope.endIndex },
    ...(first.isPlain && first.value && { value: first.value }),
    constant: targets.length === 1 || isImported,
    assigned: targets.slice(1).flatMap(({ value }) => value ?? []),
    ...(imported && { imported }),
    definitions,
    ...(given && {
      parameter: {
        owner: given.owner,
        index: pythonParameters(given.owner).indexOf(given.part),
        path: [],
        isRest: /_splat_pattern$/.test(given.part.type),
      },
    }),
    ...(declared && { declared }),
  };
}

function functionOf(statement: Node): Node {
  let at = statement;
  while (at.parent && at.type !== 'function_definition') at = at.parent;
  return at;
}

function rootOf(node: Node): Node {
  let at = node;
  while (at.parent) at = at.parent;
  return at;
}

/** The names that the imports of a file give, in order, each once. */
export function pythonImports(root: Node, words: Words): readonly string[] {
  const statements = words.at('import').flatMap((offset) => statementAt(root, offset) ?? []);
  return [...new Set(statements.flatMap((statement) => namesGiven(statement)))];
}

function statementAt(root: Node, offset: number): Node | undefined {
  const node = root.descendantForIndex(offset);
  const statement = /import/.test(node.type) && node.parent ? node.parent : node;
  return /^import_(from_)?statement$/.test(statement.type) ? statement : undefined;
}

function namesGiven(statement: Node): readonly string[] {
  const module = statement.childForFieldName('module_name');
  return statement.namedChildren.flatMap((one) => {
    if (one === module) return [];
    if (one.type === 'aliased_import') return one.childForFieldName('alias')?.text ?? [];
    return one.type === 'dotted_name' ? (one.text.split('.')[0] ?? []) : [];
  });
}

/** All imports of a file, in order. */
export function importStatements(root: Node): readonly Node[] {
  return root.descendantsOfType([
    'import_statement',
    'import_from_statement',
    'future_import_statement',
  ]);
}
