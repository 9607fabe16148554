import assert from 'node:assert/strict';
import fc from 'fast-check';
import { diffLines, mapRange, splitLines } from '../../../src/core/diffLines';

const lists = fc.array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 12 });

describe('the difference of two lists of lines', () => {
  it('finds what was added, removed and replaced', () => {
    const hunks = diffLines(['a', 'b', 'c', 'd'], ['a', 'x', 'y', 'c', 'd', 'e']);
    assert.deepEqual(hunks, [
      { before: { start: 1, end: 2 }, after: { start: 1, end: 3 } },
      { before: { start: 4, end: 4 }, after: { start: 5, end: 6 } },
    ]);
    assert.deepEqual(diffLines(['a'], ['a']), []);
  });

  it('leads from one list to the other, and keeps apart what did not change', () => {
    fc.assert(
      fc.property(lists, lists, (before, after) => {
        const hunks = diffLines(before, after);
        const rebuilt: string[] = [];
        let at = 0;
        for (const hunk of hunks) {
          rebuilt.push(...before.slice(at, hunk.before.start));
          assert.equal(rebuilt.length, hunk.after.start);
          rebuilt.push(...after.slice(hunk.after.start, hunk.after.end));
          at = hunk.before.end;
        }
        rebuilt.push(...before.slice(at));
        assert.deepEqual(rebuilt, after);
      }),
    );
  });

  it('says where lines went', () => {
    const hunks = diffLines(['a', 'b', 'c', 'd'], ['n', 'a', 'x', 'y', 'c', 'd']);
    assert.deepEqual(mapRange({ start: 0, end: 1 }, hunks), { start: 1, end: 2 });
    assert.deepEqual(mapRange({ start: 1, end: 2 }, hunks), { start: 2, end: 4 });
    assert.deepEqual(mapRange({ start: 3, end: 4 }, hunks), { start: 5, end: 6 });
    assert.deepEqual(mapRange({ start: 0, end: 4 }, hunks), { start: 1, end: 6 });
  });

  it('maps unchanged lines to themselves', () => {
    fc.assert(
      fc.property(lists, lists, (before, after) => {
        const hunks = diffLines(before, after);
        for (const [line, text] of before.entries()) {
          if (hunks.some(({ before: { start, end } }) => line >= start && line < end)) continue;
          const { start, end } = mapRange({ start: line, end: line + 1 }, hunks);
          assert.deepEqual([after[start], end - start], [text, 1]);
        }
      }),
    );
  });

  it('gives up on the smallest difference where that would take too long', () => {
    const before = Array.from({ length: 20_000 }, (_, at) => `a${at}`);
    const after = before.map((line, at) => (at % 2 === 0 ? line : `b${at}`));
    assert.deepEqual(diffLines(before, after), [
      { before: { start: 1, end: 20_000 }, after: { start: 1, end: 20_000 } },
    ]);
  });

  it('splits lines as the editor does', () => {
    assert.deepEqual(splitLines('a\r\nb\nc\rd\n'), ['a', 'b', 'c', 'd', '']);
  });
});
