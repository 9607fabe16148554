import type { Node } from '../syntax';

/** A name that a file declares, and what is known of its value. */
export interface Binding {
  readonly name: string;
  /** The identifier in the declaration. */
  readonly node: Node;
  /** The part of the file in which the name means this. */
  readonly scope: { readonly start: number; readonly end: number };
  /** The initial value, for a plain `name = value` declaration. */
  readonly value?: Node;
  /** Nothing in the scope assigns to the name again. */
  readonly constant: boolean;
  /** What is assigned to the name, or added to it, after its declaration. */
  readonly assigned: readonly Node[];
  /** What an import or a require() gives it. */
  readonly imported?: Imported;
}

export interface Imported {
  /** As written in the file. */
  readonly specifier: string;
  /** The export's name; `*` for the whole module, which CommonJS and default imports give too. */
  readonly name: string;
  /** The whole import statement or declaration. */
  readonly statement: Node;
}

/** So many declarations of one name are looked at, and no more. */
const maxPerName = 200;

const declarations = [
  'variable_declarator',
  'import_statement',
  'function_declaration',
  'generator_function_declaration',
  'class_declaration',
  'formal_parameters',
  'arrow_function',
  'catch_clause',
  'for_in_statement',
];
const functions = /^(function|generator_function|arrow_function|method_definition)/;
const blocks =
  /^(statement_block|program|for_statement|for_in_statement|switch_body|class_static_block)$/;

/** Every name that the file declares. */
export function bindingsOf(root: Node): ReadonlyMap<string, readonly Binding[]> {
  const found = new Map<string, Binding[]>();
  const assigned = assignments(root);
  const add = (node: Node, scope: Node, rest: Pick<Binding, 'value' | 'imported'> = {}) => {
    const name = node.text;
    const list = found.get(name) ?? [];
    if (list.length >= maxPerName) return;
    const range = { start: scope.startIndex, end: scope.endIndex };
    const later = (assigned.get(name) ?? []).filter(
      ({ startIndex }) => startIndex >= range.start && startIndex < range.end,
    );
    const constant = later.length === 0;
    list.push({ name, node, scope: range, constant, assigned: later, ...rest });
    found.set(name, list);
  };
  for (const node of root.descendantsOfType(declarations)) {
    if (node.type === 'variable_declarator') declare(node, add);
    else if (node.type === 'import_statement') declareImport(node, root, add);
    else declareOther(node, add);
  }
  return found;
}

type Add = (node: Node, scope: Node, rest?: Pick<Binding, 'value' | 'imported'>) => void;

/** The innermost of the bindings whose scope holds the offset. */
export function nearest(bindings: readonly Binding[], offset: number): Binding | undefined {
  let best: Binding | undefined;
  for (const binding of bindings) {
    const { start, end } = binding.scope;
    if (offset < start || offset >= end) continue;
    if (!best || end - start <= best.scope.end - best.scope.start) best = binding;
  }
  return best;
}

/** The nearest ancestor whose type matches, or the root. */
function ancestor(node: Node, type: RegExp): Node {
  let at = node;
  while (at.parent && !type.test(at.parent.type)) at = at.parent;
  return at.parent ?? at;
}

function assignments(root: Node): ReadonlyMap<string, Node[]> {
  const assigned = new Map<string, Node[]>();
  const types = ['assignment_expression', 'augmented_assignment_expression', 'update_expression'];
  for (const node of root.descendantsOfType(types)) {
    const target = node.childForFieldName('left') ?? node.childForFieldName('argument');
    for (const name of target ? patternNames(target) : []) {
      const values = assigned.get(name.text) ?? [];
      if (values.length < maxPerName) values.push(node.childForFieldName('right') ?? node);
      assigned.set(name.text, values);
    }
  }
  return assigned;
}

function declare(node: Node, add: Add): void {
  const name = node.childForFieldName('name');
  const statement = node.parent;
  if (!name || !statement) return;
  const scope = ancestor(statement, statement.type === 'variable_declaration' ? functions : blocks);
  const value = node.childForFieldName('value') ?? undefined;
  const required = value && requiredModule(value);
  if (name.type === 'identifier') {
    const imported = required && {
      specifier: required.specifier,
      name: required.property ?? '*',
      statement,
    };
    add(name, scope, { ...(value && { value }), ...(imported && { imported }) });
    return;
  }
  for (const local of patternNames(name)) {
    const imported = required &&
      required.property === undefined && {
        specifier: required.specifier,
        name: importedName(local),
        statement,
      };
    add(local, scope, imported ? { imported } : {});
  }
}

