import assert from 'node:assert/strict';
import { nothingIntroduced } from '../../../../src/core/checks/nothingIntroduced';
import { file, findingAt, outcome, run } from './subject';

const flaw = 'pool.query(`SELECT * FROM a WHERE b = ${b}`);';
const fix = 'pool.query(`SELECT * FROM a WHERE b = ?`, [b]);';
const added = 'a({ rejectUnauthorized: false });';
const finding = findingAt(1, { ruleId: 'sql-injection' });
const check = (before: string, after: string, of = finding) =>
  outcome(nothingIntroduced, { finding: of, files: [file(before, after)] });

describe('the check that nothing new came', () => {
  it('fails for what is as grave as the finding', async () => {
    assert.equal(await check(`x();\n${flaw}\n`, `x();\n${fix}\n${added}\n`), 'fail 3');
    assert.equal(await check('x();\ny();\n', `x();\n${added}\n`), 'fail 2');
  });

  it('warns of what is less grave', async () => {
    const critical = findingAt(1, { severity: 'critical' });
    assert.equal(await check('x();\n', `x();\n${added}\n`, critical), 'warn 2');
    const old = 'const data = new Buffer(text);';
    assert.equal(await check('x();\n', `x();\n${old}\n`), 'warn 2');
  });

  it('takes medium for the bar without a finding', async () => {
    const files = [file('x();', added)];
    assert.equal(await outcome(nothingIntroduced, { files }), 'fail 1');
    const low = [file('x();', 'const data = new Buffer(text);')];
    assert.equal(await outcome(nothingIntroduced, { files: low }), 'warn 1');
  });

  it('counts created files whole', async () => {
    const files = [file(`x();\n${flaw}\n`, `x();\n${fix}\n`), file('', added, 'src/b.ts')];
    const answer = await run(nothingIntroduced, { finding, files });
    assert.deepEqual(answer.lines, [{ path: 'src/b.ts', line: 0 }]);
  });

  it('does not take for new what moved, was indented, or has other names', async () => {
    assert.equal(await check(`${flaw}\nx();\n`, `x();\n\n${flaw}\n`), 'pass');
    assert.equal(await check(`${flaw}\n`, `if (x) {\n  ${flaw}\n}\n`), 'pass');
    const renamed = flaw.replace('${b}', '${c}');
    assert.equal(await check(`${flaw}\n`, `${renamed}\n`), 'pass');
    const files = [file(`${flaw}\nx();\n`, 'x();\n'), file('', `${flaw}\n`, 'src/b.js')];
    assert.equal(await outcome(nothingIntroduced, { finding, files }), 'pass');
  });

  it('does not run where no rule looks', async () => {
    const files = [file('x', 'y', 'a.txt')];
    assert.equal(await outcome(nothingIntroduced, { files }), 'not-run');
  });
});
