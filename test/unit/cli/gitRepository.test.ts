import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import fc from 'fast-check';
import { gitIn } from '../../../src/node/git';
import { gitRepository } from '../../../src/node/gitRepository';
import { commitAll, folderWith, git, write } from './run';

const text = (bytes: Uint8Array | undefined) => bytes && Buffer.from(bytes).toString('utf8');

describe('gitRepository', function () {
  this.timeout(60_000);

  it('reads what HEAD holds, not what the disk holds, also below the top', async () => {
    const top = folderWith({ 'app/policy.json': 'committed' });
    commitAll(top);
    write(top, 'app/policy.json', 'changed');
    assert.equal(
      text(await gitRepository(path.join(top, 'app')).committed('policy.json')),
      'committed',
    );
    assert.equal(text(await gitRepository(top).committed('app/policy.json')), 'committed');
    assert.equal(await gitRepository(top).committed('missing.json'), undefined);
    assert.equal(
      await gitRepository(top).committed('missing.json\nHEAD:app/policy.json'),
      undefined,
    );
  });

  it('has no committed file without a repository or a commit', async () => {
    const folder = folderWith({ 'a.txt': 'a' });
    assert.equal(await gitRepository(folder).isRepository(), false);
    assert.equal(await gitRepository(folder).committed('a.txt'), undefined);
    git(folder, 'init', '--quiet');
    assert.equal(await gitRepository(folder).isRepository(), true);
    assert.equal(await gitRepository(folder).committed('a.txt'), undefined);
  });

  it('throws, instead of finding nothing, when the repository is broken', async () => {
    const folder = folderWith({ 'a.txt': 'a' });
    commitAll(folder);
    fs.writeFileSync(path.join(folder, '.git/config'), '[core\nbroken');
    await assert.rejects(gitRepository(folder).committed('a.txt'), { name: 'HumanError' });
  });

  it('runs no program that the repository names', async () => {
    const folder = folderWith({ 'a.txt': 'a', '.gitattributes': '*.txt filter=evil diff=evil\n' });
    commitAll(folder);
    const evil = `touch ${path.join(folder, 'ran')}`;
    for (const name of [
      'core.fsmonitor',
      'filter.evil.smudge',
      'filter.evil.clean',
      'diff.evil.textconv',
    ]) {
      git(folder, 'config', name, evil);
    }
    const repository = gitRepository(folder);
    assert.equal(text(await repository.committed('a.txt')), 'a');
    assert.equal((await repository.filesAt('HEAD', '.')).length, 2);
    assert.ok(!fs.existsSync(path.join(folder, 'ran')));
  });

  it('reads what was committed, whatever this clone is told to take in its stead', async () => {
    const folder = folderWith({ 'policy.json': 'strict', 'loose.json': 'loose' });
    commitAll(folder);
    git(folder, 'replace', 'HEAD:policy.json', 'HEAD:loose.json');
    assert.equal(text(await gitRepository(folder).committed('policy.json')), 'strict');
  });

  it('fetches nothing, whatever git it has', async () => {
    const folder = folderWith({ 'a.txt': 'a' });
    commitAll(folder);
    const { code, why } = await gitIn(folder)(['ls-remote', '--upload-pack=touch ran;', folder]);
    assert.notEqual(code, 0);
    assert.match(why, /not allowed/);
    assert.ok(!fs.existsSync(path.join(folder, 'ran')));
  });

  it('knows the name and address that git would commit with', async () => {
    const folder = folderWith({});
    git(folder, 'init', '--quiet');
    git(folder, 'config', 'user.name', 'Ada Lovelace');
    git(folder, 'config', 'user.email', 'ada@example.org');
    assert.deepEqual(await gitRepository(folder).person(), {
      name: 'Ada Lovelace',
      email: 'ada@example.org',
    });
  });

  it('lists the files of a revision with their bytes', async () => {
    const folder = folderWith({ 'e/1.json': 'one', 'e/ä ö.json': 'two', 'other.txt': 'x' });
    commitAll(folder);
    const files = await gitRepository(folder).filesAt('HEAD', 'e');
    assert.deepEqual(
      files.map((file) => [file.path, text(file.bytes)]),
      [
        ['e/1.json', 'one'],
        ['e/ä ö.json', 'two'],
      ],
    );
  });

  it('reads a file at a commit or a ref, and nothing that is no name of one', async () => {
    const folder = folderWith({ 'app/a.txt': 'one' });
    commitAll(folder);
    git(folder, 'tag', 'v1');
    write(folder, 'app/a.txt', 'two');
    commitAll(folder);
    const repository = gitRepository(path.join(folder, 'app'));
    const at = async (revision: string, file = 'a.txt') =>
      text(await repository.blobAt(revision, file));
    assert.equal(await at('v1'), 'one');
    assert.equal(await at('HEAD'), 'two');
    assert.equal(await at('refs/tags/v1'), 'one');
    assert.equal(await at('v2'), undefined);
    assert.equal(await at('v1', 'b.txt'), undefined);
    assert.equal(await at('v1', '../app/a.txt'), undefined);
    assert.equal(await at('v1', 'a.txt\nHEAD:./a.txt'), undefined);
    const several = await repository.blobsAt('v1', ['b.txt', 'a.txt', '../app/a.txt', 'x\ny']);
    assert.deepEqual(
      [...several].map(([name, bytes]) => [name, text(bytes)]),
      [['a.txt', 'one']],
    );
    assert.equal(await gitRepository(folder).blobAt('v1', 'app'), undefined);
    for (const bad of [
      '',
      '-v1',
      '--help',
      ':/test',
      'v1:app',
      'v1\nHEAD',
      'v1..HEAD',
      'a\0',
      '^v1',
    ]) {
      assert.equal(await at(bad), undefined, bad);
    }
    assert.equal(await gitRepository(folderWith({})).blobAt('HEAD', 'a.txt'), undefined);
  });
});

