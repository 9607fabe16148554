import type { Node } from '../syntax';
import type { Definition, Path } from './bindings';

/** The place of a name in a declaration or an assignment, patterns such as `{ a: [b] }` taken apart. */
export interface Target {
  /** The declaration, assignment, parameter list or other statement. */
  readonly holder: Node;
  /** The child of the holder that the name lies in. */
  readonly part: Node;
  /** The way from the whole value to what the name gets. */
  readonly path: Path;
  /** Values that patterns fall back to. */
  readonly defaults: readonly Definition[];
  readonly isRest: boolean;
}

/** Undefined for a name that is only used. */
export function targetOf(name: Node): Target | undefined {
  const path: string[] = [];
  const defaults: Definition[] = [];
  let isRest = false;
  let at = name;
  for (;;) {
    const { parent } = at;
    if (!parent) return undefined;
    switch (parent.type) {
      case 'object_pattern':
        if (at.type === 'shorthand_property_identifier_pattern') path.unshift(at.text);
        break;
      case 'pair_pattern': {
        const key = parent.childForFieldName('key');
        if (key === null || parent.childForFieldName('value') !== at) return undefined;
        path.unshift(keyName(key) ?? '*');
        break;
      }
      case 'array_pattern':
        path.unshift(String(placeIn(parent, at)));
        break;
      case 'rest_pattern':
        isRest = true;
        break;
      case 'assignment_pattern':
      case 'object_assignment_pattern': {
        if (parent.childForFieldName('left') !== at) return undefined;
        const value = parent.childForFieldName('right');
        if (value) defaults.push({ value, path: [...path] });
        if (at.type === 'shorthand_property_identifier_pattern') path.unshift(at.text);
        break;
      }
      case 'required_parameter':
      case 'optional_parameter': {
        if (parent.childForFieldName('pattern') !== at) return undefined;
        const value = parent.childForFieldName('value');
        if (value) defaults.push({ value, path: [...path] });
        break;
      }
      default:
        return holds(parent, at) ? { holder: parent, part: at, path, defaults, isRest } : undefined;
    }
    at = parent;
  }
}

/** The index of an element in a pattern such as `[, a]`. */
function placeIn({ children }: Node, element: Node): number {
  return children.slice(0, children.indexOf(element)).filter(({ type }) => type === ',').length;
}

const fieldOfName = new Map([
  ['variable_declarator', 'name'],
  ['arrow_function', 'parameter'],
  ['catch_clause', 'parameter'],
  ['for_in_statement', 'left'],
  ['assignment_expression', 'left'],
  ['augmented_assignment_expression', 'left'],
  ['update_expression', 'argument'],
  ['function_declaration', 'name'],
  ['generator_function_declaration', 'name'],
  ['function_expression', 'name'],
  ['class_declaration', 'name'],
  ['abstract_class_declaration', 'name'],
]);

function holds(parent: Node, child: Node): boolean {
  const field = fieldOfName.get(parent.type);
  if (field !== undefined) return parent.childForFieldName(field) === child;
  switch (parent.type) {
    case 'formal_parameters':
    case 'import_clause':
    case 'namespace_import':
      return true;
    case 'import_require_clause':
      return parent.firstNamedChild === child;
    case 'import_specifier':
      return (parent.childForFieldName('alias') ?? parent.childForFieldName('name')) === child;
    default:
      return false;
  }
}

/** The name of a property as it is written: `a`, `'a'`, `['a']`, `0`. */
export function keyName(key: Node): string | undefined {
  switch (key.type) {
    case 'property_identifier':
    case 'identifier':
    case 'private_property_identifier':
    case 'number':
      return key.text;
    case 'string':
      return key.text.slice(1, -1);
    case 'computed_property_name': {
      const inner = key.firstNamedChild;
      return inner && inner.type === 'string' ? inner.text.slice(1, -1) : undefined;
    }
    default:
      return undefined;
  }
}
