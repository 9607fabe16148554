import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
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
});
