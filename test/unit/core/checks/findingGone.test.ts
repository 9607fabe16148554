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
    const other = flaw.replace('FROM a', 'FROM  a');
    assert.equal(await check(`x();\n${flaw}\n`, `x();\n${other}\n`), 'fail 2');
  });

  it('fails when the flaw only moved, or hides behind a variable', async () => {
    const moved = `x();\nf();\n\nfunction f() {\n  ${flaw}\n}\n`;
    assert.equal(await check(`x();\n${flaw}\n\n\n\n`, moved), 'fail 5');
    const hidden = 'let s = `SELECT * FROM a WHERE b = 1`;\ns += ` AND b = ${b}`;\npool.query(s);';
    assert.equal(await check(`x();\n${flaw}\n`, `x();\n${hidden}\n`), 'warn 4');
  });

  it('looks at the finding it is asked about, not at its neighbours', async () => {
    const second = flaw.replace('FROM a', 'FROM z');
    assert.equal(await check(`x();\n${flaw}\n${second}\n`, `x();\n${fix}\n${second}\n`), 'pass');
    const fixed = fix.replace('FROM a', 'FROM z');
    assert.equal(await check(`x();\n${flaw}\n${second}\n`, `x();\n${flaw}\n${fixed}\n`), 'fail 2');
  });

  it('fails when the file of the finding does not change', async () => {
    const other = [file('x();\n', 'y();\n', 'src/b.js')];
    const answer = await run(findingGone, { finding, files: other });
    assert.equal(answer.outcome, 'fail');
    assert.match(answer.detail, /src\/a\.js.* does not change/);
    assert.equal(await check(`x();\n${flaw}\n`, `x();\n${flaw}\n`), 'fail');
  });

  it('shows a new check before what is still seen, and leaves it to a person', async () => {
    const before = `function f(b) {\n  ${flaw}\n}\n`;
    const guard = 'if (!known(b)) return;';
    const answer = await run(findingGone, {
      finding,
      files: [file(before, `function f(b) {\n  ${guard}\n  ${flaw}\n}\n`)],
    });
    assert.equal(answer.outcome, 'warn', answer.detail);
    assert.match(answer.detail, /!known\(b\).*judge it yourself/);
    assert.deepEqual(
      answer.lines?.map(({ line }) => line + 1),
      [2, 3],
    );
  });

  it('takes no check of something else, and none that does not leave, for a guard', async () => {
    const before = `function f(b, c) {\n  ${flaw}\n}\n`;
    const after = (guard: string) => `function f(b, c) {\n  ${guard}\n  ${flaw}\n}\n`;
    assert.equal(await check(before, after('if (!known(c)) return;')), 'fail 3');
    assert.equal(await check(before, after('if (!known(b)) log(b);')), 'warn 3');
  });

  it('says so when the same code is reached behind a new check that suffices', async () => {
    const use = 'res.sendFile(path.join(root, req.query.name));';
    const frame = (code: string) =>
      `const path = require('path');\nconst root = '/srv';\nfunction f(req, res) {\n${code}\n}\napp.get('/', f);\n`;
    const answer = await run(findingGone, {
      finding: findingAt(3, { cwe: ['CWE-22'] }),
      files: [file(frame(use), frame(`if (!['a', 'b'].includes(req.query.name)) return;\n${use}`))],
    });
    assert.equal(answer.outcome, 'pass', answer.detail);
    assert.match(answer.detail, /still reached at line 5.*new check at line 4/);
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

  it('names without a finding what the change is about', async () => {
    const of = async (before: string, after: string) =>
      outcome(findingGone, { files: [file(before, after)] });
    assert.equal(await of(`x();\n${flaw}\n`, `x();\n${fix}\n`), 'pass 2');
    const other = flaw.replace('FROM a', 'FROM  a');
    assert.equal(await of(`x();\n${flaw}\n`, `x();\n${other}\n`), 'fail 2');
    assert.equal(await of('x();\n', 'y();\n'), 'not-run');
  });

  it('does not hold flaws in other functions against a change', async () => {
    const before = `function f() {\n  x();\n}\nfunction g(b) {\n  ${flaw}\n}\n`;
    const files = [file(before, before.replace('x()', 'y()'))];
    assert.equal(await outcome(findingGone, { files }), 'not-run');
  });

  it('warns of a flaw beside the lines that change, and passes when one of two is gone', async () => {
    const before = `function f(b) {\n  x();\n  ${flaw}\n}\n`;
    const beside = [file(before, before.replace('x()', 'y()'))];
    assert.equal(await outcome(findingGone, { files: beside }), 'warn 3');
    const second = flaw.replace('FROM a', 'FROM z');
    const two = `function f(b) {\n  ${flaw}\n\n  ${second}\n}\n`;
    const half = [file(two, two.replace(flaw, fix))];
    assert.equal((await outcome(findingGone, { files: half })).split(' ')[0], 'pass');
  });

  it('looks at the code itself where built-in detection does not know the finding', async () => {
    const other = findingAt(2, { ruleId: 'x', cwe: ['CWE-1234'] });
    const frame = (code: string) => `function f(a) {\n${code}\n}\n`;
    const of = (before: string, after: string) => check(frame(before), frame(after), other);
    assert.equal(await of('  x();\n  save(a);', '  y();\n  save(a);'), 'fail 3');
    assert.equal(await of('  x();\n  save(a);', '  y();\n\n\n    save( a );'), 'fail 5');
    const saved = '  x();\n  save(a);';
    assert.equal(await of(saved, `${saved}\n  if (!mine(a)) throw refusal();`), 'not-run');
    assert.equal(await of(saved, `${saved}\n  if (!mine(x)) throw refusal();`), 'fail 3');
    assert.equal(await of('  x();\n  save(a);', '  x();\n  save(clean(a));'), 'not-run');
    assert.equal(await of('  x();\n  save(a);', '  if (!a) return;\n  save(a);'), 'not-run');
    assert.equal(await of('  x();\n  save(a);', '  a = clean(a);\n  save(a);'), 'not-run');
    assert.equal(await of('  x();\n  save(a);', '  if (ok()) {\n    save(a);\n  }'), 'not-run');
  });

  it('leaves it to a person whether something elsewhere in the file mends it', async () => {
    const other = findingAt(2, { ruleId: 'x', cwe: ['CWE-1234'] });
    const of = (before: string, after: string) => check(before, after, other);
    const route = (more: string) =>
      `a.post('/x',${more} (q, s) => {\n  y();\n  save(q.body);\n});\n`;
    assert.equal(await of(route(''), route(' onlyMine,')), 'warn 3');
    const used = `a.use(clean());\n${route('')}`;
    assert.equal(await of(route(''), used), 'warn 4');
    assert.equal(await of(route(''), `${route('')}unrelated(1);\n`), 'fail 3');
    const state = (made: string) =>
      `const [page, setPage] = useState('');\nfetch(u).then((t) => setPage(${made}));\nshow({ html: page });\n`;
    const view = (made: string) => `function View() {\n${state(made)}}\n`;
    const shown = findingAt(3, { ruleId: 'x', cwe: ['CWE-1234'] });
    assert.equal(await check(view('t'), view('clean(t)'), shown), 'warn 4');
  });

  it('takes a check for another one when the function that it calls is', async () => {
    const made = (test: string) =>
      `const known = (b) => ${test};\nfunction f(b) {\n  if (!known(b)) return;\n  ${flaw}\n}\n`;
    const files = [file(made("b.includes('x')"), made('/^[a-z]+$/.test(b)'))];
    const answer = await run(findingGone, {
      finding: findingAt(3, { ruleId: 'sql-injection' }),
      files,
    });
    assert.equal(answer.outcome, 'warn', answer.detail);
    assert.match(answer.detail, /!known\(b\)/);
  });

  it('is about a flaw outside of functions when those that use it change', async () => {
    const made = (use: string) =>
      `const pattern = /^(a+)+$/;\nfunction f(t) {\n  return ${use};\n}\n`;
    const files = [file(made('pattern.test(t)'), made('pattern.test(t) && t.length < 99'))];
    assert.equal((await outcome(findingGone, { files })).split(' ')[0], 'warn');
  });
});
