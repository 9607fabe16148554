import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { format } from '../../../../src/core/checks/format';
import { file, outcome, run } from './subject';

const check = (before: string, after: string) => outcome(format, { files: [file(before, after)] });

describe('the check of the form of files', () => {
  it('passes visible changes, added lines and blank lines', async () => {
    assert.equal(await check('a\nb\n', 'a\nc\n'), 'pass');
    assert.equal(await check('a\nb\n', 'a\nx\n\nb\n'), 'pass');
    assert.equal(await check('a\r\nb\r\n', 'b\r\n'), 'pass');
    assert.equal(await check('', 'a\n'), 'pass');
    assert.equal(await check('a\r\n', 'a'), 'pass');
  });

  it('warns when the line ends of a file, or of some lines, change', async () => {
    assert.equal(await check('a\r\nb\r\n', 'a\nb\n'), 'warn 1 2');
    assert.equal(await check('a\nb\n', 'a\r\nb\r\n'), 'warn 1 2');
    assert.equal(await check('a\nb\nc\n', 'a\nb\r\nc\n'), 'warn 2');
    assert.equal(await check('a\r\nb\nc\n', 'a\nb\nc\r\n'), 'pass');
    const { detail } = await run(format, { files: [file('a\nb\n', 'a\r\nb\n')] });
    assert.match(detail, /^1 of 2 line ends of src\/a\.js become CRLF, where the file has LF\./);
  });

  it('warns of mixed line ends in a new file', async () => {
    const created = { ...file('', 'a\nb\r\n'), status: 'created' } as const;
    assert.equal(await outcome(format, { files: [created] }), 'warn');
  });

  it('warns of any flip, and of none in what stays', async () => {
    const lines = fc.array(fc.stringMatching(/^[a-z ]{0,8}$/), { minLength: 2, maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(lines, fc.constantFrom('\n', '\r\n', '\r'), async (all, end) => {
        const other = end === '\n' ? '\r\n' : '\n';
        assert.match(await check(all.join(end), all.join(other)), /^warn/);
        assert.equal(await check(all.join(end), [...all, 'x'].join(end)), 'pass');
      }),
    );
  });

  it('warns of byte order marks, exchanged tabs, and garbled letters', async () => {
    const marked = { ...file('a\n', 'b\n'), byteOrderMark: 'removed' } as const;
    assert.equal(await outcome(format, { files: [marked] }), 'warn 1');
    assert.equal(await check('{\n\ta();\n\tb();\n}\n', '{\n  a();\n  c();\n}\n'), 'warn 2');
    assert.equal(await check("a('é');\n", "a('Ã©');\n"), 'warn 1');
    assert.equal(await check("a('Ã©');\n", "b('Ã©');\n"), 'pass');
  });

  it('mentions a last line end that goes, without a warning', async () => {
    const { outcome, detail } = await run(format, { files: [file('a\nb\n', 'a\nc')] });
    assert.deepEqual([outcome, /last line end of src\/a\.js is gone/.test(detail)], ['pass', true]);
  });

  const licence = '/*\n * Copyright 2020 Someone\n * SPDX-License-Identifier: MIT\n */\n';
  const remarks = '// This one is called first.\n// It must not fail.\n// See the page on it.\n';

  it('warns when a licence or the comments of code go', async () => {
    assert.equal(await check(`${licence}a();\n`, 'a();\nb();\n'), 'warn 1');
    assert.equal(await check(`x();\n${remarks}a();\n`, 'x();\na();\n'), 'warn 2');
  });

  it('passes comments that move, that go with their code, or that held code', async () => {
    assert.equal(await check(`${licence}a();\n`, `'use strict';\n${licence}a();\n`), 'pass');
    assert.equal(await check(`x();\n${remarks}a();\n`, 'x();\n'), 'pass');
    assert.equal(await check(`x();\n${remarks}a();\ny();\n`, 'x();\nb();\ny();\n'), 'pass');
    assert.equal(await check('// if (x) {\n//   a();\n// }\nb();\n', 'b();\n'), 'pass');
    assert.equal(
      await check(`${remarks}a();\n`, `/** ${remarks.replaceAll('//', '')} */\na();\n`),
      'pass',
    );
  });
});
