import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Subject } from '../../../../src/core/evidence';
import { projectTests } from '../../../../src/node/slowChecks/projectTests';
import type { RegistryServer } from '../dependencies/registryServer';
import { registryServer } from '../dependencies/registryServer';
import type { Sandbox } from '../scratch/repository';
import { sandbox } from '../scratch/repository';

describe('the project’s own tests of a change to the lockfile', function () {
  this.timeout(120_000);
  let box: Sandbox;
  let server: RegistryServer;
  const kept = { ...process.env };

  beforeEach(async () => {
    box = sandbox();
    server = await registryServer();
    process.env['npm_config_registry'] = server.address;
    process.env['npm_config_cache'] = path.join(box.top, 'cache');
    process.env['npm_config_userconfig'] = path.join(box.top, 'user');
    server.publish(
      { name: 'sum', version: '1.0.0' },
      { 'index.js': 'exports.sum = (a, b) => a + b;' },
    );
    server.publish({ name: 'sum', version: '1.0.1' }, { 'index.js': 'exports.sum = () => 0;' });
    server.publish(
      { name: 'sum', version: '1.0.2' },
      { 'index.js': 'exports.sum = (a, b) => b + a;' },
    );
  });
  afterEach(async () => {
    for (const name of Object.keys(process.env)) if (!(name in kept)) delete process.env[name];
    await server.close();
    box.remove();
  });

  const check = () =>
    projectTests({
      folder: box.folder,
      mayRun: () => true,
      limits: () => ({ testCommand: [], timeLimitMs: 60_000, scanners: [] }),
    });
  const run = async (subject: Subject) => {
    const plan = await check().plan(subject);
    assert.ok(plan.ok, plan.ok ? '' : plan.why);
    assert.equal(plan.commands[0], 'npm ci --ignore-scripts (in a scratch copy)');
    const { signal } = new AbortController();
    return check().run(subject, { signal, agreed: plan.commands, progress: () => undefined });
  };

  /** The lockfile with this version, written by npm itself. */
  const lockWith = async (version: string) => {
    const folder = path.join(box.top, version);
    fs.mkdirSync(folder);
    fs.writeFileSync(path.join(folder, 'package.json'), manifest.replace('^1.0.0', version));
    await npm(folder, 'install', '--package-lock-only');
    const lock = fs.readFileSync(path.join(folder, 'package-lock.json'), 'utf8');
    return lock.replace(`"sum": "${version}"`, '"sum": "^1.0.0"');
  };
  const manifest = JSON.stringify({
    name: 'a',
    scripts: { test: 'node --test' },
    dependencies: { sum: '^1.0.0' },
  });

  async function project(): Promise<string> {
    const lock = await lockWith('1.0.0');
    box.write({
      'package.json': manifest,
      'package-lock.json': lock,
      '.gitignore': 'node_modules',
      'test/sum.test.js': `require('node:test')('adds', () => require('node:assert').equal(require('sum').sum(2, 2), 4));`,
    });
    await npm(box.folder, 'ci');
    box.commit();
    return lock;
  }

  it('fail when the package that it installs breaks them', async () => {
    const before = await project();
    const after = await lockWith('1.0.1');
    const answer = await run({ files: [{ path: 'package-lock.json', before, after }] });
    assert.equal(answer.outcome, 'fail', answer.detail);
    assert.match(answer.detail, /failed twice with it: “adds”/);
    assert.match(
      fs.readFileSync(path.join(box.folder, 'node_modules/sum/index.js'), 'utf8'),
      /a \+ b/,
    );
    assert.equal(box.git('status', '--porcelain'), '');
  });

  it('pass when it does not', async () => {
    const before = await project();
    const after = await lockWith('1.0.2');
    const answer = await run({ files: [{ path: 'package-lock.json', before, after }] });
    assert.equal(answer.outcome, 'pass', answer.detail);
  });

  it('are not run with the packages of before when it cannot be installed', async () => {
    const before = await project();
    const after = before.replaceAll('1.0.0', '1.0.7');
    const answer = await run({ files: [{ path: 'package-lock.json', before, after }] });
    assert.equal(answer.outcome, 'not-run', answer.detail);
    assert.match(answer.detail, /npm ci could not install what the change asks for/);
  });

  it('are not run when only package.json asks for something else', async () => {
    await project();
    const after = manifest.replace('^1.0.0', '^1.0.1');
    const files = [{ path: 'package.json', before: manifest, after }];
    const plan = await check().plan({ files });
    assert.ok(!plan.ok);
    assert.match(plan.why, /alters what package\.json asks for and no lockfile/);
  });
});

/** Not blocking, since the registry lives in this process. */
function npm(cwd: string, ...args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn('npm', [...args, '--no-audit', '--ignore-scripts'], {
      cwd,
      stdio: 'ignore',
    });
    child.once('error', reject);
    child.once('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`npm ended with ${code}`)),
    );
  });
}