describe('what has changed since a base', function () {
  this.timeout(60_000);

  const lines = (count: number, change: Readonly<Record<number, string>> = {}) =>
    Array.from({ length: count }, (_, at) => `${change[at] ?? `line ${at}`}\n`).join('');
  const since = async (folder: string, base: string) =>
    Object.fromEntries(await gitRepository(folder).changedSince(base));

  function branched(files: Readonly<Record<string, string | Uint8Array>>): string {
    const folder = folderWith(files);
    commitAll(folder);
    git(folder, 'branch', '-M', 'main');
    git(folder, 'checkout', '--quiet', '-b', 'topic');
    return folder;
  }

  it('is what the branch, the index and the disk changed, not what the base did meanwhile', async () => {
    const folder = branched({ 'a.js': lines(9), 'b.js': lines(9), 'c.js': lines(9), 'd.js': 'd' });
    write(folder, 'a.js', lines(9, { 1: 'committed' }));
    git(folder, 'rm', '--quiet', 'd.js');
    commitAll(folder);
    git(folder, 'checkout', '--quiet', 'main');
    write(folder, 'c.js', lines(9, { 5: 'by others' }));
    commitAll(folder);
    git(folder, 'checkout', '--quiet', 'topic');
    write(folder, 'b.js', lines(9, { 2: 'staged' }));
    write(folder, 'staged.js', 'new');
    git(folder, 'add', 'b.js', 'staged.js');
    write(folder, 'a.js', lines(12, { 1: 'committed', 4: 'on disk' }));
    write(folder, 'ignored.log', 'x');
    write(folder, '.gitignore', '*.log\n');
    assert.deepEqual(await since(folder, 'main'), {
      'a.js': [
        { start: 1, end: 2 },
        { start: 4, end: 5 },
        { start: 9, end: 12 },
      ],
      'b.js': [{ start: 2, end: 3 }],
      'staged.js': 'all',
      '.gitignore': 'all',
    });
  });

  it('is told by paths below the folder, whatever their names', async () => {
    const names = ['app/ä ö.js', 'app/ b/x b/x', 'app/"quoted"\\.js', 'app/line\nend.js', 'top.js'];
    const folder = branched(Object.fromEntries(names.map((name) => [name, 'old\n'])));
    for (const name of names) write(folder, name, 'new\n');
    write(folder, 'app/ü "new".js', 'x');
    const changed = await since(path.join(folder, 'app'), 'main');
    const below = names.slice(0, -1).map((name) => name.slice('app/'.length));
    assert.deepEqual(Object.keys(changed).sort(), [...below, 'ü "new".js'].sort());
    for (const name of below) assert.deepEqual(changed[name], [{ start: 0, end: 1 }], name);
  });

  it('does not depend on settings, and runs no program that the repository names', async () => {
    const folder = branched({
      'a.txt': lines(9),
      '.gitattributes': '*.txt filter=ev.il diff=evil\n',
    });
    const evil = `touch ${path.join(folder, '.git', 'ran')}; cat`;
    const settings = {
      'filter.ev.il.clean': evil,
      'filter.ev.il.process': evil,
      'filter.ev.il.required': 'true',
      'diff.evil.command': evil,
      'diff.evil.textconv': evil,
      'diff.external': evil,
      'core.fsmonitor': evil,
      'diff.noprefix': 'true',
      'diff.mnemonicPrefix': 'true',
      'diff.interHunkContext': '9',
      'diff.context': '9',
      'color.ui': 'always',
    };
    for (const [name, value] of Object.entries(settings)) git(folder, 'config', name, value);
    write(folder, 'a.txt', lines(9, { 1: 'x', 3: 'y' }));
    process.env['GIT_DIFF_OPTS'] = '--unified=3';
    try {
      assert.deepEqual(await since(folder, 'main'), {
        'a.txt': [
          { start: 1, end: 2 },
          { start: 3, end: 4 },
        ],
      });
    } finally {
      delete process.env['GIT_DIFF_OPTS'];
    }
    assert.ok(!fs.existsSync(path.join(folder, '.git', 'ran')));
  });

  it('takes files that are no text, links that were files and conflicts as they are', async () => {
    const folder = branched({ 'b.bin': new Uint8Array([0, 1]), 'l.js': 'x', 'c.js': lines(3) });
    write(folder, 'c.js', lines(3, { 1: 'ours' }));
    commitAll(folder);
    git(folder, 'checkout', '--quiet', 'main');
    write(folder, 'c.js', lines(3, { 1: 'theirs' }));
    commitAll(folder);
    git(folder, 'checkout', '--quiet', 'topic');
    assert.throws(() => git(folder, 'merge', 'main'));
    write(folder, 'b.bin', new Uint8Array([0, 2]));
    fs.unlinkSync(path.join(folder, 'l.js'));
    fs.symlinkSync('c.js', path.join(folder, 'l.js'));
    const changed = await since(folder, 'HEAD~1');
    assert.equal(changed['b.bin'], 'all');
    assert.equal(changed['l.js'], 'all');
    assert.deepEqual(changed['c.js'], [{ start: 1, end: 6 }]);
  });

  it('cannot be told from a base that is none, and says so', async () => {
    const folder = branched({ 'a.js': 'a' });
    git(folder, 'checkout', '--quiet', '--orphan', 'other');
    write(folder, 'a.js', 'of its own');
    commitAll(folder);
    git(folder, 'update-ref', 'refs/heads/--output=evil', 'HEAD');
    for (const base of ['nowhere', '', '-x', '--all', '^main', 'main..topic', 'a\0', 'HEAD:a.js']) {
      await assert.rejects(gitRepository(folder).changedSince(base), /no revision/, base);
    }
    await assert.rejects(gitRepository(folder).changedSince('main'), /in common/);
    await assert.rejects(gitRepository(folderWith({})).changedSince('main'), {
      name: 'HumanError',
    });
    assert.deepEqual(await since(folder, '--output=evil'), {});
    assert.ok(!fs.existsSync(path.join(folder, 'evil')));
  });

  it('leads from the old text to the new one, for any edits', async () => {
    const folder = branched({ 'a.txt': '' });
    const anyLines = fc.array(fc.constantFrom('a', 'b', '', 'diff --git a/x b/x', '@@ -1 +1 @@'), {
      maxLength: 12,
    });
    await fc.assert(
      fc.asyncProperty(anyLines, anyLines, async (before, after) => {
        write(folder, 'a.txt', before.map((line) => `${line}\n`).join(''));
        git(folder, 'commit', '--quiet', '--all', '--allow-empty', '--message', 'before');
        write(folder, 'a.txt', after.map((line) => `${line}\n`).join(''));
        const changed = (await since(folder, 'HEAD'))['a.txt'] ?? [];
        assert.notEqual(changed, 'all');
        if (changed === 'all') return;
        const added = new Set(
          changed.flatMap(({ start, end }) =>
            Array.from({ length: end - start }, (_, at) => start + at),
          ),
        );
        const kept = after.filter((_, line) => !added.has(line));
        // What stayed is found in the old text in the same order.
        let at = 0;
        for (const line of kept) {
          at = before.indexOf(line, at) + 1;
          assert.ok(at > 0, JSON.stringify({ before, after, changed }));
        }
      }),
      { numRuns: 25 },
    );
  });
});

