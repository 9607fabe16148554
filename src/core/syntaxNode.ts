import type { Node as RawNode, Language } from 'web-tree-sitter';

/** What all nodes of a tree share. */
interface Tree {
  readonly text: string;
  readonly language: Language;
  /** Whether nodes of a type have a name in the grammar, by the number of the type. */
  readonly named: Map<number, boolean>;
  /** The objects that were made, by the number of the node. */
  readonly nodes: Map<number, SyntaxNode>;
}

/**
 * A node of a syntax tree. There is one object for each node, and it knows its parent; children are
 * fetched from the parser when they are first asked for, since every call to it costs as much as
 * parsing some letters. Offsets are UTF-16 units. Lives as long as its tree.
 */
export class SyntaxNode {
  declare readonly startIndex: number;
  // So many nodes are made that fields with a #, or with initial values of their own, show in a profile.
  declare private readonly raw: RawNode;
  declare private readonly tree: Tree;
  declare private parentNode: SyntaxNode | null | undefined;
  declare private typeId: number | undefined;
  declare private end: number | undefined;
  declare private childNodes: readonly SyntaxNode[] | undefined;
  declare private namedNodes: readonly SyntaxNode[] | undefined;
  declare private fields: Map<string, SyntaxNode | null> | undefined;

  private constructor(raw: RawNode, tree: Tree) {
    this.raw = raw;
    this.tree = tree;
    this.startIndex = raw.startIndex;
    this.parentNode = undefined;
    this.typeId = undefined;
    this.end = undefined;
    this.childNodes = undefined;
    this.namedNodes = undefined;
    this.fields = undefined;
  }

  /** The one object for a node of the parser. */
  static of(raw: RawNode, tree: Tree): SyntaxNode {
    const known = tree.nodes.get(raw.id);
    if (known?.startIndex === raw.startIndex) return known;
    const node = new SyntaxNode(raw, tree);
    tree.nodes.set(raw.id, node);
    return node;
  }

  get parent(): SyntaxNode | null {
    if (this.parentNode === undefined) {
      const raw = this.raw.parent;
      this.parentNode = raw && SyntaxNode.of(raw, this.tree);
    }
    return this.parentNode;
  }

  /** The same for the same node of the tree. */
  get id(): number {
    return this.raw.id;
  }

  get type(): string {
    return this.tree.language.types[this.typeNumber()] ?? 'ERROR';
  }

  get endIndex(): number {
    return (this.end ??= this.raw.endIndex);
  }

  get text(): string {
    return this.tree.text.slice(this.startIndex, this.endIndex);
  }

  get children(): readonly SyntaxNode[] {
    return (this.childNodes ??= this.raw.children.map((raw) => this.childOf(raw)));
  }

  get namedChildren(): readonly SyntaxNode[] {
    return (this.namedNodes ??= this.children.filter((child) => child.isNamed));
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
    const { named } = this.tree;
    const type = this.typeNumber();
    let known = named.get(type);
    if (known === undefined) named.set(type, (known = this.raw.isNamed));
    return known;
  }

  get isError(): boolean {
    return this.raw.isError;
  }

  get isMissing(): boolean {
    return this.raw.isMissing;
  }

  /** Whether there is a parse error in it. */
  get hasError(): boolean {
    return this.raw.hasError;
  }

  /** Line and column from 0. */
  get startPosition(): { readonly row: number; readonly column: number } {
    return this.raw.startPosition;
  }

  get endPosition(): { readonly row: number; readonly column: number } {
    return this.raw.endPosition;
  }

  child(index: number): SyntaxNode | null {
    return this.children[index] ?? null;
  }

  childForFieldName(name: string): SyntaxNode | null {
    this.fields ??= new Map();
    const known = this.fields.get(name);
    if (known !== undefined) return known;
    const raw = this.raw.childForFieldName(name);
    const child = raw && this.childOf(raw);
    this.fields.set(name, child);
    return child;
  }

  get nextSibling(): SyntaxNode | null {
    return this.sibling(1);
  }

  get previousSibling(): SyntaxNode | null {
    return this.sibling(-1);
  }

  get nextNamedSibling(): SyntaxNode | null {
    return this.namedSibling(1);
  }

  get previousNamedSibling(): SyntaxNode | null {
    return this.namedSibling(-1);
  }

  /** The smallest node that spans both offsets, `end` included. */
  descendantForIndex(start: number, end = start): SyntaxNode {
    // The parser's own end is where a node may end.
    const raw = this.raw.descendantForIndex(start, end + 1);
    return raw ? SyntaxNode.of(raw, this.tree) : this;
  }

  /** The nodes of these types in it, in the order of the text. Quick: the parser looks for them. */
  descendantsOfType(types: string | readonly string[]): readonly SyntaxNode[] {
    const wanted = typeof types === 'string' ? [types] : [...types];
    return this.raw.descendantsOfType(wanted).map((raw) => SyntaxNode.of(raw, this.tree));
  }

  private typeNumber(): number {
    return (this.typeId ??= this.raw.typeId);
  }

  private sibling(step: number): SyntaxNode | null {
    const siblings = this.parent?.children;
    return siblings?.[siblings.indexOf(this) + step] ?? null;
  }

  private childOf(raw: RawNode): SyntaxNode {
    const child = SyntaxNode.of(raw, this.tree);
    child.parentNode = this;
    return child;
  }

  private namedSibling(step: number): SyntaxNode | null {
    const { parent } = this;
    if (!parent) return null;
    const siblings = this.isNamed ? parent.namedChildren : parent.children;
    let at = siblings.indexOf(this) + step;
    while (siblings[at]?.isNamed === false) at += step;
    return siblings[at] ?? null;
  }
}

export function rootNode(raw: RawNode, text: string, language: Language): SyntaxNode {
  return SyntaxNode.of(raw, { text, language, named: new Map(), nodes: new Map() });
}
