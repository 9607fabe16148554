import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { definitions } from '@npmcli/config/lib/definitions';
import { gzipSync } from 'node:zlib';
import { type NpmRegistry, npmRegistry } from '../../../../src/node/dependencies/npmRegistry';
import type { RegistryServer } from './registryServer';
import { bytes, json, registryServer, silence, status, tar } from './registryServer';

const { signal } = new AbortController();
const token = 'a-token-of-the-user';

describe('asking a registry with the configuration of npm', function () {
  let server: RegistryServer;
  let other: RegistryServer;
  let home: string;
  let project: string;

  beforeEach(async () => {
    server = await registryServer();
    other = await registryServer();
    home = fs.mkdtempSync(path.join(os.tmpdir(), 'registry-'));
    project = path.join(home, 'project');
    fs.mkdirSync(project);
    fs.writeFileSync(path.join(project, 'package.json'), '{}');
    userConfig(`registry=${server.address}`);
  });
  afterEach(async () => {
    await server.close();
    await other.close();
    fs.rmSync(home, { recursive: true, force: true });
  });

  const userConfig = (...lines: string[]) =>
    fs.writeFileSync(path.join(home, '.npmrc'), lines.join('\n'));
  const projectConfig = (...lines: string[]) =>
    fs.writeFileSync(path.join(project, '.npmrc'), lines.join('\n'));
  const bound = (address: string) => `${address.replace('http:', '')}:_authToken`;

  function registry(
    options: { mayRun?: boolean; env?: Record<string, string>; timeLimitMs?: number } = {},
  ): NpmRegistry {
    const { mayRun = true, env = {}, timeLimitMs = 20_000 } = options;
    const own = {
      HOME: home,
      PATH: process.env['PATH'],
      npm_config_cache: path.join(home, 'cache'),
      npm_config_globalconfig: path.join(home, 'global'),
      ...env,
    };
    const host = { platform: process.platform, env: own };
    return npmRegistry({ folder: project, mayRun: () => mayRun, version: '1', timeLimitMs, host });
  }

  const why = async (asked: NpmRegistry, name = 'a') => {
    const result = await asked.packuments(signal).get(name);
    assert.ok(!result.ok);
    return result.why;
  };
  const versions = async (asked: NpmRegistry, name = 'a') => {
    const result = await asked.packuments(signal).get(name);
    assert.ok(result.ok, result.ok ? '' : result.why);
    return [...result.packument.versions.keys()];
  };

  describe('where it asks', () => {
    it('asks the registry of the user, once for each package', async () => {
      server.publish({ name: 'a', version: '1.0.0' });
      const asked = registry();
      const both = await Promise.all([versions(asked), versions(asked)]);
      assert.deepEqual([...both, await versions(asked)], [['1.0.0'], ['1.0.0'], ['1.0.0']]);
      assert.deepEqual(
        server.requests.map(({ path: one }) => one),
        ['/a'],
      );
    });

    it('lets the environment say it, as npm does', async () => {
      other.publish({ name: 'a', version: '2.0.0' });
      const env = { npm_config_registry: other.address };
      assert.deepEqual(await versions(registry({ env })), ['2.0.0']);
      assert.equal(server.requests.length, 0);
    });

    it('asks the registry of a scope for its packages', async () => {
      userConfig(`registry=${server.address}`, `@own:registry=${other.address}`);
      other.publish({ name: '@own/a', version: '1.0.0' });
      assert.deepEqual(await versions(registry(), '@own/a'), ['1.0.0']);
      assert.equal(other.requests[0]?.path, '/@own%2fa');
      assert.equal(server.requests.length, 0);
    });

    it('asks nobody where nothing may be run', async () => {
      const asked = registry({ mayRun: false });
      assert.match(await why(asked), /Restricted Mode/);
      assert.ok(!(await asked.archive('a', '1.0.0', signal)).ok);
      assert.ok(!(await asked.audit(new Map([['a', ['1.0.0']]]), signal)).ok);
      assert.equal(server.requests.length, 0);
    });

    it('does not put what is no name of a package into an address', async () => {
      for (const name of ['../x', 'a/b', '@a/b/c', 'a?b', '', '.npmrc', 'a b', '@../x']) {
        assert.match(await why(registry(), name), /is no name of a package/);
      }
      assert.equal(server.requests.length, 0);
    });
  });

  it('does not read a .npmrc of the project without end, and says so', async () => {
    server.publish({ name: 'a', version: '1.0.0' });
    projectConfig(`registry=${other.address}`, '#'.repeat(300 * 1024));
    const asked = registry();
    assert.deepEqual(await versions(asked), ['1.0.0']);
    assert.match(asked.notes().join(), /\.npmrc was not read: it is larger than 256 KB/);
    if (process.platform === 'win32') return;
    fs.rmSync(path.join(project, '.npmrc'));
    execFileSync('mkfifo', [path.join(project, '.npmrc')]);
    const next = registry();
    assert.deepEqual(await versions(next), ['1.0.0']);
    assert.match(next.notes().join(), /\.npmrc was not read: it is not a regular file/);
    assert.equal(other.requests.length, 0);
  });

  describe('credentials', () => {
    const sent = ({ requests }: RegistryServer) =>
      requests.map(({ headers }) => headers.authorization);

    it('go to the host that they are bound to', async () => {
      userConfig(`registry=${server.address}`, `${bound(server.address)}=${token}`);
      server.publish({ name: 'a', version: '1.0.0' });
      await versions(registry());
      assert.deepEqual(sent(server), [`Bearer ${token}`]);
    });

    it('do not go to the registry that the project names', async () => {
      userConfig(`registry=${server.address}`, `${bound(server.address)}=${token}`);
      projectConfig(`registry=${other.address}`);
      other.publish({ name: 'a', version: '1.0.0' });
      await versions(registry());
      assert.deepEqual(sent(other), [undefined]);
    });

    it('do not follow a redirect to another port of the host', async () => {
      userConfig(`registry=${server.address}`, `${bound(server.address)}=${token}`);
      other.publish({ name: 'a', version: '1.0.0' });
      server.answer('/a', status(302, { location: `${other.address}a` }));
      assert.deepEqual(await versions(registry()), ['1.0.0']);
      assert.deepEqual(sent(server), [`Bearer ${token}`]);
      assert.deepEqual(sent(other), [undefined]);
    });

    it('are filled in from the environment for a host of the user only', async () => {
      const env = { TEAM_TOKEN: token };
      projectConfig(bound(server.address) + '=${TEAM_TOKEN}');
      server.publish({ name: 'a', version: '1.0.0' });
      await versions(registry({ env }));
      assert.deepEqual(sent(server), [`Bearer ${token}`]);

      projectConfig(`registry=${other.address}`, bound(other.address) + '=${TEAM_TOKEN}');
      other.answer('/a', status(401));
      const asked = registry({ env });
      assert.match(await why(asked), /wants a login/);
      assert.deepEqual(sent(other), [undefined]);
      assert.match(asked.notes().join(), /would send the variable TEAM_TOKEN to 127\.0\.0\.1:\d+/);
      assert.ok(!asked.notes().join().includes(token));
    });

    it('are never part of an address that the project makes up', async () => {
      const env = { TEAM_TOKEN: token };
      projectConfig(`registry=${other.address}` + '${TEAM_TOKEN}/');
      assert.match(
        await why(registry({ env })),
        /has the variable TEAM_TOKEN in the address registry/,
      );
      projectConfig('@own:registry=' + other.address + '${TEAM_TOKEN}/');
      assert.match(
        await why(registry({ env }), '@own/a'),
        /TEAM_TOKEN in the address @own:registry/,
      );
      projectConfig('//${TEAM_TOKEN}.example/:_authToken=x');
      server.publish({ name: 'a', version: '1.0.0' });
      await versions(registry({ env }));
      assert.equal(other.requests.length, 0);
    });

    it('are not read on their way through what the project names', async () => {
      userConfig(`registry=${server.address}`, `${bound(server.address)}=${token}`);
      fs.writeFileSync(path.join(project, 'user'), `registry=${other.address}`);
      projectConfig(
        ...[`proxy=${other.address}`, `https-proxy=${other.address}`, 'strict-ssl=false'],
        ...['userconfig=./user', 'globalconfig=./user', `cache=${project}/cache`],
      );
      server.publish({ name: 'a', version: '1.0.0' });
      await versions(registry());
      assert.equal(other.requests.length, 0);
      assert.deepEqual(fs.readdirSync(project).sort(), ['.npmrc', 'package.json', 'user']);
    });

    it('leave the environment as it was', async () => {
      const before = { ...process.env };
      await why(registry());
      assert.deepEqual({ ...process.env }, before);
    });
  });

  describe('answers of no use', () => {
    for (const [code, expected] of [
      [401, /wants a login that your npm configuration does not have \(401\)/],
      [403, /wants a login .* \(403\)/],
      [404, /does not have it \(404\)/],
      [405, /does not take such questions \(405\)/],
      [429, /asks for fewer questions \(429\)/],
      [500, /has trouble of its own \(500\)/],
      [418, /answered 418/],
    ] as const) {
      it(`says what to do about ${code}`, async () => {
        server.answer('/a', status(code, {}, '{"error":"\u001b[31mred"}'));
        assert.match(await why(registry()), expected);
      });
    }

    it('asks a second time where the first answer was trouble', async () => {
      server.publish({ name: 'b', version: '1.0.0' });
      let count = 0;
      server.answer('/a', (response, asked) => {
        count += 1;
        if (count === 1) status(503)(response, asked);
        else json({ name: 'a', versions: { '1.0.0': {} } })(response, asked);
      });
      assert.deepEqual(await versions(registry()), ['1.0.0']);
    });

    it('says so when an answer is garbage', async () => {
      server.answer('/a', status(200, {}, '<html>'));
      assert.match(await why(registry()), /is not JSON/);
      server.answer('/b', json({ name: 'c', versions: {} }));
      assert.match(await why(registry(), 'b'), /it is about another package/);
    });

    it('does not wait for a registry without end', async () => {
      server.answer('/a', silence);
      assert.match(await why(registry({ timeLimitMs: 200 })), /did not answer within 0 seconds/);
    });

    it('asks a host that does not answer no more for a while', async () => {
      for (const name of ['a', 'b', 'c', 'd']) server.answer(`/${name}`, silence);
      const asked = registry({ timeLimitMs: 100 });
      for (const name of ['a', 'b', 'c', 'd'])
        assert.match(await why(asked, name), /did not answer/);
      assert.deepEqual(
        server.requests.map(({ path: one }) => one),
        ['/a', '/b', '/c'],
      );
    });

    it('says that a registry is down', async () => {
      await server.close();
      assert.match(await why(registry()), /cannot be reached \(ECONNREFUSED\)/);
    });

    it('follows no redirect without end, and none to a file', async () => {
      server.answer('/a', status(302, { location: `${server.address}a` }));
      assert.match(await why(registry()), /without end/);
      server.answer('/b', status(302, { location: 'file:///etc/passwd' }));
      assert.match(await why(registry(), 'b'), /is not followed/);
    });

    it('can be cancelled, and then asked again by somebody else', async () => {
      server.answer('/a', silence);
      const asked = registry();
      const leaving = new AbortController();
      const first = asked.packuments(leaving.signal).get('a');
      while (server.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
      const second = versions(asked);
      server.publish({ name: 'a', version: '1.0.0' });
      leaving.abort();
      assert.deepEqual(await first, { ok: false, why: 'It was cancelled.' });
      assert.deepEqual(await second, ['1.0.0']);
    });

    it('says so when the configuration is none', async () => {
      userConfig('registry=not an address');
      const said = await why(registry());
      assert.match(said, /setting registry is no address/);
    });
  });

  describe('the cache of npm', () => {
    it('answers when the registry is down', async () => {
      server.publish({ name: 'a', version: '1.0.0' });
      await versions(registry());
      await server.close();
      assert.deepEqual(await versions(registry()), ['1.0.0']);
    });

    it('is done without where it cannot be written', async () => {
      server.publish({ name: 'a', version: '1.0.0' });
      fs.writeFileSync(path.join(home, 'cache'), 'a file where the folder should be');
      assert.deepEqual(await versions(registry()), ['1.0.0']);
    });
  });

  describe('archives', () => {
    const files = { 'index.js': 'module.exports = 1;', 'lib/a.js': '' };
    const open = async (asked: NpmRegistry, integrity?: string) => {
      const result = await asked.archive('a', '1.0.0', signal, integrity);
      return result.ok ? [...result.files.keys()].join() : result.why;
    };

    it('are opened in memory', async () => {
      server.publish({ name: 'a', version: '1.0.0' }, files);
      const result = await registry().archive('a', '1.0.0', signal);
      assert.ok(result.ok);
      assert.deepEqual([...result.files.keys()], ['package.json', 'index.js', 'lib/a.js']);
      const text = new TextDecoder().decode(result.files.get('index.js'));
      assert.equal(text, files['index.js']);
    });

    it('are not opened with another hash than the registry or the lockfile has', async () => {
      server.publish({ name: 'a', version: '1.0.0' }, files);
      assert.match(await open(registry(), 'sha512-AAAA'), /not the one whose hash is on record/);
      server.answer('/a/-/a-1.0.0.tgz', bytes(gzipSync(tar({ 'package/evil.js': '' }))));
      fs.rmSync(path.join(home, 'cache'), { recursive: true });
      assert.match(await open(registry()), /not the one whose hash is on record/);
    });

    it('are not fetched from another host than the registry', async () => {
      const dist = { tarball: `${other.address}a.tgz`, integrity: 'sha512-AAAA' };
      server.answer('/a', json({ versions: { '1.0.0': { dist } } }));
      assert.match(await open(registry()), /lies on another host/);
      assert.equal(other.requests.length, 0);
    });

    it('are fetched from the registry in use where they name that of npm', async () => {
      server.publish({ name: 'a', version: '1.0.0' }, files);
      const packument = await registry().packuments(signal).get('a');
      const integrity = packument.ok && packument.packument.versions.get('1.0.0')?.integrity;
      const dist = { tarball: `${definitions.registry.default}a/-/a-1.0.0.tgz`, integrity };
      server.answer('/a', json({ versions: { '1.0.0': { dist } } }));
      fs.rmSync(path.join(home, 'cache'), { recursive: true });
      assert.equal(await open(registry()), 'package.json,index.js,lib/a.js');
    });

    it('say so where there is none', async () => {
      server.answer('/a', json({ versions: { '1.0.0': {} } }));
      assert.match(await open(registry()), /gives no hash of a 1\.0\.0/);
      const result = await registry().archive('a', '3.0.0', signal);
      assert.match(result.ok ? '' : result.why, /has no a 3\.0\.0/);
    });
  });

  describe('the audit', () => {
    const installed = new Map([
      ['a', ['1.0.0', '2.0.0']],
      ['__proto__', ['1.0.0']],
      ['@own/secret', ['1.0.0']],
    ]);
    const place = '/-/npm/v1/security/advisories/bulk';

    it('is asked about all versions but those of other registries', async () => {
      userConfig(`registry=${server.address}`, `@own:registry=${other.address}`);
      server.answer(place, json({ a: [{ id: 1 }] }));
      const answer = await registry().audit(installed, signal);
      assert.ok(answer.ok, answer.ok ? '' : answer.why);
      assert.equal(answer.text, '{"a":[{"id":1}]}');
      assert.match(answer.notes.join(), /^1 package of a scope with a registry of its own was not/);
      const [asked] = server.requests;
      assert.equal(asked?.method, 'POST');
      assert.equal(asked?.body, '{"a":["1.0.0","2.0.0"],"__proto__":["1.0.0"]}');
      assert.equal(other.requests.length, 0);
    });

    for (const code of [404, 405, 429, 500]) {
      it(`is not run where the registry answers ${code}`, async () => {
        server.answer(place, status(code));
        const answer = await registry().audit(installed, signal);
        assert.ok(!answer.ok);
        assert.match(answer.why, new RegExp(`\\(${code}\\)`));
      });
    }
  });
});
