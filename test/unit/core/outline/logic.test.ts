import assert from 'node:assert/strict';
import { logicOf } from '../../../../src/core/outline/logic';
import { testSyntax } from '../../grammars';

async function logic(condition: string, path: string) {
  const text = path.endsWith('.py') ? `if ${condition}:\n    pass\n` : `if (${condition}) {}\n`;
  const syntax = await testSyntax();
  const found = await syntax.withTree(path, text, (root) => {
    const node = root.firstNamedChild?.childForFieldName('condition');
    assert.ok(node);
    return logicOf(node);
  });
  assert.ok(found);
  return found;
}

async function assertSame(one: string, other: string, path = 'a.js') {
  const [first, second] = [await logic(one, path), await logic(other, path)];
  assert.equal(first.holds, second.holds, `${one} and ${other}`);
  assert.notEqual(first.holds, second.fails, `${one} and ${other}`);
}

async function assertContrary(one: string, other: string, path = 'a.js') {
  const [first, second] = [await logic(one, path), await logic(other, path)];
  assert.equal(first.holds, second.fails, `${one} and ${other}`);
  assert.notEqual(first.holds, second.holds, `${one} and ${other}`);
}

describe('the meaning of a condition', () => {
  it('is the same however it is written', async () => {
    await assertSame('a == b', 'b === a');
    await assertSame('/[a-z]/.test(x) && y', '(y) && ((/[a-z]/).test(x))');
    await assertSame('!(a && b)', '!a || !b');
    await assertSame('!!a', 'a');
    await assertSame('a < b', 'b > a');
    await assertSame('!(a < b)', 'a >= b');
    await assertSame("a === 'x'", 'a === "x"');
    await assertSame('not (a and b)', 'not a or not b', 'a.py');
    await assertSame('not a in b', 'a not in b', 'a.py');
    await assertSame('(a is None)', 'a == None', 'a.py');
  });

  it('knows its contrary', async () => {
    await assertContrary('a === b', 'a != b');
    await assertContrary('a', '!a');
    await assertContrary('a && !b', '!a || b');
    await assertContrary('a < b', 'a >= b');
    await assertContrary('a in b', 'a not in b', 'a.py');
    await assertContrary('a is not None', 'a is None', 'a.py');
  });

  it('is another for another', async () => {
    const all = [
      'a',
      'b',
      'a && b',
      'a || b',
      'a < b',
      'a <= b',
      'f(a, b)',
      'f(b, a)',
      '(a + b) * c',
      'a + b * c',
    ];
    const meanings = await Promise.all(all.map((one) => logic(one, 'a.js')));
    assert.equal(new Set(meanings.map(({ holds }) => holds)).size, all.length);
  });
});
