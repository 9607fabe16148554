import assert from 'node:assert/strict';
import { inFile, originsIn, reached, sunk } from './traced';
import { anySource } from '../../../../src/core/flow/judge';

const remote = ['remote req'];
/** Bodies of a handler in which the sink gets `req.query.a` and nothing else. */
const steps: Readonly<Record<string, string>> = {
  'nothing between': 'sink(req.query.a);',
  'a constant': 'const a = req.query.a; sink(a);',
  'an assignment': 'let a; a = req.query.a; sink(a);',
  'an assignment as a value': 'let a; sink(a = req.query.a);',
  'a pattern': 'const { a } = req.query; sink(a);',
  'a pattern with a new name': 'const { a: b } = req.query; sink(b);',
  'a pattern in a pattern': 'const { query: { a } } = req; sink(a);',
  'an assigned pattern': 'let a; ({ a } = req.query); sink(a);',
  'a pattern with a default': "const { a = 'x' } = req.query; sink(a);",
  'a default': 'function f(a = req.query.a) { sink(a); } f();',
  'a name as a text': "sink(req.query['a']);",
  'optional members': 'sink(req?.query?.a);',
  'a template': 'sink(`x ${req.query.a}`);',
  'a tag': 'sink(String.raw`x ${req.query.a}`);',
  addition: "sink('x' + req.query.a + 'y');",
  'addition to a name': "let a = 'x'; a += req.query.a; sink(a);",
  'one side of a choice': "sink(x ? 'x' : req.query.a);",
  'a fallback': "sink(req.query.a || 'x');",
  'a fallback of nothing': "sink(req.query.a ?? 'x');",
  'a condition before it': 'sink(1 && req.query.a);',
  'a comma': "sink(('x', req.query.a));",
  'parentheses and a cast': 'sink((req.query.a as string)!);',
  satisfies: 'sink(req.query.a satisfies string);',
  'a property of an object': "const o = { a: req.query.a, b: 'x' }; sink(o.a);",
  'a short property': 'const a = req.query.a; const o = { a }; sink(o.a);',
  'an object in an object': 'const o = { p: { a: req.query.a } }; sink(o.p.a);',
  'a spread object': "const o = { ...{ a: req.query.a }, b: 'x' }; sink(o.a);",
  'an element': "const l = ['x', req.query.a]; sink(l[1]);",
  'any element': "const l = ['x', req.query.a]; sink(l[x()]);",
  'a spread list': "const l = ['x', ...[req.query.a]]; sink(l[1]);",
  'a pattern of a list': "const [, b] = ['x', req.query.a]; sink(b);",
  'a generator': 'function* g(a) { yield a; } for (const one of g(req.query.a)) sink(one);',
  'a result that is awaited twice': 'sink(await (await req.query.a).trim());',
  'a private field':
    'class A { #a; constructor() { this.#a = req.query.a; } run() { sink(this.#a); } }',
  'a private method': 'class A { run() { this.#b(req.query.a); } #b(a) { sink(a); } }',
  'a property that is set': 'const o = {}; o.a = req.query.a; sink(o.a);',
  'a property that is set by its text': "const o = {}; o['a'] = req.query.a; sink(o.a);",
  'a property of any name': 'const o = {}; o[x()] = req.query.a; sink(o.b);',
  'push and join': "const l = []; l.push('x', req.query.a); sink(l.join(' '));",
  'a loop': 'for (const one of [req.query.a]) sink(one);',
  'a loop with an index': 'const l = [req.query.a]; for (let i = 0; i < 1; i++) sink(l[i]);',
  forEach: '[req.query.a].forEach((one) => { sink(one); });',
  map: 'sink([1].map(() => req.query.a)[0]);',
  reduce: "[req.query.a].reduce((all, one) => { sink(one); return all; }, 'x');",
  'its start': "['x'].reduce((all, one) => { sink(all); return all; }, req.query.a);",
  await: 'sink(await req.query.a);',
  then: 'Promise.resolve(req.query.a).then((one) => sink(one));',
  'what then returns': 'sink(await load().then(() => req.query.a));',
  'a promise that resolves': 'sink(await new Promise((resolve) => { resolve(req.query.a); }));',
  'Promise.all': 'const [, one] = await Promise.all([1, req.query.a]); sink(one);',
  'a function that gives it back': 'function same(x) { return x; } sink(same(req.query.a));',
  'an arrow that gives it back': 'const same = (x) => x; sink(same(req.query.a));',
  'a function with a sink': 'function f(x) { sink(x); } f(req.query.a);',
  'a function above': 'f(req.query.a); function f(x) { sink(x); }',
  'a function in a function':
    'function g(y) { return f(y); } function f(x) { return x; } sink(g(req.query.a));',
  'the second argument': "function f(x, y) { sink(y); } f('x', req.query.a);",
  'the rest of the arguments': "function f(x, ...rest) { sink(rest[0]); } f('x', req.query.a);",
  'spread arguments': 'function f(x) { sink(x); } f(...[req.query.a]);',
  'a pattern as a parameter': 'function f({ x }) { sink(x); } f({ x: req.query.a });',
  'an options object': 'function f(options) { sink(options.x); } f({ x: req.query.a });',
  'a closure': 'const a = req.query.a; function f() { sink(a); } f();',
  'a callback of its own': 'function f(done) { done(req.query.a); } f((x) => sink(x));',
  'a function at once': '((x) => { sink(x); })(req.query.a);',
  'a method of an object': 'const o = { f(x) { sink(x); } }; o.f(req.query.a);',
  'a function of an object': 'const o = { f: (x) => x }; sink(o.f(req.query.a));',
  'a class': 'class A { run(x) { sink(x); } } new A().run(req.query.a);',
  'a static method': 'class A { static run(x) { sink(x); } } A.run(req.query.a);',
  'a field':
    'class A { constructor(x) { this.x = x; } run() { sink(this.x); } } new A(req.query.a).run();',
  'a field of a constructor':
    'class A { constructor(private x: string) {} run() { sink(this.x); } } new A(req.query.a).run();',
  'a method that calls a method':
    'class A { run(x) { this.go(x); } go(y) { sink(y); } } new A().run(req.query.a);',
  call: 'function f(x) { sink(x); } f.call(null, req.query.a);',
  bind: 'function f(x) { sink(x); } const g = f.bind(null); g(req.query.a);',
  'a text made smaller': 'sink(req.query.a.trim().slice(1).toLowerCase());',
  'a text in a text': "sink('x'.concat(req.query.a));",
  'String()': 'sink(String(req.query.a));',
  JSON: 'sink(JSON.parse(req.query.a).x);',
  'a name that is set again in one branch': "let a = req.query.a; if (x) { a = 'y'; } sink(a);",
  'a name that is set again after it': "let a = req.query.a; sink(a); a = 'y';",
  'a name that the round before has set': "let a = 'x'; for (;;) { sink(a); a = req.query.a; }",
  'a name that is set before a callback runs':
    "let a = 'x'; later(() => { sink(a); }); a = req.query.a;",
  'a name that a declared function sees':
    "let a = 'x'; a = req.query.a; f(); a = 'y'; function f() { sink(a); }",
  'a name that is added to': "let a = req.query.a; a += 'x'; sink(a);",
  'a name that its own value sets again': 'let a = req.query.a; a = a.trim(); sink(a);',
  'a module that compilers call': "const u = require('util'); sink((0, u.format)(req.query.a));",
  'a catch': 'try { throw req.query.a; } catch (error) { sink(req.query.a); }',
};

