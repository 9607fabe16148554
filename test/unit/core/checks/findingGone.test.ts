import assert from 'node:assert/strict';
import { findingGone } from '../../../../src/core/checks/findingGone';
import { dependencyFinding, file, findingAt, outcome, run } from './subject';

const flaw = 'pool.query(`SELECT * FROM a WHERE b = ${b}`);';
const fix = 'pool.query(`SELECT * FROM a WHERE b = ?`, [b]);';
const finding = findingAt(1, { ruleId: 'sql-injection' });
const check = (before: string, after: string, of = finding) =>
  outcome(findingGone, { finding: of, files: [file(before, after)] });

describe('the check that the finding is gone', () => {
  it('passes when built-in detection saw it and sees it no more', async () => {
    assert.equal(await check(`x();\n${flaw}\n`, `x();\n${fix}\n`), 'pass');
    assert.equal(await check(`x();\n${flaw}\n`, `import 'y';\n\nx();\n${fix}\n`), 'pass');
  });

  it('fails when it is still there', async () => {
    assert.equal(await check(`x();\n${flaw}\n`, `y();\n${flaw}\n`), 'fail 2');
    assert.equal(await check(`x();\n${flaw}\n`, `x();\n\n\n${flaw}\n`), 'fail 4');
    const other = flaw.replace('${b}', '${b.trim()}');
    assert.equal(await check(`x();\n${flaw}\n`, `x();\n${other}\n`), 'fail 2');
  });

  it('fails when the flaw only moved, or hides behind a variable', async () => {
    const moved = `x();\nf();\n\nfunction f() {\n  ${flaw}\n}\n`;
    assert.equal(await check(`x();\n${flaw}\n\n\n\n`, moved), 'fail 5');
    const hidden = 'let s = `SELECT * FROM a WHERE b = 1`;\ns += ` AND b = ${b}`;\npool.query(s);';
    assert.equal(await check(`x();\n${flaw}\n`, `x();\n${hidden}\n`), 'fail 4');
  });

  it('looks at the finding it is asked about, not at its neighbours', async () => {
    const second = flaw.replace('FROM a', 'FROM z');
    assert.equal(await check(`x();\n${flaw}\n${second}\n`, `x();\n${fix}\n${second}\n`), 'pass');
    assert.equal(await check(`x();\n${flaw}\n${second}\n`, `x();\n${flaw}\n${fix}\n`), 'fail 2');
  });

  it('does not run when built-in detection does not know the finding', async () => {
    assert.equal(await check('x();\neval(y);\n', 'x();\n\n'), 'not-run');
    const other = findingAt(1, { ruleId: 'x', cwe: ['CWE-22'] });
    const answer = await run(findingGone, {
      finding: other,
      files: [file(`x();\n${flaw}\n`, `x();\n${fix}\n`)],
    });
    assert.equal(answer.outcome, 'not-run');
    assert.match(answer.detail, /Run Scanner again/);
  });

  it('does not run for dependencies, other languages and without a finding', async () => {
    const files = [file('x();', 'y();')];
    assert.equal(await outcome(findingGone, { finding: dependencyFinding, files }), 'not-run');
    assert.equal(await outcome(findingGone, { files }), 'not-run');
    const python = findingAt(0, { location: { ...finding.location, path: 'a.py' } });
    const subject = { finding: python, files: [file('x', 'y', 'a.py')] };
    assert.equal(await outcome(findingGone, subject), 'not-run');
  });
});