describe('the likely bases', function () {
  this.timeout(60_000);

  it('are the branches that exist, without the one that is checked out', async () => {
    const folder = folderWith({ 'a.js': 'a' });
    assert.deepEqual(await gitRepository(folder).likelyBases(), []);
    git(folder, 'init', '--quiet');
    assert.deepEqual(await gitRepository(folder).likelyBases(), []);
    commitAll(folder);
    git(folder, 'branch', '-M', 'main');
    assert.deepEqual(await gitRepository(folder).likelyBases(), []);
    git(folder, 'branch', 'develop');
    git(folder, 'branch', 'other');
    git(folder, 'checkout', '--quiet', '-b', 'topic');
    assert.deepEqual(await gitRepository(folder).likelyBases(), ['main', 'develop']);
    git(folder, 'branch', '--quiet', '--set-upstream-to', 'other');
    assert.deepEqual(await gitRepository(folder).likelyBases(), ['main', 'develop', 'other']);
    git(folder, 'checkout', '--quiet', '--detach');
    assert.deepEqual(await gitRepository(folder).likelyBases(), ['main', 'develop']);
  });

  it('begin with what the remote calls its own', async () => {
    const remote = folderWith({ 'a.js': 'a' });
    commitAll(remote);
    git(remote, 'branch', '-M', 'trunk');
    git(remote, 'branch', 'master');
    const parent = folderWith({});
    git(parent, 'clone', '--quiet', remote, 'work');
    const folder = path.join(parent, 'work');
    assert.deepEqual(await gitRepository(folder).likelyBases(), ['origin/trunk']);
    git(folder, 'checkout', '--quiet', '-b', 'topic', '--track', 'origin/master');
    const bases = await gitRepository(folder).likelyBases();
    assert.deepEqual(bases, ['origin/trunk', 'origin/master']);
    for (const base of bases)
      assert.equal((await gitRepository(folder).changedSince(base)).size, 0);
    git(folder, 'update-ref', '-d', 'refs/remotes/origin/master');
    assert.deepEqual(await gitRepository(folder).likelyBases(), ['origin/trunk']);
  });
});
