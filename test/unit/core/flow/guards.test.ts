import assert from 'node:assert/strict';
import { guardsIn } from './traced';

/** A function with a value `a`, and what is known of it where the sink stands. */
const cases: readonly (readonly [name: string, body: string, known: readonly string[]])[] = [
  ['equal', "if (a === 'x') sink(a);", ["equals 'x'"]],
  ['equal, the other way round', "if ('x' == a) sink(a);", ["equals 'x'"]],
  ['unequal', "if (a !== 'x') return; sink(a);", ["equals 'x'"]],
  ['in a list', 'if (list.includes(a)) sink(a);', ['oneOf list']],
  ['in a set', 'if (!allowed.has(a)) return; sink(a);', ['oneOf allowed']],
  ['in an object', 'if (a in table) sink(a);', ['oneOf table']],
  ['a key', 'if (table[a]) sink(a);', ['oneOf']],
  ['a position in a list', 'if (list.indexOf(a) >= 0) sink(a);', ['oneOf list']],
  ['no position in a list', 'if (list.indexOf(a) === -1) return; sink(a);', ['oneOf list']],
  ['a match', 'if (/^x$/.test(a)) sink(a);', ['matches /^x$/']],
  ['no match', 'if (!/^x$/.test(a)) throw new Error(); sink(a);', ['matches /^x$/']],
  ['a match of a text', 'if (a.match(/^x$/)) sink(a);', ['matches /^x$/']],
  ['the start', "if (a.startsWith('/')) sink(a);", ["startsWith '/' startsWith"]],
  ['the start, cut out', 'if (a.slice(0, n) !== root) return; sink(a);', ['startsWith root']],
  ['the start, cut out with substr', "if (a.substr(0, 2) === 'ab') sink(a);", ["startsWith 'ab'"]],
  ['a part, cut out', "if (a.slice(1, 2) === 'b') sink(a);", []],
  ['one of two values', "if (a === 'x' || a === 'y') sink(a);", ["equals 'x'"]],
  ['neither of two values', "if (a !== 'x' && a !== 'y') return; sink(a);", ["equals 'x'"]],
  ['a value or a name', "if (a === 'x' || a === b) sink(a);", ['equals b']],
  ['a value, or another of that value', "if (a === 'x' || b === 'x') sink(a);", []],
  ['one of two functions', 'if (!isA(a) && !isB(a)) return; sink(a);', ['call isA']],
  ['a function, or something else', 'if (isA(a) || b) sink(a);', []],
  ['the end', "if (a.endsWith('.txt')) sink(a);", ["contains '.txt' endsWith"]],
  ['a part', "if (a.includes('..')) return; sink(a);", ["not contains '..'"]],
  ['the place of a part', "if (a.indexOf('..') !== -1) return; sink(a);", ["not contains '..'"]],
  ['a type', "if (typeof a === 'number') sink(a);", ['type number']],
  ['a number', 'if (isNaN(a)) return; sink(a);', ['number isNaN']],
  ['a whole number', 'if (Number.isInteger(a)) sink(a);', ['number isInteger']],
  ['a function', 'if (isSafe(a)) sink(a);', ['call isSafe']],
  ['a function that says no', 'if (!isSafe(a)) return; sink(a);', ['call isSafe']],
  ['a function that says true', 'if (isSafe(a) === true) sink(a);', ['call isSafe']],
  ['a function that throws', 'assertSafe(a); sink(a);', ['call assertSafe']],
  ['a function that is awaited', 'await assertSafe(a); sink(a);', ['call assertSafe']],
  ['a value', 'if (a) sink(a);', ['truthy']],
  ['one of two', "if (a === 'x' || a === 'y') sink(a);", ["equals 'x'"]],
  ['none of two', "if (a !== 'x' && a !== y) return; sink(a);", ['equals y']],
  [
    'the folder itself or inside it',
    'if (a !== b && !a.startsWith(b + sep)) throw 1; sink(a);',
    ['startsWith b + sep startsWith'],
  ],
  [
    'the weaker of two beginnings',
    "if (a.startsWith('/') || a.startsWith('/x/')) sink(a);",
    ["startsWith '/' startsWith"],
  ],
  ['a value that is surely there', 'if (list.includes(a!)) sink(a);', ['oneOf list']],
];

