import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { dependencies } from '../../../../src/core/checks/dependencies';
import type { CheckAnswer, SubjectFile } from '../../../../src/core/evidence';
import { checkPorts, dependencyFinding, file } from './subject';

type Tree = Readonly<Record<string, string>>;

const manifest = JSON.stringify({
  name: 'shop',
  dependencies: { express: '^4.18.0', '@scope/kit': '1.0.0' },
  devDependencies: { mocha: '^10.0.0', '@types/ws': '8.0.0' },
  imports: { '#db': './src/db.js' },
});
const lock = JSON.stringify({
  packages: {
    'node_modules/express': { version: '4.18.0' },
    'node_modules/qs': { version: '6.0.0' },
  },
});
const shop: Tree = {
  'package.json': manifest,
  'package-lock.json': lock,
  'src/b.ts': '',
  'lib/i/index.js': '',
};

async function answer(files: readonly SubjectFile[], tree: Tree): Promise<CheckAnswer> {
  const read = (path: string) => {
    const text = tree[path];
    return Promise.resolve(text === undefined ? undefined : new TextEncoder().encode(text));
  };
  return dependencies.run({ files }, { ...checkPorts, read });
}

async function imported(
  line: string,
  tree: Tree = shop,
  path = 'src/a.ts',
  before = '',
): Promise<string> {
  const { outcome } = await answer([file(before, `${before}${line}\n`, path)], tree);
  return outcome;
}

async function changed(path: string, before: string, after: string): Promise<string> {
  const { outcome, detail } = await answer([file(before, after, path)], {});
  return `${outcome}: ${detail}`;
}

