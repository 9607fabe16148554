import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { CheckAnswer, Subject } from '../../../../src/core/evidence';
import { projectTests } from '../../../../src/node/slowChecks/projectTests';
import type { Sandbox } from '../scratch/repository';
import { sandbox } from '../scratch/repository';

describe('the project’s own tests', function () {
  this.timeout(60_000);
  let box: Sandbox;
  beforeEach(() => (box = sandbox()));
  afterEach(() => box.remove());

  const check = (timeLimitMs = 30_000, mayRun = true) =>
    projectTests({
      folder: box.folder,
      mayRun: () => mayRun,
      limits: () => ({ testCommand: [], timeLimitMs, scanners: [] }),
    });
  const control = (...agreed: readonly string[]) => ({
    signal: new AbortController().signal,
    agreed,
    progress: () => undefined,
  });
  const change = (before: string, after: string, file = 'src/sum.js'): Subject => ({
    files: [{ path: file, before, after }],
  });
  const run = async (subject: Subject, timeLimitMs?: number): Promise<CheckAnswer> => {
    const plan = await check(timeLimitMs).plan(subject);
    return check(timeLimitMs).run(subject, control(...(plan.ok ? plan.commands : [])));
  };

  const right = 'exports.sum = (a, b) => a + b;\n';
  const wrong = 'exports.sum = (a, b) => a - b;\n';
  const tests = `
    const test = require('node:test');
    const assert = require('node:assert');
    const { sum } = require('../src/sum');
    test('adds two numbers', () => assert.equal(sum(2, 2), 4));
    test('adds nothing', () => assert.equal(sum(2, 0), 2));`;
  const project = (script: string) => {
    box.write({
      'package.json': JSON.stringify({ scripts: { test: script } }),
      'src/sum.js': right,
      'test/sum.test.js': tests,
    });
    box.commit();
  };

  it('names the test that a change breaks, and leaves the folder as it is', async () => {
    project('node --test');
    const answer = await run(change(right, wrong));
    assert.equal(answer.outcome, 'fail', answer.detail);
    assert.match(answer.detail, /failed twice with it: “adds two numbers”\. Run npm test/);
    assert.equal(box.git('status', '--porcelain'), '');
    assert.equal(box.git('worktree', 'list').trim().split('\n').length, 1);
  });

  it('passes when all tests pass, and says how many', async () => {
    project('node --test');
    const answer = await run(change(right, `${right}// seen\n`));
    assert.equal(answer.outcome, 'pass', answer.detail);
    assert.match(answer.detail, /^All 2 tests/);
  });

  it('does not blame a change for what failed before', async () => {
    project('node --test');
    box.write({ 'test/old.test.js': `require('node:test')('is old', () => { throw 1; });` });
    const answer = await run(change(right, `${right}// seen\n`));
    assert.equal(answer.outcome, 'pass', answer.detail);
    assert.match(answer.detail, /1 of the project’s tests fail with and without it: “is old”/);
  });

  it('warns of a test that fails once', async () => {
    project('node --test');
    const file = path.join(box.top, 'seen');
    const flaky = `require('node:test')('is moody', () => {
      const fs = require('node:fs');
      const runs = fs.existsSync(${JSON.stringify(file)}) ? 1 : 0;
      fs.writeFileSync(${JSON.stringify(file)}, '');
      if (runs === 0) throw new Error('moody');
    });`;
    box.write({ 'test/moody.test.js': flaky });
    const answer = await run(change(right, `${right}// seen\n`));
    assert.equal(answer.outcome, 'warn', answer.detail);
    assert.match(answer.detail, /passed when run again: “is moody”/);
  });

  it('is not run by a command that runs no test', async () => {
    for (const script of ['node -e 0', 'node --test nowhere']) {
      project(script);
      const answer = await run(change(right, wrong));
      assert.equal(answer.outcome, 'not-run', `${script}: ${answer.detail}`);
    }
  });

  it('is not run where no test passes at all', async () => {
    project('node -e "process.exit(3)"');
    const answer = await run(change(right, wrong));
    assert.equal(answer.outcome, 'not-run', answer.detail);
    assert.match(answer.detail, /No test passes even without the change/);
  });

  it('ends a command that hangs, with all that it started', async () => {
    const alive = path.join(box.top, 'alive');
    const beat = `setInterval(() => require('fs').appendFileSync(${JSON.stringify(alive)}, 'x'), 20)`;
    box.write({
      'hang.js': `
        const { spawn } = require('node:child_process');
        for (const detached of [false, true, true]) {
          spawn(process.execPath, ['-e', ${JSON.stringify(beat)}], { detached, stdio: 'inherit' });
        }
        setInterval(() => {}, 1000);`,
    });
    project('node hang.js');
    const answer = await run(change(right, wrong), 1500);
    assert.equal(answer.outcome, 'not-run', answer.detail);
    assert.match(answer.detail, /took longer than 1\.5 s and was ended/);
    assert.ok(fs.existsSync(alive), 'nothing was started');
    const size = fs.statSync(alive).size;
    await new Promise((resolve) => setTimeout(resolve, 200));
    assert.equal(fs.statSync(alive).size, size, 'something still runs');
  });

  it('ends a command that writes without end', async () => {
    project(
      `node -e "const b=Buffer.alloc(1<<20,120);for(let i=0;i<1024;i++)require('fs').writeSync(1,b)"`,
    );
    const answer = await run(change(right, wrong));
    assert.equal(answer.outcome, 'not-run', answer.detail);
    assert.match(answer.detail, /wrote more than 64 MB/);
  });

  it('ends at once when it is cancelled, and leaves nothing', async () => {
    project('node -e "setInterval(()=>{},1000)"');
    const stop = new AbortController();
    const running = check().run(change(right, wrong), {
      signal: stop.signal,
      agreed: ['npm test (node -e "setInterval(()=>{},1000)")'],
      progress: (text) => {
        if (text.startsWith('running')) setTimeout(() => stop.abort(), 300);
      },
    });
    await assert.rejects(running, { name: 'AbortError' });
    assert.equal(box.git('worktree', 'list').trim().split('\n').length, 1);
  });

  it('says what it would run, or why it cannot', async () => {
    project('node --test');
    const subject = change(right, wrong);
    assert.deepEqual(await check().plan(subject), {
      ok: true,
      commands: ['npm test (node --test)'],
    });
    const scripts = change('{"scripts":{}}', '{"scripts":{"test":"evil"}}', 'package.json');
    const refused = await check().plan(scripts);
    assert.ok(!refused.ok && /alters the scripts/.test(refused.why));
    box.write({
      'package.json': '{"scripts":{"test":"echo \\"Error: no test specified\\" && exit 1"}}',
    });
    const none = await check().plan(subject);
    assert.ok(!none.ok && /No test command/.test(none.why));
  });

  it('runs nothing where nothing may run', async () => {
    project('node --test');
    const answer = await check(30_000, false).run(
      change(right, wrong),
      control('npm test (node --test)'),
    );
    assert.equal(answer.outcome, 'not-run');
    assert.match(answer.detail, /Restricted Mode/);
  });

  it('runs nothing but what was agreed to, also when it changes meanwhile', async () => {
    const told = path.join(box.top, 'ran');
    const touch = `node -e "require('fs').writeFileSync('${told}','')"`;
    const scripts = (all: Readonly<Record<string, string>>) =>
      box.write({ 'package.json': JSON.stringify({ scripts: all }) });
    project('node --test');
    const plan = await check().plan(change(right, wrong));
    const agreed = plan.ok ? plan.commands : [];
    const later = [{ test: touch }, { test: 'node --test', pretest: touch }];
    for (const one of later) {
      scripts(one);
      const answer = await check().run(change(right, wrong), control(...agreed));
      assert.equal(answer.outcome, 'not-run');
      assert.match(answer.detail, /has changed since you agreed/);
    }
    scripts({ test: 'node --test' });
    const answer = await check().run(change(right, wrong), {
      ...control(...agreed),
      progress: (text) => {
        if (text.startsWith('making')) scripts({ test: touch });
      },
    });
    assert.match(answer.detail, /has changed since you agreed/);
    assert.ok(!fs.existsSync(told));
  });

  it('hides the secrets of the environment', async () => {
    project('node env.js');
    const told = path.join(box.top, 'told');
    box.write({
      'env.js': `require('fs').writeFileSync(${JSON.stringify(told)}, Object.keys(process.env).join())`,
    });
    const secrets = [
      'GITHUB_TOKEN',
      'AWS_PROFILE',
      'MY_API_KEY',
      'DB_PASSWORD',
      'npm_config__authToken',
      'SSH_AUTH_SOCK',
    ];
    for (const name of secrets) process.env[name] = 'x';
    try {
      await run(change(right, wrong));
    } finally {
      for (const name of secrets) delete process.env[name];
    }
    const names = fs.readFileSync(told, 'utf8').split(',');
    for (const name of secrets) assert.ok(!names.includes(name), name);
    assert.ok(names.includes('CI') && names.includes('HOME'));
  });
});
