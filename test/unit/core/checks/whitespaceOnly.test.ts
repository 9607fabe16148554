import assert from 'node:assert/strict';
import { whitespaceOnly } from '../../../../src/core/checks/whitespaceOnly';
import { file, outcome, run } from './subject';

const check = (before: string, after: string) =>
  outcome(whitespaceOnly, { files: [file(before, after)] });

describe('the check that the diff shows every change', () => {
  it('passes visible changes, added lines and blank lines', async () => {
    assert.equal(await check('a\nb\n', 'a\nc\n'), 'pass');
    assert.equal(await check('a\nb\n', 'a\nx\n\nb\n'), 'pass');
    assert.equal(await check('a\nb\n', 'b\n'), 'pass');
  });

  it('warns of lines that differ in whitespace only', async () => {
    assert.equal(await check('a\n  b\nc\n', 'a\n    b\nc\n'), 'warn 2');
    assert.equal(await check('a\nb\n', 'a \nb\t\n'), 'warn 1 2');
    assert.equal(await check('f(a, b)\n', 'f(a,b)\n'), 'warn 1');
  });

  it('finds them inside a larger change', async () => {
    assert.equal(await check('a\nb\nc\n', 'if (x) {\n  a\n  b\n}\nd\n'), 'warn 2 3');
  });

  it('warns of overlong added lines, not of those that were there', async () => {
    const long = 'x'.repeat(501);
    assert.equal(await check('a\n', `a\n${long}\n`), 'warn 2');
    assert.equal(await check(`${long}\na\n`, `${long}\nb\n`), 'pass');
  });

  it('warns when the line ends change', async () => {
    const answer = await run(whitespaceOnly, { files: [file('a\r\nb\r\n', 'a\nb\n')] });
    assert.equal(answer.outcome, 'warn');
    assert.match(answer.detail, /line ends/);
    assert.equal(await check('', 'a\n'), 'pass');
  });
});
