import assert from 'node:assert/strict';
import { changedExports } from '../../../../src/core/branch/exports';
import { testSyntax } from '../../grammars';
import { file } from '../checks/subject';

async function changed(before: string, after: string, path = 'src/cart.ts') {
  const names = await changedExports([file(before, after, path)], { syntax: testSyntax });
  return names.map(({ name, isValue }) => (isValue ? name : `${name}()`));
}

describe('the exported names of which the code changed', () => {
  const code =
    'export function one() {\n  return 1;\n}\n\nexport const two = 2;\n\nfunction three() {\n  return 3;\n}\n';

  it('are those whose body or heading was touched', async () => {
    assert.deepEqual(await changed(code, code.replace('return 1', 'return 4')), ['one()']);
    assert.deepEqual(await changed(code, code.replace('two = 2', 'two = 5')), ['two']);
    assert.deepEqual(await changed(code, code.replace('return 3', 'return 4')), []);
  });

  it('are also those that went away or have another name now', async () => {
    assert.deepEqual(await changed(code, code.replace('two', 'deux')), ['two', 'deux']);
  });

  it('are also those that are exported in a list, by the name that others know', async () => {
    const listed = `${code}\nmodule.exports = { three, uno: one };\n`;
    const edited = (from: string) => changed(listed, listed.replace(from, 'return 4'), 'a.js');
    assert.deepEqual(await edited('return 3'), ['three()']);
    assert.deepEqual(await edited('return 1'), ['one()', 'uno()']);
    const assigned = 'exports.four = () => 4;\n';
    assert.deepEqual(await changed(assigned, assigned.replace('=> 4', '=> 5'), 'a.js'), ['four()']);
  });

  it('go by the file where they have no name of their own', async () => {
    const only = 'module.exports = function (a) {\n  return a;\n};\n';
    assert.deepEqual(
      await changed(only, only.replace('return a', 'return 1'), 'src/cart/index.js'),
      ['cart'],
    );
  });

  it('are the touched methods of a class, else the class', async () => {
    const cart = 'export class Cart {\n  total() {\n    return 1;\n  }\n\n  other() {}\n}\n';
    assert.deepEqual(await changed(cart, cart.replace('return 1', 'return 2')), ['total()']);
    assert.deepEqual(await changed(cart, cart.replace('Cart {', 'Cart extends Box {')), ['Cart']);
  });

  it('are the functions and classes of a Python module that are not private', async () => {
    const python = 'def one():\n    return 1\n\n\ndef _two():\n    return 2\n';
    const edited = (from: string) => changed(python, python.replace(from, 'return 4'), 'a.py');
    assert.deepEqual(await edited('return 1'), ['one()']);
    assert.deepEqual(await edited('return 2'), []);
  });

  it('are none in tests and in other languages', async () => {
    assert.deepEqual(await changed('def a\n', 'def b\n', 'a.rb'), []);
    assert.deepEqual(
      await changed(code, code.replace('return 1', 'return 4'), 'test/a.test.ts'),
      [],
    );
  });
});
