import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { weakFix } from '../../../../src/core/checks/weakFix';
import { file, findingAt, outcome, run } from './subject';

const flaw = "db.query(`SELECT * FROM a WHERE b = '${b}'`);";
const check = (before: string, after: string, path = 'src/a.ts') =>
  outcome(weakFix, { files: [file(before, after, path)] });

describe('the check for weak fixes', () => {
  it('fails a change of nothing but comments and layout', async () => {
    assert.equal(await check(`${flaw}\n`, `// Safe.\n${flaw}\n`), 'fail');
    assert.equal(await check(`x(a, b); // bad\n`, `x(\n  a, b);\n`), 'fail');
    assert.equal(await check('x(a)\n', '# Safe.\nx(a)\n', 'a.py'), 'fail');
    assert.equal(await check('if a:\n  b()\n  c()\n', 'if a:\n  b()\nc()\n', 'a.py'), 'pass');
    assert.equal(await check("x('a b');\n", "x('ab');\n"), 'pass');
  });

  it('does not hold comments in one file against a change of another', async () => {
    const files = [file('x();\n', '// No.\nx();\n'), file('x();\n', 'y();\n', 'src/b.js')];
    assert.equal(await outcome(weakFix, { files }), 'pass');
    const other = [file('x();\n', '// No.\nx();\n'), file('1', '2', 'package.json')];
    assert.equal(await outcome(weakFix, { files: other }), 'pass');
  });

  it('names locks in a page where nothing else changes', async () => {
    const page = (tag: string) => `<form>\n${tag}\n</form>\n`;
    const lock = [file(page('<input name="n">'), page('<input name="n" maxlength="9">'), 'a.html')];
    assert.equal(await outcome(weakFix, { files: lock }), 'warn 2');
    const markup = { finding: findingAt(1, { cwe: ['CWE-79'] }), files: lock };
    assert.equal(await outcome(weakFix, markup), 'not-run');
    const text = [file(page('<b [innerHTML]="q"></b>'), page('<b>{{ q }}</b>'), 'a.html')];
    assert.equal(await outcome(weakFix, { files: text }), 'not-run');
  });

  it('does not run for languages that it does not read, and says which files', async () => {
    const answer = await run(weakFix, { files: [file('a', 'b', 'src/a.go')] });
    assert.equal(answer.outcome, 'not-run');
    assert.match(answer.detail, /src\/a\.go/);
  });

  it('counts only what the change adds', async () => {
    const guard = `if (b.includes("'")) throw new Error('bad');\n`;
    assert.equal(await check(`${guard}${flaw}\n`, `${guard}\n${flaw.replace('*', 'c')}\n`), 'pass');
    assert.equal(await check(`${guard}${flaw}\n`, `x();\n  ${guard}${flaw}\n`), 'pass');
    assert.equal(await check(`${flaw}\n`, `${guard}${flaw}\n`), 'warn 1');
  });

  it('answers for any text', async () => {
    const pieces = fc.array(
      fc.constantFrom(
        'if (',
        ')',
        '{',
        '}',
        "'",
        '`',
        '${',
        '/',
        '[',
        '\n',
        'a.replace(/x/, ',
        'b =>',
        ';',
        '|| true',
      ),
      { maxLength: 30 },
    );
    await fc.assert(
      fc.asyncProperty(pieces, pieces, async (before, after) => {
        const { outcome: one, detail } = await run(weakFix, {
          finding: findingAt(0, { cwe: ['CWE-79'] }),
          files: [file(before.join(''), after.join(''))],
        });
        return /^(?:pass|warn|fail)$/.test(one) && /\.$/.test(detail);
      }),
      { numRuns: 60 },
    );
  });
});
