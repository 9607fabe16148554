import assert from 'node:assert/strict';
import { assertLines } from './variants';
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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

const { detect, fixed } = shapes.of('path-traversal');

const head = `const express = require('express');
const fs = require('fs');
const path = require('path');
const app = express();
`;

describe('a path from outside', () => {
  const found: readonly Found[] = [
    [
      'joined in a handler of express',
      `${head}app.get('/f', (req, res) => { fs.readFile(path.join(__dirname, req.query.name), (e, d) => res.send(d)); });`,
      'path.join(__dirname, req.query.name)',
    ],
    [
      'in a class of TypeScript',
      `import { promises as fs } from 'fs';
import type { Request, Response } from 'express';
export class Files {
  async show(req: Request, res: Response): Promise<void> {
    const { file } = req.params;
    const wanted = \`./docs/\${file}\`;
    res.end(await fs.readFile(wanted));
  }
}`,
      'wanted',
    ],
    [
      'in a context of koa',
      `import Koa from 'koa';
import { createReadStream } from 'node:fs';
new Koa().use(async (ctx) => { ctx.body = createReadStream('public' + ctx.path); });`,
      "'public' + ctx.path",
    ],
    [
      'through a function of the file',
      `${head}function load(name, done) { fs.readFile('data/' + name, 'utf8', done); }
app.get('/:name', function (req, res) { load(req.params.name, (e, text) => res.send(text)); });`,
      "'data/' + name",
    ],
    [
      'that an upload is copied to',
      `${head}app.post('/up', async (req, res) => { await fs.promises.rename(req.files.doc.path, './up/' + req.body.title); res.end(); });`,
      "'./up/' + req.body.title",
    ],
    [
      'sent as a file',
      `${head}app.get('/s/:f', (req, res) => res.sendFile('/srv/files/' + req.params.f));`,
      "'/srv/files/' + req.params.f",
    ],
  ];
  reports('path-traversal', found);

  const quiet: readonly Quiet[] = [
    ['a fixed path', "fs.readFile(path.join(__dirname, 'a.txt'), (e, d) => res.send(d));"],
    [
      'the last part of a path',
      "fs.readFile('up/' + path.basename(req.query.f), () => res.end());",
    ],
    [
      'a path that is compared with its folder',
      "const p = path.resolve('/srv', req.query.f);\nif (!p.startsWith('/srv/')) return res.end();\nfs.readFile(p, () => res.end());",
    ],
    [
      'a relative path that leads up nowhere',
      "const p = path.resolve('/srv', req.query.f);\nconst rel = path.relative('/srv', p);\nif (rel.startsWith('..') || path.isAbsolute(rel)) return res.end();\nfs.readFile(p, () => res.end());",
    ],
    ['a number', "fs.readFile('/srv/' + Number(req.params.id), () => res.end());"],
    [
      'one of a list',
      "if (!['a', 'b'].includes(req.query.f)) return res.end();\nfs.readFile('/srv/' + req.query.f, () => res.end());",
    ],
    [
      'a name without marks',
      "fs.readFile('/srv/' + req.query.f.replace(/[^a-z0-9]/g, ''), () => res.end());",
    ],
    ['where the server put an upload', "fs.rename(req.file.path, './latest', () => res.end());"],
    ['a root', "res.sendFile(req.params.f, { root: '/srv' });"],
    ['the content of a file', "fs.writeFile('/srv/log', req.body.text, () => res.end());"],
  ];
  isSilent(
    'path-traversal',
    inside((body) => `${head}app.get('/f', (req, res) => {\n${body}\n});`, quiet),
  );

  it('is reported with a check that may not suffice', async () => {
    const [one] = await detect(
      `${head}app.get('/x', (req, res) => {\n  if (!isValidName(req.query.f)) return res.end();\n  fs.readFile('/srv/' + req.query.f, () => res.end());\n});`,
    );
    assert.equal(one?.guard, 'isValidName(req.query.f)');
    assert.match(one.why ?? '', /check stands before it already/);
  });
});

