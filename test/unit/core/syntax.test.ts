import assert from 'node:assert/strict';
import { Tree } from 'web-tree-sitter';
import { grammarFor } from '../../../src/core/grammars';
import { createSyntax } from '../../../src/core/syntax';
import { readGrammar, testSyntax } from '../grammars';

/** Counts the trees that are freed from now on. */
function countFreed() {
  const original = Object.getOwnPropertyDescriptor(Tree.prototype, 'delete');
  assert.ok(original);
  const freed = {
    count: 0,
    restore: () => Object.defineProperty(Tree.prototype, 'delete', original),
  };
  Object.defineProperty(Tree.prototype, 'delete', {
    ...original,
    value(this: Tree) {
      freed.count += 1;
      (original.value as (this: Tree) => void).call(this);
    },
  });
  return freed;
}

describe('the parser', () => {
  it('knows its languages by the extension of a path', () => {
    assert.equal(grammarFor('a/b.js'), grammarFor('b.MJS'));
    assert.equal(grammarFor('a.ts'), 'tree-sitter-typescript.wasm');
    assert.equal(grammarFor('a.tsx'), 'tree-sitter-tsx.wasm');
    for (const path of ['a.rb', 'js', 'a.js/b', '.tsx/a', '']) {
      assert.equal(grammarFor(path), undefined);
    }
  });

  it('parses each language with its own grammar', async () => {
    const syntax = await testSyntax();
    const broken = (path: string, text: string) =>
      syntax.withTree(path, text, (root) => root.hasError);
    assert.equal(await broken('a.js', 'const a = <b />;'), false);
    assert.equal(await broken('a.ts', 'const a = <b>c;'), false);
    assert.equal(await broken('a.tsx', 'const a: string = <b />;'), false);
    assert.equal(await broken('a.js', 'const a: string = 1;'), true);
    assert.equal(await broken('a.py', 'x = 1'), false);
    assert.equal(await broken('a.rb', 'x'), undefined);
  });

  it('counts in UTF-16 units', async () => {
    const syntax = await testSyntax();
    const text = "const é = '𝒳𝒳'; eval(x);";
    const start = await syntax.withTree('a.js', text, (root) => {
      return root.descendantsOfType('call_expression')[0]?.startIndex;
    });
    assert.equal(start, text.indexOf('eval'));
  });

  it('frees the tree when its use is over, also when that throws', async () => {
    const syntax = await testSyntax();
    const freed = countFreed();
    const fail = () => {
      throw new Error('no');
    };
    await assert.rejects(syntax.withTree('a.js', 'a', fail), /no/);
    assert.equal(await syntax.withTree('a.js', 'a', () => 1), 1);
    freed.restore();
    assert.equal(freed.count, 2);
  });

  it('can be started many times at once, and reads each grammar once', async () => {
    const read: string[] = [];
    const reading = (file: string) => {
      read.push(file);
      return readGrammar(file);
    };
    const all = await Promise.all([createSyntax(reading), createSyntax(reading), testSyntax()]);
    const [one] = all;
    const lengths = await Promise.all(
      ['a', 'bb', 'ccc'].map((text) => one.withTree('a.js', text, (root) => root.endIndex)),
    );
    assert.deepEqual(lengths, [1, 2, 3]);
    assert.equal(read.filter((file) => file === 'tree-sitter-javascript.wasm').length, 1);
  });

  it('tries again after a grammar could not be read', async () => {
    let fails = true;
    const syntax = await createSyntax((file) =>
      fails && file.startsWith('tree') ? Promise.reject(new Error('gone')) : readGrammar(file),
    );
    await assert.rejects(
      syntax.withTree('a.js', 'a', () => 1),
      /gone/,
    );
    fails = false;
    assert.equal(await syntax.withTree('a.js', 'a', () => 1), 1);
  });
});
