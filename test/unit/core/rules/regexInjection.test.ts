import assert from 'node:assert/strict';
import vm from 'node:vm';
import {
  fixes,
  inside,
  isSilent,
  refuses,
  reports,
  runs,
  type Found,
  type Quiet,
} from './promises';
import * as shapes from './shapes';
import { keepsItsStyle } from './styles';

const { fixed } = shapes.of('regex-injection');
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
  reports('regex-injection', found);

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
  isSilent('regex-injection', inside(handler, quiet));
});

const direct = handler('res.json(names.filter((one) => new RegExp(req.query.q).test(one)));');
const named = handler(
  "const { q } = req.query;\n  const wanted = new RegExp(q, 'i');\n  res.json(names.filter((one) => wanted.test(one)));",
);

describe('the recipe for a regular expression', () => {
  const escaped = (code: string) => `String(${code}).replace(/[.*+?^\${}()|[\\]\\\\]/g, '\\\\$&')`;
  fixes('regex-injection', [
    ['in place', direct, direct.replace('req.query.q)', () => `${escaped('req.query.q')})`)],
    ['by a name, with flags', named, named.replace('RegExp(q', () => `RegExp(${escaped('q')}`)],
    [
      'without new',
      handler("RegExp(req.query['q'], 'gi');"),
      handler(`RegExp(${escaped("req.query['q']")}, 'gi');`),
    ],
  ]);
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
  refuses('regex-injection', refused);
  keepsItsStyle('regex-injection', [direct, named]);
  runs('regex-injection', 'makes code that finds texts as before and runs no pattern', async () => {
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
