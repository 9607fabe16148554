import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import type { Advisory } from '../../../../src/core/dependencies/advisories/advisory';
import { readInstalled, understood } from '../../../../src/node/dependencies/understand';

describe('understanding what a project has installed', () => {
  let folder: string;
  beforeEach(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), 'understand-'))));
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

  const write = (name: string, value: unknown) => {
    const file = path.join(folder, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, typeof value === 'string' ? value : JSON.stringify(value));
  };
  const advisory: Advisory = {
    ...{ id: 'GHSA-1', aliases: [], package: 'b', ecosystem: 'npm', range: '<2.0.0' },
    ...{ fixedVersions: [], severity: 'high', cwe: [], title: 'bad', malware: false },
  };
  const why = async (manifest: string) => {
    const result = await readInstalled(folder, manifest);
    return result.ok ? assert.fail('it was read') : result.why;
  };

  it('finds the lockfile above a workspace, and the way to what is vulnerable', async () => {
    write('package.json', { workspaces: ['packages/*'], dependencies: { b: '^1.0.0' } });
    write('packages/w/package.json', {
      name: 'w',
      version: '1.0.0',
      dependencies: { a: '^1.0.0' },
    });
    write('package-lock.json', {
      lockfileVersion: 3,
      packages: {
        '': { workspaces: ['packages/*'], dependencies: { b: '^1.0.0' } },
        'packages/w': { name: 'w', version: '1.0.0', dependencies: { a: '^1.0.0' } },
        'node_modules/w': { resolved: 'packages/w', link: true },
        'node_modules/a': { version: '1.0.0', dependencies: { b: '^1.0.0' } },
        'node_modules/b': { version: '1.2.0' },
      },
    });
    const installed = await readInstalled(folder, 'packages/w/package.json');
    assert.ok(installed.ok, installed.ok ? '' : installed.why);
    assert.deepEqual(
      installed.manifests.map((one) => one.path),
      ['packages/w/package.json'],
    );
    const { vulnerable } = understood(installed, [advisory]);
    assert.equal(vulnerable.length, 1);
    assert.equal(vulnerable[0]?.direct, true);
    assert.deepEqual(vulnerable[0]?.ways[0], ['', 'node_modules/b']);
    assert.deepEqual(vulnerable[0]?.ways[1], ['packages/w', 'node_modules/a', 'node_modules/b']);
  });

  it('says what is missing', async () => {
    assert.match(await why('package.json'), /^There is no package\.json\. Only projects of npm/);
    write('package.json', {});
    assert.match(await why('package.json'), /^There is no lockfile for package\.json/);
    fs.rmSync(path.join(folder, 'package.json'));
    write('package-lock.json', {});
    assert.match(await why('package.json'), /no package\.json beside package-lock\.json/);
  });

  it('says so when there are several lockfiles', async () => {
    write('package.json', {});
    write('package-lock.json', { lockfileVersion: 3, packages: { '': {} } });
    write('yarn.lock', '');
    const installed = await readInstalled(folder, 'package.json');
    assert.ok(installed.ok);
    assert.match(
      installed.problems.join(),
      /package-lock\.json was read\. There is also yarn\.lock/,
    );
  });

  it('says so when a lockfile is no text', async () => {
    write('package.json', {});
    fs.writeFileSync(path.join(folder, 'package-lock.json'), Buffer.from([0xff, 0xfe, 0]));
    await assert.rejects(readInstalled(folder, 'package.json'), /is not UTF-8/);
  });
});