const joined = `${head}const FILES = path.join(__dirname, 'files');
app.get('/f', (req, res) => {
  const file = path.join(FILES, req.query.name);
  if (!req.query.name) return res.sendStatus(400);
  res.send(fs.readFileSync(file, 'utf8'));
});
`;
const inline = `${head}app.get('/f', (req, res) => {
  try {
    res.send(fs.readFileSync('./files/' + req.query.name, 'utf8'));
  } catch (error) {
    res.sendStatus(404);
  }
});
`;

describe('what a path may be', () => {
  const head =
    "const fs = require('fs');\nconst path = require('path');\nconst ROOT = path.resolve('public');\n";
  describe('is outside the folder after a check that is not done, or of another value', () => {
    assertLines(
      'path-traversal',
      [
        `${head}app.post('/', (req, res) => { const file = req.files.a; file.mv('up/' + file.name); });`,
        `${head}app.get('/', (req, res) => { res.sendFile(path.join(ROOT, req.query.a)); });`,
      ],
      [
        `${head}app.post('/', (req, res) => { const file = req.files.a; file.mv('up/' + file.md5); });`,
        `${head}fastify.get('/', (request, reply) => { reply.sendFile(request.query.a); });`,
        `${head}function inside(name) {\n  const full = path.resolve(ROOT, name);\n  if (full !== ROOT && !full.startsWith(ROOT + path.sep)) throw new Error('no');\n  return full;\n}\napp.get('/', (req, res) => { fs.readFile(inside(req.query.a), done); });`,
        `${head}app.get('/', (req, res) => { const a = path.relative(ROOT, path.resolve(ROOT, req.query.a)); if (a.startsWith('..') || path.isAbsolute(a)) return; fs.readFile(path.join(ROOT, a), done); });`,
      ],
    );
  });
});

