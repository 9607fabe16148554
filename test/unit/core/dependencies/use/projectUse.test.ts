import assert from 'node:assert/strict';
import { collectUse } from '../../../../../src/core/dependencies/use/projectUse';
import type {
  AskedPackage,
  PackageUse,
  ProjectUse,
} from '../../../../../src/core/dependencies/use/usage';
import { testSyntax } from '../../../grammars';

async function useOf(
  files: Readonly<Record<string, string>>,
  ...packages: readonly (string | AskedPackage)[]
): Promise<ProjectUse> {
  const asked = packages.map((one) => (typeof one === 'string' ? { name: one } : one));
  const collector = collectUse(asked, await testSyntax());
  for (const [path, text] of Object.entries(files)) await collector.add({ path, text });
  return collector.result();
}

async function oneUse(text: string, path = 'a.js', name = 'es'): Promise<PackageUse> {
  const use = (await useOf({ [path]: text }, name)).packages.get(name);
  assert.ok(use);
  return use;
}

function namesOf({ names }: PackageUse): readonly string[] {
  return [...names.keys()].sort();
}

describe('use of a package', () => {
  const forms: readonly (readonly [string, string, string])[] = [
    ['require and members', "const e = require('es'); e.map(1); e['split']()", 'map split'],
    ['destructuring', "const { map, split: s, ...rest } = require('es')", 'map split'],
    ['a member at once', "require('es').map(1)", 'map'],
    ['an alias', "var e = require('es'); var f = e; f.map()", 'map'],
    ['named imports', "import { map, split as s } from 'es'; map(s)", 'map split'],
    ['a default import', "import e from 'es'; e.map()", 'map'],
    ['a namespace', "import * as e from 'es'; e.map()", 'map'],
    [
      'a dynamic import',
      "async function f() { const { map } = await import('es'); (await import('es')).split() }",
      'map split',
    ],
    ['a promise', "import('es').then((e) => e.map())", 'map'],
    ['a re-export', "export { map } from 'es'", 'map'],
    ['what compilers write', "var es_1 = require('es'); es_1.default.map()", 'map'],
  ];
  for (const [what, text, names] of forms) {
    it(`is seen with the names that are taken, by ${what}`, async () => {
      const use = await oneUse(text);
      assert.equal(use.verdict, 'used');
      assert.deepEqual(namesOf(use), names.split(' '));
    });
  }

  it('says on which line a name is called', async () => {
    const use = await oneUse("var e = require('es');\n\npipe(\n  e.flatmap(x));", 'lib/pipe.js');
    assert.deepEqual(use.names.get('flatmap'), [{ path: 'lib/pipe.js', line: 3, isCall: true }]);
  });

  it('tells calls of the module itself from those of its names', async () => {
    const use = await oneUse("import e from 'es';\ne();\nnew e();\ne.call(null)");
    assert.deepEqual(
      [use.called, use.constructed].map((all) => all.map(({ line }) => line)),
      [[1, 3], [2]],
    );
    assert.equal(use.names.size, 0);
  });

  it('says where it is handed on as a whole', async () => {
    for (const text of [
      "module.exports = require('es')",
      "f(require('es'))",
      "const e = require('es'); e[name]()",
      "export * from 'es'",
      "import * as e from 'es'; export { e }",
    ]) {
      assert.equal((await oneUse(text)).escapes.length, 1, text);
    }
  });

  it('is not taken from a name that means something else', async () => {
    const use = await oneUse("const e = require('es'); function f(e) { e.other() } e.map()");
    assert.deepEqual(namesOf(use), ['map']);
  });

  it('is of types alone where they are all that is left when the code runs', async () => {
    for (const text of [
      "import type { A } from 'es'; let a: A",
      "import { A } from 'es'; let a: A",
      "import { type A } from 'es'",
      "export type { A } from 'es'",
    ]) {
      assert.equal((await oneUse(text, 'a.ts')).verdict, 'types', text);
    }
    assert.equal((await oneUse("import { A } from 'es'; new A()", 'a.ts')).verdict, 'used');
    assert.equal((await oneUse("import 'es'", 'a.ts')).verdict, 'used');
  });

  it('is not seen in comments, in other packages and in longer texts', async () => {
    for (const text of [
      "// require('es')",
      "/* import 'es' */",
      "require('es-other')",
      "require('./es')",
      "log('es is fine')",
    ]) {
      const use = await oneUse(text);
      assert.equal(use.verdict, 'not-seen', text);
      assert.match(use.text, /was not seen in the 1 files/);
    }
  });

  it('is counted where a library may load it by its name', async () => {
    const use = await oneUse("app.set('view engine', 'pug')", 'app.js', 'pug');
    assert.deepEqual(
      use.mentions.map(({ kind }) => kind),
      ['named'],
    );
    assert.equal(use.verdict, 'used');
  });

  it('of one of its files says which', async () => {
    const use = await oneUse("require('es/lib/map')()");
    assert.deepEqual(
      use.mentions.map(({ subpath }) => subpath),
      ['lib/map'],
    );
    assert.equal(use.called.length, 0);
  });

  it('by a scope is not that of its neighbours', async () => {
    const { packages } = await useOf(
      { 'a.js': "require('@s/a/x'); require('b')" },
      '@s/a',
      '@s/b',
      'b',
    );
    assert.deepEqual(
      [...packages.values()].map(({ verdict }) => verdict),
      ['used', 'not-seen', 'used'],
    );
  });

  it('is seen in the configuration of tools, also by short names', async () => {
    const files = {
      '.eslintrc.json': '{ "extends": ["airbnb", "plugin:react/recommended"] }',
      'babel.config.js': "module.exports = { presets: ['@babel/env'] }",
      'package.json': JSON.stringify({
        jest: { testEnvironment: 'jsdom' },
        dependencies: { left: '1' },
        scripts: { test: 'cross-env A=1 mocha -r ts-node/register' },
      }),
      'tsconfig.json': '{ "compilerOptions": { "types": ["mocha"] } }',
      'site.css': "@import '~normalize.css/normalize';",
      'page.html': '<script src="/node_modules/jquery/dist/jquery.js"></script>',
      Dockerfile: 'RUN npx serve-it .',
    };
    const seen = [
      'eslint-config-airbnb',
      'eslint-plugin-react',
      '@babel/preset-env',
      'jest-environment-jsdom',
      'mocha',
      'cross-env',
      'ts-node',
      '@types/mocha',
      'normalize.css',
      'jquery',
    ];
    const { packages } = await useOf(
      files,
      ...seen,
      { name: 'server', bins: ['serve-it'] },
      'left',
      'unseen',
    );
    const missing = [...packages.values()].filter(({ verdict }) => verdict === 'not-seen');
    assert.deepEqual(
      missing.map((one) => one.package),
      ['left', 'unseen'],
    );
    assert.equal(packages.get('server')?.mentions[0]?.command, 'serve-it');
  });

  it('by a computed name is a thing that is not known', async () => {
    const { computed } = await useOf(
      { 'a.js': "require(name);\nrequire('./' + x); require(path.join(a, b)); import(`./x/${y}`)" },
      'es',
    );
    assert.deepEqual(computed, [{ path: 'a.js', line: 0 }]);
  });

  it('of what guards the application is never a reason to remove it', async () => {
    const { packages } = await useOf(
      { 'a.js': "// app.use(require('helmet')())" },
      'helmet',
      'csurf',
      'my-auth-layer',
      'left-pad',
    );
    assert.deepEqual(
      [...packages.values()].map(({ protects }) => protects),
      [true, true, true, false],
    );
    assert.match(packages.get('helmet')?.text ?? '', /not to be removed/);
  });

  it('is answered for names that objects have', async () => {
    const { packages } = await useOf(
      { 'a.js': "require('__proto__'); require('constructor')" },
      '__proto__',
      'constructor',
      'toString',
    );
    assert.deepEqual(
      [...packages.values()].map(({ verdict }) => verdict),
      ['used', 'used', 'not-seen'],
    );
  });

  it('does not parse files that name none of the packages', async () => {
    const { parsed, searched } = await useOf(
      { 'a.js': "require('x')", 'b.js': "require('es')" },
      'es',
    );
    assert.deepEqual([parsed, searched], [1, 2]);
  });

  it('goes on after a file that cannot be parsed', async () => {
    const { problems, packages } = await useOf(
      { 'a.js': `require('es')${'['.repeat(5000)}${']'.repeat(5000)}`, 'b.js': "require('es')" },
      'es',
    );
    assert.equal(problems.length, 1);
    assert.equal(packages.get('es')?.verdict, 'used');
  });
});
