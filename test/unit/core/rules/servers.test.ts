import assert from 'node:assert/strict';
import { fixes, refuses, runs } from './promises';
import { detect, fixed } from './shapes';
import { assertLines, keepsEveryStyle, run } from './variants';

const electron = "const { BrowserWindow } = require('electron');\n";
const helmet = "const helmet = require('helmet');\n";
const express = "const express = require('express');\nconst app = express();\n";

describe('the rule for windows of Electron', () => {
  describe('sees options that let a page do too much', () => {
    assertLines(
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

  fixes('electron-window', [
    [
      'a line of its own',
      `${electron}const webPreferences = {\n  contextIsolation: false,\n  sandbox: true,\n};`,
      `${electron}const webPreferences = {\n  sandbox: true,\n};`,
    ],
    ['an only option', `${electron}open({ webSecurity: false });`, /open\(\{\}\)/],
    [
      'one of two, in a module of TypeScript',
      "import { BrowserWindow } from 'electron';\nexport const w = new BrowserWindow({ webPreferences: { preload, nodeIntegration: true } });",
      "import { BrowserWindow } from 'electron';\nexport const w = new BrowserWindow({ webPreferences: { preload } });",
    ],
  ]);
  refuses('electron-window', [
    ['a spread', `${electron}open({ ...a, webSecurity: false });`, /not all written/],
    ['what is worked out', `${electron}open({ webSecurity: isDev ? false : true });`, /worked out/],
    [
      'a page that needs it',
      `${electron}open({ nodeIntegration: true });\nw.loadURL('data:text/html,x');\nrequire('fs');`,
      /written in this file/,
    ],
  ]);
  runs('electron-window', 'opens the same window, whose page has no Node', async () => {
    const code = `${electron}module.exports = () => new BrowserWindow({ webPreferences: { nodeIntegration: true, preload: 'p.js' } });\n`;
    const BrowserWindow = class {
      constructor(readonly given: object) {}
    };
    const given = (text: string) => {
      const open = run(text, { electron: { BrowserWindow } }) as () => { given: unknown };
      return JSON.stringify(open().given);
    };
    assert.equal(given(code), '{"webPreferences":{"nodeIntegration":true,"preload":"p.js"}}');
    assert.equal(given(await fixed(code)), '{"webPreferences":{"preload":"p.js"}}');
  });

  keepsEveryStyle('electron-window', {
    samples: [
      `${electron}const w = new BrowserWindow({\n  width: 1,\n  webPreferences: {\n    nodeIntegration: true,\n    preload\n  },\n});\n`,
      `${electron}const preferences = { sandbox, webSecurity: false };\n`,
    ],
  });
});

describe('the rule for the old constructor of Buffer', () => {
  describe('sees the constructor', () => {
    assertLines(
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

  fixes('buffer-constructor', [
    ["a(new Buffer('b'));", "a(Buffer.from('b'));"],
    ["a(new Buffer(b, 'base64'));", "a(Buffer.from(b, 'base64'));"],
    ['const n = 8;\na(new Buffer(n));', 'const n = 8;\na(Buffer.alloc(n));'],
    ['a(new Buffer([1, 2]));', 'a(Buffer.from([1, 2]));'],
    ['a(new Buffer(JSON.stringify(b)));', 'a(Buffer.from(JSON.stringify(b)));'],
  ]);

  refuses('buffer-constructor', [
    ['a(new Buffer(b));', /number or data/],
    ['a(new Buffer(b.length));', /number or data/],
    ["a(new Buffer(b ? 1 : 'c'));", /number or data/],
  ]);

  keepsEveryStyle('buffer-constructor', {
    samples: [
      "const text = new Buffer('abc');\n",
      'function make() {\n  return new Buffer(16);\n}\n',
      "const data = new Buffer(body.content, 'base64').toString();\n",
    ],
  });

  runs('buffer-constructor', 'makes the same bytes, and no memory of a number', async () => {
    const code = "module.exports = (text) => new Buffer(text, 'base64').toString();";
    type Decode = (text: unknown) => string;
    const [before, after] = [run(code) as Decode, run(await fixed(code)) as Decode];
    assert.deepEqual([before('aGVsbG8='), after('aGVsbG8=')], ['hello', 'hello']);
    assert.throws(() => after(1000), /type number/);
    const sized = 'module.exports = () => new Buffer(4);';
    const make = run(await fixed(sized)) as () => Buffer;
    assert.deepEqual([...make()], [0, 0, 0, 0], 'no memory of something else');
  });
});

describe('the rule for headers of helmet', () => {
  describe('sees headers that are switched off', () => {
    assertLines(
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

  const off = `${helmet}app.use(helmet({ contentSecurityPolicy: false }));`;
  fixes('security-headers', [
    ['an only header', off, `${helmet}app.use(helmet({}));`],
    [
      'a line of its own',
      `${helmet}app.use(helmet({\n  hsts: false,\n  noSniff: true,\n}));`,
      `${helmet}app.use(helmet({\n  noSniff: true,\n}));`,
    ],
    [
      'the last of several, in a module',
      "import helmet from 'helmet';\nexport const guard = helmet({ hsts, frameguard: false });",
      "import helmet from 'helmet';\nexport const guard = helmet({ hsts });",
    ],
  ]);
  refuses('security-headers', [
    ['a page of a tool', `${off}\napp.use('/graphiql', tool);`, /page of a tool/],
    ['a spread', off.replace('{ con', '{ ...a, con'), /not all written/],
    ['what is worked out', off.replace(': false', ': isDev ? false : policy'), /worked out/],
  ]);
  runs('security-headers', 'asks for the header again, and for the rest as before', async () => {
    const code = `${helmet}module.exports = helmet({ frameguard: false, hsts: { maxAge: 1 } });\n`;
    const given = (text: string) => JSON.stringify(run(text, { helmet: (one: object) => one }));
    assert.equal(given(code), '{"frameguard":false,"hsts":{"maxAge":1}}');
    assert.equal(given(await fixed(code)), '{"hsts":{"maxAge":1}}');
  });

  keepsEveryStyle('security-headers', {
    samples: [
      `${helmet}app.use(helmet({ contentSecurityPolicy: false }));\n`,
      `${helmet}app.use(\n  helmet({\n    frameguard: false,\n    hsts,\n  }),\n);\n`,
    ],
  });
});

describe('the rules for what a server lacks', () => {
  const cookies = `${express}const cookieParser = require('cookie-parser');\napp.use(cookieParser());\n`;
  describe('see cookies without a check of who asks', () => {
    assertLines(
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

  describe('see costly routes without a limit', () => {
    assertLines(
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
  describe('see temporary files under names that can be guessed', () => {
    assertLines(
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

  describe('see modes that let everybody write', () => {
    assertLines(
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
