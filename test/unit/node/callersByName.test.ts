import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { callersAt, callersOnDisk } from '../../../src/node/callersByName';
import { gitIn } from '../../../src/node/git';

describe('callers by name', () => {
  let root: string;
  const write = (name: string, text: string) => {
    fs.mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    fs.writeFileSync(path.join(root, name), text);
  };
  beforeEach(() => (root = fs.mkdtempSync(path.join(os.tmpdir(), 'countersign-'))));
  afterEach(() => fs.rmSync(root, { recursive: true, force: true }));

  const login = { path: 'src/login.js', name: 'login' };

  it('looks in the other files of the language, and not in other people’s', async () => {
    write('src/login.js', 'function login() {}\nlogin();\n');
    write('src/routes.ts', "import { login } from './login';\nlogin();\n");
    write('tools/login.py', 'login()\n');
    write('node_modules/x/index.js', "require('login');\nlogin();\n");
    const [reach] = await callersOnDisk(root, [login]);
    assert.deepEqual(reach?.places, [{ path: 'src/routes.ts', line: 1 }]);
    assert.equal(reach.by, 'name');
    assert.equal(reach.isCut, false);
  });

  it('are told of a commit without a checkout, also below the top of the repository', async () => {
    const git = (...args: string[]) => execFileSync('git', args, { cwd: root, encoding: 'utf8' });
    write('shop/src/login.js', 'function login() {}\nlogin();\n');
    write('shop/src/routes.ts', "import { login } from './login';\nlogin();\n");
    write('shop/src/other.vue', "<script>import { login } from './login'; login();</script>\n");
    write('shop/login.py', 'login()\n');
    git('init', '--quiet');
    git('add', '--all');
    const who = ['-c', 'user.name=a', '-c', 'user.email=a@example.org'];
    git(...who, 'commit', '--quiet', '--message', 'one');
    fs.rmSync(path.join(root, 'shop/src/routes.ts'));
    const folder = path.join(root, 'shop');
    const commit = git('rev-parse', 'HEAD').trim();
    const [reach, gone] = await callersAt(gitIn(folder), folder, commit, [
      login,
      { path: 'src/login.js', name: 'logout' },
    ]);
    assert.deepEqual(reach?.places, [
      { path: 'src/other.vue', line: 0 },
      { path: 'src/routes.ts', line: 1 },
    ]);
    assert.deepEqual([reach.isCut, gone?.places], [false, []]);
    const [unknown] = await callersAt(gitIn(folder), folder, 'f'.repeat(40), [login]);
    assert.deepEqual([unknown?.places, unknown?.isCut], [[], true]);
  });

  it('says that it did not look everywhere', async () => {
    for (let index = 0; index < 2100; index += 1) write(`src/${index}.js`, '');
    const [reach] = await callersOnDisk(root, [login]);
    assert.equal(reach?.isCut, true);
  });

  it('has nothing to say where there is no folder or nothing was asked', async () => {
    assert.deepEqual(await callersOnDisk(path.join(root, 'gone'), []), []);
    const [reach] = await callersOnDisk(path.join(root, 'gone'), [login]);
    assert.deepEqual(reach?.places, []);
    assert.equal(reach.isCut, true);
  });
});
