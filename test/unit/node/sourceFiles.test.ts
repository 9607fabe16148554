import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { sourceFiles } from '../../../src/node/sourceFiles';
import { folderWith, write } from '../cli/run';

const inside = {
  'shop/a.js': 'inside',
  'shop/src/b.js': 'below',
  'outside/canary.js': 'canary',
  'shop-sibling/x.js': 'canary',
};

/** A folder with links in and out of it. */
function shop(files: Readonly<Record<string, string | Uint8Array>> = {}) {
  const top = folderWith({ ...inside, ...files });
  const root = path.join(top, 'shop');
  const link = (to: string, name: string) => fs.symlinkSync(to, path.join(root, name));
  return { top, root, link, files: () => sourceFiles(root) };
}

describe('the sources below a folder', () => {
  it('are read by their paths, and by no path that is none', () => {
    const files = shop().files();
    assert.equal(files.text('a.js'), 'inside');
    assert.equal(files.text('src/b.js'), 'below');
    assert.equal(files.has('src/b.js'), true);
    for (const other of [
      'none.js',
      'a.js/b.js',
      'src',
      '.',
      '',
      'A.JS',
      'src/none/b.js',
      'a.js\0',
    ]) {
      assert.equal(files.has(other), false, other);
      assert.equal(files.text(other), undefined, other);
      assert.equal(files.sha256(other), undefined, other);
      assert.equal(files.writtenAt(other), 0, other);
    }
  });

  it('are none that lie outside of it, whatever leads there', () => {
    const { top, link, files } = shop();
    link(path.join(top, 'outside'), 'folder');
    link('../outside/canary.js', 'file.js');
    link('../shop-sibling/x.js', 'sibling.js');
    link('..', 'up');
    const ways = [
      '../outside/canary.js',
      'src/../../outside/canary.js',
      path.join(top, 'outside/canary.js'),
      'folder/canary.js',
      'file.js',
      'sibling.js',
      'up/outside/canary.js',
      'up/shop-sibling/x.js',
    ];
    const all = files();
    for (const way of ways) {
      assert.equal(all.has(way), false, way);
      assert.equal(all.text(way), undefined, way);
      assert.equal(all.sha256(way), undefined, way);
    }
  });

  it('are read through links that stay inside', () => {
    const { link, files } = shop();
    link('src', 'lib');
    link('src/b.js', 'c.js');
    assert.equal(files().text('lib/b.js'), 'below');
    assert.equal(files().text('c.js'), 'below');
    assert.equal(files().trueCase('c.js'), 'c.js');
  });

  it('are read where the folder itself is a link, and have both as roots', () => {
    const { top, root } = shop();
    const linked = path.join(top, 'linked');
    fs.symlinkSync('shop', linked);
    const files = sourceFiles(linked);
    assert.equal(files.text('a.js'), 'inside');
    assert.deepEqual(files.roots, [linked, root]);
    assert.deepEqual(sourceFiles(root).roots, [root]);
  });

  it('are no links that lead nowhere or to themselves', () => {
    const { link, files } = shop();
    link('none.js', 'dangling.js');
    link('self.js', 'self.js');
    for (const name of ['dangling.js', 'self.js']) {
      assert.equal(files().has(name), false);
      assert.equal(files().text(name), undefined);
    }
  });

  it('are no pipes, for which nobody waits', () => {
    const { root, files } = shop();
    execFileSync('mkfifo', [path.join(root, 'pipe.js')]);
    const all = files();
    assert.equal(all.has('pipe.js'), false);
    assert.equal(all.text('pipe.js'), undefined);
    assert.deepEqual(all.bySuffix('pipe.js'), []);
  });

  it('are nothing that took the place of a file after it was looked at', () => {
    const { root, top, files } = shop();
    const all = files();
    assert.equal(all.has('a.js'), true);
    fs.rmSync(path.join(root, 'a.js'));
    fs.symlinkSync(path.join(top, 'outside/canary.js'), path.join(root, 'a.js'));
    assert.equal(all.text('a.js'), undefined);
    fs.rmSync(path.join(root, 'a.js'));
    assert.equal(all.text('a.js'), undefined);
  });

  it('have no text when they are too large or hold a zero, but a hash', () => {
    const zero = Uint8Array.from([0x61, 0, 0x62]);
    const limit = 5 * 1024 * 1024;
    const { files } = shop({
      'shop/zero.js': zero,
      'shop/full.js': Buffer.alloc(limit, 'a'),
      'shop/large.js': Buffer.alloc(limit + 1, 'a'),
    });
    const all = files();
    for (const name of ['zero.js', 'large.js']) {
      assert.equal(all.has(name), true);
      assert.equal(all.text(name), undefined, name);
    }
    assert.equal(all.text('full.js')?.length, limit);
    assert.equal(all.sha256('zero.js'), createHash('sha256').update(zero).digest('hex'));
  });

  it('have the text that the editor shows', () => {
    const { files } = shop({
      'shop/mark.js': '\ufeffé𝒳',
      'shop/latin1.js': Uint8Array.from([0x61, 0xe9, 0x62]),
      'shop/empty.js': '',
    });
    assert.equal(files().text('mark.js'), 'é𝒳');
    assert.equal(files().text('latin1.js'), 'a\ufffdb');
    assert.equal(files().text('empty.js'), '');
  });

  it('are looked up once, and say when they were written', () => {
    const { root, files } = shop();
    const then = new Date('2026-01-02T03:04:05Z');
    fs.utimesSync(path.join(root, 'a.js'), then, then);
    const all = files();
    assert.equal(all.writtenAt('a.js'), then.getTime());
    assert.equal(all.has('new.js'), false);
    write(root, 'new.js', '');
    assert.equal(all.has('new.js'), false);
    assert.equal(files().has('new.js'), true);
  });

  it('are found by the end of their paths, but not in git or among packages', () => {
    const { link, files } = shop({
      'shop/deep/src/b.js': '',
      'shop/node_modules/p/only.js': '',
      'shop/.git/only.js': '',
      'shop/deep/er/only.js': '',
    });
    link('../outside', 'far');
    const all = files();
    assert.deepEqual([...all.bySuffix('src/b.js')].sort(), ['deep/src/b.js', 'src/b.js']);
    assert.deepEqual(all.bySuffix('only.js'), ['deep/er/only.js']);
    assert.deepEqual(all.bySuffix('canary.js'), []);
    assert.equal(all.has('node_modules/p/only.js'), true);
  });

  it('are none when the folder is not there', () => {
    const files = sourceFiles(path.join(shop().root, 'none'));
    assert.equal(files.has('a.js'), false);
    assert.deepEqual(files.bySuffix('a.js'), []);
    assert.equal(files.roots.length, 1);
  });
});
