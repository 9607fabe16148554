import assert from 'node:assert/strict';
import { undefinedNames } from '../../../../src/core/checks/undefinedNames';
import { file, outcome, run } from './subject';

const check = (before: string, after: string, path = 'src/a.js') =>
  outcome(undefinedNames, { files: [file(before, after, path)] });

const tool = `const { execSync } = require('child_process');
const clean = (text) => text.trim();

function log(name) {
  return execSync('git log ' + clean(name));
}
module.exports = { log };
`;
const view = `from flask import request, send_file


def lead(path):
    return path.strip("/")


def download():
    return send_file(lead(request.args["path"]))
`;

describe('the check that names are defined', () => {
  it('fails where an import goes and its name is still used', async () => {
    assert.equal(await check(tool, tool.replace('{ execSync }', '{ execFileSync }')), 'fail 5');
    assert.equal(
      await check(view, view.replace('import request, send_file', 'import request, abort'), 'a.py'),
      'fail 9',
    );
    const { detail } = await run(undefinedNames, {
      files: [file(tool, tool.replace('{ execSync }', '{ execFileSync }'))],
    });
    assert.match(detail, /^execSync is still used at src\/a\.js:5,/);
  });

  it('fails where a helper goes or gets another name and is still called', async () => {
    assert.equal(await check(tool, tool.replace(/^const clean.*\n/m, '')), 'fail 4');
    assert.equal(await check(view, view.replace('def lead', 'def leading'), 'a.py'), 'fail 9');
    const shorthand = 'const a = 1;\nconst b = 2;\nmodule.exports = { a, b };\n';
    assert.equal(await check(shorthand, shorthand.replace('const b = 2;\n', '')), 'fail 2');
  });

  it('warns of a new call of what nothing defines', async () => {
    assert.equal(await check(tool, tool.replace('clean(name)', 'shellEscape(name)')), 'warn 5');
    assert.equal(await check(tool, tool.replace('clean(name)', 'shell.quote(name)')), 'warn 5');
    assert.equal(await check(view, view.replace('lead(req', 'safe_join(req'), 'a.py'), 'warn 9');
  });

  it('passes what is defined somewhere, in whatever way', async () => {
    const uses = [
      ['const old = 1;', 'import fresh, { b as c } from "x";\nfresh(c());'],
      ['old();', 'for (const one of list) one();\nfunction list() {}\nmodule.exports = list;'],
      ['const old = 1;\nx();', 'const { a: { b = 1 }, ...rest } = x();\nb(rest());'],
      ['let q;', 'import z from "z";\ntry { z(); } catch (problem) { problem(); }'],
      ['const status = 1;\nuse(status);', 'use(status);'],
      ['const probe = 1;\nuse(probe);', "if (typeof probe !== 'undefined') use(probe);"],
      ['const size = 1;\nuse(a.size);', 'use(a.size, { size: 2 });'],
    ] as const;
    for (const [before, after] of uses) assert.equal(await check(before, after), 'pass', after);
    const python = [
      ['import os', 'import os.path as p\np.join("a")'],
      ['a = 1', 'with open("x") as handle:\n    handle.read()'],
      ['a = 1', 'x = [call() for call in range(3)]'],
      ['a = 1', 'first, (second, *rest) = 1, (2, 3)\nsecond()\nrest()'],
      [
        'a = 1',
        'def f(one, *two, three=None, **four):\n    one()\n    two()\n    three()\n    four()',
      ],
      ['a = 1', 'try:\n    pass\nexcept ValueError as error:\n    error()'],
      ['from m import helper\nhelper()', 'from m import *\nhelper()'],
      ['size = 1\nf(size=size)', 'f(size=2)'],
    ] as const;
    for (const [before, after] of python) {
      assert.equal(await check(before, after, 'a.py'), 'pass', after);
    }
  });

  it('knows what languages, hosts and other scripts define', async () => {
    assert.equal(await check(tool, tool.replace('clean(name)', 'encodeURI(name)')), 'pass');
    assert.equal(await check(view, view.replace('lead(req', 'str(req'), 'a.py'), 'pass');
    assert.equal(await check('go();\n', 'otherScript();\n'), 'pass');
  });

  it('only warns where another file of the change has the name now', async () => {
    const files = [
      file('function help() {}\nhelp();\n', 'help();\n', 'a.js'),
      file('', 'function help() {}\n', 'b.js'),
    ];
    assert.equal(await outcome(undefinedNames, { files }), 'warn 1');
  });

  it('does not run on what does not parse', async () => {
    assert.equal(await check(tool, `${tool}function (`), 'not-run');
    assert.equal(await check('a', 'b', 'a.txt'), 'not-run');
  });
});
