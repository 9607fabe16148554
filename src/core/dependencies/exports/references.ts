import type { Binding } from '../../rules/bindings';
import { keyName } from '../../rules/targets';
import type { Node } from '../../syntax';
import type { ScriptNames } from './scriptNames';

/** What code does with a value that it has by a name or by an expression. */
export type Reference =
  /** `value.key`, `value['key']`; without a key where it is computed. */
  | { readonly kind: 'member'; readonly node: Node; readonly key?: string; readonly keyNode: Node }
  /** `const { key } = value`; without a key for what is taken as a rest or computed. */
  | { readonly kind: 'taken'; readonly node: Node; readonly key?: string }
  | { readonly kind: 'called' | 'constructed'; readonly node: Node }
  /** Handed to a call. */
  | {
      readonly kind: 'argument';
      readonly node: Node;
      readonly call: Node;
      readonly index: number;
    }
  /** It is an operand of something that keeps nothing of it. */
  | { readonly kind: 'looked'; readonly node: Node }
  /** It is stored, returned or handed on. */
  | { readonly kind: 'escapes'; readonly node: Node };

/** So many expressions that stand for one value are followed. */
const maxFollowed = 4000;

/**
 * Every way in which the values at these nodes are used, through the names that are given to them in
 * this file. In the order in which they are come upon.
 */
export function referencesTo(start: readonly Node[], names: ScriptNames): readonly Reference[] {
  const found: Reference[] = [];
  const queue = [...start];
  const seen = new Set(queue.map(({ id }) => id));
  const follow = (node: Node): void => {
    if (seen.has(node.id) || seen.size > maxFollowed) return;
    seen.add(node.id);
    queue.push(node);
  };
  const alias = (name: Node): void => {
    const binding: Binding | undefined = names.resolve(name);
    if (binding) names.usesOf(binding).forEach(follow);
  };
  for (const node of queue) {
    const parent = node.parent;
    if (parent) found.push(...referenceOf(node, parent, follow, alias));
  }
  return found;
}

const transparent =
  /^(parenthesized_expression|as_expression|satisfies_expression|non_null_expression|await_expression)$/;
const looking =
  /^(expression_statement|unary_expression|if_statement|while_statement|do_statement|update_expression|type_query|instantiation_expression)$/;
const naming =
  /^(import_|namespace_import|formal_parameters|required_parameter|optional_parameter|function_|generator_function|class_declaration|labeled_statement|catch_clause)/;

type Follow = (node: Node) => void;

function referenceOf(node: Node, parent: Node, follow: Follow, alias: Follow): Reference[] {
  const isField = (name: string): boolean => parent.childForFieldName(name) === node;
  if (transparent.test(parent.type)) {
    follow(parent);
    return [];
  }
  if (looking.test(parent.type)) return [{ kind: 'looked', node }];
  switch (parent.type) {
    case 'member_expression':
    case 'subscript_expression':
      if (!isField('object')) return parent.type[0] === 'm' ? [] : [{ kind: 'looked', node }];
      return [memberOf(parent)];
    case 'call_expression':
      return isField('function') ? [{ kind: 'called', node: parent }] : [];
    case 'new_expression':
      return [{ kind: 'constructed', node: parent }];
    case 'arguments':
      return argument(node, parent);
    case 'variable_declarator':
      return isField('value') ? named(parent.childForFieldName('name'), node, alias) : [];
    case 'assignment_expression':
      follow(parent);
      if (isField('left')) return [];
      return named(parent.childForFieldName('left'), node, alias);
    case 'sequence_expression':
      if (parent.lastNamedChild === node) follow(parent);
      return [];
    case 'ternary_expression':
      if (isField('condition')) return [{ kind: 'looked', node }];
      follow(parent);
      return [];
    case 'binary_expression':
      if (!/^(\|\||&&|\?\?)$/.test(parent.childForFieldName('operator')?.text ?? '')) {
        return [{ kind: 'looked', node }];
      }
      follow(parent);
      return [];
    default:
      return otherReference(node, parent);
  }
}

function otherReference(node: Node, parent: Node): Reference[] {
  if (/^jsx_/.test(parent.type) && parent.childForFieldName('name') === node) {
    return parent.type === 'jsx_closing_element' ? [] : [{ kind: 'called', node: parent }];
  }
  if (parent.type === 'decorator') return [{ kind: 'called', node: parent }];
  if (parent.type === 'class_heritage' || parent.type === 'extends_clause') {
    return [{ kind: 'constructed', node: parent }];
  }
  if (naming.test(parent.type)) return [];
  if (parent.type === 'nested_type_identifier') return [];
  if (parent.type === 'nested_identifier' && parent.firstNamedChild === node) {
    const key = parent.lastNamedChild;
    return key ? [{ kind: 'member', node: parent, key: key.text, keyNode: key }] : [];
  }
  return [{ kind: 'escapes', node }];
}

function memberOf(member: Node): Reference {
  const keyNode =
    member.childForFieldName('property') ?? member.childForFieldName('index') ?? member;
  const isKnown = member.type === 'member_expression' || keyNode.type !== 'identifier';
  const key = isKnown ? keyName(keyNode) : undefined;
  return { kind: 'member', node: member, keyNode, ...(key !== undefined && { key }) };
}

function argument(node: Node, list: Node): Reference[] {
  const call = list.parent;
  if (!call) return [];
  const index = list.namedChildren.filter(({ type }) => type !== 'comment').indexOf(node);
  return [{ kind: 'argument', node, call, index }];
}

/** What a declaration or an assignment gives the value to. */
function named(target: Node | null, node: Node, alias: Follow): Reference[] {
  if (target?.type === 'identifier') {
    alias(target);
    return [];
  }
  return target?.type === 'object_pattern' ? takenBy(target) : [{ kind: 'escapes', node }];
}

/** The names that a pattern such as `{ a, b: { c }, ...rest }` takes from a value. */
export function takenBy(pattern: Node): Reference[] {
  return pattern.namedChildren.flatMap((child): Reference[] => {
    const taken = { kind: 'taken' as const, node: child };
    switch (child.type) {
      case 'shorthand_property_identifier_pattern':
        return [{ ...taken, key: child.text }];
      case 'object_assignment_pattern':
        return [{ ...taken, key: child.childForFieldName('left')?.text ?? '' }];
      case 'pair_pattern': {
        const key = child.childForFieldName('key');
        const name = key ? keyName(key) : undefined;
        return [{ ...taken, ...(name !== undefined && { key: name }) }];
      }
      case 'rest_pattern':
        return [taken];
      default:
        return [];
    }
  });
}