/** Where a check stands, in front of a sink that it holds at. */
const places: Readonly<Record<string, string>> = {
  'around it': 'if (ok(a)) { sink(a); }',
  'in front, with return': 'if (!ok(a)) return; sink(a);',
  'in front, with a block': "if (!ok(a)) { log('no'); return 1; } sink(a);",
  'in front, with throw': 'if (!ok(a)) { throw new Error(); } sink(a);',
  'in front, with the end of the process': 'if (!ok(a)) { process.exit(1); } sink(a);',
  'in front, with both ways out': 'if (!ok(a)) { if (x) return; else throw 1; } sink(a);',
  'in front, in a loop': 'for (;;) { if (!ok(a)) continue; sink(a); }',
  'in front, with else': 'if (ok(a)) { log(a); } else { return; } sink(a);',
  else: 'if (!ok(a)) { log(a); } else { sink(a); }',
  'else if': 'if (x) { log(1); } else if (ok(a)) { sink(a); }',
  'with another condition': 'if (x && ok(a)) sink(a);',
  'none of two': 'if (x || !ok(a)) return; sink(a);',
  'a choice': "const b = ok(a) ? sink(a) : 'x';",
  'the other choice': "const b = !ok(a) ? 'x' : sink(a);",
  and: 'ok(a) && sink(a);',
  or: '!ok(a) || sink(a);',
  while: 'while (ok(a)) { sink(a); }',
  'negated twice': 'if (!!ok(a)) sink(a);',
  'in a callback after it': 'if (!ok(a)) return; load(() => { sink(a); });',
  'around a callback': 'if (ok(a)) { load((error) => sink(a)); }',
  'around blocks': 'if (ok(a)) { try { { sink(a); } } finally { x(); } }',
};

/** Checks that say nothing of the sink. */
const silent: Readonly<Record<string, string>> = {
  'either of two types': "if (typeof a === 'string' || typeof a === 'number') sink(a);",
  'either of two names': "if (a === 'x' || b === 'x') sink(a);",
  'after it': 'sink(a); if (!ok(a)) return;',
  'without a way out': "if (!ok(a)) { log('no'); } sink(a);",
  'with a way out of one side only': 'if (!ok(a)) { if (x) return; } sink(a);',
  'with a way out of a loop inside': 'if (!ok(a)) { for (;;) { break; } } sink(a);',
  'one of two': 'if (x || ok(a)) sink(a);',
  'not both of two': 'if (x && !ok(a)) return; sink(a);',
  'of another name': 'if (!ok(b)) return; sink(a);',
  'of the same name elsewhere': 'if (!ok(a)) return; { const a = x(); sink(a); }',
  'of a property': 'if (!ok(a.b)) return; sink(a);',
  'in a block of its own': 'if (x) { if (!ok(a)) return; } sink(a);',
  'in another function': 'function check() { if (!ok(a)) return; } sink(a);',
  'around a declaration': 'if (!ok(a)) return; function f() { sink(a); }',
  'around a method': 'if (!ok(a)) return; class A { run() { sink(a); } }',
};

const inFunction = (body: string) => `async function f(a, b, x) {\n${body}\n}`;

describe('checks before a use', () => {
  for (const [name, body, known] of cases) {
    it(`know of ${name}`, async () => {
      assert.deepEqual(await guardsIn(inFunction(body)), known);
    });
  }

  for (const [name, body] of Object.entries(places)) {
    it(`hold when they stand ${name}`, async () => {
      assert.deepEqual(await guardsIn(inFunction(body)), ['call ok']);
    });
  }

  for (const [name, body] of Object.entries(silent)) {
    it(`say nothing when they stand ${name}`, async () => {
      const holding = (await guardsIn(inFunction(body))).filter((one) => one === 'call ok');
      assert.deepEqual(holding, []);
    });
  }

  it('say that something does not hold where it does not', async () => {
    assert.deepEqual(await guardsIn(inFunction('if (ok(a)) return; sink(a);')), ['not call ok']);
    assert.deepEqual(await guardsIn(inFunction("if (a === 'x') return; sink(a);")), [
      "not equals 'x'",
    ]);
  });

  it('know the case of a switch', async () => {
    const body = "switch (a) { case 'x': sink(a); break; default: break; }";
    assert.deepEqual(await guardsIn(inFunction(body)), ["equals 'x'"]);
    const other = "switch (a) { case 'x': break; default: sink(a); }";
    assert.deepEqual(await guardsIn(inFunction(other)), []);
  });

  it('are also about what a value is made from', async () => {
    assert.deepEqual(await guardsIn(inFunction('if (list.includes(a.toLowerCase())) sink(a);')), [
      'oneOf list',
    ]);
    assert.deepEqual(await guardsIn(inFunction('if (!ok(a.b)) return; sink(a.b);')), ['call ok']);
  });
});
