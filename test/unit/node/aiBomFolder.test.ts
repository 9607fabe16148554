import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { aiBomFolder } from '../../../src/node/aiBomFolder';

const id = '01JCQ0000000000000000000AB';

describe('the folder of the AI-BOM', () => {
  let root: string;

  beforeEach(() => {
    root = fs.mkdtempSync(path.join(os.tmpdir(), 'aibom-'));
  });
  afterEach(() => fs.rmSync(root, { recursive: true, force: true }));

  const read = (file: string) => fs.readFileSync(path.join(root, file), 'utf8');

  it('keeps an entry, and keeps rejections and the document out of git', async () => {
    const folder = aiBomFolder(root);
    assert.equal(await folder.add(id, '{}\n'), `.ai-bom/entries/${id}.json`);
    await folder.addLocal(id, '{"rejected":true}\n');
    assert.equal(read(`.ai-bom/entries/${id}.json`), '{}\n');
    assert.deepEqual(await folder.list(), [{ file: `.ai-bom/entries/${id}.json`, text: '{}\n' }]);
    assert.match(read('.ai-bom/.gitignore'), /^local\/$/m);
    assert.match(read('.ai-bom/.gitignore'), /^ai-bom\.cdx\.json$/m);
    assert.equal(await folder.has(id), true);
  });

  it('adds the same entry twice as one, and never overwrites another', async () => {
    const folder = aiBomFolder(root);
    await folder.add(id, '{}\n');
    await folder.add(id, '{}\n');
    await assert.rejects(folder.add(id, '{"other":1}\n'), /left alone/);
    assert.equal(read(`.ai-bom/entries/${id}.json`), '{}\n');
  });

  it('takes no id that is a path', async () => {
    const folder = aiBomFolder(root);
    for (const bad of ['../evil', 'a/b', '', `${id}/x`]) {
      await assert.rejects(folder.add(bad, 'x'), /id/);
      assert.equal(await folder.has(bad), false);
    }
  });

  it('does not follow a symbolic link to somewhere else', async () => {
    const elsewhere = fs.mkdtempSync(path.join(os.tmpdir(), 'elsewhere-'));
    fs.symlinkSync(elsewhere, path.join(root, '.ai-bom'));
    const folder = aiBomFolder(root);
    await assert.rejects(folder.add(id, '{}\n'), /symbolic link/);
    await assert.rejects(folder.writeDocument('{}'), /symbolic link/);
    assert.deepEqual(fs.readdirSync(elsewhere), []);
    fs.rmSync(elsewhere, { recursive: true });
  });

  it('leaves the .gitignore that somebody wrote', async () => {
    fs.mkdirSync(path.join(root, '.ai-bom'));
    fs.writeFileSync(path.join(root, '.ai-bom', '.gitignore'), '# mine\n');
    await aiBomFolder(root).add(id, '{}\n');
    assert.equal(read('.ai-bom/.gitignore'), '# mine\n');
  });

  it('says so when a file stands where its folder should be', async () => {
    fs.writeFileSync(path.join(root, '.ai-bom'), 'not a folder');
    await assert.rejects(aiBomFolder(root).prepare(), /file is in its place|cannot be used/);
    await assert.rejects(aiBomFolder(root).list(), /cannot be read/);
  });

  it('does not take a torn entry for a record', async () => {
    fs.mkdirSync(path.join(root, '.ai-bom', 'entries'), { recursive: true });
    fs.writeFileSync(path.join(root, '.ai-bom', 'entries', `${id}.json`), '{"half":');
    assert.equal(await aiBomFolder(root).has(id), false);
  });

  it('lists what has changed since it was last asked', async () => {
    const folder = aiBomFolder(root);
    await folder.add(id, '{}\n');
    await folder.list();
    fs.writeFileSync(path.join(root, '.ai-bom', 'entries', `${id}.json`), '{"tampered":true}\n');
    assert.match((await folder.list())[0]?.text ?? '', /tampered/);
  });
});
