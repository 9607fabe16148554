import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import * as fc from 'fast-check';
import { HumanError } from '../../../src/core/errors';
import { effectivePolicy } from '../../../src/core/policy';
import { assess } from '../../../src/core/risk';
import { workspaceFiles } from '../../../src/node/workspaceFiles';

describe('workspaceFiles', () => {
  let top: string;
  let root: string;
  beforeEach(() => {
    top = fs.mkdtempSync(path.join(os.tmpdir(), 'countersign-'));
    root = path.join(top, 'shop');
    for (const name of ['shop/src', 'shop/.vscode', 'shop-sibling', 'outside']) {
      fs.mkdirSync(path.join(top, name), { recursive: true });
    }
    fs.writeFileSync(path.join(root, 'src', 'a.js'), 'inside');
    fs.writeFileSync(path.join(root, '.vscode', 'settings.json'), '{}');
    fs.writeFileSync(path.join(top, 'outside', 'canary'), 'canary');
    fs.writeFileSync(path.join(top, 'shop-sibling', 'x'), 'canary');
  });
  afterEach(() => fs.rmSync(top, { recursive: true, force: true }));

  const link = (to: string, name: string) => fs.symlinkSync(to, path.join(root, name));
  const realPath = async (name: string, from = root) => {
    const real = await workspaceFiles(from).realPath(name);
    return real.ok ? real.path : undefined;
  };
  const text = async (name: string) => {
    const read = await workspaceFiles(root).read(name);
    return read && new TextDecoder().decode(read);
  };

  it('reads files inside and answers undefined for those that are not there', async () => {
    assert.equal(await text('src/a.js'), 'inside');
    assert.equal(await text('src/../src/a.js'), 'inside');
    assert.equal(await text('src/b.js'), undefined);
    assert.equal(await text('none/b.js'), undefined);
  });

  it('reads nothing outside the folder', async () => {
    link(path.join(top, 'outside'), 'dir');
    link('../outside/canary', 'file');
    link('../shop-sibling/x', 'sibling');
    link('..', 'up');
    const ways = [
      '../outside/canary',
      'dir/canary',
      'file',
      'sibling',
      'up/outside/canary',
      'up/shop/x',
    ];
    for (const name of [...ways, path.join(top, 'outside/canary'), 'src/../../outside/canary']) {
      assert.equal(await text(name), undefined, name);
      assert.equal(await realPath(name), undefined, name);
      assert.equal(await workspaceFiles(root).writable(name), false, name);
    }
  });

  it('says where a link inside the folder leads, so that the policy can judge it', async () => {
    link('.vscode', 'harmless');
    link('src/a.js', 'b.js');
    assert.equal(await realPath('harmless/settings.json'), '.vscode/settings.json');
    assert.equal(await realPath('harmless/new.json'), '.vscode/new.json');
    assert.equal(await realPath('b.js'), 'src/a.js');
    const file = {
      path: 'harmless/new.json',
      realPath: (await realPath('harmless/new.json')) ?? '',
    };
    assert.equal(assess(undefined, undefined, [file], effectivePolicy([])).tier, 'high');
  });

  it('answers for a path that does not exist yet', async () => {
    assert.equal(await realPath('src/new/deep.js'), 'src/new/deep.js');
    link(path.join(top, 'outside'), 'dir');
    assert.equal(await realPath('dir/new/deep.js'), undefined);
  });

  it('refuses dangling links, loops, links to the folder, and files used as folders', async () => {
    link(path.join(top, 'outside', 'not-yet'), 'dangling');
    link('loop-b', 'loop-a');
    link('loop-a', 'loop-b');
    link('.', 'self');
    for (const name of ['dangling', 'dangling/x', 'loop-a', 'self', 'src/a.js/x']) {
      assert.equal(await realPath(name), undefined, name);
    }
  });

  it('works in a folder that is reached through a link', async () => {
    fs.symlinkSync(root, path.join(top, 'alias'));
    const alias = path.join(top, 'alias');
    assert.equal(await realPath('src/a.js', alias), 'src/a.js');
    assert.ok(await workspaceFiles(alias).read('src/a.js'));
  });

  it('refuses everything when the folder is gone', async () => {
    assert.equal(await realPath('src/a.js', path.join(top, 'gone')), undefined);
    assert.equal(await workspaceFiles(path.join(top, 'gone')).read('src/a.js'), undefined);
  });

  it('says so when there is something that is no readable file', async () => {
    const files = workspaceFiles(root);
    await assert.rejects(files.read('src'), HumanError);
    fs.truncateSync(path.join(root, 'src', 'a.js'), 65 * 1024 * 1024);
    await assert.rejects(files.read('src/a.js'), /larger than 64 MB/);
  });

  it('does not wait at a named pipe', async function () {
    if (process.platform === 'win32') this.skip();
    execFileSync('mkfifo', [path.join(root, 'pipe')]);
    await assert.rejects(workspaceFiles(root).read('pipe'), /not a regular file/);
  });

  it('tells whether a file may be written', async function () {
    const files = workspaceFiles(root);
    assert.equal(await files.writable('src/a.js'), true);
    assert.equal(await files.writable('src/b.js'), false);
    if (process.getuid?.() === 0) return;
    fs.chmodSync(path.join(root, 'src', 'a.js'), 0o444);
    assert.equal(await files.writable('src/a.js'), false);
  });

  it('never leads outside, however paths and links are put together', async () => {
    link(path.join(top, 'outside'), 'dir');
    link('..', 'up');
    link('src', 'in');
    const files = workspaceFiles(root);
    const name = fc.constantFrom('src', 'dir', 'up', 'in', '..', '.', '', 'a.js', 'canary', 'shop');
    await fc.assert(
      fc.asyncProperty(fc.array(name, { minLength: 1, maxLength: 5 }), async (names) => {
        const answer = await files.realPath(names.join('/'));
        if (!answer.ok) return;
        const full = path.join(fs.realpathSync(root), answer.path);
        assert.ok(full.startsWith(fs.realpathSync(root) + path.sep), full);
        if (fs.existsSync(full)) assert.equal(fs.realpathSync(full), full);
      }),
    );
  });
});
