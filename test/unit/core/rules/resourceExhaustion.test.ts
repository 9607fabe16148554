import { inside, isSilent, reports, type Found, type Quiet } from './promises';

const head =
  "const express = require('express');\nconst _ = require('lodash');\nconst app = express();\n";
const handler = (body: string) => `${head}app.post('/x', (req, res) => {\n${body}\n});`;

describe('a number of a request', () => {
  const found: readonly Found[] = [
    [
      'allocates memory',
      handler('res.send(Buffer.alloc(Number(req.query.size)));'),
      'Number(req.query.size)',
    ],
    [
      'makes a list, in a class of TypeScript',
      `import type { Request, Response } from 'express';
class Grid {
  show(req: Request, res: Response) {
    const size = parseInt(req.params.size, 10) * 2;
    res.json(new Array(size).fill(0));
  }
}`,
      'size',
    ],
    [
      'repeats a text',
      handler("const { times } = req.body;\nres.send('-'.repeat(times));"),
      'times',
    ],
    [
      'keeps a timer',
      'import Koa from "koa";\nnew Koa().use(async (ctx) => { await new Promise((done) => setTimeout(done, +ctx.query.ms)); });',
      '+ctx.query.ms',
    ],
    [
      'runs code again and again',
      handler('_.times(Math.floor(req.body.n), () => work());'),
      'Math.floor(req.body.n)',
    ],
    [
      'is the length of what may be no list',
      handler('for (let i = 0; i < req.body.ids.length; i++) { seen.add(req.body.ids[i]); }'),
      'i < req.body.ids.length',
    ],
    [
      'is below no limit when it is above one',
      handler('const n = Number(req.query.n);\nif (n < 10) return;\nres.send(Buffer.alloc(n));'),
      'n',
    ],
  ];
  reports('resource-exhaustion', found);

  const quiet: readonly Quiet[] = [
    ['fixed', "res.send(Buffer.alloc(1024));\nsetTimeout(() => res.end(), 100);\n'-'.repeat(3);"],
    ['capped', 'res.send(Buffer.alloc(Math.min(Number(req.query.n), 4096)));'],
    [
      'compared with a limit',
      'const n = Number(req.query.n);\nif (n > 100) return res.end();\nres.send(Buffer.alloc(n));',
    ],
    [
      'compared the other way round',
      'const n = Number(req.query.n);\nif (100 >= n) res.send(Buffer.alloc(n));',
    ],
    [
      'the length of a checked list',
      'if (!Array.isArray(req.body.ids)) return res.end();\nfor (let i = 0; i < req.body.ids.length; i++) go(i);',
    ],
    [
      'the length of what a text is cut into',
      "const all = req.query.ids.split(',');\nfor (let i = 0; i < all.length; i++) go(i);",
    ],
    [
      'the length of a loop that ends without elements',
      'for (let i = 0; i < req.body.ids.length; i++) go(req.body.ids[i].name);',
    ],
    ['a text in a list', "const one = new Array(req.query.name, 'b');\nres.json(Array.of(one));"],
    ['of bytes that are there', 'res.send(Buffer.from(req.body.text));'],
    ['the length of an address', 'for (let i = 0; i < req.url.length; i++) go(req.url[i]);'],
  ];
  isSilent('resource-exhaustion', inside(handler, quiet));
});
