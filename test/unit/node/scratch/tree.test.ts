import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { HumanError } from '../../../../src/core/errors';
import { pruneScratch, scratchPlace } from '../../../../src/node/scratch/place';
import type { ScratchTree } from '../../../../src/node/scratch/tree';
import { scratchTree } from '../../../../src/node/scratch/tree';
import type { Sandbox } from './repository';
import { sandbox } from './repository';

describe('a scratch tree', function () {
  this.timeout(60_000);
  let box: Sandbox;
  let tree: ScratchTree | undefined;
  beforeEach(() => (box = sandbox()));
  afterEach(async () => {
    await tree?.dispose();
    tree = undefined;
    box.remove();
  });

  const make = async (folder = box.folder) =>
    (tree = await scratchTree(folder, new AbortController().signal));
  const read = (name: string) => fs.readFileSync(path.join(tree?.folder ?? '', name), 'utf8');
  const has = (name: string) => fs.existsSync(path.join(tree?.folder ?? '', name));
  const worktrees = (where = box.folder) =>
    box.gitIn(where, 'worktree', 'list', '--porcelain').match(/^worktree /gm)?.length;

  it('has what is changed, staged, new and deleted, and nothing that git ignores', async () => {
    box.write({ 'a.js': '1', 'b.js': '1', 'c.js': '1', 'd/e.js': '1', '.gitignore': 'out\n' });
    box.commit();
    box.write({ 'a.js': '2', 'b.js': '2', 'd/new é.js': '3', 'out/x.js': '4' });
    box.git('add', 'a.js');
    box.git('mv', 'd/e.js', 'd/f.js');
    fs.rmSync(path.join(box.folder, 'c.js'));
    await make();
    assert.deepEqual(
      [read('a.js'), read('b.js'), read('d/new é.js'), read('d/f.js')],
      [...['2', '2', '3', '1']],
    );
    assert.deepEqual(['c.js', 'd/e.js', 'out/x.js'].filter(has), []);
    assert.ok(!(tree?.folder ?? '').startsWith(box.top));
  });

  it('takes the text of either side, and is gone afterwards', async () => {
    box.write({ 'a.js': '\uFEFFold' });
    box.commit();
    const made = await make();
    const { folder } = made;
    const files = [
      { path: 'a.js', before: 'old', after: 'new' },
      { path: 'x/b.js', before: '', after: 'made', status: 'created' as const },
    ];
    await made.write(files, 'after');
    assert.deepEqual([read('a.js'), read('x/b.js')], ['\uFEFFnew', 'made']);
    await made.write(files, 'before');
    assert.equal(read('a.js'), '\uFEFFold');
    assert.ok(!has('x/b.js'));
    assert.equal(worktrees(), 2);
    await made.dispose();
    assert.ok(!fs.existsSync(path.dirname(folder)));
    assert.equal(worktrees(), 1);
  });

  it('writes through no link that leads outside', async () => {
    const canary = path.join(box.top, 'canary');
    fs.mkdirSync(canary);
    fs.writeFileSync(path.join(canary, 'a.js'), 'mine');
    box.write({ 'b.js': '1' });
    fs.symlinkSync(canary, path.join(box.folder, 'linked'));
    fs.symlinkSync(path.join(canary, 'a.js'), path.join(box.folder, 'c.js'));
    box.commit();
    await make();
    for (const file of ['linked/a.js', 'c.js', '../a.js']) {
      const change = [{ path: file, before: '', after: 'theirs' }];
      await assert.rejects(async () => tree?.write(change, 'after'), HumanError, file);
    }
    assert.equal(fs.readFileSync(path.join(canary, 'a.js'), 'utf8'), 'mine');
  });

  it('deletes nothing behind a link that became a folder', async () => {
    const canary = path.join(box.top, 'canary');
    fs.mkdirSync(canary);
    fs.writeFileSync(path.join(canary, 'a.js'), 'mine');
    fs.symlinkSync(canary, path.join(box.folder, 'linked'));
    box.commit();
    fs.rmSync(path.join(box.folder, 'linked'));
    box.write({ 'linked/a.js': 'theirs' });
    await make();
    assert.equal(read('linked/a.js'), 'theirs');
    assert.equal(fs.readFileSync(path.join(canary, 'a.js'), 'utf8'), 'mine');
  });

  it('deletes nothing behind a link that git was told not to look at', async () => {
    const canary = path.join(box.top, 'canary');
    fs.mkdirSync(canary);
    fs.writeFileSync(path.join(canary, 'a.js'), 'mine');
    fs.symlinkSync(canary, path.join(box.folder, 'linked'));
    box.commit();
    box.git('update-index', '--skip-worktree', 'linked');
    fs.rmSync(path.join(box.folder, 'linked'));
    box.write({ 'linked/a.js': 'theirs' });
    await make();
    assert.equal(fs.readFileSync(path.join(canary, 'a.js'), 'utf8'), 'mine');
  });

  it('is of the repository itself, also when a line of its path is another one', async function () {
    if (process.platform === 'win32') this.skip();
    box.write({ 'a.js': 'other' });
    box.commit();
    const inner = `${box.folder}\nshop`;
    fs.mkdirSync(inner);
    fs.writeFileSync(path.join(inner, 'a.js'), 'this');
    box.gitIn(inner, 'init', '--quiet');
    box.gitIn(inner, 'add', 'a.js');
    box.gitIn(inner, 'commit', '--quiet', '--message', 'As it stands');
    await make(inner);
    assert.equal(read('a.js'), 'this');
    assert.equal(worktrees(), 1);
  });

  it('runs no hook and no filter of the repository', async () => {
    const canary = path.join(box.top, 'ran');
    box.write({ 'a.js': '1', '.gitattributes': '*.js filter=evil\n' });
    box.commit();
    box.git('config', 'filter.evil.smudge', `touch "${canary}" && cat`);
    box.git('config', 'filter.evil.clean', `touch "${canary}" && cat`);
    box.git('config', 'filter.evil.required', 'true');
    box.git('config', 'core.fsmonitor', `touch "${canary}"`);
    const hook = path.join(box.folder, '.git', 'hooks', 'post-checkout');
    fs.mkdirSync(path.dirname(hook), { recursive: true });
    fs.writeFileSync(hook, `#!/bin/sh\ntouch "${canary}"\n`, { mode: 0o755 });
    box.write({ 'a.js': '2' });
    await make();
    assert.equal(read('a.js'), '2');
    assert.ok(!fs.existsSync(canary));
  });

  it('is a part of the repository for a folder that is one', async () => {
    box.write({ 'a.js': '1', 'packages/x/b.js': '1' });
    box.commit();
    await make(path.join(box.folder, 'packages', 'x'));
    assert.equal(read('b.js'), '1');
    assert.equal(read('../../a.js'), '1');
  });

  it('is made without git, without a commit, detached, shallow and in a worktree', async () => {
    box.write({ 'a.js': '1' });
    await make();
    assert.equal(read('a.js'), '1');
    await tree?.dispose();
    box.git('init', '--quiet');
    await make();
    assert.equal(read('a.js'), '1');
    await tree?.dispose();
    box.commit();
    box.write({ 'a.js': '2' });
    box.commit();
    box.git('checkout', '--quiet', '--detach');
    await make();
    assert.equal(read('a.js'), '2');
    await tree?.dispose();
    const shallow = path.join(box.top, 'shallow');
    box.git('clone', '--quiet', '--depth', '1', `file://${box.folder}`, shallow);
    await make(shallow);
    assert.equal(read('a.js'), '2');
    await tree?.dispose();
    const other = path.join(box.top, 'other');
    box.git('worktree', 'add', '--quiet', '--detach', other);
    fs.writeFileSync(path.join(other, 'a.js'), '3');
    await make(other);
    assert.equal(read('a.js'), '3');
    await tree?.dispose();
    assert.equal(worktrees(), 2, 'the worktree of the user is gone, or ours is not');
  });

  it('leaves submodules out, and says so', async () => {
    const inner = path.join(box.top, 'inner');
    fs.mkdirSync(inner);
    box.gitIn(inner, 'init', '--quiet');
    box.gitIn(inner, 'commit', '--quiet', '--allow-empty', '--message', 'x');
    box.write({ 'a.js': '1' });
    box.commit();
    box.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', inner, 'lib/inner');
    box.commit();
    await make();
    assert.match(tree?.notes.join() ?? '', /Submodules are left out \(lib\/inner\)/);
  });

  it('shares installed packages, but neither caches nor packages of the repository', async () => {
    box.write({
      '.gitignore': 'node_modules\n',
      'packages/own/index.js': 'old',
      'node_modules/dep/index.js': 'dep',
      'node_modules/@x/y/index.js': 'y',
      'node_modules/.cache/z': 'z',
      'packages/own/node_modules/deep/index.js': 'deep',
    });
    fs.symlinkSync('../packages/own', path.join(box.folder, 'node_modules', 'own'));
    box.commit();
    await make();
    assert.equal(read('node_modules/dep/index.js'), 'dep');
    assert.equal(read('node_modules/@x/y/index.js'), 'y');
    assert.equal(read('packages/own/node_modules/deep/index.js'), 'deep');
    assert.ok(!has('node_modules/.cache'));
    await tree?.write([{ path: 'packages/own/index.js', before: 'old', after: 'new' }], 'after');
    assert.equal(read('node_modules/own/index.js'), 'new');
    await tree?.dispose();
    const kept = path.join(box.folder, 'node_modules', 'dep', 'index.js');
    assert.equal(fs.readFileSync(kept, 'utf8'), 'dep');
  });

  it('of a process that died is removed by the next one, and no other is', async () => {
    box.write({ 'a.js': '1' });
    box.commit();
    const base = path.join(box.top, 'base');
    const left = await scratchPlace(box.folder, base);
    const mine = await scratchPlace(box.folder, base);
    for (const { tree: at } of [left, mine]) box.git('worktree', 'add', '--quiet', '--detach', at);
    const dead = spawnSync(process.execPath, ['-e', '']).pid;
    const owner = path.join(path.dirname(left.tree), 'owner.json');
    fs.writeFileSync(owner, JSON.stringify({ pid: dead, repository: box.folder }));
    fs.mkdirSync(path.join(base, 'something else'));
    assert.equal(await pruneScratch(base), 1);
    assert.ok(!fs.existsSync(path.dirname(left.tree)));
    assert.ok(fs.existsSync(mine.tree));
    assert.ok(fs.existsSync(path.join(base, 'something else')));
    assert.equal(worktrees(), 2);
    assert.equal(await pruneScratch(base, Date.now() + 2 * 24 * 3600_000), 0);
  });

  it('is not made in a place that somebody else prepared', async function () {
    if (process.platform === 'win32') this.skip();
    const base = path.join(box.top, 'base');
    fs.symlinkSync(box.folder, base);
    await assert.rejects(scratchPlace(undefined, base), HumanError);
    assert.equal(await pruneScratch(base), 0);
    fs.rmSync(base);
    fs.mkdirSync(base);
    fs.chmodSync(base, 0o777);
    await assert.rejects(scratchPlace(undefined, base), HumanError);
  });
});
