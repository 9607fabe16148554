import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import fc from 'fast-check';
import { keepLines, recallLines } from '../../../src/node/lineMemory';
import { folderWith } from '../cli/run';

const stamp = { size: 12, writtenAt: 1.5e12 + 0.25 };
const fingerprints = fc
  .dictionary(
    fc.string({ unit: 'grapheme', maxLength: 9 }),
    fc.uint32Array({ maxLength: 9 }).map((lines) => Uint32Array.from(lines)),
    { maxKeys: 5 },
  )
  .map((files) => new Map(Object.entries(files)));

describe('the memory of lines', () => {
  let file: string;
  before(() => {
    file = path.join(folderWith({}), 'new/folder/lines');
  });

  it('gives back what it was given, for the same report', () => {
    fc.assert(
      fc.property(fingerprints, (lines) => {
        keepLines(file, stamp, lines);
        assert.deepEqual(recallLines(file, stamp), lines);
        assert.equal(recallLines(file, { ...stamp, size: 13 }).size, 0);
        assert.equal(recallLines(file, { ...stamp, writtenAt: 7 }).size, 0);
        assert.equal(recallLines(undefined, stamp).size, 0);
      }),
    );
  });

  it('is none when it is not there, cut or damaged', () => {
    assert.equal(recallLines(path.join(file, 'none'), stamp).size, 0);
    keepLines(file, stamp, new Map([['a.js', Uint32Array.of(1, 2, 3)]]));
    const good = fs.readFileSync(file);
    for (let length = 0; length < good.length; length += 1) {
      fs.writeFileSync(file, good.subarray(0, length));
      assert.equal(recallLines(file, stamp).size, 0);
    }
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.nat(255), (at, byte) => {
        const bad = Buffer.from(good);
        bad[at] = byte;
        fs.writeFileSync(file, bad);
        for (const [name, lines] of recallLines(file, stamp)) {
          assert.equal(typeof name, 'string');
          assert.ok(lines.length <= 9);
        }
      }),
    );
  });

  it('does not mind that it cannot be kept', () => {
    const folder = folderWith({ 'a/file': '' });
    keepLines(path.join(folder, 'a/file/lines'), stamp, new Map());
    keepLines(path.join(folder, 'a'), stamp, new Map());
    assert.deepEqual(fs.readdirSync(folder, { recursive: true }).sort(), ['a', 'a/file']);
  });
});
