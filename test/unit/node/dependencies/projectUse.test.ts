import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { projectUse } from '../../../../src/node/dependencies/projectUse';
import { testSyntax } from '../../grammars';

describe('use of packages in a folder', () => {
  let folder: string;
  beforeEach(() => {
    folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'countersign-use-')));
  });
  afterEach(() => {
    fs.rmSync(folder, { recursive: true, force: true });
  });

  function write(files: Readonly<Record<string, string>>): void {
    for (const [name, text] of Object.entries(files)) {
      fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
      fs.writeFileSync(path.join(folder, name), text);
    }
  }

  it('is read from the sources, and not from what is ignored or installed', async () => {
    write({
      '.gitignore': 'out/\n',
      'src/a.ts': "import { map } from 'es';\nmap();",
      'out/b.js': "require('built')",
      'node_modules/c/index.js': "require('inside')",
      '.eslintrc': 'extends: airbnb',
      'big.js': `require('large')//${'x'.repeat(1_200_000)}`,
    });
    const names = ['es', 'built', 'inside', 'eslint-config-airbnb', 'large'];
    const asked = names.map((name) => ({ name }));
    const use = await projectUse(folder, asked, await testSyntax(), new AbortController().signal);
    const verdicts = names.map((name) => use.packages.get(name)?.verdict);
    assert.deepEqual(verdicts, ['used', 'not-seen', 'not-seen', 'used', 'not-seen']);
    assert.deepEqual(use.packages.get('es')?.names.get('map'), [
      { path: 'src/a.ts', line: 1, isCall: true },
    ]);
    assert.match(use.problems.join(), /^big\.js was not searched: it is too large/);
  });

  it('is read from scripts without an extension too', async () => {
    write({
      'bin/tool': "#!/usr/bin/env node\nrequire('es').map();\n",
      LICENSE: "require('other')",
      Makefile: 'all:\n\tnode a.js\n',
    });
    const asked = [{ name: 'es' }, { name: 'other' }];
    const use = await projectUse(folder, asked, await testSyntax(), new AbortController().signal);
    assert.equal(use.packages.get('es')?.verdict, 'used');
    assert.deepEqual(use.packages.get('es')?.names.get('map'), [
      { path: 'bin/tool', line: 1, isCall: true },
    ]);
    assert.equal(use.packages.get('other')?.verdict, 'not-seen');
  });

  it('ends when it is cancelled', async () => {
    write({ 'a.js': "require('es')" });
    const signal = AbortSignal.abort();
    await assert.rejects(projectUse(folder, [], await testSyntax(), signal), {
      name: 'AbortError',
    });
  });
});
