import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { writeAtomic, writeNew } from '../../../src/node/atomicFile';

const bytes = (text: string) => new TextEncoder().encode(text);

describe('atomic files', () => {
  let folder: string;
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'countersign-'));
  });
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

  it('makes and replaces a file and leaves nothing else behind', async () => {
    const file = path.join(folder, 'a.json');
    await writeAtomic(file, bytes('one'));
    await writeAtomic(file, bytes('two'));
    assert.equal(fs.readFileSync(file, 'utf8'), 'two');
    assert.deepEqual(fs.readdirSync(folder), ['a.json']);
  });

  it('keeps the mode of a file that it replaces', async function () {
    if (process.platform === 'win32') this.skip();
    const file = path.join(folder, 'a.sh');
    fs.writeFileSync(file, 'one', { mode: 0o750 });
    await writeAtomic(file, bytes('two'));
    assert.equal(fs.statSync(file).mode & 0o777, 0o750);
  });

  it('leaves the old bytes and nothing else when it fails', async () => {
    const target = path.join(folder, 'a');
    fs.mkdirSync(target);
    fs.writeFileSync(path.join(target, 'x'), 'x');
    await assert.rejects(writeAtomic(target, bytes('two')));
    assert.deepEqual(fs.readdirSync(folder), ['a']);
    await assert.rejects(writeAtomic(path.join(folder, 'none', 'b'), bytes('two')));
  });

  it('makes a new file once, however many write at the same time', async () => {
    const file = path.join(folder, 'a.json');
    const texts = Array.from({ length: 20 }, (_, index) => `writer ${index}`);
    const won = await Promise.all(texts.map((text) => writeNew(file, bytes(text))));
    assert.equal(won.filter(Boolean).length, 1);
    assert.equal(fs.readFileSync(file, 'utf8'), texts[won.indexOf(true)]);
    assert.deepEqual(fs.readdirSync(folder), ['a.json']);
    assert.equal(await writeNew(file, bytes('late')), false);
  });
});