/** `a` in `{ a }`, `{ a: b }` and `{ a = 1 }`; the pattern lies directly in the declaration. */
function importedName(local: Node): string {
  const pair = local.parent?.type === 'pair_pattern' ? local.parent : undefined;
  return pair?.childForFieldName('key')?.text ?? local.text;
}

/** `require('x')` and `require('x').y`. */
export function requiredModule(
  value: Node,
): { readonly specifier: string; readonly property?: string } | undefined {
  if (value.type === 'member_expression') {
    const object = value.childForFieldName('object');
    const property = value.childForFieldName('property')?.text;
    const inner = object?.type === 'call_expression' ? requiredModule(object) : undefined;
    return inner && property !== undefined ? { ...inner, property } : undefined;
  }
  if (value.type !== 'call_expression') return undefined;
  if (value.childForFieldName('function')?.text !== 'require') return undefined;
  const argument = value.childForFieldName('arguments')?.firstNamedChild;
  return argument?.type === 'string' ? { specifier: argument.text.slice(1, -1) } : undefined;
}

function declareImport(statement: Node, root: Node, add: Add): void {
  const clause = statement.namedChildren.find(({ type }) =>
    ['import_clause', 'import_require_clause'].includes(type),
  );
  const source =
    statement.childForFieldName('source') ?? clause?.childForFieldName('source') ?? undefined;
  if (!clause || !source) return;
  const specifier = source.text.slice(1, -1);
  const typeOnly = statement.child(1)?.type === 'type';
  const give = (local: Node, name: string) =>
    add(local, root, typeOnly ? {} : { imported: { specifier, name, statement } });
  for (const part of clause.namedChildren) {
    if (part.type === 'identifier') give(part, '*');
    if (part.type === 'namespace_import' && part.firstNamedChild) give(part.firstNamedChild, '*');
    if (part.type !== 'named_imports') continue;
    for (const one of part.namedChildren) {
      const name = one.childForFieldName('name');
      const local = one.childForFieldName('alias') ?? name;
      if (name && local) give(local, name.text === 'default' ? '*' : name.text);
    }
  }
}

function declareOther(node: Node, add: Add): void {
  if (node.type === 'formal_parameters') {
    const owner = node.parent ?? node;
    for (const local of patternNames(node)) add(local, owner);
  } else if (node.type === 'arrow_function') {
    const parameter = node.childForFieldName('parameter');
    if (parameter) add(parameter, node);
  } else if (node.type === 'catch_clause') {
    const parameter = node.childForFieldName('parameter');
    for (const local of parameter ? patternNames(parameter) : []) add(local, node);
  } else if (node.type === 'for_in_statement') {
    const left = node.childForFieldName('left');
    for (const local of left ? patternNames(left) : []) add(local, node);
  } else {
    const name = node.childForFieldName('name');
    if (name) add(name, ancestor(node, blocks));
  }
}

/** The names that a pattern binds; default values and property keys bind nothing. */
function patternNames(pattern: Node): Node[] {
  const names: Node[] = [];
  const todo = [pattern];
  for (let node = todo.pop(); node; node = todo.pop()) {
    switch (node.type) {
      case 'identifier':
      case 'shorthand_property_identifier_pattern':
        names.push(node);
        break;
      case 'pair_pattern':
      case 'assignment_pattern':
      case 'object_assignment_pattern': {
        const inner = node.childForFieldName(node.type === 'pair_pattern' ? 'value' : 'left');
        if (inner) todo.push(inner);
        break;
      }
      case 'required_parameter':
      case 'optional_parameter': {
        const inner = node.childForFieldName('pattern');
        if (inner) todo.push(inner);
        break;
      }
      case 'object_pattern':
      case 'array_pattern':
      case 'rest_pattern':
      case 'formal_parameters':
        todo.push(...node.namedChildren);
        break;
      default:
    }
  }
  return names;
}
