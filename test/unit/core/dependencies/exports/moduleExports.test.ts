import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readModuleExports } from '../../../../../src/core/dependencies/exports/moduleExports';
import { testSyntax } from '../../../grammars';
import { archive, exportsOf, sorted } from '../archives';

describe('exported names of a package', () => {
  const complete: readonly (readonly [string, Record<string, string>, string, string])[] = [
    ['single names', { 'index.js': 'exports.a = 1; module.exports.b = 2;' }, 'a b', 'object'],
    [
      'an alias of exports',
      { 'index.js': 'var x = 1, es = exports; es.a = x; es.b = x' },
      'a b',
      'object',
    ],
    [
      'an object',
      { 'index.js': "const b = 1; module.exports = { a() {}, b, 'c-d': 2 }" },
      'a b c-d',
      'object',
    ],
    [
      'a function with properties',
      { 'index.js': 'function f() {} f.a = 1; f.b = f; module.exports = f' },
      'a b',
      'function',
    ],
    ['a function alone', { 'index.js': 'module.exports = () => 1' }, '', 'function'],
    [
      'a class with static members',
      { 'index.js': 'module.exports = class A { static a = 1; static b() {} c() {} }' },
      'a b',
      'class',
    ],
    [
      'a chain',
      { 'index.js': 'module.exports = f.a = f.b = f; function f() {}' },
      'a b',
      'function',
    ],
    [
      'exports that go on after an assignment',
      { 'index.js': 'exports = module.exports = f; function f() {} exports.a = 1' },
      'a',
      'function',
    ],
    [
      'exports that were left behind',
      { 'index.js': 'exports.gone = 1; module.exports = { a: 1 }' },
      'a',
      'object',
    ],
    [
      'another file',
      { 'index.js': "module.exports = require('./lib')", 'lib/index.js': 'exports.a = 1' },
      'a',
      'object',
    ],
    [
      'Object.assign',
      { 'index.js': "Object.assign(exports, require('./a'), { b: 1 })", 'a.js': 'exports.a = 1' },
      'a b',
      'object',
    ],
    [
      'a spread',
      { 'index.js': "module.exports = { ...require('./a'), b: 1 }", 'a.js': 'exports.a = 1' },
      'a b',
      'object',
    ],
    [
      'defined getters',
      {
        'index.js':
          "Object.defineProperty(exports, '__esModule', { value: true }); Object.defineProperty(exports, 'a', { get: function () { return 1 } })",
      },
      'a',
      'object',
    ],
    [
      'getters of old',
      { 'index.js': "exports.__defineGetter__('a', function () { return 1 })" },
      'a',
      'object',
    ],
    [
      'a local function that is named as one that copies',
      {
        'index.js':
          'function mixin(o) { return f } function f() {} f.a = 1; module.exports = mixin({ b: 1 })',
      },
      'a',
      'function',
    ],
    [
      'what TypeScript writes',
      {
        'index.js':
          "__exportStar(require('./a'), exports); function __exportStar(m, exports) { for (var p in m) exports[p] = m[p] }",
        'a.js': 'exports.a = 1; exports.default = 2',
      },
      'a',
      'object',
    ],
    [
      'what old TypeScript writes',
      {
        'index.js':
          "function __export(m) { for (var p in m) if (!exports.hasOwnProperty(p)) exports[p] = m[p]; } __export(require('./a'))",
        'a.js': 'exports.a = 1',
      },
      'a',
      'object',
    ],
    [
      'what Babel writes',
      {
        'index.js':
          "var _a = require('./a'); Object.keys(_a).forEach(function (key) { if (key === 'default') return; Object.defineProperty(exports, key, { get: function () { return _a[key] } }) })",
        'a.js': 'exports.a = 1; exports.default = 2',
      },
      'a',
      'object',
    ],
    [
      'what esbuild writes',
      {
        'index.js':
          'var x_exports = {}; __export(x_exports, { a: () => a }); module.exports = __toCommonJS(x_exports); var a = 1',
      },
      'a',
      'object',
    ],
    [
      'a wrapper for all worlds',
      {
        'index.js':
          "(function (global, factory) { typeof exports === 'object' ? module.exports = factory() : global.x = factory() })(this, function () { function hooks() {} hooks.a = 1; return hooks })",
      },
      'a',
      'function',
    ],
    [
      'a wrapper that is handed exports',
      {
        'index.js':
          '(function (global, factory) { factory(exports) })(this, function (exports) { exports.a = 1 })',
      },
      'a',
      'object',
    ],
    [
      'names in a list',
      { 'index.js': "['a', 'b'].forEach(function (name) { exports[name] = 1 })" },
      'a b',
      'object',
    ],
    [
      'an instance of a class',
      {
        'index.js':
          'class A { constructor() { this.a = 1 } b() {} } module.exports = new A(); module.exports.c = 1',
      },
      'a c',
      'object',
    ],
    [
      'what a function returns',
      {
        'index.js':
          'var _ = make(); module.exports = _; function make() { function f() {} f.a = 1; return f }',
      },
      'a',
      'function',
    ],
    [
      'modules',
      {
        'package.json': '{"type":"module","exports":"./m.js"}',
        'm.js':
          "export const a = 1, [b] = [2]; export function c() {} export { d as e } from './n.js'; export * from './n.js'; export default 1",
        'n.js': 'export const d = 1; export default 2',
      },
      'a b c d e',
      'object',
    ],
    [
      'modules that re-export in a circle',
      {
        'index.mjs': '',
        'package.json': '{"exports":"./a.mjs"}',
        'a.mjs': "export * from './b.mjs'; export const a = 1",
        'b.mjs': "export * from './a.mjs'; export const b = 1",
      },
      'a b',
      'object',
    ],
    [
      'the entry for require',
      {
        'package.json': '{"type":"module","exports":{".":{"import":"./m.js","require":"./c.cjs"}}}',
        'm.js': 'export const m = 1',
        'c.cjs': 'exports.c = 1',
      },
      'c',
      'object',
    ],
    [
      'a folder with a type of its own',
      {
        'package.json': '{"type":"module","exports":{"require":"./cjs/a.js"}}',
        'cjs/package.json': '{"type":"commonjs"}',
        'cjs/a.js': 'exports.a = 1',
      },
      'a',
      'object',
    ],
    [
      'hostile names',
      { 'index.js': "exports.__proto__ = 1; exports['constructor'] = 2; exports.a = 3" },
      '__proto__ a constructor',
      'object',
    ],
  ];
  for (const [what, files, names, shape] of complete) {
    it(`are read of ${what}`, async () => {
      const read = await exportsOf(files);
      assert.equal(read.reading, 'complete', read.why);
      assert.deepEqual(
        sorted(read.names),
        names.split(' ').filter((one) => one !== ''),
      );
      assert.equal(read.shape, shape);
      assert.equal(read.mayHave('other'), false);
    });
  }

  it('are not empty but unknown where nothing can be seen', async () => {
    for (const text of ['', 'var a = 1', "module.exports = require('elsewhere')", 'throw 1']) {
      const read = await exportsOf({ 'index.js': text });
      assert.equal(read.reading, 'unknown', text);
      assert.ok(read.mayHave('anything'));
      assert.ok(read.why);
    }
  });

  it('may be more where they are computed, but only such as the code has a place for', async () => {
    const read = await exportsOf({
      'index.js':
        "const list = { pluck: 1 }; for (const k of load()) exports[k] = list[k]; exports.a = 'word' + 'End'",
    });
    assert.equal(read.reading, 'incomplete');
    assert.ok(read.mayHave('pluck'));
    assert.ok(read.mayHave('wordStart'), 'it may be put together');
    assert.equal(read.mayHave('collect'), false);
  });

  it('may be any where other packages give them', async () => {
    const read = await exportsOf({
      'index.js': "Object.assign(exports, require('other')); exports.a = 1",
    });
    assert.equal(read.reading, 'incomplete');
    assert.ok(read.mayHave('anything'));
  });

  it('are not those of a file outside the package', async () => {
    for (const main of ['../../etc/passwd', '/etc/passwd', './a/../../b']) {
      const read = await exportsOf({
        'package.json': JSON.stringify({ main }),
        'b.js': 'exports.a = 1',
      });
      assert.equal(read.reading, 'unknown', main);
    }
    const escaping = await exportsOf({ 'index.js': "module.exports = require('../../x')" });
    assert.equal(escaping.reading, 'unknown');
  });

  it('say whether the package can still be required', async () => {
    const text = { 'a.js': 'export const a = 1', 'a.cjs': 'exports.a = 1' };
    const formats = await Promise.all(
      [
        '{"type":"module","main":"a.js"}',
        '{"main":"a.cjs"}',
        '{"exports":{"import":"./a.js","require":"./a.cjs"}}',
      ].map((manifest) => exportsOf({ ...text, 'package.json': manifest })),
    );
    assert.deepEqual(
      formats.map(({ format }) => format),
      ['esm', 'commonjs', 'both'],
    );
  });

  it('are answered for subpaths by the map of exports, else by the files', async () => {
    const mapped = await exportsOf({
      'package.json': '{"exports":{".":"./index.js","./lib/*":"./src/*.js"}}',
      'index.js': 'exports.a = 1',
      'src/a.js': '',
      'b.js': '',
    });
    assert.deepEqual(
      ['lib/a', 'lib/b', 'b', 'b.js'].map((one) => mapped.offers(one)),
      [true, false, false, false],
    );
    const plain = await exportsOf({ 'index.js': 'exports.a = 1', 'lib/a.js': '' });
    assert.deepEqual(
      ['lib/a', 'lib/a.js', 'lib/b'].map((one) => plain.offers(one)),
      [true, true, false],
    );
  });

  it('of type declarations are a list of their own', async () => {
    const read = await exportsOf({
      'index.js': 'exports.a = 1',
      'index.d.ts':
        "export declare function a(): void; export interface B {} export * from './more';",
      'more.d.ts': 'export type C = 1; declare const hidden: 1; export { hidden as D }',
    });
    assert.deepEqual(sorted(read.types ?? []), ['B', 'C', 'D', 'a']);
  });

  it('of code that is made to keep us busy end as unknown, soon', async () => {
    const deep = `module.exports = ${'['.repeat(3000)}${']'.repeat(3000)}`;
    const circle = Object.fromEntries(
      Array.from({ length: 300 }, (_, i) => [
        `f${i}.js`,
        `module.exports = require('./f${(i + 1) % 300}')`,
      ]),
    );
    const mutual = Array.from(
      { length: 400 },
      (_, i) => `var v${i} = Object.assign({}, v${(i + 1) % 400}, v${(i * 7) % 400});`,
    );
    const cases: Record<string, string>[] = [
      { 'index.js': deep },
      { ...circle, 'index.js': "module.exports = require('./f0')" },
      { 'index.js': `${mutual.join('\n')}\nmodule.exports = v0` },
      { 'index.js': `exports.a = 1;//${'x'.repeat(5_000_000)}` },
    ];
    for (const files of cases) assert.notEqual((await exportsOf(files)).reading, 'complete');
  });

  it('of a circle of requires are never complete', async () => {
    const read = await exportsOf({
      'index.js': "exports.a = 1; Object.assign(exports, require('./b'))",
      'b.js': "module.exports = Object.assign({ b: 1 }, require('./index'))",
    });
    assert.ok(read.names.has('a') && read.names.has('b'));
  });

  it('are found for any names, in any of the plain forms', async () => {
    const syntax = await testSyntax();
    const name = fc.stringMatching(/^[a-z][a-zA-Z0-9]{0,8}$/).filter((one) => !reserved.has(one));
    const form = fc.constantFrom(
      (one: string) => `exports.${one} = 1;`,
      (one: string) => `module.exports['${one}'] = function () {};`,
      (one: string) => `Object.defineProperty(exports, "${one}", { value: 1 });`,
      (one: string) => `Object.assign(module.exports, { ${one}: 1 });`,
    );
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.tuple(name, form), { minLength: 1, selector: ([one]) => one }),
        async (parts) => {
          const text = parts.map(([one, write]) => write(one)).join('\n');
          const read = await readModuleExports(archive({ 'index.js': text }), syntax);
          assert.equal(read.reading, 'complete');
          assert.deepEqual(sorted(read.names), sorted(parts.map(([one]) => one)));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('never throw for text of any kind', async () => {
    const syntax = await testSyntax();
    const pieces = fc.array(
      fc.constantFrom(
        'exports',
        'module.exports',
        '.a',
        '=',
        '(',
        ')',
        '{',
        '}',
        'require',
        "'./index'",
        'function f',
        'f',
        ';',
        '...',
        '[',
        ']',
        'class A',
        'extends',
        'new ',
        '=>',
        'this',
        'export ',
        '* from ',
        'default ',
      ),
      { maxLength: 40 },
    );
    await fc.assert(
      fc.asyncProperty(pieces, fc.json(), async (parts, manifest) => {
        const files = archive({ 'index.js': parts.join(' '), 'package.json': manifest });
        const { reading } = await readModuleExports(files, syntax);
        assert.match(reading, /^(complete|incomplete|unknown)$/);
      }),
      { numRuns: 200 },
    );
  });
});

/** What every function or module has is left out. */
const reserved = new Set(['length', 'name', 'prototype', 'arguments', 'caller', 'default']);
