import assert from 'node:assert/strict';
import type { Binding } from '../../../../src/core/rules/bindings';
import type { ParsedFile } from '../../../../src/core/rules/parsedFile';
import { inFile } from '../flow/traced';

/** What the last `a` of a file means. */
function lastA<T>(
  code: string,
  look: (binding: Binding | undefined, file: ParsedFile) => T,
): Promise<T> {
  return inFile(code, (file) => {
    const last = file
      .find('a')
      .filter(({ type }) => type !== 'property_identifier')
      .at(-1);
    assert.ok(last);
    return look(file.resolve(last), file);
  });
}

const lineOf = (binding: Binding | undefined) => binding && binding.node.startPosition.row + 1;

/** The line that declares what the last `a` means; undefined for a global. */
const declared: readonly (readonly [name: string, code: string, line: number | undefined])[] = [
  ['a global', 'let b;\nuse(a);', undefined],
  ['a constant', 'const a = 1;\nuse(a);', 1],
  ['the inner of two', 'const a = 1;\n{\nconst a = 2;\nuse(a); }', 3],
  ['the outer one, behind a block', 'const a = 1;\n{\nconst a = 2; }\nuse(a);', 1],
  ['a var of a block, behind it', 'if (x) {\nvar a = 1; }\nuse(a);', 2],
  ['a let of a block, not behind it', 'if (x) {\nlet a = 1; }\nuse(a);', undefined],
  ['a var of a function, not outside', 'function f() {\nvar a = 1; }\nuse(a);', undefined],
  ['a function that is declared later', 'use(b);\nfunction a() {}\nuse(a);', 2],
  ['a parameter', 'const a = 1;\nfunction f(a) {\nuse(a); }', 2],
  ['a parameter of an arrow', 'const a = 1;\nconst f =\na => use(a);', 3],
  ['a parameter with a type', 'function f(\na: string) {\nuse(a); }', 2],
  ['a parameter with a default', 'function f(\na = 1) {\nuse(a); }', 2],
  ['the rest of the parameters', 'function f(\n...a) {\nuse(a); }', 2],
  ['a parameter in a pattern', 'function f({\nb: [a] }) {\nuse(a); }', 2],
  ['not the parameter of another function', 'function f(a) {}\nuse(a);', undefined],
  ['what is caught', 'try {} catch (\na) { use(a); }', 2],
  ['not what was caught', 'try {} catch (a) {}\nuse(a);', undefined],
  ['the variable of a loop', 'for (const\na of list) use(a);', 2],
  ['the counter of a loop', 'for (let\na = 0; a < 1; a++) use(a);', 2],
  ['not the variable behind a loop', 'for (const a of list) {}\nuse(a);', undefined],
  ['a class', 'class a {}\nuse(a);', 1],
  ['the own name of a function', 'const b = function\na() { use(a); };', 2],
  ['an import', "import a from 'b';\nuse(a);", 1],
  ['a renamed import', "import { c as\na } from 'b';\nuse(a);", 2],
  ['a namespace', "import * as a from 'b';\nuse(a);", 1],
  ['a pattern', 'const {\nb: { c: a } } = x;\nuse(a);', 2],
];

describe('what a name means', () => {
  for (const [name, code, line] of declared) {
    it(name, async () => {
      assert.equal(await lastA(code, lineOf), line);
    });
  }

  it('is constant when nothing assigns to it again', async () => {
    const isConstant = (code: string) => lastA(code, (binding) => binding?.constant);
    assert.equal(await isConstant('let a = 1; use(a);'), true);
    assert.equal(await isConstant('let a = 1; a = 2; use(a);'), false);
    assert.equal(await isConstant('let a = 1; a += 2; use(a);'), false);
    assert.equal(await isConstant('let a = 1; a++; use(a);'), false);
    assert.equal(await isConstant('let a = 1; [a] = x; use(a);'), false);
    assert.equal(await isConstant('let a = 1; { let a = 1; a = 2; } use(a);'), true);
    assert.equal(await isConstant('let a = 1; b.a = 2; use(a);'), true);
  });

  it('has what is assigned to it, and the way into it', async () => {
    const definitions = (code: string) =>
      lastA(code, (binding, file) =>
        binding?.definitions.map(({ value, path }) => [file.code(value), ...path].join(' ')),
      );
    assert.deepEqual(await definitions('let a = 1; a = 2; a += 3; use(a);'), ['1', '2', '3']);
    assert.deepEqual(await definitions('const { a } = x; use(a);'), ['x a']);
    assert.deepEqual(await definitions('const { b: { c: a } } = x; use(a);'), ['x b c']);
    assert.deepEqual(await definitions("const { 'b-c': a } = x; use(a);"), ['x b-c']);
    assert.deepEqual(await definitions('const { [b()]: a } = x; use(a);'), ['x *']);
    assert.deepEqual(await definitions('const [, a] = x; use(a);'), ['x 1']);
    assert.deepEqual(await definitions('const [b, , { a }] = x; use(a);'), ['x 2 a']);
    assert.deepEqual(await definitions('const { a = 1 } = x; use(a);'), ['x a', '1']);
    assert.deepEqual(await definitions('let a; ({ b: a } = x); use(a);'), ['x b']);
    assert.deepEqual(await definitions('for (const a of x) use(a);'), ['x *']);
    assert.deepEqual(await definitions('for (const [, a] of x) use(a);'), ['x * 1']);
    assert.deepEqual(await definitions('for (const a in x) use(a);'), ['x keys()']);
    assert.deepEqual(await definitions('function f(a = 1) { use(a); }'), ['1']);
  });

  it('has the place of a parameter', async () => {
    const place = (code: string) =>
      lastA(code, (binding) => {
        const { index, path, isRest } = binding?.parameter ?? {};
        return [index, path?.join('.'), isRest];
      });
    assert.deepEqual(await place('function f(b, a) { use(a); }'), [1, '', false]);
    assert.deepEqual(await place('function f(b, /* c */ a: string) { use(a); }'), [1, '', false]);
    assert.deepEqual(await place('(b, { c: { a } }) => use(a);'), [1, 'c.a', false]);
    assert.deepEqual(await place('(b, [, a]) => use(a);'), [1, '1', false]);
    assert.deepEqual(await place('a => use(a);'), [0, '', false]);
    assert.deepEqual(await place('class A { m(b, ...a) { use(a); } }'), [1, '', true]);
  });

  it('has the module and the export that an import names', async () => {
    const imported = (code: string) =>
      lastA(
        code,
        (binding) => binding?.imported && [binding.imported.specifier, binding.imported.name],
      );
    assert.deepEqual(await imported("import a from 'b'; use(a);"), ['b', '*']);
    assert.deepEqual(await imported("import { a } from 'b'; use(a);"), ['b', 'a']);
    assert.deepEqual(await imported("import { c as a } from 'b'; use(a);"), ['b', 'c']);
    assert.deepEqual(await imported("import a = require('b'); use(a);"), ['b', '*']);
    assert.deepEqual(await imported("const a = require('b'); use(a);"), ['b', '*']);
    assert.deepEqual(await imported("const { c: a } = require('b'); use(a);"), ['b', 'c']);
    assert.deepEqual(await imported("const a = require('b').c; use(a);"), ['b', 'c']);
    assert.equal(await imported("import type { a } from 'b'; use(a);"), undefined);
    assert.equal(await imported("const a = load('b'); use(a);"), undefined);
  });
});
