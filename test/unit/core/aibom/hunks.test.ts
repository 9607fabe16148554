import assert from 'node:assert/strict';
import fc from 'fast-check';
import { hunksOf, linesOf, search } from '../../../../src/core/aibom/hunks';

describe('hunks', () => {
  it('counts lines from 1 and tells added from removed', () => {
    const { hunks, added, removed } = hunksOf('a\nb\nc\nd\n', 'a\nB\nB2\nc\nd\ne\n');
    assert.deepEqual(
      hunks.map(({ newStart, newLines, removedSha256 }) => [
        newStart,
        newLines,
        removedSha256.length,
      ]),
      [
        [2, 2, 1],
        [6, 1, 0],
      ],
    );
    assert.deepEqual([added, removed], [3, 1]);
  });

  it('does not mind line ends, indentation and inner white space', () => {
    const one = hunksOf('x\n', 'x\nif (a) {\n  b( c );\n}\n').hunks;
    const other = hunksOf('x\r\n', 'x\r\n\tif  (a) {\r\n\r\n\t\tb( c );\r\n\t}\r\n').hunks;
    assert.deepEqual(one[0]?.lineSha256, other[0]?.lineSha256);
    assert.notEqual(one[0]?.contentSha256, other[0]?.contentSha256);
  });

  it('names the lines beside those that stand in the file more than once', () => {
    const single = hunksOf('a\nb\n', 'a\nnew\nb\n').hunks[0];
    const double = hunksOf('a\nb\nnew\n', 'a\nnew\nb\nnew\n').hunks[0];
    assert.equal(single?.repeated, undefined);
    const [before, after] = linesOf('a\nb\n').hashes;
    assert.deepEqual(double?.repeated, { times: 2, before, after });
  });

  it('has no hunk for equal texts and none of text for a pure removal', () => {
    assert.deepEqual(hunksOf('a\n', 'a\n'), { hunks: [], added: 0, removed: 0 });
    const [hunk] = hunksOf('a\nb\n', 'a\n').hunks;
    assert.equal(hunk?.newLines, 0);
    assert.deepEqual(hunk?.lineSha256, []);
    assert.equal(hunk?.removedSha256.length, 1);
  });

  it('keeps a very large change short', () => {
    const lines = (mark: string) =>
      Array.from({ length: 30_000 }, (_, n) => `${mark}${n}`).join('\n');
    const { hunks, added } = hunksOf(lines('a'), lines('b'));
    assert.equal(added, 30_000);
    assert.equal(hunks.length, 1);
    assert.deepEqual(hunks[0]?.lineSha256, []);
  });

  it('finds every place of a pattern, as the slow way does', () => {
    const items = fc.array(fc.constantFrom('a', 'b'), { maxLength: 30 });
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('a', 'b'), { minLength: 1, maxLength: 5 }),
        items,
        (p, all) => {
          const slow = [...all.keys()].filter(
            (at) => all.slice(at, at + p.length).join() === p.join(),
          );
          assert.deepEqual(search(p, all).starts, slow);
        },
      ),
    );
  });

  it('takes linear time for lines that repeat', () => {
    const items = Array.from({ length: 200_000 }, () => 'a');
    const started = performance.now();
    search([...items.slice(0, 100_000), 'b'], items);
    assert.ok(performance.now() - started < 2000);
  });
});
