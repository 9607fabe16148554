import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { editManifest } from '../../../../src/core/dependencies/editManifest';
import { planFixes } from '../../../../src/core/dependencies/planner/planFixes';
import { readGraph } from '../../../../src/core/dependencies/locks/readGraph';
import { writeNpmLock } from '../../../../src/core/dependencies/writeNpmLock';
import { npmRegistry } from '../../../../src/node/dependencies/npmRegistry';
import { rehearse } from '../../../../src/node/dependencies/rehearse';
import type { RegistryServer } from './registryServer';
import { registryServer, status } from './registryServer';

describe('rehearsing a planned install with the user’s own npm', function () {
  this.timeout(120_000);
  let server: RegistryServer;
  let top: string;
  let folder: string;

  beforeEach(async () => {
    server = await registryServer();
    top = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'rehearse-')));
    folder = path.join(top, 'project');
    fs.mkdirSync(folder);
    for (const version of ['1.0.0', '1.0.1']) server.publish({ name: 'a', version });
  });
  afterEach(async () => {
    await server.close();
    fs.rmSync(top, { recursive: true, force: true });
  });

  const host = () => ({
    platform: process.platform,
    env: {
      HOME: top,
      PATH: process.env['PATH'],
      npm_config_registry: server.address,
      npm_config_cache: path.join(top, 'cache'),
      npm_config_globalconfig: path.join(top, 'none'),
    },
  });
  const manifest = {
    path: 'package.json',
    text: JSON.stringify({ dependencies: { a: '^1.0.0' } }),
  };
  const lock = (packages: Record<string, unknown>) => ({
    path: 'package-lock.json',
    text: `${JSON.stringify(
      { lockfileVersion: 3, packages: { '': { dependencies: { a: '^1.0.0' } }, ...packages } },
      null,
      2,
    )}\n`,
  });
  const run = (
    lockfile: { path: string; text: string },
    options: { signal?: AbortSignal; mayRun?: boolean } = {},
  ) => {
    const { signal = new AbortController().signal, mayRun = true } = options;
    const graphOf = (text: string) => {
      const read = readGraph({ lockfile: { ...lockfile, text }, manifest });
      return read.ok ? read.graph : undefined;
    };
    return rehearse(
      { folder, manifest, lockfile, manifests: [], graphOf },
      { signal, mayRun: () => mayRun, progress: () => undefined, host: host() },
    );
  };

  it('answers the lockfile that npm wrote, and touches nothing', async () => {
    const planned = lock({ 'node_modules/a': { version: '1.0.1' } });
    const result = await run(planned);
    assert.ok(result.ok, result.ok ? '' : result.why);
    assert.match(result.lockfile, /"node_modules\/a": \{\s+"version": "1\.0\.1"/);
    assert.ok(!result.lockfile.includes('resolved'), 'the lockfile names no registry, as before');
    assert.deepEqual(
      result.validation.map(({ step, outcome }) => [step, outcome]),
      [
        ['written', 'pass'],
        ['install', 'pass'],
      ],
    );
    assert.deepEqual(fs.readdirSync(folder), []);
  });

  it('changes nothing in a lockfile that Countersign wrote in the form of npm', async () => {
    server.publish({ name: 'b', version: '1.0.0', dependencies: { a: '^1.0.0' } });
    const entry = (version: string, more: object = {}) => ({ version, ...more });
    const asks = { dependencies: { a: '1.0.0' }, devDependencies: { b: '^1.0.0' } };
    const own = {
      path: 'package.json',
      text: `${JSON.stringify({ name: 'p', version: '1.0.0', ...asks }, null, 2)}\n`,
    };
    const packages = {
      '': { name: 'p', version: '1.0.0', ...asks },
      'node_modules/a': entry('1.0.0'),
      'node_modules/b': entry('1.0.0', { dev: true, dependencies: { a: '^1.0.0' } }),
    };
    const before = {
      path: 'package-lock.json',
      text: `${JSON.stringify({ name: 'p', version: '1.0.0', lockfileVersion: 3, requires: true, packages }, null, 2)}\n`,
    };
    const graphFor = (text: string, manifestText: string) => {
      const read = readGraph({
        lockfile: { ...before, text },
        manifest: { ...own, text: manifestText },
      });
      return read.ok ? read.graph : undefined;
    };
    const graph = graphFor(before.text, own.text);
    assert.ok(graph);
    const control = {
      signal: new AbortController().signal,
      mayRun: () => true,
      progress: () => undefined,
    };
    const registry = npmRegistry({ folder, mayRun: () => true, version: '1.0.0', host: host() });
    const flaw = {
      id: 'X',
      aliases: [],
      package: 'a',
      ecosystem: 'npm',
      range: '<1.0.1',
      fixedVersions: [],
      severity: 'high',
      cwe: [],
      title: 'bad',
      malware: false,
    } as const;
    const { plan, outcomes } = await planFixes(graph, [flaw], registry.packuments(control.signal));
    const outcome = plan.chosen && outcomes.get(plan.chosen);
    assert.ok(outcome, JSON.stringify(plan));
    const manifestText = editManifest(own.text, outcome.ranges) ?? '';
    const text = writeNpmLock(before.text, graph, outcome);
    assert.match(text, /"a": "1\.0\.1"/);
    const result = await rehearse(
      {
        folder,
        manifest: { ...own, text: manifestText },
        lockfile: { ...before, text },
        manifests: [],
        graphOf: (one) => graphFor(one, manifestText),
      },
      { ...control, host: host() },
    );
    assert.ok(result.ok, result.ok ? '' : result.why);
    // Integrity is all that npm adds to entries which had none.
    const bare = (one: string) => one.replace(/,?\s+"integrity": "[^"]*"/g, '');
    assert.equal(bare(result.lockfile), bare(text));
  });

  it('lets its own text stand where npm cannot write it, only if npm would install it', async () => {
    const planned = lock({ 'node_modules/a': { version: '1.0.1' } });
    const fake = path.join(top, 'bin');
    fs.mkdirSync(fake);
    for (const [accepts, isKept] of [
      ['0', true],
      ['1', false],
    ] as const) {
      fs.writeFileSync(
        path.join(fake, 'npm'),
        `#!/bin/sh\ncase "$*" in *--version*) echo 11.0.0;; *install*--package-lock-only*) echo 'npm error code EFAKE' >&2; exit 1;; *ci*--dry-run*) exit ${accepts};; esac\n`,
        { mode: 0o755 },
      );
      const { env, platform } = host();
      const graphOf = (text: string) => {
        const read = readGraph({ lockfile: { ...planned, text }, manifest });
        return read.ok ? read.graph : undefined;
      };
      const result = await rehearse(
        { folder, manifest, lockfile: planned, manifests: [], graphOf },
        {
          signal: new AbortController().signal,
          mayRun: () => true,
          progress: () => undefined,
          host: { platform, env: { ...env, PATH: `${fake}:${env.PATH ?? ''}` } },
        },
      );
      assert.equal(result.ok, isKept, result.ok ? '' : result.why);
      if (result.ok) {
        assert.equal(result.lockfile, planned.text);
        assert.deepEqual(
          result.validation.map(({ step, outcome }) => [step, outcome]),
          [
            ['written', 'not-run'],
            ['install', 'pass'],
          ],
        );
        assert.match(result.validation[0]?.text ?? '', /could not write.*as Countersign wrote it/);
      } else assert.match(result.why, /npm would not install it/);
    }
  });

  it('lets npm leave out what nothing asks for', async () => {
    const extra = {
      'node_modules/a': { version: '1.0.1' },
      'node_modules/b': { version: '1.0.0' },
    };
    const result = await run(lock(extra));
    assert.ok(result.ok, result.ok ? '' : result.why);
    assert.ok(!result.lockfile.includes('node_modules/b'));
    assert.match(result.validation[0]?.text ?? '', /leaves out 1 copy .*: node_modules\/b\./);
  });

  it('refuses what npm would install in another way', async () => {
    const result = await run(lock({}));
    assert.ok(!result.ok);
    assert.match(result.why, /another lockfile than planned: node_modules\/a 1\.0\.1 is added\./);
  });

  it('says why npm would not install it', async () => {
    const bad = lock({ 'node_modules/a': { version: '2.0.0' } });
    const result = await run(bad);
    assert.ok(!result.ok);
    assert.match(result.why, /another lockfile than planned|npm would not install it/);
  });

  it('runs nothing in Restricted Mode', async () => {
    const result = await run(lock({ 'node_modules/a': { version: '1.0.1' } }), { mayRun: false });
    assert.ok(!result.ok);
    assert.match(result.why, /Restricted Mode/);
    assert.equal(server.requests.length, 0);
  });

  it('runs no script of the project or of a package', async () => {
    const file = path.join(top, 'ran');
    const scripts = {
      preinstall: `touch '${file}'`,
      install: `touch '${file}'`,
      prepare: `touch '${file}'`,
    };
    const own = { ...manifest, text: JSON.stringify({ dependencies: { a: '^1.0.0' }, scripts }) };
    const lockfile = lock({ 'node_modules/a': { version: '1.0.1', hasInstallScript: true } });
    const graphOf = (text: string) => {
      const read = readGraph({ lockfile: { ...lockfile, text }, manifest: own });
      return read.ok ? read.graph : undefined;
    };
    const { signal } = new AbortController();
    const control = { signal, mayRun: () => true, progress: () => undefined, host: host() };
    const result = await rehearse(
      { folder, manifest: own, lockfile, manifests: [], graphOf },
      control,
    );
    assert.ok(result.ok, result.ok ? '' : result.why);
    assert.ok(!fs.existsSync(file));
  });

  it('lets npm fetch nothing from git or from an address that a project names', async () => {
    const bin = path.join(top, 'bin');
    const ran = path.join(top, 'ran');
    fs.mkdirSync(bin);
    fs.writeFileSync(path.join(bin, 'git'), `#!/bin/sh\necho "$@" >> '${ran}'\nexit 1\n`, {
      mode: 0o755,
    });
    const { env, platform } = host();
    for (const spec of [
      'git+ssh://git@127.0.0.1:9/b.git',
      'github:b/b',
      `${server.address}elsewhere/b.tgz`,
    ]) {
      const dependencies = { a: '^1.0.0', b: spec };
      const own = { ...manifest, text: JSON.stringify({ dependencies }) };
      const lockfile = lock({ 'node_modules/a': { version: '1.0.1' } });
      const result = await rehearse(
        { folder, manifest: own, lockfile, manifests: [], graphOf: () => undefined },
        {
          signal: new AbortController().signal,
          mayRun: () => true,
          progress: () => undefined,
          host: { platform, env: { ...env, PATH: `${bin}:${env.PATH ?? ''}` } },
        },
      );
      assert.ok(!result.ok, spec);
    }
    assert.ok(!fs.existsSync(ran), 'git was run');
    assert.deepEqual(
      server.requests.filter(({ path: asked }) => asked.includes('elsewhere')),
      [],
    );
  });

  it('lets no project choose which npm is run, or another npm or git be run by it', async () => {
    const fake = path.join(top, 'bin');
    const seen = path.join(top, 'seen');
    fs.mkdirSync(fake);
    fs.writeFileSync(
      path.join(fake, 'npm'),
      `#!/bin/sh\necho "started, project decides: $COREPACK_ENABLE_PROJECT_SPEC" >> '${seen}'\ncase "$*" in *nested*) exit 0;; esac\nnpm nested || echo barred >> '${seen}'\ngit || echo barred >> '${seen}'\nexit 0\n`,
      { mode: 0o755 },
    );
    const { env, platform } = host();
    const planned = lock({ 'node_modules/a': { version: '1.0.1' } });
    const graphOf = (text: string) => {
      const read = readGraph({ lockfile: { ...planned, text }, manifest });
      return read.ok ? read.graph : undefined;
    };
    const result = await rehearse(
      { folder, manifest, lockfile: planned, manifests: [], graphOf },
      {
        signal: new AbortController().signal,
        mayRun: () => true,
        progress: () => undefined,
        host: { platform, env: { ...env, PATH: `${fake}:${env.PATH ?? ''}` } },
      },
    );
    assert.ok(result.ok, result.ok ? '' : result.why);
    const once = ['started, project decides: 0', 'barred', 'barred'];
    assert.deepEqual(fs.readFileSync(seen, 'utf8').trim().split('\n'), [...once, ...once]);
  });

  it('lets no folder above the scratch copy take it for a workspace of its own', async () => {
    const above = path.join(top, 'temporary');
    fs.mkdirSync(above);
    fs.writeFileSync(
      path.join(above, 'package.json'),
      JSON.stringify({ name: 'above', workspaces: ['countersign*/*/countersign-*'] }),
    );
    fs.writeFileSync(path.join(above, '.npmrc'), 'registry=http://127.0.0.1:9/\n');
    const before = process.env['TMPDIR'];
    process.env['TMPDIR'] = above;
    try {
      const result = await run(lock({ 'node_modules/a': { version: '1.0.1' } }));
      assert.ok(result.ok, result.ok ? '' : result.why);
      assert.ok(!fs.existsSync(path.join(above, 'package-lock.json')), 'npm wrote it above');
    } finally {
      if (before === undefined) delete process.env['TMPDIR'];
      else process.env['TMPDIR'] = before;
    }
  });

  it('does not let the project’s .npmrc lead npm astray', async () => {
    const other = await registryServer();
    fs.writeFileSync(path.join(folder, '.npmrc'), `proxy=${other.address}\nuserconfig=./evil\n`);
    server.answer('/a', status(404));
    await run(lock({ 'node_modules/a': { version: '1.0.1' } }));
    assert.equal(other.requests.length, 0);
    await other.close();
  });

  it('ends npm when it is cancelled', async () => {
    const stop = new AbortController();
    const running = run(lock({ 'node_modules/a': { version: '1.0.1' } }), { signal: stop.signal });
    setTimeout(() => stop.abort(), 100);
    await assert.rejects(running, { name: 'AbortError' });
  });
});
