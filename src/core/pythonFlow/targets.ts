import type { Imported, Path } from '../rules/bindings';
import type { Node } from '../syntax';

/** What a place in the code gives to a name. */
export interface PythonTarget {
  readonly node: Node;
  /** The node in which the name means this: a module, function, class or comprehension. */
  readonly scope: Node;
  readonly value?: Node;
  readonly path: Path;
  /** `name = value` without anything taken apart. */
  readonly isPlain: boolean;
  readonly parameter?: { readonly owner: Node; readonly part: Node };
  readonly declared?: Node;
  readonly imported?: Imported;
}

const scopes =
  /^(function_definition|lambda|class_definition|module|\w+_comprehension|generator_expression)$/;
const functionScopes = /^(function_definition|lambda|class_definition|module)$/;

/** The nearest node around that has names of its own. */
function scopeAround(node: Node, types = functionScopes): Node {
  let at = node.parent ?? node;
  while (at.parent && !types.test(at.type)) at = at.parent;
  return at;
}

/** Undefined for a name that is only used. */
export function pythonTarget(name: Node): PythonTarget | undefined {
  const path: string[] = [];
  let at = name;
  for (;;) {
    const { parent } = at;
    if (!parent) return undefined;
    if (/^(pattern_list|tuple_pattern|list_pattern)$/.test(parent.type)) {
      path.unshift(String(parent.namedChildren.indexOf(at)));
    } else if (parent.type === 'list_splat_pattern') {
      if (isParameterList(parent.parent)) return parameterAt(name, parent);
      path.unshift('*');
    } else if (!/^(as_pattern_target|parenthesized_expression)$/.test(parent.type)) {
      return targetIn(name, at, parent, path);
    }
    at = parent;
  }
}

function targetIn(name: Node, at: Node, holder: Node, path: string[]): PythonTarget | undefined {
  const isField = (field: string) => holder.childForFieldName(field) === at;
  const gives = (value: Node | null | undefined, into: Path, scope = scopeAround(holder)) => ({
    node: name,
    scope,
    path: into,
    isPlain: holder.type === 'assignment' && path.length === 0,
    ...(value && { value }),
  });
  switch (holder.type) {
    case 'assignment':
      return isField('left') ? gives(holder.childForFieldName('right'), path) : undefined;
    case 'augmented_assignment':
      return isField('left') ? gives(holder, path) : undefined;
    case 'named_expression':
      return isField('name') ? gives(holder.childForFieldName('value'), path) : undefined;
    case 'for_statement':
      return isField('left') ? gives(holder.childForFieldName('right'), ['*', ...path]) : undefined;
    case 'for_in_clause':
      return isField('left')
        ? gives(holder.childForFieldName('right'), ['*', ...path], scopeAround(holder, scopes))
        : undefined;
    case 'as_pattern':
      return isField('alias') ? gives(caughtBy(holder) ? null : holder, path) : undefined;
    case 'function_definition':
    case 'class_definition':
      return isField('name')
        ? { ...gives(null, []), scope: scopeAround(holder), declared: holder }
        : undefined;
    case 'aliased_import':
    case 'dotted_name':
      return importAt(name, holder);
    default:
      return parameterAt(name, at);
  }
}

/** The `except` clause whose exception an `as` names. */
function caughtBy(pattern: Node): Node | undefined {
  const { parent } = pattern;
  return parent && /^except/.test(parent.type) ? parent : undefined;
}

function isParameterList(node: Node | null): boolean {
  return node !== null && /^(lambda_)?parameters$/.test(node.type);
}

function parameterAt(name: Node, at: Node): PythonTarget | undefined {
  let part = at;
  const { parent } = at;
  if (parent && /^(typed_|default_|typed_default_)parameter$/.test(parent.type)) {
    const named = parent.childForFieldName('name') ?? parent.firstNamedChild;
    if (named !== at) return undefined;
    part = parent;
  } else if (parent && /_splat_pattern$/.test(parent.type)) {
    part = parent.parent?.type === 'typed_parameter' ? parent.parent : parent;
  }
  const owner = isParameterList(part.parent) ? part.parent?.parent : undefined;
  if (!owner) return undefined;
  const value = part.childForFieldName('value');
  const common = { node: name, scope: owner, path: [], isPlain: false };
  return { ...common, ...(value && { value }), parameter: { owner, part } };
}

/** The name that `import a.b`, `import a as b` or `from a import b as c` gives. */
function importAt(name: Node, holder: Node): PythonTarget | undefined {
  const alias = holder.type === 'aliased_import' ? holder : undefined;
  if (alias && alias.childForFieldName('alias') !== name) return undefined;
  const dotted = alias?.childForFieldName('name') ?? holder;
  if (!alias && (dotted.firstNamedChild !== name || dotted.parent?.type === 'aliased_import')) {
    return undefined;
  }
  const statement = (alias ?? dotted).parent;
  if (!statement || !/^(future_)?import(_from)?_statement$/.test(statement.type)) return undefined;
  const module = statement.childForFieldName('module_name');
  if (module === dotted) return undefined;
  const common = { node: name, scope: scopeAround(statement), path: [], isPlain: false };
  if (module) {
    return { ...common, imported: { specifier: module.text, name: dotted.text, statement } };
  }
  const specifier = alias ? dotted.text : name.text;
  return { ...common, imported: { specifier, name: '*', statement } };
}
