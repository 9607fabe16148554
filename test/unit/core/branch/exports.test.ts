import assert from 'node:assert/strict';
import { changedExports } from '../../../../src/core/branch/exports';
import { file } from '../checks/subject';

function changed(before: string, after: string, path = 'src/a.ts'): readonly string[] {
  return changedExports(file(before, after, path));
}

describe('the exported names of which the code changed', () => {
  const code =
    'export function one() {\n  return 1;\n}\n\nexport const two = 2;\n\nfunction three() {\n  return 3;\n}\n';

  it('are those whose body or heading was touched', () => {
    assert.deepEqual(changed(code, code.replace('return 1', 'return 4')), ['one']);
    assert.deepEqual(changed(code, code.replace('two = 2', 'two = 5')), ['two']);
    assert.deepEqual(changed(code, code.replace('return 3', 'return 4')), []);
  });

  it('are also those that went away or have another name now', () => {
    assert.deepEqual(changed(code, code.replace('two', 'deux')), ['two', 'deux']);
  });

  it('are also those that are exported in a list', () => {
    const listed = `${code}\nmodule.exports = { three, x: one };\n`;
    assert.deepEqual(changed(listed, listed.replace('return 3', 'return 4'), 'a.js'), ['three']);
    const assigned = 'exports.four = () => 4;\n';
    assert.deepEqual(changed(assigned, assigned.replace('=> 4', '=> 5'), 'a.js'), ['four']);
  });

  it('are the functions and classes of a Python module that are not private', () => {
    const python = 'def one():\n    return 1\n\n\ndef _two():\n    return 2\n';
    assert.deepEqual(changed(python, python.replace('return 1', 'return 4'), 'a.py'), ['one']);
    assert.deepEqual(changed(python, python.replace('return 2', 'return 4'), 'a.py'), []);
  });

  it('are none in other languages', () => {
    assert.deepEqual(changed('def a\n', 'def b\n', 'a.rb'), []);
  });
});
