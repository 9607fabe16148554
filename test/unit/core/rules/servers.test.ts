import assert from 'node:assert/strict';
import { fixed, refusal } from './shapes';
import { detect } from './shapes';
import { assertLines, holdsInEveryStyle, run } from './variants';

const electron = "const { BrowserWindow } = require('electron');\n";
const helmet = "const helmet = require('helmet');\n";
const express = "const express = require('express');\nconst app = express();\n";

describe('the rule for windows of Electron', () => {
  it('sees options that let a page do too much', async () => {
    await assertLines(
      'electron-window',
      [
        `${electron}new BrowserWindow({ webPreferences: { nodeIntegration: true } });`,
        `${electron}const webPreferences = { contextIsolation: false };`,
        "import { BrowserWindow } from 'electron';\nexport const open = () => new BrowserWindow({ webPreferences: { webSecurity: !1 } });",
        `${electron}new BrowserWindow({ webPreferences: { allowRunningInsecureContent: true, sandbox: true } });`,
      ],
      [
        `${electron}new BrowserWindow({ webPreferences: { nodeIntegration: false, contextIsolation: true } });`,
        `${electron}new BrowserWindow({ webPreferences: { preload } });`,
        'const options = { webSecurity: false };',
        `${electron}if (options.nodeIntegration) warn();`,
      ],
    );
  });

  it('leaves the option at its default', async () => {
    const code = `${electron}module.exports = () => new BrowserWindow({ webPreferences: { nodeIntegration: true, preload: 'p.js' } });\n`;
    const after = await fixed(code);
    const open = run(after, {
      electron: {
        BrowserWindow: class {
          constructor(readonly given: object) {}
        },
      },
    }) as () => { given: unknown };
    assert.equal(JSON.stringify(open().given), '{"webPreferences":{"preload":"p.js"}}');
    assert.equal(
      await fixed(
        `${electron}const webPreferences = {\n  contextIsolation: false,\n  sandbox: true,\n};`,
      ),
      `${electron}const webPreferences = {\n  sandbox: true,\n};`,
    );
    assert.match(await fixed(`${electron}open({ webSecurity: false });`), /open\(\{\}\)/);
  });

  it('refuses what is not written out', async () => {
    assert.match(
      await refusal(`${electron}open({ ...a, webSecurity: false });`),
      /not all written/,
    );
    assert.match(
      await refusal(`${electron}open({ webSecurity: isDev ? false : true });`),
      /worked out/,
    );
    const page = `${electron}open({ nodeIntegration: true });\nw.loadURL('data:text/html,x');\nrequire('fs');`;
    assert.match(await refusal(page), /written in this file/);
  });

  it('holds in every style', async () => {
    await holdsInEveryStyle({
      samples: [
        `${electron}const w = new BrowserWindow({\n  width: 1,\n  webPreferences: {\n    nodeIntegration: true,\n    preload\n  },\n});\n`,
        `${electron}const preferences = { sandbox, webSecurity: false };\n`,
      ],
    });
  });
});

