import assert from 'node:assert/strict';
import vm from 'node:vm';
import { fixes, isSilent, refuses, reports, runs } from './promises';
import { of } from './shapes';
import { keepsItsStyle } from './styles';
import { assertLines, keepsEveryStyle } from './variants';

const { fixed } = of('code-injection');
const handler = (body: string) =>
  `const app = require('express')();\napp.get('/', (req, res) => {\n  ${body}\n});\n`;

describe('text from outside that is run', () => {
  reports('code-injection', [
    ['by eval', handler('res.json(eval(req.query.q));'), 'req.query.q'],
    [
      'as the body of a function, in a class of TypeScript',
      "import type { Request, Response } from 'express';\nclass Rules {\n  check(req: Request, res: Response): void {\n    const test = new Function('row', `return ${req.body.rule}`);\n    res.json(rows.filter((row) => test(row)));\n  }\n}",
      '`return ${req.body.rule}`',
    ],
    [
      'by the module vm, after a wait',
      "import vm from 'node:vm';\nexport async function run(ctx) {\n  const { code } = await ctx.request.json();\n  ctx.body = vm.runInNewContext(code, {});\n}\nimport Koa from 'koa';\nnew Koa().use(run);",
    ],
    [
      'by a timer of a page',
      "const then = new URLSearchParams(location.search).get('then');\nsetTimeout(then, 100);",
      'then',
    ],
    [
      'as a template',
      "const ejs = require('ejs');\nmodule.exports = function (req, res) {\n  res.end(ejs.render('<p>' + req.body.text, {}));\n};",
      "'<p>' + req.body.text",
    ],
  ]);
  isSilent('code-injection', [
    ['data', handler('res.json(JSON.parse(req.query.q));')],
    ['a fixed expression', "const sum = eval('1 + 1');\nsetTimeout('tick()', 10);"],
    ['a timer with a function', handler('setTimeout(() => res.end(req.query.q), 10);')],
    ['values of a template', handler("ejs.render('<p><%= text %>', { text: req.query.q });")],
    [
      'one of a list',
      handler(
        'if (!FORMULAS.includes(req.query.f)) return res.end();\n  res.json(eval(req.query.f));',
      ),
    ],
    ['a method of something else', handler('model.eval(req.query.q);')],
  ]);
});

const page = (code: string) =>
  `const who = new URLSearchParams(location.search).get('who');\n${code}\n`;
const direct = handler("const data = eval('(' + req.query.q + ')');\n  res.json(data.a);");

