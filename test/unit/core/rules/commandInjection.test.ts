import assert from 'node:assert/strict';
import childProcess from 'node:child_process';
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

const { detect, fixed } = shapes.of('command-injection');
const head =
  "const { spawn, spawnSync, execFile } = require('child_process');\nconst app = require('express')();\n";
const handler = (body: string) => `${head}app.get('/x', (req, res) => {\n  ${body}\n});\n`;

describe('a program', () => {
  const found: readonly Found[] = [
    ['that a request chooses', handler('execFile(req.query.tool, []);'), 'req.query.tool'],
    [
      'that a shell starts',
      handler("spawn('grep', [req.query.q, 'log'], { shell: true });"),
      "[req.query.q, 'log']",
    ],
    [
      'whose options are made elsewhere',
      handler("const options = { shell: '/bin/bash' };\n  spawn('grep', [req.query.q], options);"),
      '[req.query.q]',
    ],
    [
      'that is a shell',
      handler("spawn('sh', ['-c', 'ls ' + req.query.d]);"),
      "['-c', 'ls ' + req.query.d]",
    ],
    [
      'that is one of two shells',
      handler("const shell = windows ? 'cmd' : 'sh';\n  spawn(shell, ['-c', req.query.c]);"),
      "['-c', req.query.c]",
    ],
    [
      'that is set in two branches',
      handler(
        "let shell; if (windows) shell = 'cmd'; else shell = 'sh';\n  spawn(shell, ['-c', req.query.c]);",
      ),
      "['-c', req.query.c]",
    ],
    [
      'that is the shell of whoever starts it',
      handler("spawn(process.env.SHELL || '/bin/sh', ['-c', req.query.c]);"),
      "['-c', req.query.c]",
    ],
    [
      'of a function that is taken from a module later',
      "const cp = require('child_process');\nconst { execFile } = cp;\napp.get('/', (req, res) => { execFile(req.query.tool); });",
      'req.query.tool',
    ],
    [
      'of a module with a name of its own',
      "import start from 'cross-spawn';\nexport default function (req, res) { start(String(req.body.tool), []); res.end(); }",
      'String(req.body.tool)',
    ],
    [
      'of a class of TypeScript',
      "import { execFile } from 'node:child_process';\nimport type { Request, Response } from 'express';\nclass Repositories {\n  clone = (req: Request, res: Response): void => {\n    execFile('git', ['clone', req.body.url, '/tmp/x'], () => res.end());\n  };\n}",
      'req.body.url',
    ],
    [
      'whose options are a list by name',
      handler("const list = ['fetch'].concat(req.query.remote);\n  execFile('git', list);"),
      'list',
    ],
  ];
  reports('command-injection', found);

  const quiet: readonly Quiet[] = [
    ['with values of its own', "spawn('grep', ['--', req.query.q, 'log']);"],
    ['without a shell, plainly', "spawn('grep', [req.query.q], { shell: false });"],
    ['behind the end of its options', "execFile('git', ['fetch', 'origin', '--', req.query.ref]);"],
    ['with a harmless command of git', "execFile('git', ['status', req.query.path]);"],
    [
      'of a list',
      "if (!['a', 'b'].includes(req.query.tool)) return res.end();\n  execFile(req.query.tool, []);",
    ],
    ['of letters', "spawn('id', [req.query.u.replace(/[^a-z0-9]/g, '')], { shell: true });"],
    ['that is none', 'db.run(req.query.q);\n  /a/.exec(req.query.q);\n  queue.exec(req.query.q);'],
  ];
  isSilent('command-injection', inside(handler, quiet));

  it('that quotes by a tag is left alone', async () => {
    assert.deepEqual(
      await detect(
        "import { $ } from 'zx';\nexport default async (req, res) => res.end(await $`ls ${req.query.d}`);",
      ),
      [],
    );
  });

  it('is reported with a check that may not suffice', async () => {
    const code =
      "const url = String(req.query.url);\n  if (!url.startsWith('https://')) return res.end();\n  execFile('git', ['ls-remote', url]);";
    const [one] = await detect(handler(code));
    assert.equal(one?.guard, "url.startsWith('https://')");
  });
});

