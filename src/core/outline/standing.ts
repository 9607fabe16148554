import type { Node } from '../syntax';

/** What a name does where it stands. */
export type Standing = 'declared' | 'used' | 'asked' | 'other';

const nameTypes: ReadonlySet<string> = new Set([
  ...['identifier', 'type_identifier', 'shorthand_property_identifier'],
  'shorthand_property_identifier_pattern',
]);

export function isName({ type }: Node): boolean {
  return nameTypes.has(type);
}

/** Where a name is only a label: a property, a key, the name of an argument. */
const labelled: Readonly<Record<string, string>> = {
  keyword_argument: 'name',
  attribute: 'attribute',
  member_expression: 'property',
  pair: 'key',
};

/** Nodes whose names, as far as they are not declared there, are used. */
const users =
  /^(call_expression|call|new_expression|member_expression|attribute|arguments|argument_list|binary_expression|binary_operator|boolean_operator|comparison_operator|unary_expression|unary_operator|not_operator|ternary_expression|conditional_expression|await_expression|await|return_statement|throw_statement|raise_statement|template_substitution|interpolation|spread_element|list_splat|dictionary_splat|parenthesized_expression|subscript_expression|subscript|pair|array|list|tuple|set|expression_statement|if_statement|while_statement|jsx_expression|jsx_opening_element|jsx_self_closing_element|keyword_argument|type_annotation|decorator|class_heritage|extends_clause)$/;

/** Nodes that use what is in one field of theirs, and declare the rest. */
const usedField: Readonly<Record<string, string>> = {
  variable_declarator: 'value',
  assignment: 'right',
  assignment_expression: 'right',
  for_in_statement: 'right',
  for_statement: 'right',
  arrow_function: 'body',
  default_parameter: 'value',
  typed_default_parameter: 'value',
  assignment_pattern: 'right',
  object_assignment_pattern: 'right',
  named_expression: 'value',
};

/** `other` for labels and wherever one cannot be sure; what declares in any scope counts. */
export function standingOf(node: Node): Standing {
  const { parent } = node;
  if (!parent) return 'other';
  if (node.type === 'shorthand_property_identifier') return 'used';
  const label = labelled[parent.type];
  if (label !== undefined && isField(parent, label, node)) return 'other';
  const field = usedField[parent.type];
  if (field !== undefined) return isField(parent, field, node) ? 'used' : 'declared';
  if (parent.type === 'unary_expression' && parent.text.startsWith('typeof')) return 'asked';
  if (parent.type === 'import_specifier' || parent.type === 'aliased_import') {
    const alias = parent.childForFieldName('alias');
    return !alias || alias.id === node.id ? 'declared' : 'other';
  }
  if (parent.type === 'dotted_name') return importedBy(parent, node);
  if (parent.type === 'export_specifier' || /^(labeled|break|continue)_/.test(parent.type)) {
    return 'other';
  }
  if (users.test(parent.type)) return isInPattern(parent) ? 'declared' : 'used';
  return 'declared';
}

function isField(parent: Node, field: string, node: Node): boolean {
  return parent.childForFieldName(field)?.id === node.id;
}

/** `import a.b` declares `a`, `from a import b` declares `b`. */
function importedBy(dotted: Node, node: Node): Standing {
  const statement = dotted.parent;
  if (dotted.firstNamedChild?.id !== node.id || !statement) return 'other';
  if (statement.type === 'import_statement') return 'declared';
  if (statement.type !== 'import_from_statement') return 'other';
  return isField(statement, 'module_name', dotted) ? 'other' : 'declared';
}

/** Python writes targets as lists and tuples. */
function isInPattern(node: Node): boolean {
  const { parent } = node;
  if (!parent || !/^(tuple|list|parenthesized_expression|list_splat)$/.test(node.type))
    return false;
  const field = usedField[parent.type];
  return field !== undefined && /^(assignment|for)/.test(parent.type)
    ? !isField(parent, field, node)
    : isInPattern(parent);
}

/** The places of a text where a name stands by itself. */
export function* standingsIn(root: Node, text: string, name: string): Generator<[Standing, Node]> {
  let left = 400;
  for (
    let at = text.indexOf(name);
    at >= 0 && left > 0;
    at = text.indexOf(name, at + name.length)
  ) {
    if (isPartOfWord(text[at - 1]) || isPartOfWord(text[at + name.length])) continue;
    left -= 1;
    const node = root.descendantForIndex(at, at + name.length - 1);
    if (isName(node) && node.startIndex === at && node.text === name)
      yield [standingOf(node), node];
  }
}

function isPartOfWord(letter: string | undefined): boolean {
  return letter !== undefined && /[\p{L}\p{N}_$]/u.test(letter);
}
