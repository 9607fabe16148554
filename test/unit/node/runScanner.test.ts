import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { HumanError } from '../../../src/core/errors';
import { detectScanners } from '../../../src/core/scanners';
import type { Scan, Scanner } from '../../../src/core/scanners';
import { findProgram } from '../../../src/node/findProgram';
import type { ScanLimits } from '../../../src/node/runScanner';
import { runScanner } from '../../../src/node/runScanner';

describe('runScanner', function () {
  this.timeout(60_000);
  let top: string;
  let folder: string;
  let report: string;
  beforeEach(() => {
    top = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'countersign-')));
    folder = path.join(top, 'a shop');
    report = path.join(top, 'storage', 'scans', 'x.json');
    fs.mkdirSync(folder);
  });
  afterEach(() => fs.rmSync(top, { recursive: true, force: true }));

  /** A scanner that is this JavaScript. */
  const scan = (script: string, changes: Partial<Scanner> = {}): Scan => {
    const file = path.join(top, 'scanner.cjs');
    fs.writeFileSync(file, script);
    const scanner = {
      ...{ id: 'x', title: 'Example', programs: [], args: [], exitCodes: [0, 1] },
      ...{ network: undefined, install: 'Install it.', ...changes },
    };
    const program = { file: process.execPath, args: [file], isOwnNode: true, shown: 'scanner.cjs' };
    return { scanner, program, folder, report };
  };
  const run = (one: Scan, limits: Partial<ScanLimits> = {}) =>
    runScanner(one, { mayRun: () => true, ...limits });
  const refused = async (one: Scan, message: RegExp, limits: Partial<ScanLimits> = {}) => {
    await assert.rejects(run(one, limits), (error) => {
      assert.ok(error instanceof HumanError, String(error));
      assert.match(error.message, message);
      return true;
    });
    const storage = path.dirname(report);
    const left = fs.existsSync(storage) ? fs.readdirSync(storage) : [];
    assert.deepEqual(left, fs.existsSync(report) ? [path.basename(report)] : []);
  };
  const until = async (isSo: () => boolean) => {
    for (let tries = 0; tries < 500 && !isSo(); tries++) await sleep(20);
    assert.ok(isSo());
  };

  it('keeps what the scanner writes, byte for byte, and the end of its errors', async () => {
    const script = `
      process.stdout.write('{"é":"𝒳"}\\n');
      process.stderr.write('x'.repeat(50000) + '\\u001b[31mdone\\u001b[0m');`;
    const result = await run(scan(script));
    assert.equal(result.file, report);
    assert.equal(result.exitCode, 0);
    assert.equal(fs.readFileSync(report, 'utf8'), '{"é":"𝒳"}\n');
    assert.match(result.stderr, /^x+done$/);
    assert.ok(result.stderr.length <= 10 * 1024);
    assert.deepEqual(fs.readdirSync(path.dirname(report)), ['x.json']);
  });

  it('takes the exit codes that mean findings for a run', async () => {
    const script = `process.stdout.write('{}'); process.exitCode = 1;`;
    assert.equal((await run(scan(script))).exitCode, 1);
    await refused(
      scan(script, { exitCodes: [0] }),
      /^Example failed with exit code 1\. It says: {}/,
    );
  });

  it('says what the scanner said when it failed, and keeps the report before', async () => {
    await run(scan(`process.stdout.write('before')`));
    const script = `
      process.stdout.write('half');
      console.error('\\u001b[31mNo config\\u001b[0m was found');
      process.exitCode = 2;`;
    await refused(scan(script), /^Example failed with exit code 2\. It says: No config was found$/);
    assert.equal(fs.readFileSync(report, 'utf8'), 'before');
  });

  it('does not take an empty report for one without findings', async () => {
    await refused(scan(''), /^Example wrote no report\. Run it in a terminal to see why\.$/);
    await refused(scan(`console.log(' '); console.error('nothing to do')`), /says: nothing to do/);
  });

  it('says which signal ended it', async function () {
    if (process.platform === 'win32') this.skip();
    const script = `process.stdout.write('{}', () => process.kill(process.pid, 'SIGKILL'))`;
    await refused(scan(script), /^Example was ended by SIGKILL\./);
  });

  it('gives arguments as they are, with the folder filled in and where it stands', async () => {
    const script = `
      console.log(JSON.stringify([process.cwd(), process.argv.slice(2)]));`;
    const args = ['a b', '$HOME', '"; exit 3', '*', '--at=${folder}'];
    await run(scan(script, { args }));
    const told = JSON.parse(fs.readFileSync(report, 'utf8')) as unknown;
    assert.deepEqual(told, [folder, ['a b', '$HOME', '"; exit 3', '*', `--at=${folder}`]]);
  });

  it('has nothing to read and sees nothing of the editor', async () => {
    const names = ['ELECTRON_RUN_AS_NODE', 'VSCODE_IPC_HOOK', 'VSCODE_NLS_CONFIG'];
    for (const name of names) process.env[name] = '1';
    try {
      const script = `
        const names = Object.keys(process.env).filter((name) => /^(ELECTRON|VSCODE)_/.test(name));
        const read = require('node:fs').readFileSync(0, 'utf8');
        console.log(JSON.stringify([names, read, process.env.HOME === undefined]));`;
      await run(scan(script));
      const told = JSON.parse(fs.readFileSync(report, 'utf8')) as unknown;
      assert.deepEqual(told, [[], '', process.env['HOME'] === undefined]);
    } finally {
      for (const name of names) delete process.env[name];
    }
  });

  it('runs nothing that lies in the folder, also not by way of PATH', async function () {
    if (process.platform === 'win32') this.skip();
    for (const name of ['npm', 'eslint.cmd', 'helper']) {
      fs.writeFileSync(path.join(folder, name), '#!/bin/sh\necho ran > ran\n', { mode: 0o755 });
    }
    const before = process.env['PATH'];
    process.env['PATH'] = ['.', '', folder, before].join(path.delimiter);
    try {
      const script = `
        const { error } = require('node:child_process').spawnSync('helper');
        console.log(error ? error.code : 'started');`;
      await run(scan(script));
    } finally {
      process.env['PATH'] = before;
    }
    assert.equal(fs.readFileSync(report, 'utf8').trim(), 'ENOENT');
    assert.ok(!fs.existsSync(path.join(folder, 'ran')));
  });

  it('starts nothing while it may not', async () => {
    const script = `require('node:fs').writeFileSync(${JSON.stringify(path.join(top, 'ran'))}, '')`;
    await refused(scan(script), /Restricted Mode/, { mayRun: () => false });
    await refused(scan(script), /was cancelled/, { signal: AbortSignal.abort() });
    assert.ok(!fs.existsSync(path.join(top, 'ran')));
  });

  it('says so when the program or the folder is not there', async () => {
    const one = scan('');
    const file = path.join(top, 'missing');
    const program = { ...one.program, file, shown: file };
    await refused({ ...one, program }, /could not be started from .*ENOENT.*Install it\.$/);
    await refused({ ...one, folder: path.join(top, 'gone') }, /^There is no folder /);
  });

  const beat = () => path.join(top, 'beat');
  /** Starts a process that does not end when asked to, shows that it lives, and holds the output. */
  const stubborn = (detached: boolean) => `
    const script = \`process.on('SIGTERM', () => {});
      setInterval(() => require('node:fs').appendFileSync(process.argv[1], '.'), 20);\`;
    const options = { stdio: 'inherit', detached: ${detached} };
    require('node:child_process').spawn(process.execPath, ['-e', script, ${JSON.stringify(beat())}], options);
    process.stdout.write('{}');`;
  const beats = () => (fs.existsSync(beat()) ? fs.statSync(beat()).size : 0);
  const assertGone = async () => {
    const then = beats();
    await sleep(200);
    assert.equal(beats(), then);
  };

  it('ends all that the scanner has started when it is cancelled', async () => {
    const stop = new AbortController();
    const hang = `${stubborn(false)} process.on('SIGTERM', () => {}); setInterval(() => {}, 1000);`;
    const refusal = refused(scan(hang), /^Example was cancelled/, { signal: stop.signal });
    await until(() => beats() > 3);
    stop.abort();
    await refusal;
    await assertGone();
  });

  it('ends a scanner that takes too long', async () => {
    const hang = `${stubborn(false)} setInterval(() => {}, 1000);`;
    await refused(scan(hang), /took longer than 1 s and was ended/, { timeLimitMs: 1000 });
    await assertGone();
  });

  it('leaves nothing running that a scanner leaves behind', async function () {
    if (process.platform === 'win32') this.skip();
    const leave = `${stubborn(false)} setTimeout(() => process.exit(0), 500);`;
    await run(scan(leave));
    assert.ok(beats() > 0);
    await assertGone();
  });

  it('does not wait for what has left the process group with the output', async function () {
    if (process.platform === 'win32') this.skip();
    const pid = path.join(top, 'pid');
    const escape = `
      const options = { stdio: 'inherit', detached: true };
      const child = require('node:child_process').spawn('sleep', ['60'], options);
      require('node:fs').writeFileSync(${JSON.stringify(pid)}, String(child.pid));
      process.stdout.write('{}', () => process.exit(0));`;
    try {
      await refused(scan(escape), /something that it started still holds its report open/);
    } finally {
      process.kill(Number(fs.readFileSync(pid, 'utf8')), 'SIGKILL');
    }
  });

  it('ends a scanner that writes more than the limit', async () => {
    const flood = `
      const line = 'x'.repeat(65536);
      (function write() { process.stdout.write(line, write); })();`;
    await refused(scan(flood), /too large a report/, { maxBytes: 1024 * 1024 });
    const fits = `process.stdout.write('x'.repeat(1024))`;
    assert.equal((await run(scan(fits), { maxBytes: 1024 })).exitCode, 0);
  });

  it('says so when the report cannot be kept', async () => {
    fs.mkdirSync(report, { recursive: true });
    fs.writeFileSync(path.join(report, 'in the way'), '');
    const one = scan(`process.stdout.write('{}')`);
    await refused(one, /^The report of Example could not be kept: /);
    fs.rmSync(path.dirname(report), { recursive: true });
    fs.writeFileSync(path.dirname(report), 'in the way');
    await assert.rejects(run(one), /^HumanError: The report of Example could not be kept: /);
  });

  it('runs the ESLint that a project has installed', async () => {
    fs.mkdirSync(path.join(folder, 'node_modules'));
    fs.symlinkSync(
      path.resolve('node_modules', 'eslint'),
      path.join(folder, 'node_modules', 'eslint'),
      'junction',
    );
    const config = `export default [{ rules: { 'no-eval': 'error' } }];`;
    fs.writeFileSync(path.join(folder, 'eslint.config.mjs'), config);
    fs.writeFileSync(path.join(folder, 'a.js'), `const é = '𝒳'; eval(é);\n`);
    const look = { names: fs.readdirSync(folder), manifest: undefined };
    const eslint = detectScanners(look).find(({ id }) => id === 'eslint');
    assert.ok(eslint);
    const program = await findProgram(eslint, folder);
    assert.ok(program);
    const result = await run({ scanner: eslint, program, folder, report });
    assert.equal(result.exitCode, 1);
    const [file] = (
      JSON.parse(fs.readFileSync(report, 'utf8')) as {
        filePath: string;
        messages: { ruleId: string; line: number; column: number }[];
      }[]
    ).filter(({ messages }) => messages.length > 0);
    assert.equal(file?.filePath, path.join(folder, 'a.js'));
    assert.deepEqual(
      file.messages.map(({ ruleId, line, column }) => [ruleId, line, column]),
      [['no-eval', 1, 17]],
    );
    fs.writeFileSync(path.join(folder, 'eslint.config.mjs'), 'throw new Error("broken config")');
    await refused({ scanner: eslint, program, folder, report }, /exit code 2.*broken config/);
  });
});
