import assert from 'node:assert/strict';
import vm from 'node:vm';
import * as shapes from './shapes';
import { keepsStyle, type Found, type Quiet } from './styles';

const { detect, fixed, refusal } = shapes.of('regex-injection');
const head = "const app = require('express')();\nconst names = ['a.b', 'axb', 'c'];\n";
const handler = (body: string) => `${head}app.get('/x', (req, res) => {\n  ${body}\n});\n`;

describe('a regular expression', () => {
  const found: readonly Found[] = [
    ['of a query', handler('new RegExp(req.query.q);'), 'req.query.q'],
    [
      'with a part from outside',
      handler("new RegExp('^' + req.query.q, 'i');"),
      "'^' + req.query.q",
    ],
    [
      'of a page',
      "const q = new URLSearchParams(location.search).get('q');\nexport const found = items.filter((one) => new RegExp(q).test(one));",
      'q',
    ],
    [
      'of a class of TypeScript',
      "import type { Request, Response } from 'express';\nclass Search {\n  run({ query: { text } }: Request, res: Response) { return names.filter((one) => one.match(text as string)); }\n}",
      'text as string',
    ],
    [
      'that is escaped by half',
      handler("new RegExp(req.query.q.replace(/\\./g, '\\\\.'));"),
      "req.query.q.replace(/\\./g, '\\\\.')",
    ],
  ];
  for (const [title, code, at] of found) {
    it(`is found: one ${title}`, async () => {
      const seen = await detect(code, { path: title.includes('TypeScript') ? 'a.ts' : 'a.js' });
      assert.deepEqual(
        seen.map((one) => [one.code, one.guard]),
        [[at, undefined]],
      );
      assert.equal(seen[0]?.flow.at(-1), at);
    });
  }

  const quiet: readonly Quiet[] = [
    ['that is fixed', "new RegExp('a+' + names.join('|'));"],
    ['that is escaped', 'new RegExp(_.escapeRegExp(req.query.q));'],
    [
      'that is escaped by hand',
      "new RegExp(req.query.q.replace(/[-[\\]{}()*+?.,\\\\^$|#\\s]/g, '\\\\$&'));",
    ],
    ['whose parts are escaped', "new RegExp(req.query.q.split('*').map(escapeRegex).join('.*'));"],
    ['of letters', "new RegExp(req.query.q.replace(/[^a-z]/g, ''));"],
    [
      'of a strict form',
      'if (!/^\\w+$/.test(req.query.q)) return res.end();\n  new RegExp(req.query.q);',
    ],
    ['that is none', 'names.includes(req.query.q);\n  router.search(req.query.q, 1);'],
  ];
  for (const [title, body] of quiet) {
    it(`is left alone: one ${title}`, async () => {
      assert.deepEqual(await detect(handler(body)), []);
    });
  }
});

const direct = handler('res.json(names.filter((one) => new RegExp(req.query.q).test(one)));');
const named = handler(
  "const { q } = req.query;\n  const wanted = new RegExp(q, 'i');\n  res.json(names.filter((one) => wanted.test(one)));",
);

describe('the recipe for a regular expression', () => {
  const escaped = (code: string) => `String(${code}).replace(/[.*+?^\${}()|[\\]\\\\]/g, '\\\\$&')`;
  it('escapes the value', async () => {
    assert.ok((await fixed(direct)).includes(`new RegExp(${escaped('req.query.q')}).test`));
    assert.ok((await fixed(named)).includes(`new RegExp(${escaped('q')}, 'i');`));
    assert.ok(
      (await fixed(handler("RegExp(req.query['q'], 'gi');"))).includes(
        `RegExp(${escaped("req.query['q']")}, 'gi');`,
      ),
    );
  });
  const refused: readonly [string, string, RegExp][] = [
    ['a part of one', handler("new RegExp('^' + req.query.q);"), /Only a value that is the whole/],
    [
      'one that is put together elsewhere',
      handler("const p = '^' + req.query.q;\n  new RegExp(p);"),
      /put together elsewhere/,
    ],
    [
      'one that is checked',
      handler('if (isSafe(req.query.q)) new RegExp(req.query.q);'),
      /check stands before/,
    ],
  ];
  for (const [title, code, why] of refused) {
    it(`refuses ${title}`, async () => {
      assert.match(await refusal(code), why);
    });
  }
  it('keeps the style of the file', async () => {
    await keepsStyle([direct, named], { rule: 'regex-injection' });
  });
  it('makes code that finds texts as before and runs no pattern', async () => {
    for (const code of [direct, named]) {
      const [before, after] = [answers(code), answers(await fixed(code))];
      assert.deepEqual(before('x'), ['axb']);
      assert.deepEqual(after('x'), ['axb']);
      assert.deepEqual(before('a.b'), ['a.b', 'axb']);
      assert.deepEqual(after('a.b'), ['a.b']);
      for (const attack of ['(a+)+$', '[', '^.*$', 'a|b', '\\w'])
        assert.deepEqual(after(attack), []);
    }
  });
});

/** What the code of a server with a stub of express finds. */
function answers(code: string): (q: string) => string[] {
  type Handle = (req: unknown, res: { json(found: string[]): void }) => void;
  let handle: Handle | undefined;
  const app = { get: (_route: string, given: Handle) => (handle = given) };
  vm.runInNewContext(code, { require: () => () => app });
  return (q) => {
    let answer: string[] = [];
    handle?.({ query: { q } }, { json: (found) => void (answer = [...found]) });
    return answer;
  };
}
