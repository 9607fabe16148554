import type { Node } from '../syntax';

/** An expression as data flow sees it, whatever the language. */
export type Value =
  | { readonly kind: 'name' }
  | { readonly kind: 'this' }
  | { readonly kind: 'literal' }
  /** `object.name` and `object['name']`. */
  | { readonly kind: 'member'; readonly object: Node; readonly name: string }
  /** `object[index]` with an index that is not fixed. */
  | { readonly kind: 'element'; readonly object: Node; readonly index: Node }
  | Call
  /** Text or a list that is put together from parts. */
  | { readonly kind: 'joined'; readonly parts: readonly Node[] }
  | { readonly kind: 'either'; readonly options: readonly Node[] }
  | Record
  | { readonly kind: 'list'; readonly items: readonly Node[] }
  | { readonly kind: 'function' }
  /** The same value as another expression: parentheses, `await`, a cast. */
  | { readonly kind: 'same'; readonly as: Node }
  | { readonly kind: 'other' };

export interface Call {
  readonly kind: 'call';
  readonly callee: Node;
  /** Of `receiver.method()`. */
  readonly receiver?: Node;
  readonly method?: string;
  readonly args: readonly Node[];
  readonly named: ReadonlyMap<string, Node>;
  readonly isNew: boolean;
}

export interface Record {
  readonly kind: 'record';
  readonly entries: readonly { readonly name: string | undefined; readonly value: Node }[];
  readonly spreads: readonly Node[];
}

export const literal: Value = { kind: 'literal' };
export const other: Value = { kind: 'other' };

export function same(node: Node | null | undefined): Value {
  return node ? { kind: 'same', as: node } : other;
}

export function joined(parts: readonly Node[]): Value {
  return parts.length > 0 ? { kind: 'joined', parts } : literal;
}

/** The children that are code, without comments. */
export function expressions(node: Node): readonly Node[] {
  return node.namedChildren.filter(({ type }) => type !== 'comment');
}

/** The children in these fields, as far as there are any. */
export function fields(node: Node, ...names: readonly string[]): Node[] {
  return names.flatMap((name) => node.childForFieldName(name) ?? []);
}