describe('where a value comes from', () => {
  for (const [name, body] of Object.entries(steps)) {
    it(`through ${name}`, async () => {
      assert.deepEqual(await reached(body), remote);
    });
  }
});

/** Bodies in which nothing from outside gets to the sink. */
const nothing: Readonly<Record<string, string>> = {
  'a constant': "const a = 'x'; req.query.a; sink(a);",
  'another property': "const o = { a: req.query.a, b: 'x' }; sink(o.b);",
  'another element': "const l = ['x', req.query.a]; sink(l[0]);",
  'another part of a pattern': "const { b } = { a: req.query.a, b: 'x' }; sink(b);",
  'another argument': "function f(x, y) { sink(x); } f('x', req.query.a);",
  'a name of another block': "const a = 'x'; { const a = req.query.a; } sink(a);",
  'a shadowed parameter': "const a = req.query.a; function f(a) { sink(a); } f('x');",
  'a comparison': 'sink(req.query.a === 1);',
  'the condition of a choice': "sink(req.query.a ? 'x' : 'y');",
  'a number': 'sink(Number(req.query.a));',
  'a length': 'sink(req.query.a.length);',
  typeof: 'sink(typeof req.query.a);',
  'a name that is set again': "let a = req.query.a; a = 'x'; sink(a);",
  'a parameter that is set again': 'function f(a) { a = Number(a); sink(a); } f(req.query.a);',
  'a name that is set again before a callback':
    "let a = req.query.a; a = 'x'; later(() => { sink(a); });",
  'a name that is set only later': "let a = 'x'; sink(a); a = req.query.a;",
  'the name of a loop that was something else':
    "let a = req.query.a; for (a of ['x']) { sink(a); }",
  'an object that holds it': 'sink({ a: req.query.a });',
  'a function that gives back another': "function f(x) { return 'x'; } sink(f(req.query.a));",
};

