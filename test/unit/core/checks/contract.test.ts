import assert from 'node:assert/strict';
import { contract } from '../../../../src/core/checks/contract';
import { draftOf, file, outcome } from './subject';

const edits = [{ start: 0, end: 1, text: 'b' }];
const draft = draftOf({ path: 'src/a.js', baseSha256: '', edits });

describe('the check that a draft changes something and says why', () => {
  it('passes a draft with a reason', async () => {
    assert.equal(await outcome(contract, { draft, files: [file('a', 'b')] }), 'pass');
  });

  it('fails when nothing changes', async () => {
    assert.equal(await outcome(contract, { draft, files: [file('a', 'a')] }), 'fail');
    assert.equal(await outcome(contract, { files: [file('a', 'a')] }), 'fail');
  });

  it('fails without a reason', async () => {
    const mute = { ...draft, rationale: { ...draft.rationale, whyFixed: ' ' } };
    assert.equal(await outcome(contract, { draft: mute, files: [file('a', 'b')] }), 'fail');
  });

  it('warns of a file that is listed and not changed', async () => {
    const files = [file('a', 'b'), file('c', 'c', 'src/c.js')];
    assert.equal(await outcome(contract, { draft, files }), 'warn');
  });

  it('warns when no code changes', async () => {
    const idle: readonly [string, string, string?][] = [
      ['a(1);\n', '// Fixed.\na(1);\n'],
      ['a(1, 2);\n', 'a(\n  1, // one\n  2,\n);\n'.replace('2,', '2')],
      ['a();\nb();\n', 'a();\r\nb();\r\n'],
      ['a()\n', '# Fixed.\na()\n', 'a.py'],
      ['a: 1\n', 'a:  1\n', 'a.yml'],
    ];
    for (const [before, after, path] of idle) {
      const files = [file(before, after, path)];
      assert.equal(await outcome(contract, { draft, files }), 'warn', after);
      assert.equal(await outcome(contract, { files }), 'warn', after);
    }
  });

  it('passes where a token, a text or a block changes', async () => {
    const real: readonly [string, string, string?][] = [
      ['a(1);\n', 'a(2);\n'],
      ["a('x y');\n", "a('xy');\n"],
      ['a(`x`);\n', 'a(`x `);\n'],
      ['if x:\n    a()\n    b()\n', 'if x:\n    a()\nb()\n', 'a.py'],
      ['// a();\n', 'a();\n'],
      ['a();\n', ''],
      ['a(1);\nb();\n', '// Fixed.\na(1);\nc();\n'],
    ];
    for (const [before, after, path] of real) {
      const files = [file(before, after, path)];
      assert.equal(await outcome(contract, { draft, files }), 'pass', after);
    }
  });

  it('does not run without a draft', async () => {
    assert.equal(await outcome(contract, { files: [file('a', 'b')] }), 'not-run');
  });
});
