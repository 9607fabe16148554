import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { callersByName } from '../../../src/node/callersByName';

describe('callersByName', () => {
  let root: string;
  const write = (name: string, text: string) => {
    fs.mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    fs.writeFileSync(path.join(root, name), text);
  };
  beforeEach(() => (root = fs.mkdtempSync(path.join(os.tmpdir(), 'countersign-'))));
  afterEach(() => fs.rmSync(root, { recursive: true, force: true }));

  const login = { path: 'src/login.js', name: 'login', line: 0, character: 9 };

  it('looks in the other files of the language, and not in other people’s', async () => {
    write('src/login.js', 'function login() {}\nlogin();\n');
    write('src/routes.ts', "import { login } from './login';\nlogin();\n");
    write('tools/login.py', 'login()\n');
    write('node_modules/x/index.js', "require('login');\nlogin();\n");
    const [reach] = await callersByName(root, [login]);
    assert.deepEqual(reach?.places, [{ path: 'src/routes.ts', line: 1 }]);
    assert.equal(reach.by, 'name');
    assert.equal(reach.isCut, false);
  });

  it('says that it did not look everywhere', async () => {
    for (let index = 0; index < 2100; index += 1) write(`src/${index}.js`, '');
    const [reach] = await callersByName(root, [login]);
    assert.equal(reach?.isCut, true);
  });

  it('has nothing to say where there is no folder or nothing was asked', async () => {
    assert.deepEqual(await callersByName(path.join(root, 'gone'), []), []);
    const [reach] = await callersByName(path.join(root, 'gone'), [login]);
    assert.deepEqual(reach?.places, []);
    assert.equal(reach.isCut, true);
  });
});
