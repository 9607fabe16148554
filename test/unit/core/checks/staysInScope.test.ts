import assert from 'node:assert/strict';
import { staysInScope } from '../../../../src/core/checks/staysInScope';
import { dependencyFinding, file, findingAt, outcome, run } from './subject';

const before = `const a = require('a');

function f() {
  one();
  two();
}

function g() {
  three();
}
`;
const check = (after: string, line = 3) =>
  outcome(staysInScope, { finding: findingAt(line), files: [file(before, after)] });

describe('the check that only the code around the finding changes', () => {
  it('passes changes in the function of the finding', async () => {
    assert.equal(await check(before.replace('one()', 'uno()')), 'pass');
    assert.equal(await check(before.replace('two();', 'two();\n  more();')), 'pass');
    assert.equal(await check(before.replace('  one();\n', '')), 'pass');
  });

  it('passes added and changed imports', async () => {
    const more = `const b = require('b');\nimport c from 'c';\n${before}`;
    assert.equal(await check(more.replace('one()', 'b()')), 'pass');
    const other = before.replace("require('a')", "require('a').b");
    assert.equal(await check(other), 'pass');
  });

  it('warns of lines in another function', async () => {
    assert.equal(await check(before.replace('three()', 'tre()')), 'warn 9');
    assert.equal(await check(before.replace('  three();\n', '')), 'warn 9');
    assert.equal(await check(`${before}function h() {}\n`), 'warn 11');
  });

  it('takes the whole statement where there is no function', async () => {
    const options = 'const a = {\n  b: 1,\n  c: 2,\n};\nconst d = 1;\n';
    const at = (after: string) =>
      outcome(staysInScope, { finding: findingAt(1), files: [file(options, after)] });
    assert.equal(await at(options.replace('c: 2', 'c: 3')), 'pass');
    assert.equal(await at(options.replace('d = 1', 'd = 2')), 'warn 5');
  });

  it('warns of other files, of a missing change and of many lines', async () => {
    const own = file(before, before.replace('one()', 'uno()'));
    const finding = findingAt(3);
    const other = await run(staysInScope, { finding, files: [own, file('a', 'b', 'src/b.js')] });
    assert.equal(other.outcome, 'warn');
    assert.match(other.detail, /src\/b\.js/);
    const missing = await run(staysInScope, { finding, files: [file('a', 'b', 'src/b.js')] });
    assert.match(missing.detail, /own file, src\/a\.js, does not change/);
    const many = before.replace('one();', 'one();\n'.repeat(40));
    assert.match(await check(many), /^warn/);
  });

  it('does not run for dependencies, without a line, and without a parser', async () => {
    const files = [file('a', 'b')];
    assert.equal(await outcome(staysInScope, { finding: dependencyFinding, files }), 'not-run');
    assert.equal(await outcome(staysInScope, { files }), 'not-run');
    const nowhere = findingAt(0, { location: { path: 'src/a.js' } });
    assert.equal(await outcome(staysInScope, { finding: nowhere, files }), 'not-run');
    const ruby = findingAt(0, { location: { ...findingAt(0).location, path: 'a.rb' } });
    const subject = { finding: ruby, files: [file('a', 'b', 'a.rb')] };
    assert.equal(await outcome(staysInScope, subject), 'not-run');
  });
});