describe('the recipe for a path from outside', () => {
  fixes('path-traversal', [
    [
      'a declared path, behind its declaration',
      joined,
      joined.replace(
        'req.query.name);\n',
        `req.query.name);
  if (!path.resolve(file).startsWith(path.resolve(FILES) + path.sep)) {
    return res.sendStatus(403);
  }
`,
      ),
    ],
    [
      'a path without a name, which it gives one',
      inline,
      inline.replace(
        "res.send(fs.readFileSync('./files/' + req.query.name, ",
        `const filePath = './files/' + req.query.name;
    if (!path.resolve(filePath).startsWith(path.resolve('./files') + path.sep)) {
      res.sendStatus(403);
      return;
    }
    res.send(fs.readFileSync(filePath, `,
      ),
    ],
    [
      'a path in a context of koa, and imports path',
      `import Koa from 'koa';
import { createReadStream } from 'node:fs';

new Koa().use(async (ctx) => {
  ctx.body = createReadStream(\`\${__dirname}/public/\${ctx.query.f}\`);
});
`,
      `import * as path from 'node:path';
import Koa from 'koa';
import { createReadStream } from 'node:fs';

new Koa().use(async (ctx) => {
  const filePath = \`\${__dirname}/public/\${ctx.query.f}\`;
  if (!path.resolve(filePath).startsWith(path.resolve(__dirname + '/public') + path.sep)) {
    ctx.status = 403;
    return;
  }
  ctx.body = createReadStream(filePath);
});
`,
    ],
  ]);

  it('adds to names that are imported', async () => {
    const after = await fixed(
      `import { join } from 'path';
import { readFile } from 'node:fs/promises';
import type { Request, Response } from 'express';

export async function show(req: Request, res: Response): Promise<void> {
  const data = await readFile(join('docs', String(req.query.page)));
  res.send(data);
}
`,
      { path: 'src/a.ts' },
    );
    assert.match(after, /import \{ join, resolve, sep \} from 'path';/);
    assert.match(after, /if \(!resolve\(filePath\)\.startsWith\(resolve\('docs'\) \+ sep\)\) \{/);
  });

  it('gives sendFile() the root', async () => {
    const of = (call: string) => fixed(`${head}app.get('/f', (req, res) => ${call});`);
    const shown = async (call: string) =>
      (await of(call)).slice(`${head}app.get('/f', (req, res) => `.length, -2);
    assert.equal(
      await shown("res.sendFile(path.join(__dirname, 'public', req.params.f))"),
      "res.sendFile(req.params.f, { root: path.join(__dirname, 'public') })",
    );
    assert.equal(
      await shown("res.sendFile(__dirname + '/up/' + req.query.f, { maxAge: 10 })"),
      "res.sendFile(req.query.f, { root: __dirname + '/up', maxAge: 10 })",
    );
    assert.equal(
      await shown('res.sendFile(`/srv/up/${req.query.f}.html`, (error) => log(error))'),
      "res.sendFile(`${req.query.f}.html`, { root: '/srv/up' }, (error) => log(error))",
    );
  });

  const refused: readonly [string, string, RegExp][] = [
    [
      'a folder that is not fixed',
      'fs.unlinkSync(path.join(config.dir, req.query.f));',
      /folder is not fixed.*config\.dir/,
    ],
    ['a path that is all from outside', 'fs.unlinkSync(req.query.f);', /not put together/],
    ['the root of the disk', "fs.unlinkSync('/' + req.query.f);", /root of the disk/],
    ['a listing', "res.send(fs.readdirSync('./up/' + req.query.d));", /the folder itself/],
    [
      'a condition of its own',
      "const t = req.query.f && fs.readFileSync('./up/' + req.query.f);\nres.send(t);",
      /condition of its own/,
    ],
    [
      'a callback inside',
      "list.forEach(() => fs.unlinkSync('./up/' + req.query.f));",
      /no parameter is the response|one expression/,
    ],
    ['a prefix without a folder', "fs.unlinkSync('up-' + req.query.f);", /No \/ stands/],
  ];
  refuses(
    'path-traversal',
    inside((body) => `${head}app.get('/f', (req, res) => {\n${body}\n});`, refused),
  );

  keepsItsStyle('path-traversal', [joined, inline]);

  runs(
    'path-traversal',
    'makes code that serves what is inside and refuses what is not',
    async () => {
      const folder = mkdtempSync(join(tmpdir(), 'inside-'));
      try {
        mkdirSync(join(folder, 'files', 'sub'), { recursive: true });
        mkdirSync(join(folder, 'files-old'));
        writeFileSync(join(folder, 'files', 'sub', 'a.txt'), 'inside');
        writeFileSync(join(folder, 'secret.txt'), 'secret');
        writeFileSync(join(folder, 'files-old', 'b.txt'), 'secret');
        const before = answers(joined, folder);
        const after = answers(await fixed(joined), folder);
        assert.equal(before('../secret.txt'), 'secret', 'the attack works before');
        assert.equal(after('../secret.txt'), 403);
        assert.equal(after('../files-old/b.txt'), 403, 'a folder whose name begins alike');
        for (const name of ['sub/a.txt', 'sub/../sub/a.txt', '/sub/a.txt']) {
          assert.equal(before(name), 'inside');
          assert.equal(after(name), 'inside');
        }
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
  );
});

/** Runs the code of a server with a stub of express, and gives its answer for a name. */
function answers(code: string, folder: string): (name: string) => unknown {
  let handler: ((req: unknown, res: unknown) => void) | undefined;
  const app = { get: (_route: string, given: typeof handler) => (handler = given) };
  const load = createRequire(join(folder, 'server.js'));
  const require = (name: string): unknown => (name === 'express' ? () => app : load(name));
  vm.runInNewContext(code, { require, __dirname: folder });
  return (name) => {
    let answer: unknown;
    const set = (value: unknown) => void (answer = value);
    handler?.({ query: { name } }, { send: set, sendStatus: set });
    return answer;
  };
}
