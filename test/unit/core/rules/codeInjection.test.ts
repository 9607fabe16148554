import assert from 'node:assert/strict';
import vm from 'node:vm';
import { fixes, isSilent, refuses, reports, runs } from './promises';
import { of } from './shapes';
import { keepsItsStyle } from './styles';

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
