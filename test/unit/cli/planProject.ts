import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import type { DependencyPlan } from '../../../src/core/dependencies/plan';
import { type RegistryServer, registryServer } from '../node/dependencies/registryServer';
import type { Run } from './run';
import { runBeside } from './runAsync';

/** What GHSA-mh6f-8j2x-4483 says, in the form of the corpora. */
export const eventStream = [
  {
    name: 'event-stream',
    id: 'GHSA-mh6f-8j2x-4483',
    severity: 'critical',
    range: '>=3.3.6 <4.0.0',
    title: 'Malicious Package in event-stream',
    cwe: ['CWE-506'],
  },
];

/** The part of a manifest that asks. */
export interface Asking {
  readonly dependencies: Readonly<Record<string, string>>;
}

/** A project and a registry of its own for each test of a suite, and the command line over both. */
export function planProject(): PlanProject {
  const project = new PlanProject();
  beforeEach(() => project.begin());
  afterEach(() => project.end());
  return project;
}

class PlanProject {
  server!: RegistryServer;
  /** Holds the project, the advisories and npm's cache. */
  top = '';
  dir = '';

  async begin(): Promise<void> {
    this.server = await registryServer();
    this.top = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'plan-')));
    this.dir = path.join(this.top, 'project');
    fs.mkdirSync(this.dir);
    this.write({ 'advisories.json': JSON.stringify(eventStream) }, this.top);
    publishStory(this.server);
  }

  async end(): Promise<void> {
    await this.server.close();
    fs.rmSync(this.top, { recursive: true, force: true });
  }

  env(): NodeJS.ProcessEnv {
    return {
      ...process.env,
      HOME: this.top,
      npm_config_registry: this.server.address,
      npm_config_cache: path.join(this.top, 'cache'),
      npm_config_globalconfig: path.join(this.top, 'none'),
      npm_config_omit_lockfile_registry_resolved: 'true',
    };
  }

  write(files: Readonly<Record<string, string>>, folder = this.dir): void {
    for (const [name, text] of Object.entries(files)) {
      fs.writeFileSync(path.join(folder, name), text);
    }
  }

  read(name: string): string {
    return fs.readFileSync(path.join(this.dir, name), 'utf8');
  }

  advisories(): readonly string[] {
    return ['--advisories', path.join(this.top, 'advisories.json')];
  }

  plan(...args: readonly string[]): Promise<Run> {
    return runBeside(['plan', this.dir, ...args], this.top, this.env());
  }

  /** The document of a plan with the advisories, which ends with this status. */
  async planned(code: number, ...args: readonly string[]): Promise<DependencyPlan> {
    const answer = await this.plan(...this.advisories(), '--format', 'json', ...args);
    assert.equal(answer.code, code, answer.err + answer.out);
    return JSON.parse(answer.out) as DependencyPlan;
  }

  /** A project as npm has installed it while event-stream 3.3.6 could still be had. */
  async installed(dependencies: Readonly<Record<string, string>>): Promise<void> {
    this.write({
      'package.json': `${JSON.stringify({ name: 'a', version: '1.0.0', dependencies }, null, 2)}\n`,
    });
    publishAttack(this.server);
    const code = await new Promise((resolve) => {
      const args = ['install', '--package-lock-only', '--ignore-scripts', '--no-audit'];
      spawn('npm', args, { cwd: this.dir, env: this.env(), stdio: 'ignore' }).once('exit', resolve);
    });
    assert.equal(code, 0);
    withdrawAttack(this.server);
    fs.rmSync(path.join(this.top, 'cache'), { recursive: true, force: true });
    assert.equal(versionsIn(this.read('package-lock.json'))['event-stream'], '3.3.6');
  }

  /** `b` 1.0.0 is vulnerable, 1.0.1 is not, and `a` asks for it. */
  flawed(): void {
    for (const version of ['1.0.0', '1.0.1']) this.server.publish({ name: 'b', version });
    this.server.publish({ name: 'a', version: '1.0.0', dependencies: { b: '^1.0.0' } });
    const own = { name: 'p', version: '1.0.0' };
    const asked = { ...own, dependencies: { a: '^1.0.0' } };
    const packages = {
      '': asked,
      'node_modules/a': { version: '1.0.0', dependencies: { b: '^1.0.0' } },
      'node_modules/b': { version: '1.0.0' },
    };
    const lock = { ...own, lockfileVersion: 3, requires: true, packages };
    this.write({
      'package.json': JSON.stringify(asked),
      'package-lock.json': `${JSON.stringify(lock, null, 2)}\n`,
    });
    const list = [
      { name: 'b', id: 'GHSA-b', severity: 'high', range: '<1.0.1', title: 'bad', cwe: [] },
    ];
    this.write({ 'advisories.json': JSON.stringify(list) }, this.top);
  }
}

/** The versions in a lockfile, by install path without the first `node_modules/`. */
export function versionsIn(lock: string): Record<string, string> {
  const { packages } = JSON.parse(lock) as { packages: Record<string, { version: string }> };
  const entries = Object.entries(packages).filter(([name]) => name !== '');
  return Object.fromEntries(
    entries.map(([name, one]) => [name.replace('node_modules/', ''), one.version]),
  );
}

const streams = { 'map-stream': '^1.0.0', split: '^1.0.0', through: '^1.0.0' };

/** 3.3.4 had an older split than those that came after it, as in the public registry. */
function publishStory(server: RegistryServer): void {
  for (const name of ['map-stream', 'split', 'through']) server.publish({ name, version: '1.0.0' });
  server.publish({ name: 'split', version: '0.3.3' });
  const names = 'exports.split = () => {};\nexports.flatmap = () => {};\n';
  const old = { ...streams, split: '0.3' };
  server.publish(
    { name: 'event-stream', version: '3.3.4', dependencies: old },
    { 'index.js': names },
  );
  for (const version of ['3.3.5', '4.0.1']) {
    const text = version === '4.0.1' ? 'exports.split = () => {};\n' : names;
    server.publish({ name: 'event-stream', version, dependencies: streams }, { 'index.js': text });
  }
  const asked = { 'event-stream': '~3.3.0' };
  server.publish({ name: 'ps-tree', version: '1.1.0', dependencies: asked });
}

function publishAttack(server: RegistryServer): void {
  const dependencies = { ...streams, 'flatmap-stream': '0.1.1' };
  server.publish({ name: 'flatmap-stream', version: '0.1.1' });
  server.publish({ name: 'event-stream', version: '3.3.6', dependencies });
}

function withdrawAttack(server: RegistryServer): void {
  server.withdraw('event-stream', '3.3.6');
  server.withdraw('flatmap-stream', '0.1.1');
}
