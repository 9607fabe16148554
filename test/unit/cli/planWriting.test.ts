import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { DependencyPlan } from '../../../src/core/dependencies/plan';
import { silence } from '../node/dependencies/registryServer';
import { type Asking, planProject, versionsIn } from './planProject';
import { assertRefused } from './run';
import { runBeside } from './runAsync';

describe('countersign plan --write', function () {
  this.timeout(120_000);
  const at = planProject();

  it('writes the lockfile and nothing else', async () => {
    at.flawed();
    const manifest = at.read('package.json');
    fs.chmodSync(path.join(at.dir, 'package-lock.json'), 0o600);
    const { code, out, err } = await at.plan(...at.advisories(), '--write');
    assert.equal(code, 0, err + out);
    assert.match(out, /Wrote package-lock\.json\./);
    const kept = /Git does not have them as they were; that is kept in (\S+)\.$/m.exec(out)?.[1];
    assert.ok(kept);
    assert.deepEqual(versionsIn(fs.readFileSync(path.join(kept, 'package-lock.json'), 'utf8')), {
      a: '1.0.0',
      b: '1.0.0',
    });
    fs.rmSync(kept, { recursive: true });
    assert.deepEqual(versionsIn(at.read('package-lock.json')), { a: '1.0.0', b: '1.0.1' });
    assert.equal(at.read('package.json'), manifest);
    assert.deepEqual(fs.readdirSync(at.dir).sort(), ['package-lock.json', 'package.json']);
    assert.equal(fs.statSync(path.join(at.dir, 'package-lock.json')).mode & 0o777, 0o600);
  });

  it('removes an unused package only when that is asked for, and says what to look at', async () => {
    at.flawed();
    at.server.withdraw('b', '1.0.1');
    const shown = await at.plan(...at.advisories());
    assert.equal(shown.code, 1);
    assert.match(shown.out, /Other options:\n {2}remove +fixes 1 copy.*removes 2/);
    assert.match(shown.out, /package\.json: a \^1\.0\.0 goes away/);
    const { code, out, err } = await at.plan(...at.advisories(), '--tier', 'remove', '--write');
    assert.equal(code, 0, err + out);
    assert.match(out, /Removal asks: a was not seen in the \d+ files.*Look at /);
    assert.deepEqual(versionsIn(at.read('package-lock.json')), {});
    assert.deepEqual((JSON.parse(at.read('package.json')) as Asking).dependencies, {});
  });

  it('names the command where another package manager writes the lockfile', async () => {
    at.flawed();
    fs.rmSync(path.join(at.dir, 'package-lock.json'));
    const locks = {
      'yarn.lock': `# yarn lockfile v1\n\n\na@^1.0.0:\n  version "1.0.0"\n  dependencies:\n    b "^1.0.0"\n\nb@^1.0.0:\n  version "1.0.0"\n`,
      'pnpm-lock.yaml': `lockfileVersion: '9.0'\n\nimporters:\n  .:\n    dependencies:\n      a:\n        specifier: ^1.0.0\n        version: 1.0.0\n\npackages:\n  a@1.0.0:\n    resolution: {integrity: sha512-aa}\n  b@1.0.0:\n    resolution: {integrity: sha512-bb}\n\nsnapshots:\n  a@1.0.0:\n    dependencies:\n      b: 1.0.0\n  b@1.0.0: {}\n`,
    };
    for (const [name, text] of Object.entries(locks)) {
      at.write({ [name]: text });
      const manifest = at.read('package.json');
      const answer = await at.plan(...at.advisories(), '--tier', 'override', '--write');
      assert.equal(answer.code, 1, answer.err + answer.out);
      const command = name === 'yarn.lock' ? /run yarn install/ : /run pnpm install/;
      assert.match(answer.err + answer.out, command);
      assert.match(answer.err + answer.out, /Nothing was written/);
      assert.deepEqual([at.read(name), at.read('package.json')], [text, manifest]);
      const { out } = await at.plan(...at.advisories(), '--tier', 'override');
      assert.match(out, command);
      assert.doesNotMatch(out, /--write/);
      fs.rmSync(path.join(at.dir, name));
    }
  });

  it('leads back through git where git has the files as they were', async () => {
    at.flawed();
    for (const args of [
      ['init', '-q'],
      ['add', '.'],
      ['-c', 'user.name=A', '-c', 'user.email=a@example.org', 'commit', '-qm', 'Start'],
    ]) {
      execFileSync('git', args, { cwd: at.dir });
    }
    const { out } = await at.plan(...at.advisories(), '--write');
    assert.match(out, /To undo it: git checkout -- package-lock\.json$/m);
  });

  it('says in JSON what was written', async () => {
    at.flawed();
    const document = (await at.planned(0, '--write')) as DependencyPlan & { written?: unknown };
    assert.deepEqual(document.written, ['package-lock.json']);
    assert.ok(!('written' in (await at.planned(0))));
    const none = (await at.planned(0, '--write')) as DependencyPlan & { written?: unknown };
    assert.deepEqual(none.written, []);
  });

  it('names the link that it does not write through, and changes nothing', async () => {
    for (const name of ['package.json', 'package-lock.json']) {
      for (const place of [at.top, path.join(at.dir, 'real')]) {
        at.flawed();
        fs.mkdirSync(place, { recursive: true });
        fs.renameSync(path.join(at.dir, name), path.join(place, name));
        fs.symlinkSync(path.join(place, name), path.join(at.dir, name));
        const before = at.read(name);
        const answer = await at.plan(...at.advisories(), '--write');
        assertRefused(answer, /symbolic link/);
        assert.ok(answer.err.includes(`countersign: ${name} is a symbolic link`), answer.err);
        assert.equal(at.read(name), before);
        fs.rmSync(path.join(at.dir, name));
        fs.rmSync(path.join(place, name));
      }
    }
  });

  it('changes nothing when it is broken off', async () => {
    at.flawed();
    const before = at.read('package-lock.json');
    at.server.answer('/b', silence);
    const broken = await runBeside(
      ['plan', at.dir, ...at.advisories(), '--write'],
      at.top,
      at.env(),
      (end) => {
        const timer = setInterval(() => {
          if (!at.server.requests.some((one) => one.path === '/b')) return;
          clearInterval(timer);
          end('SIGINT');
        }, 20);
      },
    );
    assertRefused(broken, /It was broken off\. Nothing was changed/);
    assert.equal(at.read('package-lock.json'), before);
  });
});
