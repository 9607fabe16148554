import assert from 'node:assert/strict';
import { inside, isSilent, reports, type Found, type Quiet } from './promises';
import * as shapes from './shapes';

const polynomial = shapes.of('regex-polynomial');
const head = "const app = require('express')();\n";
const handler = (body: string) => `${head}app.get('/x', (req, res) => {\n${body}\n});`;

describe('a regular expression that can take for ever', () => {
  const found: readonly Found[] = [
    [
      'a repetition in a repetition',
      'module.exports = (text) => /^(a+)+$/.test(text);',
      '/^(a+)+$/',
    ],
    [
      'choices that overlap',
      "import { names } from './names.js';\nexport const wanted = names.filter((one) => /^(?:\\w|_)*!$/.test(one));",
      '/^(?:\\w|_)*!$/',
    ],
    ['in a text', "const pattern = new RegExp('^([a-z]+-?)*$', 'i');", "'^([a-z]+-?)*$'"],
    [
      'in parts of a text',
      "const pattern = new RegExp('^(' + 'b+' + ')+$');",
      "'^(' + 'b+' + ')+$'",
    ],
    [
      'of a class of TypeScript',
      'class A {\n  readonly #list = /^(\\s*\\w+\\s*)*;$/;\n  is(text: string): boolean { return this.#list.test(text); }\n}',
      '/^(\\s*\\w+\\s*)*;$/',
    ],
  ];
  reports('regex-exponential', found);
  const quiet: readonly Quiet[] = [
    ['one way for each text', 'const a = /^(?:a|b)+$/;'],
    ['a mark between repetitions', 'const a = /^(\\w+,)*$/;'],
    ['a repetition with an end', "const a = new RegExp('^(ab?){1,3}$');"],
    ['what is no expression', "const a = '(a+)+$'; // /(a+)+$/"],
  ];
  isSilent('regex-exponential', quiet);
});

describe('a regular expression that a long text keeps busy', () => {
  const found: readonly Found[] = [
    [
      'of a query',
      handler("res.send(req.query.q.replace(/\\s+$/, ''));"),
      "req.query.q.replace(/\\s+$/, '')",
    ],
    [
      'of a header',
      handler("/(.+) on (.+) by (.+)/.exec(req.headers['user-agent']);"),
      "/(.+) on (.+) by (.+)/.exec(req.headers['user-agent'])",
    ],
    [
      'by a name, in a module',
      'const mail = /^.+@.+\\..+$/;\nexport function isMail(text) { return mail.test(text); }',
      'mail.test(text)',
    ],
    [
      'by one of two names',
      'const a = /^.+@.+\\..+$/;\nconst b = /^b/;\nexport const is = (text, all) => (all ? a : b).test(text);',
      '(all ? a : b).test(text)',
    ],
    [
      'by a property',
      'const rules = { mail: /^.+@.+\\..+$/, b: /^b/ };\nexport const is = (text) => rules.mail.test(text);',
      'rules.mail.test(text)',
    ],
    [
      'in a class of TypeScript',
      "import type { Request, Response } from 'express';\nclass A {\n  trim(req: Request, res: Response): void { const { text } = req.body; res.json(text.split(/\\s*,\\s*/)); }\n}",
      'text.split(/\\s*,\\s*/)',
    ],
  ];
  reports('regex-polynomial', found);
  const quiet: readonly Quiet[] = [
    ['quick', 'res.send(req.query.q.replace(/,/g, ""));'],
    ['of a fixed text', "res.send('a  '.replace(/\\s+$/, ''));"],
    ['of a short part', "res.send(req.query.q.slice(0, 100).replace(/\\s+$/, ''));"],
    [
      'of a text whose length is compared',
      "if (req.query.q.length > 100) return res.end();\nres.send(req.query.q.replace(/\\s+$/, ''));",
    ],
    ['of a number', "res.send(String(Number(req.query.q)).replace(/\\s+$/, ''));"],
  ];
  isSilent('regex-polynomial', [
    ...inside(handler, quiet),
    [
      'a property that may hold several',
      'const a = { mail: /^.+@.+\\..+$/ };\nconst b = { mail: /^b/ };\nexport const is = (one, text) => one.mail.test(text);',
    ],
  ]);
  it('is reported where the length is above something', async () => {
    const body =
      "if (req.query.q.length < 100) return res.end();\nres.send(req.query.q.replace(/\\s+$/, ''));";
    assert.equal((await polynomial.detect(handler(body))).length, 1);
  });
});
