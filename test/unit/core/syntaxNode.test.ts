import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Language, Parser, type Node as RawNode, type Tree } from 'web-tree-sitter';
import { type SyntaxNode, rootNode } from '../../../src/core/syntaxNode';
import { readGrammar } from '../grammars';

const text = `// A comment.
import { a as b } from 'c';
class Shop<T> extends Base {
  private items: T[] = [];
  async add(item: T, { count = 1, ...rest } = {}): Promise<void> {
    for (const one of await this.all(rest)) this.items.push(\`\${one} 𝒳\` as T);
    return;
  }
}
const broken = ( => ;
`;

describe('a node of a syntax tree', () => {
  let tree: Tree;
  let root: SyntaxNode;
  before(async () => {
    const wasm = await readGrammar('web-tree-sitter.wasm');
    await Parser.init({ wasmBinary: wasm.slice().buffer });
    const language = await Language.load(await readGrammar('tree-sitter-typescript.wasm'));
    const parsed = new Parser().setLanguage(language).parse(text);
    assert.ok(parsed);
    tree = parsed;
    root = rootNode(tree.rootNode, text, language);
  });
  after(() => {
    tree.delete();
  });

  function all(node: SyntaxNode): readonly SyntaxNode[] {
    return [node, ...node.children.flatMap(all)];
  }

  function assertSame(node: SyntaxNode, raw: RawNode): void {
    for (const key of ['id', 'type', 'startIndex', 'endIndex', 'text', 'isNamed'] as const) {
      assert.equal(node[key], raw[key]);
    }
    for (const key of ['isError', 'isMissing', 'hasError', 'namedChildCount'] as const) {
      assert.equal(node[key], raw[key]);
    }
    assert.deepEqual({ ...node.startPosition }, { ...raw.startPosition });
    assert.deepEqual({ ...node.endPosition }, { ...raw.endPosition });
    assert.equal(node.firstNamedChild?.id, raw.firstNamedChild?.id);
    assert.equal(node.lastNamedChild?.id, raw.lastNamedChild?.id);
    assert.equal(
      node.nextSibling?.id,
      raw.nextSibling?.id,
      `nextSibling of ${node.type} ${node.text}`,
    );
    assert.equal(
      node.previousSibling?.id,
      raw.previousSibling?.id,
      `previousSibling of ${node.type} ${node.text}`,
    );
    assert.equal(
      node.nextNamedSibling?.id,
      raw.nextNamedSibling?.id,
      `nextNamedSibling of ${node.type} ${node.text}`,
    );
    assert.equal(
      node.previousNamedSibling?.id,
      raw.previousNamedSibling?.id,
      `previousNamedSibling of ${node.type} ${node.text}`,
    );
    assert.equal(node.parent?.id, raw.parent?.id);
    for (const field of ['name', 'body', 'left', 'right', 'function', 'arguments', 'nonsense']) {
      assert.equal(node.childForFieldName(field)?.id, raw.childForFieldName(field)?.id, field);
    }
    assert.equal(node.children.length, raw.children.length);
    node.children.forEach((child, at) => {
      const own = raw.children[at];
      assert.ok(own);
      assertSame(child, own);
      assert.equal(node.child(at), child);
    });
  }

  it('is what the parser says', () => {
    assertSame(root, tree.rootNode);
    assert.equal(root.child(1000), null);
    assert.ok(all(root).some(({ isError, isMissing }) => isError || isMissing));
  });

  it('is one object, whichever way leads to it', () => {
    for (const node of all(root)) {
      for (const child of node.children) assert.equal(child.parent, node);
      const name = node.childForFieldName('name');
      assert.equal(name, node.childForFieldName('name'));
      if (name) assert.ok(node.children.includes(name));
      assert.ok(node.namedChildren.every((child) => node.children.includes(child)));
      assert.ok(!node.nextSibling || node.nextSibling.previousSibling === node);
    }
    const found = root.descendantsOfType('identifier');
    assert.ok(found.length > 5);
    assert.ok(found.every((one) => all(root).includes(one)));
  });

  it('is found by its type, in the order of the text', () => {
    for (const types of ['identifier', ['statement_block', 'call_expression'], ['nothing']]) {
      const wanted = tree.rootNode.descendantsOfType(types).map(({ id }) => id);
      assert.deepEqual(
        root.descendantsOfType(types).map(({ id }) => id),
        wanted,
      );
    }
  });

  it('is found by its place, as the parser finds it', () => {
    fc.assert(
      fc.property(fc.nat({ max: text.length - 1 }), fc.nat({ max: 20 }), (start, length) => {
        const end = Math.min(start + length, text.length - 1);
        // The parser leaves the end out.
        const raw = tree.rootNode.descendantForIndex(start, end + 1);
        const own = root.descendantForIndex(start, end);
        assert.deepEqual(
          [own.type, own.startIndex, own.endIndex],
          [raw?.type, raw?.startIndex, raw?.endIndex],
        );
        assert.equal(own, root.descendantForIndex(start, end));
      }),
      { numRuns: 1000 },
    );
  });
});