describe('the rule for the old constructor of Buffer', () => {
  it('sees the constructor', async () => {
    await assertLines(
      'buffer-constructor',
      [
        'const b = new Buffer(x);',
        "import { Buffer } from 'buffer';\nexport const f = (s: string): Buffer => new Buffer(s, 'base64');",
        'socket.write(new Buffer(10));',
        "const { Buffer } = require('node:buffer');\nclass A { b = new Buffer('a'); }",
      ],
      [
        "Buffer.from('a');",
        'class Buffer {}\nnew Buffer(1);',
        "const Buffer = require('./ring');\nnew Buffer(1);",
        'const b = Buffer.from ? Buffer.from(x) : new Buffer(x);',
        'new ArrayBuffer(8);',
      ],
      'src/a.ts',
    );
  });

  const shapes: readonly [string, string][] = [
    ["a(new Buffer('b'));", "a(Buffer.from('b'));"],
    ["a(new Buffer(b, 'base64'));", "a(Buffer.from(b, 'base64'));"],
    ['const n = 8;\na(new Buffer(n));', 'const n = 8;\na(Buffer.alloc(n));'],
    ['a(new Buffer([1, 2]));', 'a(Buffer.from([1, 2]));'],
    ['a(new Buffer(JSON.stringify(b)));', 'a(Buffer.from(JSON.stringify(b)));'],
  ];
  for (const [before, after] of shapes) {
    it(`fixes ${before}`, async () => {
      assert.equal(await fixed(before), after);
    });
  }

  it('refuses where the type is not known', async () => {
    assert.match(await refusal('a(new Buffer(b));'), /number or data/);
    assert.match(await refusal('a(new Buffer(b.length));'), /number or data/);
    assert.match(await refusal("a(new Buffer(b ? 1 : 'c'));"), /number or data/);
  });

  it('holds in every style', async () => {
    await holdsInEveryStyle({
      samples: [
        "const text = new Buffer('abc');\n",
        'function make() {\n  return new Buffer(16);\n}\n',
        "const data = new Buffer(body.content, 'base64').toString();\n",
      ],
    });
  });

  it('makes the same bytes', async () => {
    const code = "module.exports = (text) => new Buffer(text, 'base64').toString();";
    const decode = run(await fixed(code)) as (text: unknown) => string;
    assert.equal(decode('aGVsbG8='), 'hello');
    assert.throws(() => decode(1000), /type number/);
  });
});

describe('the rule for headers of helmet', () => {
  it('sees headers that are switched off', async () => {
    await assertLines(
      'security-headers',
      [
        `${helmet}app.use(helmet({ contentSecurityPolicy: false }));`,
        "import helmet from 'helmet';\nexport const guard = helmet({ frameguard: false });",
        `${helmet}const options = { hsts: false };\napp.use(helmet(options));`,
        `${helmet}app.use(helmet({ xFrameOptions: !1 }));`,
      ],
      [
        `${helmet}app.use(helmet());`,
        `${helmet}app.use(helmet({ contentSecurityPolicy: { directives } }));`,
        'app.use(guard({ contentSecurityPolicy: false }));',
        `${helmet}app.use(helmet({ crossOriginEmbedderPolicy: false }));`,
      ],
    );
  });

  it('leaves the header at its default', async () => {
    const code = `${helmet}module.exports = helmet({ frameguard: false, hsts: { maxAge: 1 } });\n`;
    const given = run(await fixed(code), { helmet: (options: object) => options });
    assert.equal(JSON.stringify(given), '{"hsts":{"maxAge":1}}');
    assert.match(
      await fixed(`${helmet}app.use(helmet({ contentSecurityPolicy: false }));`),
      /helmet\(\{\}\)/,
    );
    assert.equal(
      await fixed(`${helmet}app.use(helmet({\n  hsts: false,\n  noSniff: true,\n}));`),
      `${helmet}app.use(helmet({\n  noSniff: true,\n}));`,
    );
  });

  it('refuses what is not plain', async () => {
    const off = `${helmet}app.use(helmet({ contentSecurityPolicy: false }));`;
    assert.match(await refusal(`${off}\napp.use('/graphiql', tool);`), /page of a tool/);
    assert.match(await refusal(off.replace('{ con', '{ ...a, con')), /not all written/);
    assert.match(await refusal(off.replace(': false', ': isDev ? false : policy')), /worked out/);
  });

  it('holds in every style', async () => {
    await holdsInEveryStyle({
      samples: [
        `${helmet}app.use(helmet({ contentSecurityPolicy: false }));\n`,
        `${helmet}app.use(\n  helmet({\n    frameguard: false,\n    hsts,\n  }),\n);\n`,
      ],
    });
  });
});

