import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import type { SubjectFile } from '../../../../src/core/evidence';
import { impactOf } from '../../../../src/node/dependencies/impact';
import { dependencyImpact } from '../../../../src/node/slowChecks/dependencyImpact';
import { testSyntax } from '../../grammars';
import type { RegistryServer } from '../dependencies/registryServer';
import { registryServer } from '../dependencies/registryServer';

const manifest = JSON.stringify({ dependencies: { stream: '^3.0.0' } });
const lock = (version: string) =>
  JSON.stringify({
    packages: {
      '': { dependencies: { stream: '^3.0.0' } },
      'node_modules/stream': { version },
      'node_modules/deep': { version },
    },
  });

function moved(to: string): readonly SubjectFile[] {
  return [{ path: 'package-lock.json', before: lock('3.3.6'), after: lock(to) }];
}

describe('the check of what new versions of packages lack', function () {
  this.timeout(60_000);
  let server: RegistryServer;
  let folder: string;

  beforeEach(async () => {
    server = await registryServer();
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'impact-'));
    fs.mkdirSync(path.join(folder, 'lib'));
    fs.writeFileSync(path.join(folder, 'package.json'), manifest);
    fs.writeFileSync(path.join(folder, '.npmrc'), `registry=${server.address}\n`);
    const code = "const es = require('stream-of-events');\n";
    fs.writeFileSync(
      path.join(folder, 'lib/pipe.js'),
      `${code.replace('-of-events', '')}\nes.flatmap(1);\n`,
    );
    const index = (...names: string[]) => ({
      'index.js': names.map((name) => `exports.${name} = function () {};\n`).join(''),
    });
    server.publish({ name: 'stream', version: '3.3.6' }, index('map', 'flatmap'));
    server.publish({ name: 'stream', version: '3.3.4' }, index('map', 'flatmap'));
    server.publish({ name: 'stream', version: '4.0.1' }, index('map'));
  });
  afterEach(async () => {
    await server.close();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  function check(mayRun = true) {
    const limits = () => ({ testCommand: [], timeLimitMs: 20_000, scanners: [] });
    const home = { HOME: folder, npm_config_cache: path.join(folder, '.cache') };
    const host = { platform: process.platform, env: { PATH: process.env['PATH'], ...home } };
    const parts = { folder, mayRun: () => mayRun, limits, syntax: testSyntax };
    return dependencyImpact(parts, () =>
      Promise.resolve({
        impactOf: (moves, asked, signal) => impactOf(moves, { ...asked, host }, signal),
      }),
    );
  }

  async function answer(
    to: string,
    { mayRun = true, agreed = undefined as readonly string[] | undefined } = {},
  ) {
    const slow = check(mayRun);
    const subject = { files: moved(to) };
    const plan = await slow.plan(subject);
    assert.ok(plan.ok, plan.ok ? '' : plan.why);
    const { signal } = new AbortController();
    const control = { signal, agreed: agreed ?? plan.commands, progress: () => undefined };
    const { outcome, detail, lines = [] } = await slow.run(subject, control);
    return [`${outcome}: ${detail}`, ...lines.map((one) => `${one.path}:${one.line + 1}`)].join(
      '\n',
    );
  }

  it('names what is asked for, and only what the project itself asks for', async () => {
    const plan = await check().plan({ files: moved('4.0.1') });
    assert.deepEqual(plan, { ok: true, commands: ['npm pack stream@3.3.6 stream@4.0.1'] });
    const other = await check().plan({ files: [{ path: 'a.js', before: '1', after: '2' }] });
    assert.equal(other.ok, false);
  });

  it('says which name is gone that the code calls, and where', async () => {
    const said = await answer('4.0.1');
    assert.match(said, /^warn: stream 3\.3\.6 to 4\.0\.1 crosses a major version\..*flatmap/);
    assert.match(said, /lib\/pipe\.js:3/);
  });

  it('does not run without trust, or for what nobody has agreed to', async () => {
    assert.match(await answer('4.0.1', { mayRun: false }), /^not-run: In Restricted Mode/);
    assert.match(await answer('4.0.1', { agreed: [] }), /^not-run: What it would run has changed/);
    assert.deepEqual(server.requests, []);
  });

  it('says what is not known when the registry does not answer', async () => {
    server.answer('/stream', (response) => response.writeHead(500).end());
    assert.match(await answer('3.3.5'), /^not-run: /);
  });
});