describe('the check of dependencies', () => {
  it('finds modules of Node, files, declared packages and aliases', async () => {
    const fine = [
      "import fs from 'node:fs';",
      "import { readFile } from 'fs/promises';",
      "import { test } from 'node:test';",
      "import b from './b';",
      "import b from './b.js';",
      "const i = require('../lib/i');",
      "import express from 'express';",
      "import r from 'express/lib/router';",
      "import kit from '@scope/kit/deep';",
      "import { a } from 'shop';",
      "import db from '#db';",
      "import type { Server } from 'ws';",
      "// import x from 'no-such-thing-at-all';",
      'const text = "import x from \'no-such-thing-at-all\'";',
      "import x from '@/components/x';",
      'await import(`./${name}`);',
    ];
    for (const line of fine) assert.equal(await imported(line), 'pass', line);
  });

  it('fails on what is nowhere', async () => {
    const wrong = [
      "import x from 'no-such-thing-at-all';",
      "const x = require('secure-html-escaper');",
      "const x = await import('sql-safe-binder');",
      "export { x } from 'no-such-thing-at-all';",
      "import fs from 'node:filesystem';",
      "import c from './c';",
      "import x from '#cache';",
      "import {\n  x,\n} from 'no-such-thing-at-all';",
      "import x = require('no-such-thing-at-all');",
      "import e from 'expresss';",
    ];
    for (const line of wrong) assert.equal(await imported(line), 'fail', line);
  });

  it('says which popular package a name looks like, and the line', async () => {
    const files = [file('', "a();\nimport e from 'expresss';\n", 'src/a.ts')];
    const { detail, lines } = await answer(files, shop);
    assert.match(detail, /^No manifest names expresss and looks like express, at src\/a\.ts:2\.$/);
    assert.deepEqual(lines, [{ path: 'src/a.ts', line: 1 }]);
  });

  it('warns of packages that are there by chance or for development', async () => {
    assert.equal(await imported("import qs from 'qs';"), 'warn');
    assert.equal(await imported("import m from 'mocha';"), 'warn');
    assert.equal(await imported("import m from 'mocha';", shop, 'test/a.test.ts'), 'pass');
    assert.equal(await imported("import a from 'https://cdn.example/a.js';"), 'warn');
    assert.equal(
      await imported("import u from '@scope/other';", { 'package.json': '{"name":"@scope/app"}' }),
      'warn',
    );
    assert.equal(await imported("try { require('no-such-thing-at-all'); } catch {}"), 'warn');
  });

  it('fails no fix where the files given tell too little', async () => {
    assert.equal(await imported("import x from 'helmet';", {}), 'not-run');
    assert.equal(await imported("import x from './helpers';", {}), 'not-run');
    assert.equal(await imported("import x from 'helmett';", {}), 'warn');
    const before = "import y from 'lost-package';\nimport z from './lost';\n";
    assert.equal(
      await imported("import x from 'no-such-thing';", shop, 'src/a.ts', before),
      'warn',
    );
    assert.equal(await imported("import x from './c';", shop, 'src/a.ts', before), 'warn');
    assert.equal(
      await imported("import y from 'lost-package'; y();", shop, 'src/a.ts', before),
      'pass',
    );
  });

  it('looks in manifests above, in other files of the change, and in aliases', async () => {
    const tree = { ...shop, 'packages/p/package.json': '{"dependencies":{"zod":"1.0.0"}}' };
    assert.equal(
      await imported("import z from 'zod'; import e from 'express';", tree, 'packages/p/a.ts'),
      'pass',
    );
    const files = [
      file('', "import n from './fresh';\nimport h from 'helmet';\n", 'src/a.ts'),
      { ...file('', 'x', 'src/fresh.ts'), status: 'created' as const },
      file('{}', '{"dependencies":{"helmet":"^7.0.0"}}', 'package.json'),
    ];
    const { outcome, detail } = await answer(files, {});
    assert.equal(outcome, 'warn');
    assert.match(detail, /^helmet \^7\.0\.0 is a new dependency, .*No registry was asked/);
    const aliased = {
      ...shop,
      'tsconfig.json': '{"extends":"./base.json"}',
      'base.json': '{"compilerOptions":{"paths":{"app/*":["./src/*"]}}}',
    };
    assert.equal(await imported("import b from 'app/b';", aliased), 'pass');
    assert.equal(await imported("import b from 'app/none';", aliased), 'warn');
  });

  it('knows where modules of Python come from', async () => {
    const tree: Tree = {
      'requirements.txt': 'Flask==2.0\nPyYAML>=6\n',
      'app/util.py': '',
      'app/__init__.py': '',
    };
    const py = (line: string, before = '') => imported(line, tree, 'app/a.py', before);
    const fine = [
      'import os.path, json as j',
      'import yaml',
      'from flask import Flask',
      'from markupsafe import escape',
      'from werkzeug.utils import secure_filename',
      'from . import util',
      'from .util import x',
      'from app.util import x',
      'import util',
      '# import no_such_thing',
      'text = "import no_such_thing"',
    ];
    for (const line of fine) assert.equal(await py(line), 'pass', line);
    const wrong = [
      'import no_such_thing',
      'from safe_yaml_plus import load',
      'from .lost import x',
      'import importlib\nimportlib.import_module("no_such_thing")',
      'import os, no_such_thing',
    ];
    for (const line of wrong) assert.equal(await py(line), 'fail', line);
    assert.equal(await py('try:\n    import no_such_thing\nexcept ImportError:\n    pass'), 'warn');
    assert.equal(await py('import no_such_thing', 'import other_thing\n'), 'warn');
    assert.equal(await imported('import bleach', {}, 'a.py'), 'not-run');
    assert.equal(await imported('import requets', {}, 'a.py'), 'warn');
  });

  it('names what a changed package.json asks for', async () => {
    const from = (deps: object, more: object = {}) =>
      JSON.stringify({ dependencies: deps, ...more }, null, 2);
    const old = from({ lodash: '4.17.15' });
    assert.match(
      await changed('package.json', old, from({ lodash: '4.17.21' })),
      /^pass: .*lodash goes from 4\.17\.15 to 4\.17\.21/,
    );
    assert.match(
      await changed('package.json', old, from({ lodash: '4.17.15', helmet: '^7' })),
      /^warn: helmet \^7 is a new dependency, at package\.json:4/,
    );
    assert.match(
      await changed('package.json', old, from({ lodash: '4.17.15', crossenv: '1.0.0' })),
      /^fail: The new package crossenv looks like cross-env/,
    );
    for (const range of [
      '*',
      'latest',
      'git+https://a.example/x.git',
      'https://a.example/x.tgz',
      'file:../x',
      'npm:other@1.0.0',
      'someone/x#main',
    ]) {
      assert.match(
        await changed('package.json', old, from({ lodash: range })),
        /^warn: lodash /,
        range,
      );
    }
    const scripted = from({ lodash: '4.17.15' }, { scripts: { postinstall: 'node x.js' } });
    assert.match(
      await changed('package.json', old, scripted),
      /^warn: The script postinstall is new, and runs whenever/,
    );
    assert.match(await changed('package.json', '{ "a": ', '}}}'), /^pass/);
  });

  it('names what changed manifests of Python ask for', async () => {
    assert.match(
      await changed('requirements.txt', 'flask==2.0\n', 'flask==2.3\n'),
      /^pass: .*flask goes from ==2\.0 to ==2\.3/,
    );
    assert.match(
      await changed('requirements.txt', 'flask==2.0\n', 'flask==2.0\ndefusedxml==0.7\n'),
      /^warn: defusedxml ==0\.7 is a new dependency, at requirements\.txt:2/,
    );
    assert.match(
      await changed('requirements.txt', '', 'reqeusts==2.0\n'),
      /^fail: The new package reqeusts looks like requests/,
    );
    assert.match(
      await changed('requirements.txt', 'a==1\n', '--extra-index-url https://x.example\na==1\n'),
      /^warn: Packages come from another place/,
    );
    assert.match(
      await changed('requirements.txt', '', 'git+https://x.example/foo.git#egg=foo\n'),
      /^warn: foo comes from an address/,
    );
    const project = (list: string) =>
      `[project]\nname = "x"\ndependencies = [\n${list}]\n[tool.poetry.dependencies]\npython = "^3.9"\n`;
    assert.match(
      await changed('pyproject.toml', project(''), project('  "bleach>=6",\n')),
      /^warn: bleach >=6 is a new dependency, at pyproject\.toml:4/,
    );
    assert.match(
      await changed('pyproject.toml', project(''), `${project('')}bleach = "^6"\n`),
      /^warn: bleach \^6 is a new/,
    );
    assert.match(
      await changed('Pipfile', '[packages]\n', '[packages]\nbleach = "*"\n'),
      /^warn: bleach/,
    );
    assert.match(
      await changed(
        'setup.py',
        'setup(install_requires=["a"])\n',
        'setup(install_requires=["a", "bleach"])\n',
      ),
      /^warn: bleach/,
    );
  });

  it('fails on lockfiles that point elsewhere or change a hash', async () => {
    const npm = (entries: object) =>
      JSON.stringify({ lockfileVersion: 3, packages: entries }, null, 1);
    const entry = (
      host = 'packages.example',
      integrity: string | undefined = 'sha512-AAA',
      more: object = {},
    ) => ({ version: '1.0.0', resolved: `https://${host}/x.tgz`, integrity, ...more });
    const all = { 'node_modules/a': entry(), 'node_modules/b': entry(), 'node_modules/c': entry() };
    const to = (more: object) => changed('package-lock.json', npm(all), npm({ ...all, ...more }));
    assert.match(await to({ 'node_modules/d': entry() }), /^pass: .*Newly installed: d/);
    assert.match(
      await to({ 'node_modules/d': entry('evil.example') }),
      /^fail: d 1\.0\.0 comes from https:\/\/evil\.example, unlike all others/,
    );
    assert.match(
      await to({ 'node_modules/a': entry('packages.example', 'sha512-BBB') }),
      /^fail: The hash of a 1\.0\.0 changes/,
    );
    assert.match(
      await to({ 'node_modules/a': { ...entry(), integrity: undefined } }),
      /^fail: The hash of a 1\.0\.0 goes away/,
    );
    assert.match(
      await to({ 'node_modules/d': entry(undefined, undefined, { hasInstallScript: true }) }),
      /runs a script/,
    );
    const yarn = (hash: string, host = 'packages.example') =>
      `a@^1.0.0:\n  version "1.0.0"\n  resolved "https://${host}/a.tgz"\n  integrity ${hash}\n\nb@^1.0.0:\n  version "1.0.0"\n  resolved "https://packages.example/b.tgz"\n  integrity sha512-C\n`;
    assert.match(
      await changed('yarn.lock', yarn('sha512-A'), yarn('sha512-B')),
      /^fail: The hash of a 1\.0\.0 changes/,
    );
    const pnpm = (hash: string) =>
      `packages:\n\n  a@1.0.0:\n    resolution: {integrity: ${hash}}\n`;
    assert.match(
      await changed('pnpm-lock.yaml', pnpm('sha512-A'), pnpm('sha512-B')),
      /^fail: The hash of a 1\.0\.0 changes/,
    );
  });

  it('compares versions with what scanners have said', async () => {
    const files = [
      file(
        '{"dependencies":{"lodash":"1.0.0"}}',
        '{"dependencies":{"lodash":"4.17.20"}}',
        'package.json',
      ),
    ];
    const ports = { ...checkPorts, dependencyFindings: () => Promise.resolve([dependencyFinding]) };
    const { outcome, detail } = await dependencies.run({ files }, ports);
    assert.deepEqual([outcome, /open to GHSA-1/.test(detail)], ['fail', true]);
    const fixed = [file('{}', '{"dependencies":{"lodash":"4.17.21"}}', 'package.json')];
    assert.equal((await dependencies.run({ files: fixed }, ports)).outcome, 'warn');
  });

  it('reads any import of an unknown package, however it is written', async () => {
    const name = fc.stringMatching(/^zz[a-z]{4,12}-[a-z]{3,8}$/);
    const form = fc.constantFrom(
      (one: string) => `import x from '${one}';`,
      (one: string) => `import { a as b } from "${one}/deep"`,
      (one: string) => `import '${one}';`,
      (one: string) => `const { x } = require( '${one}' );`,
      (one: string) => `const x = await import(/* note */ \`${one}\`);`,
      (one: string) => `export * from '${one}';`,
    );
    await fc.assert(
      fc.asyncProperty(name, form, async (one, write) => {
        assert.equal(await imported(write(one)), 'fail', write(one));
      }),
      { numRuns: 60 },
    );
  });

  it('never throws on broken manifests and lockfiles', async () => {
    const paths = fc.constantFrom(
      'package.json',
      'package-lock.json',
      'yarn.lock',
      'pnpm-lock.yaml',
      'requirements.txt',
      'pyproject.toml',
      'setup.cfg',
    );
    const text = fc.oneof(
      fc.string(),
      fc.json(),
      fc
        .array(
          fc.constantFrom(
            '[',
            ']',
            '"a"',
            ':',
            '{',
            '}',
            '==',
            'a',
            '\n',
            'dependencies',
            ' = ',
            ',',
          ),
        )
        .map((all) => all.join('')),
    );
    await fc.assert(
      fc.asyncProperty(paths, text, text, async (path, before, after) => {
        assert.match(await changed(path, before, after), /^(?:pass|warn|fail|not-run): .*\.$/s);
      }),
    );
  });

  it('stays quick on hostile text', async () => {
    const start = performance.now();
    await changed('requirements.txt', '', `${'a'.repeat(1900)}\n`.repeat(200));
    await changed('src/a.js', '', `${'import '.repeat(20_000)}\n${"from '".repeat(20_000)}`);
    await changed('setup.py', '', 'install_requires=['.repeat(5000));
    assert.ok(performance.now() - start < 2000);
  });
});