describe('where a value does not come from', () => {
  for (const [name, body] of Object.entries(nothing)) {
    it(name, async () => {
      assert.deepEqual(await reached(body), []);
    });
  }

  it('keeps the calls of one function apart', async () => {
    const code = `app.get('/', (req, res) => {
      function wrap(x) { return 'a ' + x; }
      sink(wrap('b'));
      sink(wrap(req.query.a));
    });`;
    assert.deepEqual(await originsIn(code), [[], remote]);
  });

  it('keeps them apart through two functions, too', async () => {
    const code = `app.get('/', (req, res) => {
      const inner = (x) => x.trim();
      const outer = (y) => inner(y) + '!';
      sink(outer('b'));
      sink(outer(req.query.a));
    });`;
    assert.deepEqual(await originsIn(code), [[], remote]);
  });

  it('asks for the kinds that matter', async () => {
    const local = { kinds: new Set(['local'] as const) };
    assert.deepEqual(await reached('sink(req.query.a + process.argv[2]);', local), [
      'local process.argv',
    ]);
  });

  it('does not look behind a call that cleans', async () => {
    const question = {
      kinds: anySource,
      cleans: ({ callee }: { callee: { text: string } }) => callee.text === 'clean',
    };
    assert.deepEqual(await reached('sink(clean(req.query.a));', question), []);
    assert.deepEqual(
      await reached('sink(other(req.query.a) + req.query.a);', question).then((all) =>
        all.includes('remote req'),
      ),
      true,
    );
  });
});

describe('the steps of a value', () => {
  it('begin at the source, end at the sink, and are in order', async () => {
    const code = `app.get('/', (req, res) => {
      const { a } = req.query;
      const b = \`x \${a}\`;
      const c = wrap(b);
      sink(c);
    });
    function wrap(x) { return x; }`;
    const shown = await inFile(code, (file) =>
      sunk(file).flatMap((value) =>
        file.flow.origins(value, { kinds: anySource }).map(({ node, steps }) => {
          assert.equal(steps[0], node);
          assert.equal(steps.at(-1), value);
          return steps.map((step) => file.code(step));
        }),
      ),
    );
    const [way, ...others] = shown;
    assert.equal(others.length, 0);
    const order = ['req.query', 'a', 'b', 'x', 'wrap(b)', 'c'].map((one) => way?.indexOf(one));
    assert.deepEqual(
      order.filter((at) => at === -1),
      [],
      String(way),
    );
    assert.deepEqual(
      [...order].sort((one = 0, two = 0) => one - two),
      order,
      String(way),
    );
  });
});
