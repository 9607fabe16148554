import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { runs } from '../promises';
import { detect } from '../shapes';
import { runCases } from './runCases';

/** Windows has a `python3` that only opens a shop; it answers with an error. */
const hasPython = spawnSync('python3', ['-c', 'print(1)'], { encoding: 'utf8' }).stdout === '1\n';

/** Runs code in a folder of its own, with the modules that stand in for packages beside it. */
function run(code: string, modules: Readonly<Record<string, string>>): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'countersign-python-'));
  try {
    for (const [name, text] of Object.entries({ ...modules, 'main.py': code })) {
      fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
      fs.writeFileSync(path.join(folder, name), text);
    }
    const { stdout, stderr, status } = spawnSync('python3', ['-B', 'main.py'], {
      cwd: folder,
      encoding: 'utf8',
      timeout: 60_000,
    });
    assert.equal(status, 0, stderr);
    return stdout.replaceAll('\r\n', '\n');
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

describe('fixed Python', () => {
  for (const { rule, code, modules = {}, before, after } of runCases) {
    const title = hasPython
      ? `${rule}: runs as before, and the attack fails`
      : `${rule}: is fixed (not run, since there is no python3 here)`;
    runs(rule, title, async () => {
      const found = (await detect(code, { path: 'src/app.py' })).filter((one) => one.rule === rule);
      assert.equal(found.length, 1);
      const fixed = found[0]?.fixed;
      assert.ok(fixed !== undefined && fixed !== code, found[0]?.why);
      if (!hasPython) return;
      assert.equal(run(code, modules), before, 'the flawed code does what it is said to do');
      assert.equal(run(fixed, modules), after);
    });
  }
});
