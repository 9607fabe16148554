import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { maxScanBytes } from '../../../src/core/fileScan';
import { listSources } from '../../../src/node/listSources';
import { folderWith } from '../cli/run';

const files = {
  '.gitignore': '/generated\n*.tmp.js\n!keep.tmp.js\n',
  'a.js': '',
  'b.md': '',
  'x.tmp.js': '',
  'keep.tmp.js': '',
  'generated/a.js': '',
  'lib/generated/a.js': '',
  'lib/.gitignore': 'local.js\n!x.tmp.js\n',
  'lib/local.js': '',
  'lib/x.tmp.js': '',
  'node_modules/a/index.js': '',
  'hidden/a.js': '',
  'src/both.js': '',
  'src/both.ts': '',
  'src/only.js': '',
  'src/a.min.js': '',
  'src/…/é.js': '',
};
const expected = [
  'a.js',
  'keep.tmp.js',
  'lib/generated/a.js',
  'lib/x.tmp.js',
  'src/both.ts',
  'src/only.js',
  'src/…/é.js',
];
const exclude = [{ glob: 'hidden' }, { glob: '**/*.js', when: '$(basename).ts' }, { glob: '[' }];
const isWanted = (file: string) => /\.[jt]s$/.test(file);

const listIn = (folder: string, mayRun: boolean, more: readonly { glob: string }[] = []) =>
  listSources({ folder, mayRun, exclude: [...exclude, ...more] }, isWanted);

function repository(): string {
  const folder = folderWith(files);
  const git = (...args: string[]) => execFileSync('git', args, { cwd: folder, stdio: 'ignore' });
  git('init', '--quiet');
  git('add', 'a.js', 'src');
  return folder;
}

describe('the files to scan', () => {
  it('are those that git does not ignore, of the wanted kinds, that the editor shows', async () => {
    const { paths, skipped, isCutOff } = await listIn(repository(), true);
    assert.deepEqual(paths, expected);
    assert.equal(isCutOff, false);
    assert.deepEqual(
      [...skipped],
      [
        ['vendored', 1],
        ['minified', 1],
      ],
    );
  });

  it('are the same where git may not be asked, or is not there', async () => {
    assert.deepEqual((await listIn(repository(), false)).paths, expected);
    assert.deepEqual((await listIn(folderWith(files), true)).paths, expected);
  });

  it('are not what a build writes, unless git has it', async () => {
    const folder = repository();
    fs.mkdirSync(path.join(folder, 'dist'));
    fs.writeFileSync(path.join(folder, 'dist', 'index.js'), '');
    assert.ok(!(await listIn(folder, false)).paths.includes('dist/index.js'));
    assert.ok((await listIn(folder, true)).paths.includes('dist/index.js'));
  });

  it('are files of their own: no links, no loops, none that went meanwhile', async () => {
    for (const mayRun of [true, false]) {
      const folder = repository();
      fs.symlinkSync(folder, path.join(folder, 'src', 'loop'));
      fs.symlinkSync(path.join(folder, 'a.js'), path.join(folder, 'src', 'link.js'));
      fs.rmSync(path.join(folder, 'src', 'only.js'));
      const { paths } = await listIn(folder, mayRun);
      assert.deepEqual(
        paths,
        expected.filter((one) => one !== 'src/only.js'),
      );
    }
  });

  it('leave out what is too large, and say so', async () => {
    const folder = folderWith({ 'a.js': '', 'big.js': ' '.repeat(maxScanBytes + 1) });
    const { paths, skipped } = await listIn(folder, true);
    assert.deepEqual(paths, ['a.js']);
    assert.deepEqual([...skipped], [['large', 1]]);
  });

  it('are hidden as the editor does: a name counts from the top, and in any case of its letters', async () => {
    const folder = folderWith({ 'a.js': '', 'src/a.js': '', 'src/Deep/b.js': '' });
    assert.deepEqual((await listIn(folder, false, [{ glob: 'a.js' }])).paths, [
      'src/Deep/b.js',
      'src/a.js',
    ]);
    assert.deepEqual((await listIn(folder, false, [{ glob: '**/deep/' }])).paths, [
      'a.js',
      'src/a.js',
    ]);
  });
});