describe('the recipe for eval() of data', () => {
  fixes('code-injection', [
    [
      'a value in parentheses',
      direct,
      direct.replace("eval('(' + req.query.q + ')')", 'JSON.parse(req.query.q)'),
    ],
    [
      'a template',
      handler('const { q } = req.query;\n  res.json(eval(`(${q})`));'),
      handler('const { q } = req.query;\n  res.json(JSON.parse(q));'),
    ],
    [
      'a body, in TypeScript',
      'import type { Request, Response } from "express";\nexport function load(req: Request, res: Response): void {\n  const rows: unknown[] = eval("(" + req.body.rows + ")");\n  res.json(rows.length);\n}\n',
      'import type { Request, Response } from "express";\nexport function load(req: Request, res: Response): void {\n  const rows: unknown[] = JSON.parse(req.body.rows);\n  res.json(rows.length);\n}\n',
    ],
  ]);
  refuses('code-injection', [
    ['an expression', handler('eval(req.query.q);'), /no data/],
    ['a call', handler("eval('run(' + req.query.q + ')');"), /no data/],
    ['two values', handler("eval('(' + req.query.a + req.query.b + ')');"), /no data/],
    ['a sum', handler('eval(`(${req.query.a}) + 1`);'), /no data/],
  ]);
  fixes('code-injection', [
    [
      'a timer with a value in quotes',
      page('setTimeout("greet(\'" + who + "\')", 100);'),
      page('setTimeout(() => greet(String(who)), 100);'),
    ],
    [
      'a template of a window, with other arguments',
      page('window.setInterval(`app.show("${who}", 5, true);`, 1000);'),
      page('window.setInterval(() => app.show(String(who), 5, true), 1000);'),
    ],
    [
      'escaped quotes',
      page("setTimeout('greet(\\'' + who + '\\')');"),
      page('setTimeout(() => greet(String(who)));'),
    ],
  ]);
  refuses('code-injection', [
    ['a timer of other code', page('setTimeout(who, 10);'), /not put together here/],
    ['a value without quotes', page("setTimeout('greet(' + who + ')', 10);"), /code by intention/],
    [
      'more than a call',
      page('setTimeout("greet(\'" + who + "\'); a = 1", 10);'),
      /not one plain call/,
    ],
    [
      'a value that may change',
      page('let now = who;\nnow += 1;\nsetTimeout("greet(\'" + now + "\')", 10);'),
      /may be another/,
    ],
    [
      'a function of a function',
      page(
        'function start() {\n  const greet = () => 1;\n  setTimeout("greet(\'" + who + "\')", 10);\n}',
      ),
      /the global one/,
    ],
  ]);
  runs(
    'code-injection',
    'calls the function of a timer with the value, and nothing else',
    async () => {
      const code = page('setTimeout("greet(\'" + who + "\')", 100);');
      const after = await fixed(code);
      assert.deepEqual(fired(code, 'ada'), ['hello ada']);
      assert.deepEqual(fired(after, 'ada'), ['hello ada']);
      const attack = "ada'); greet('eve";
      assert.deepEqual(fired(code, attack), ['hello ada', 'hello eve'], 'the attack works before');
      assert.deepEqual(fired(after, attack), [`hello ${attack}`]);
    },
  );
  keepsEveryStyle('code-injection', {
    samples: [
      'const who = new URLSearchParams(location.search).get("who");\nsetTimeout(`greet("${who}")`, 100);\n',
      'function start() {\n  const who = location.hash;\n  return setInterval(`app.greet("${who}", 1)`, 100);\n}\n',
    ],
  });
  keepsItsStyle('code-injection', [
    direct,
    "module.exports = function (req, res) {\n  if (req.query.q) {\n    res.json(eval('(' + req.query.q + ')'));\n  }\n};\n",
  ]);
  runs('code-injection', 'reads data as before, and runs nothing', async () => {
    const [before, after] = [answers(direct), answers(await fixed(direct))];
    assert.equal(before('{"a": 1}'), 1);
    assert.equal(after('{"a": 1}'), 1);
    assert.equal(before('{a: 1}, hit(), {a: 2}'), 2, 'the attack works before');
    assert.equal(hits, 1);
    assert.throws(() => after('{a: 1}, hit(), {a: 2}'), { name: 'SyntaxError' });
    assert.throws(() => after('hit()'), { name: 'SyntaxError' });
    assert.equal(hits, 1);
  });
});

/** What the function of a page is called with when the timer of the code fires, as in a browser. */
function fired(code: string, who: string): readonly string[] {
  const heard: string[] = [];
  const page = vm.createContext({
    location: { search: `?${new URLSearchParams({ who }).toString()}` },
    URLSearchParams,
    greet: (name: string) => heard.push(`hello ${name}`),
    setTimeout: (what: string | (() => void)) =>
      void (typeof what === 'string' ? vm.runInContext(what, page) : what()),
  });
  vm.runInContext(code, page);
  return heard;
}

/** How often an attack has called what it should not reach. */
let hits = 0;

/** What the code of a server with a stub of express answers. */
function answers(code: string): (q: string) => unknown {
  type Handle = (req: object, res: object) => void;
  let handle: Handle | undefined;
  const app = { get: (_route: string, given: Handle) => (handle = given) };
  vm.runInNewContext(code, { require: () => () => app, hit: () => (hits += 1) });
  return (q) => {
    let answer: unknown;
    handle?.({ query: { q } }, { json: (given: unknown) => (answer = given) });
    return answer;
  };
}

const inHandler = (body: string) => `app.post('/', (req, res) => { ${body} });`;

describe('the rule for text that is run as code', () => {
  describe('sees every way to run it', () => {
    assertLines(
      'code-injection',
      [
        inHandler('eval(req.body.code);'),
        inHandler('(0, eval)(req.body.code);'),
        inHandler("const vm = require('vm'); vm.compileFunction(req.body.code);"),
        inHandler("setTimeout('run(' + req.body.id + ')', 10);"),
        'window.onmessage = (event) => { new Function(event.data)(); };',
        "const script = document.createElement('script');\nscript.textContent = location.hash;",
        'chrome.tabs.executeScript({ code: `go("${location.hash}")` });',
        "const vm = require('vm');\nclass Box { #code; constructor(code) { this.#code = code; } run() { vm.runInNewContext(this.#code); } }\n" +
          inHandler('new Box(req.body.code).run();'),
      ],
      [
        inHandler('JSON.parse(req.body.code);'),
        inHandler('setTimeout(() => req.body.id, 10);'),
        inHandler('eval(String(Number(req.body.n)));'),
        inHandler('page.evaluate((value) => value, req.body.value);'),
        "const box = document.createElement('p');\nbox.textContent = location.hash;",
        'chrome.tabs.executeScript({ file: `${location.hash}` });',
      ],
    );
  });
});