const only = handler("res.send(spawnSync('echo', [req.query.q], { shell: true }).stdout);");
const more = handler(
  "spawn('grep', ['-r', req.query.q, '.'], {\n    cwd: '/srv',\n    shell: true,\n  });",
);

describe('the recipe for a program that a shell starts', () => {
  fixes('command-injection', [
    ['an only option', only, /spawnSync\('echo', \[req\.query\.q\], \{\}\)\.stdout/],
    ['an option on a line of its own', more, /'\.'\], \{\n {4}cwd: '\/srv',\n {2}\}\);/],
    [
      'a comment before the comma',
      handler("spawn('ls', [req.query.d], { 'shell': true /* keep */, });"),
      /\{ \/\* keep \*\/ \}\);/,
    ],
    [
      'comments around the value',
      handler(
        "spawn('ls', [req.query.d], { shell: // why\n  /* so */ true // yes\n  , cwd: '/srv' });",
      ),
      /\{ \/\/ why\n\/\* so \*\/ \/\/ yes\n cwd: '\/srv' \}\);/,
    ],
    [
      'the first of the options, before a callback',
      handler(
        "execFile('ls', [req.query.d], { shell: true, cwd: '/srv' }, (e, out) => res.end(out));",
      ),
      /\[req\.query\.d\], \{ cwd: '\/srv' \}, \(e/,
    ],
  ]);
  const refused: readonly [string, string, RegExp][] = [
    ['a command line', "spawn('ls -l', [req.query.d], { shell: true });", /command line/],
    ['npm', "spawn('npm', ['run', req.query.s], { shell: true });", /\.cmd file/],
    ['git', "spawn('git', ['log', req.query.s], { shell: true });", /its options name/],
    ['a wildcard', "spawn('grep', [req.query.s, '*.txt'], { shell: true });", /to a shell only/],
    [
      'a program that runs its arguments',
      "spawn('/usr/bin/env', [req.query.s], { shell: true });",
      /env runs what it is given/,
    ],
    [
      'options with a spread',
      "const o = { shell: true };\n  spawn('ls', [req.query.x], { ...o, shell: true });",
      /not all written out/,
    ],
    [
      'an option that is there twice',
      "spawn('ls', [req.query.x], { shell: true, ['shell']: true });",
      /not all written out/,
    ],
    [
      'an option that is plainly there twice',
      "spawn('ls', [req.query.x], { shell: true, shell: true });",
      /stands there twice/,
    ],
    ['a named shell', "spawn('ls', [req.query.s], { shell: '/bin/bash' });", /not written out/],
    [
      'options by name',
      "const o = { shell: true };\n  spawn('ls', [req.query.s], o);",
      /not written out/,
    ],
  ];
  refuses('command-injection', inside(handler, refused));
  keepsItsStyle('command-injection', [only, more]);
  runs('command-injection', 'makes code that hands values on and runs none of them', async () => {
    const [before, after] = [answers(only), answers(await fixed(only))];
    assert.equal(before('hello'), 'hello\n');
    assert.equal(after('hello'), 'hello\n');
    assert.equal(before('a; echo b'), 'a\nb\n', 'the attack works before');
    assert.equal(after('a; echo b'), 'a; echo b\n');
    assert.equal(after('$(echo b)'), '$(echo b)\n');
  });
});

/** What the code of a server with a stub of express answers; it runs programs. */
function answers(code: string): (q: string) => string {
  type Handle = (req: unknown, res: { send(text: Buffer): void }) => void;
  let handle: Handle | undefined;
  const app = { get: (_route: string, given: Handle) => (handle = given) };
  const require = (name: string): unknown => (name === 'express' ? () => app : childProcess);
  vm.runInNewContext(code, { require });
  return (q) => {
    let answer = '';
    handle?.({ query: { q } }, { send: (text) => void (answer = text.toString()) });
    return answer;
  };
}
