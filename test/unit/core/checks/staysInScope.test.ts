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
  });

  it('passes what a fix needs beside the function', async () => {
    const helper = `${before}\nfunction h() {\n  return 1;\n}\n`;
    assert.equal(await check(helper.replace('one()', 'h()')), 'pass');
    const list = before.replace('\nfunction f', "\nconst allowed = new Set(['x']);\n\nfunction f");
    assert.equal(await check(list.replace('one()', 'allowed.has(x)')), 'pass');
    const value = `const rounds = 1;\n${before.replace('one()', 'one(rounds)')}`;
    const more = value.replace('rounds = 1', 'rounds = 12');
    const finding = findingAt(4);
    assert.equal(await outcome(staysInScope, { finding, files: [file(value, more)] }), 'pass');
    const unused = `const other = 1;\n${before}`;
    const files = [file(unused, unused.replace('other = 1', 'other = 2'))];
    assert.equal(await outcome(staysInScope, { finding, files }), 'warn 1');
  });

  it('takes a class as a whole, and a large one by its methods', async () => {
    const small = 'class A {\n  f() {\n    one();\n  }\n\n  g() {\n    two();\n  }\n}\n';
    const inClass = (text: string, after: string) =>
      outcome(staysInScope, { finding: findingAt(2), files: [file(text, after)] });
    assert.equal(await inClass(small, small.replace('two()', 'due()')), 'pass');
    const large = small.replace('  g()', `  h() {\n${'    more();\n'.repeat(150)}  }\n\n  g()`);
    assert.match(await inClass(large, large.replace('two()', 'due()')), /^warn/);
    assert.equal(await inClass(large, large.replace('one()', 'uno()')), 'pass');
  });

  it('knows functions, imports and values of Python', async () => {
    const text =
      'import os\n\nLIMIT = 1\n\ndef f(a):\n    os.system(a)\n\ndef g():\n    return 2\n';
    const at = (after: string) => {
      const location = { ...findingAt(5).location, path: 'a.py' };
      const finding = findingAt(5, { location });
      return outcome(staysInScope, { finding, files: [file(text, after, 'a.py')] });
    };
    const fixed = text.replace('os.system(a)', 'subprocess.run(["x", a])');
    assert.equal(await at(fixed.replace('import os', 'import subprocess')), 'pass');
    assert.equal(await at(fixed.replace('def f', 'def h():\n    return 1\n\ndef f')), 'pass');
    assert.equal(await at(fixed.replace('return 2', 'return 3')), 'warn 9');
  });

  it('counts the steps of the data flow as places of the finding', async () => {
    const region = { start: { line: 8, character: 0 }, end: { line: 8, character: 3 } };
    const codeFlows = [
      [
        { path: 'src/a.js', region },
        { path: 'src/b.js', region },
      ],
    ];
    const finding = findingAt(3, { codeFlows });
    const own = file(before, before.replace('three()', 'tre()'));
    assert.equal(await outcome(staysInScope, { finding, files: [own] }), 'pass');
    const both = [own, file('a', 'b', 'src/b.js')];
    assert.equal(await outcome(staysInScope, { finding, files: both }), 'pass');
    const third = [own, file('a', 'b', 'src/c.js')];
    assert.match(await outcome(staysInScope, { finding, files: third }), /^warn/);
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

  it('speaks of files that come and go, and lets tests come along', async () => {
    const own = file(before, before.replace('one()', 'uno()'));
    const finding = findingAt(3);
    const came = { ...file('', 'x', 'src/new.js'), status: 'created' } as const;
    const detail = async (...more: ReturnType<typeof file>[]) =>
      (await run(staysInScope, { finding, files: [own, ...more] })).detail;
    assert.match(await detail(came), /New files come: src\/new\.js/);
    const left = { ...file('x', '', 'src/old.js'), status: 'deleted' } as const;
    assert.match(await detail(left), /Files go: src\/old\.js/);
    const test = file('', 'it("x")', 'test/a.test.js');
    assert.equal(await outcome(staysInScope, { finding, files: [own, test] }), 'pass');
  });

  it('says when a change is far too large', async () => {
    const many = before.replace('one();', 'one();\n'.repeat(140));
    const { detail } = await run(staysInScope, {
      finding: findingAt(3),
      files: [file(before, many)],
    });
    assert.match(detail, /smaller fix/);
  });

  it('looks at size and files where there is no place in the code', async () => {
    const files = [file('a', 'b')];
    assert.equal(await outcome(staysInScope, { finding: dependencyFinding, files }), 'pass');
    assert.equal(await outcome(staysInScope, { files }), 'pass');
    const many = [file('a', 'b\n'.repeat(31))];
    assert.equal(await outcome(staysInScope, { files: many }), 'warn');
    assert.equal(await outcome(staysInScope, { files: [file('', 'b', 'src/n.js')] }), 'warn');
  });

  it('does not run without a line and without a parser', async () => {
    const files = [file('a', 'b')];
    const nowhere = findingAt(0, { location: { path: 'src/a.js' } });
    assert.equal(await outcome(staysInScope, { finding: nowhere, files }), 'not-run');
    const ruby = findingAt(0, { location: { ...findingAt(0).location, path: 'a.rb' } });
    const subject = { finding: ruby, files: [file('a', 'b', 'a.rb')] };
    assert.equal(await outcome(staysInScope, subject), 'not-run');
  });
});