describe('the rules for what a server lacks', () => {
  const cookies = `${express}const cookieParser = require('cookie-parser');\napp.use(cookieParser());\n`;
  it('see cookies without a check of who asks', async () => {
    await assertLines(
      'csrf-protection',
      [
        `${cookies}app.post('/mail', (req, res) => { setMail(req.cookies.user, req.body.mail); });`,
        `${express}const session = require('express-session');\napp.use(session({ secret }));\napp.delete('/a', async (req, res) => { await db.delete(req.session.user); });`,
        "import express from 'express';\nimport cookieParser from 'cookie-parser';\nconst app = express();\nconst router = express.Router();\napp.use(cookieParser());\nrouter.put('/name', rename);",
        `${cookies}function pay(req, res) { transfer(req.user, req.body.to); }\napp.post('/pay', pay);`,
      ],
      [
        `${cookies}app.use(require('lusca').csrf());\napp.post('/mail', (req) => { setMail(req.cookies.user); });`,
        `${cookies}app.get('/mail', (req, res) => { res.json(mailOf(req.cookies.user)); });`,
        `${express}app.post('/mail', (req) => { setMail(req.body.mail); });`,
        `${cookies}app.post('/login', (req) => { req.session.user = 1; });`,
        `${cookies}map.put('/mail', value);`,
      ],
    );
  });

  it('see costly routes without a limit', async () => {
    await assertLines(
      'rate-limit',
      [
        `${express}app.get('/a', (req, res) => { fs.readFile('a', (e, d) => res.end(d)); });`,
        `${express}async function list(req, res) { res.json(await User.find()); }\napp.get('/users', list);`,
        "import express from 'express';\nconst router = express.Router();\nrouter.post('/login', async (req, res) => { res.json(await bcrypt.compare(req.body.p, hash)); });",
        `${express}app.post('/run', check, (req, res) => { execFile('convert', [], () => res.end()); });`,
      ],
      [
        `${express}app.get('/a', (req, res) => { res.end('a'); });`,
        `${express}app.use(limiter);\napp.get('/a', (req, res) => { fs.readFile('a', done); });`,
        `${express}app.get('/a', rateLimit({ max: 5 }), (req, res) => { fs.readFile('a', done); });`,
        "const cache = new Map();\ncache.get('/a', () => fs.readFile('a', done));",
      ],
    );
  });

  it('point at the head of a costly handler, so that what is inside stays by itself', async () => {
    const code = `${express}app.get('/a', (req, res) => {\n  fs.readFile('a', (e, d) => res.end(d));\n});`;
    const seen = (await detect(code)).filter(({ rule }) => rule === 'rate-limit');
    assert.deepEqual(
      seen.map((one) => one.code),
      ['(req, res) =>'],
    );
  });
});

describe('the rules for files that others can touch', () => {
  it('see temporary files under names that can be guessed', async () => {
    await assertLines(
      'temporary-file',
      [
        "fs.writeFileSync('/tmp/app.pid', pid);",
        "import { writeFile } from 'node:fs/promises';\nimport os from 'node:os';\nimport path from 'node:path';\nawait writeFile(path.join(os.tmpdir(), 'cache.json'), text);",
        'const file = `${os.tmpdir()}/log.txt`;\nfs.createWriteStream(file);',
        "const dir = '/tmp/';\nfs.appendFile(dir + 'a.log', line, done);",
      ],
      [
        "fs.readFileSync('/tmp/app.pid');",
        "const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'a-'));\nfs.writeFileSync(path.join(dir, 'b'), text);",
        'fs.writeFileSync(path.join(os.tmpdir(), randomUUID()), text);',
        "fs.writeFileSync('/tmp/a', text, { flag: 'wx' });",
        "fs.writeFileSync('/var/lib/a/tmp', text);",
      ],
    );
  });

  it('see modes that let everybody write', async () => {
    await assertLines(
      'open-mode',
      [
        "fs.chmodSync('a', 0o777);",
        "const { chmod } = require('fs/promises');\nchmod(file, '0666');",
        "fs.writeFile('a', text, { mode: 0o666 }, done);",
        "const MODE = 0o777;\nfs.mkdirSync('b', { recursive: true, mode: MODE });",
      ],
      [
        "fs.chmodSync('a', 0o755);",
        "fs.writeFileSync('a', text, { mode: 0o600 });",
        "fs.mkdirSync('b', { recursive: true });",
        "fs.chmodSync('a', mode);",
        "fs.writeFileSync('a', 777);",
      ],
    );
  });
});
