import type { Node as RawNode, Language } from 'web-tree-sitter';

/** What all nodes of a tree share. */
interface Tree {
  readonly text: string;
  readonly language: Language;
  /** Whether nodes of a type have a name in the grammar, by the number of the type. */
  readonly named: Map<number, boolean>;
}

/**
 * A node of a syntax tree. There is one object for each node, and it knows its parent; children are
 * fetched from the parser when they are first asked for, since every call to it costs as much as
 * parsing some letters. Offsets are UTF-16 units. Lives as long as its tree.
 */
export class SyntaxNode {
  readonly parent: SyntaxNode | null;
  readonly startIndex: number;
  readonly #raw: RawNode;
  readonly #tree: Tree;
  #typeId: number | undefined;
  #endIndex: number | undefined;
  #children: readonly SyntaxNode[] | undefined;
  #namedChildren: readonly SyntaxNode[] | undefined;
  #fields: Map<string, SyntaxNode | null> | undefined;

  constructor(raw: RawNode, tree: Tree, parent: SyntaxNode | null) {
    this.#raw = raw;
    this.#tree = tree;
    this.parent = parent;
    this.startIndex = raw.startIndex;
  }

  /** The same for the same node of the tree. */
  get id(): number {
    return this.#raw.id;
  }

  get type(): string {
    return this.#tree.language.types[this.#type()] ?? 'ERROR';
  }

  get endIndex(): number {
    return (this.#endIndex ??= this.#raw.endIndex);
  }

  get text(): string {
    return this.#tree.text.slice(this.startIndex, this.endIndex);
  }

  get children(): readonly SyntaxNode[] {
    return (this.#children ??= this.#raw.children.map(
      (child) => new SyntaxNode(child, this.#tree, this),
    ));
  }

  get namedChildren(): readonly SyntaxNode[] {
    return (this.#namedChildren ??= this.children.filter((child) => child.isNamed));
  }

  get namedChildCount(): number {
    return this.namedChildren.length;
  }

  get firstNamedChild(): SyntaxNode | null {
    return this.namedChildren[0] ?? null;
  }

  get lastNamedChild(): SyntaxNode | null {
    return this.namedChildren.at(-1) ?? null;
  }

  get isNamed(): boolean {
    const { named } = this.#tree;
    const type = this.#type();
    let known = named.get(type);
    if (known === undefined) named.set(type, (known = this.#raw.isNamed));
    return known;
  }

  get isError(): boolean {
    return this.#raw.isError;
  }

  get isMissing(): boolean {
    return this.#raw.isMissing;
  }

  /** Whether there is a parse error in it. */
  get hasError(): boolean {
    return this.#raw.hasError;
  }

  /** Line and column from 0. */
  get startPosition(): { readonly row: number; readonly column: number } {
    return this.#raw.startPosition;
  }

  get endPosition(): { readonly row: number; readonly column: number } {
    return this.#raw.endPosition;
  }

  child(index: number): SyntaxNode | null {
    return this.children[index] ?? null;
  }

  childForFieldName(name: string): SyntaxNode | null {
    this.#fields ??= new Map();
    const known = this.#fields.get(name);
    if (known !== undefined) return known;
    const raw = this.#raw.childForFieldName(name);
    const child = raw ? (this.children.find(({ id }) => id === raw.id) ?? null) : null;
    this.#fields.set(name, child);
    return child;
  }

  get nextSibling(): SyntaxNode | null {
    return this.#sibling(1);
  }

  get previousSibling(): SyntaxNode | null {
    return this.#sibling(-1);
  }

  get nextNamedSibling(): SyntaxNode | null {
    return this.#namedSibling(1);
  }

  get previousNamedSibling(): SyntaxNode | null {
    return this.#namedSibling(-1);
  }

  /** The smallest node that spans both offsets, `end` included. */
  descendantForIndex(start: number, end = start): SyntaxNode {
    const child = this.#childAround(start, end);
    return child ? child.descendantForIndex(start, end) : this;
  }

  /** The nodes of these types in it, in the order of the text. Quick: the parser looks for them. */
  descendantsOfType(types: string | readonly string[]): readonly SyntaxNode[] {
    const wanted = typeof types === 'string' ? [types] : [...types];
    return this.#raw.descendantsOfType(wanted).flatMap((raw) => this.#own(raw) ?? []);
  }

  #type(): number {
    return (this.#typeId ??= this.#raw.typeId);
  }

  #sibling(step: number): SyntaxNode | null {
    const siblings = this.parent?.children;
    return siblings?.[siblings.indexOf(this) + step] ?? null;
  }

  #namedSibling(step: number): SyntaxNode | null {
    const { parent } = this;
    if (!parent) return null;
    const siblings = this.isNamed ? parent.namedChildren : parent.children;
    let at = siblings.indexOf(this) + step;
    while (siblings[at]?.isNamed === false) at += step;
    return siblings[at] ?? null;
  }

  #childAround(start: number, end: number): SyntaxNode | undefined {
    const { children } = this;
    let low = 0;
    let high = children.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((children[middle]?.startIndex ?? 0) <= start) low = middle + 1;
      else high = middle;
    }
    for (let at = low - 1; at >= 0; at -= 1) {
      const child = children[at];
      if (child === undefined || child.endIndex < start) return undefined;
      if (child.endIndex > end) return child;
    }
    return undefined;
  }

  /** The object for a node of the parser that is this one or lies below it. */
  #own(raw: RawNode): SyntaxNode | undefined {
    if (this.id === raw.id) return this;
    const last = Math.max(raw.startIndex, raw.endIndex - 1);
    const child =
      this.children.find(({ id }) => id === raw.id) ?? this.#childAround(raw.startIndex, last);
    return child ? child.#own(raw) : undefined;
  }
}

export function rootNode(raw: RawNode, text: string, language: Language): SyntaxNode {
  return new SyntaxNode(raw, { text, language, named: new Map() }, null);
}
