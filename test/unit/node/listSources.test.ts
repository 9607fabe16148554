import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import fc from 'fast-check';
import { HumanError } from '../../../src/core/errors';
import type { ListRequest } from '../../../src/core/fileScan';
import { listSources } from '../../../src/node/listSources';
import { readToScan } from '../../../src/node/readToScan';
import { folderWith, git, write } from '../cli/run';

type Files = Readonly<Record<string, string | Uint8Array>>;

const isScript = (at: string) => at.endsWith('.js');

/** The files that can be scanned, and what is skipped with the reason. */
function walked(folder: string, more: Partial<ListRequest> = {}, maxBytes?: number) {
  const listing = listSources({ folder, ...more }, isScript);
  const skipped = Object.fromEntries(listing.skipped.map(({ path: at, reason }) => [at, reason]));
  const files: string[] = [];
  for (const file of listing.files) {
    const read = readToScan({ folder, ...file, ...(maxBytes !== undefined && { maxBytes }) });
    if (read.kind === 'skipped') skipped[file.path] = read.reason;
    else if (read.kind === 'text') files.push(file.path);
  }
  return { files, skipped };
}

const walk = (files: Files, more: Partial<ListRequest> = {}) => walked(folderWith(files), more);

describe('the files of a scan', () => {
  it('are those that it wants, folder by folder in the order of names', () => {
    const root = folderWith({
      'b/z.js': '1',
      'b/a.js': '2',
      'a.js': '3',
      'c.txt': '',
      'z.js': '4',
    });
    assert.deepEqual(walked(root), { files: ['a.js', 'z.js', 'b/a.js', 'b/z.js'], skipped: {} });
  });

  it('are none that .gitignore leaves out, unless they are asked for', () => {
    const files = {
      '.gitignore': '# c\r\n/build/\n*.gen.js\n!keep.gen.js\nlogs\n',
      'build/a.js': '',
      'src/build/a.js': '',
      'src/b.gen.js': '',
      'src/keep.gen.js': '',
      'src/.gitignore': '/c.js\n!d.gen.js\n',
      'src/c.js': '',
      'src/d.gen.js': '',
      'c.js': '',
      'logs/a.js': '',
    };
    const { files: scanned, skipped } = walk(files);
    assert.deepEqual(scanned, ['c.js', 'src/d.gen.js', 'src/keep.gen.js', 'src/build/a.js']);
    const ignored = ['build', 'logs', 'src/b.gen.js', 'src/c.js'];
    assert.deepEqual(Object.keys(skipped).sort(), ignored);
    assert.ok(Object.values(skipped).every((reason) => reason === 'ignored'));
    assert.equal(walk(files, { withIgnored: true }).files.length, 8);
  });

  it('obey the .gitignore files above, up to the repository, and its own excludes', () => {
    const files = { 'out.js': '', 'pkg/gen.js': '', 'pkg/a.js': '', 'pkg/src/local.js': '' };
    const root = folderWith({ '.gitignore': 'out.js\n/shop/pkg/gen.js\n' });
    for (const [name, text] of Object.entries(files)) write(root, `shop/${name}`, text);
    const shop = path.join(root, 'shop');
    assert.deepEqual(walked(shop).files, ['out.js', 'pkg/a.js', 'pkg/gen.js', 'pkg/src/local.js']);
    git(root, 'init', '--quiet');
    write(root, '.git/info/exclude', 'local.js\n');
    assert.deepEqual(walked(shop).files, ['pkg/a.js']);
    assert.deepEqual(walked(shop, { paths: ['pkg'] }).files, ['pkg/a.js']);
  });

  it('may lie in a folder that a deeper .gitignore takes back', () => {
    const files = { '.gitignore': 'a/b\n', 'a/.gitignore': '!b\n', 'a/b/c.js': '', 'a/d.js': '' };
    assert.deepEqual(walk(files).files, ['a/d.js', 'a/b/c.js']);
  });

  it('are what git takes for not ignored', () => {
    const name = fc.constantFrom('a', 'b', 'a.js', 'b.js', 'ab.js');
    const file = fc.array(name, { minLength: 1, maxLength: 3 }).map((names) => names.join('/'));
    const rule = fc
      .tuple(
        fc.constantFrom('', '', '!'),
        fc.constantFrom('', '/'),
        fc.constantFrom('a', 'b', '*', '**/a', 'a*', '?.js', '[a]*.js', 'a/b', 'a/**'),
        fc.constantFrom('', '/'),
      )
      .map((parts) => parts.join(''));
    const rules = fc.array(rule, { maxLength: 4 });
    const ignoring = fc.array(
      rule.map((one) => one.replace('!', '')),
      { maxLength: 4 },
    );
    // One repository for all: making one takes longer than asking it.
    const repository = folderWith({});
    git(repository, 'init', '--quiet');
    let run = 0;
    fc.assert(
      fc.property(fc.array(file, { maxLength: 6 }), rules, ignoring, (names, top, below) => {
        const root = path.join(repository, String((run += 1)));
        write(root, '.gitignore', top.join('\n'));
        const put = (one: string, text: string) => {
          try {
            write(root, one, text);
          } catch {
            // Another file or folder has that name.
          }
        };
        for (const one of names) put(one, '');
        put('a/.gitignore', below.join('\n'));
        const listed = execFileSync(
          'git',
          ['-C', root, 'ls-files', '--others', '--exclude-standard', '-z'],
          { encoding: 'utf8' },
        );
        const all = listed.split('\0').filter((one) => one.endsWith('.js'));
        assert.deepEqual(walked(root).files.sort(), all.sort());
      }),
      { numRuns: 60 },
    );
  });

  it('are no code of others and no minified code, whatever it is called', () => {
    const long = `var a=${'1+'.repeat(4000)}1;\n`;
    const { files, skipped } = walk({
      'node_modules/x/a.js': '',
      'web/bower_components/a.js': '',
      'vendor/a.js': '',
      '.git/a.js': '',
      'lib/jquery.min.js': '',
      'lib/packed.js': `/*! x */\n${long}`,
      'lib/data.js': `${'const a = 1;\n'.repeat(800)}${long}`,
    });
    assert.deepEqual(files, ['lib/data.js']);
    assert.deepEqual(skipped, {
      'lib/jquery.min.js': 'minified',
      'lib/packed.js': 'packed',
      node_modules: 'vendored',
      vendor: 'vendored',
      'web/bower_components': 'vendored',
    });
  });

  it('are text in UTF-8 of a fair size', () => {
    const root = folderWith({
      'large.js': 'a'.repeat(1001),
      'fits.js': 'a'.repeat(1000),
      'binary.js': new Uint8Array([0x7f, 0x45, 0]),
      'latin1.js': new Uint8Array([0x2f, 0x2f, 0xe9]),
      'utf16.js': new Uint8Array([0xff, 0xfe, 0x61, 0]),
      'empty.js': '',
      'crlf.js': 'a\r\nb\n',
    });
    const { files, skipped } = walked(root, {}, 1000);
    assert.deepEqual(files, ['crlf.js', 'empty.js', 'fits.js']);
    assert.deepEqual(skipped, {
      'binary.js': 'binary',
      'large.js': 'too-large',
      'latin1.js': 'encoding',
      'utf16.js': 'binary',
    });
    write(root, 'a.js', '\ufeffa\r\n');
    const marked = readToScan({ folder: root, path: 'a.js' });
    assert.ok(marked.kind === 'text' && marked.text === 'a\r\n');
  });

  it('are never reached through a link, and no link leads round in a circle', () => {
    const top = folderWith({ 'shop/src/a.js': '', 'outside/b.js': '' });
    const root = path.join(top, 'shop');
    const link = (to: string, name: string) => fs.symlinkSync(to, path.join(root, name));
    link('../outside', 'folder');
    link('../outside/b.js', 'file.js');
    link('.', 'loop');
    link('nowhere', 'dangling.txt');
    assert.deepEqual(walked(root), {
      files: ['src/a.js'],
      skipped: { 'file.js': 'link', folder: 'link', loop: 'link' },
    });
    assert.throws(() => walked(root, { paths: ['folder'] }), HumanError);
    fs.symlinkSync(root, path.join(top, 'way'));
    assert.deepEqual(walked(path.join(top, 'way'), { paths: ['src'] }).files, ['src/a.js']);
  });

  it('are all that are named, whatever they are called, each once', () => {
    const root = folderWith({
      '.gitignore': 'gen\n*.out.js\n',
      'gen/a.js': '',
      'gen/sub/b.js': '',
      'a.out.js': '',
      'vendor/x/c.min.js': '',
      'd.txt': '',
    });
    git(root, 'init', '--quiet');
    const paths = ['a.out.js', 'vendor/x', 'vendor/x/c.min.js', 'gen', 'gen/a.js', 'd.txt'];
    assert.deepEqual(walked(root, { paths }), {
      files: ['a.out.js', 'gen/a.js', 'gen/sub/b.js'],
      skipped: { 'vendor/x/c.min.js': 'minified', 'd.txt': 'no-rules' },
    });
    assert.deepEqual(walked(root, { paths: ['vendor/x/c.min.js'] }).files, ['vendor/x/c.min.js']);
  });

  it('that are named and not there are refused before anything is answered', () => {
    const root = folderWith({ 'a.js': '' });
    for (const paths of [['a.js', 'no.js'], ['a.js/b.js'], ['..']]) {
      assert.throws(() => walked(root, { paths }), HumanError);
    }
    assert.throws(() => walked(path.join(root, 'none')), /none cannot be read/);
  });

  it('may vanish while they are listed', () => {
    const root = folderWith({ 'a.js': '', 'b.js': '', 'c/d.js': '', 'e/f.js': '' });
    const { files, skipped } = listSources({ folder: root }, (at) => {
      if (at === 'b.js') fs.rmSync(path.join(root, 'c'), { recursive: true });
      return isScript(at);
    });
    const listed = files.map((one) => one.path);
    assert.deepEqual(listed, ['a.js', 'b.js', 'e/f.js']);
    assert.deepEqual(skipped, [{ path: 'c', reason: 'vanished', why: 'it is gone' }]);
    fs.rmSync(path.join(root, 'b.js'));
    assert.deepEqual(readToScan({ folder: root, path: 'b.js' }), { kind: 'gone' });
  });

  it('that turned into a pipe do not hold up the scan', () => {
    const root = folderWith({});
    execFileSync('mkfifo', [path.join(root, 'b.js')]);
    const read = readToScan({ folder: root, path: 'b.js' });
    assert.ok(read.kind === 'skipped' && read.reason === 'unreadable', JSON.stringify(read));
  });

  it('are soon found whatever a .gitignore says', () => {
    const name = `${'a'.repeat(200)}.js`;
    const rules = ['*a'.repeat(40), `${'**/a/'.repeat(40)}b`, '[', '\\', '!', '/'];
    const started = performance.now();
    const { files } = walk({ '.gitignore': rules.join('\n'), [name]: '' });
    assert.deepEqual(files, [name]);
    assert.ok(performance.now() - started < 2000);
  });

  it('are none that the editor hides, in any case of their letters', () => {
    const files = {
      'hidden/a.js': '',
      'src/both.js': '',
      'src/both.ts': '',
      'src/only.js': '',
      'src/Deep/b.js': '',
      'only.js': '',
    };
    const when = { glob: '**/*.js', when: '$(basename).ts' };
    const exclude = [{ glob: 'hidden' }, when, { glob: '[' }];
    const { files: shown, skipped } = walk(files, { exclude });
    assert.deepEqual(shown, ['only.js', 'src/only.js', 'src/Deep/b.js']);
    assert.deepEqual(skipped, {});
    const more = [...exclude, { glob: 'only.js' }, { glob: '**/deep/' }];
    assert.deepEqual(walk(files, { exclude: more }).files, ['src/only.js']);
  });

  it('are no more than are asked for, of no more than ten times as many names', () => {
    const folder = folderWith({ 'a.js': '', 'b.js': '', 'c/d.js': '' });
    const few = (most: number) => listSources({ folder, most }, isScript);
    assert.deepEqual([few(3).files.length, few(3).isCutOff], [3, false]);
    assert.deepEqual([few(2).files.length, few(2).isCutOff], [2, true]);
    for (let at = 0; at < 30; at += 1) write(folder, `c/${at}.txt`, '');
    assert.deepEqual([few(3).files.length, few(3).isCutOff], [2, true]);
  });
});
