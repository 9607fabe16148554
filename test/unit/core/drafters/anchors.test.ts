import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { applyEdits } from '../../../../src/core/draft';
import { anchorEdits, nearestLines } from '../../../../src/core/drafters/anchors';

const path = 'src/a.js';
const text = ['one', '  two', '  three', '  two', 'four', ''].join('\n');
const edit = (old: string, replacement: string) => ({ path, old, new: replacement });

/** The text after, or why not. */
function outcome(file: string, ...edits: ReturnType<typeof edit>[]): string {
  const anchored = anchorEdits({ path, text: file }, edits);
  if (!anchored.ok) return `refused: ${anchored.why}`;
  const applied = applyEdits(file, anchored.edits);
  return applied.ok ? applied.text : `broken: ${applied.why}`;
}

describe('anchoring edits', () => {
  it('puts an edit where its old text stands', () => {
    const after = outcome(text, edit('one\n  two', 'one\n  2'));
    assert.equal(after, 'one\n  2\n  three\n  two\nfour\n');
  });

  it('leaves the unchanged lines out of the edit', () => {
    const anchored = anchorEdits({ path, text }, [
      edit('  three\n  two\nfour', '  three\n  2\nfour'),
    ]);
    assert.deepEqual(anchored, { ok: true, edits: [{ start: 18, end: 24, text: '  2\n' }] });
  });

  it('takes edits in any order, also when they share an unchanged line', () => {
    const edits = [
      edit('  three\n  two\nfour', '  three\n  two\n4'),
      edit('one\n  two\n  three', '1\n  two\n  three'),
    ];
    assert.equal(outcome(text, ...edits), '1\n  two\n  three\n  two\n4\n');
  });

  it('keeps the line ends of the file, whichever the model wrote', () => {
    const crlf = text.replaceAll('\n', '\r\n');
    const wanted = 'one\r\n  2\r\n  2b\r\n  three\r\n  two\r\nfour\r\n';
    assert.equal(outcome(crlf, edit('one\n  two', 'one\n  2\n  2b')), wanted);
    assert.equal(outcome(crlf, edit('one\r\n  two', 'one\r\n  2\r\n  2b')), wanted);
    assert.equal(
      outcome(text, edit('one\r\n  two', 'one\r\n  2')),
      'one\n  2\n  three\n  two\nfour\n',
    );
  });

  it('refuses whatever is not exact, once, and kept in part', () => {
    const cases: readonly (readonly [ReturnType<typeof edit>, RegExp])[] = [
      [edit('one\n two', 'one\n 2'), /edit 1 has an "old" that is not in the file/],
      [edit('  two\n', '  two\n  2\n'), /occurs more than once/],
      [edit('one\n  two', '1\n  2'), /keeps no line/],
      [edit('one\n\nx', '1\n\ny'), /keeps no line/],
      [edit('', 'one'), /has an empty "old"/],
      [edit(' \n', 'one'), /has an empty "old"/],
      [edit('one', 'one'), /changes nothing/],
      [{ ...edit('one\n  two', 'one\n  2'), path: 'src/b.js' }, /is for "src\/b\.js"/],
      [{ ...edit('one\n  two', 'one\n  2'), path: './src/a.js' }, /may change only src\/a\.js/],
    ];
    for (const [one, expected] of cases) assert.match(outcome(text, one), expected);
  });

  it('refuses two edits of one place, and all when one is refused', () => {
    const once = edit('one\n  two', 'one\n  2');
    assert.match(outcome(text, once, once), /two edits change the same place/);
    assert.match(outcome(text, edit('one\n', 'one\nx\n'), edit('one\n', 'one\ny\n')), /same place/);
    assert.match(outcome(text, once, edit('five\nsix', 'five\n6')), /edit 2/);
  });

  it('names the text that is missing, for the lines that come nearest', () => {
    const anchored = anchorEdits({ path, text }, [edit('three\n  twoo', 'three\n  2')]);
    assert.equal(!anchored.ok && anchored.missing, 'three\n  twoo');
    assert.equal(nearestLines(text, '   three\n   2\n four'), '  three\n  two\nfour');
    assert.equal(nearestLines(text, 'unheard of'), '');
  });

  it('lands where it was meant to or is refused, on any text with either line end', () => {
    const lines = fc.array(fc.string({ unit: fc.constantFrom('a', 'b', ' ', '𝒳'), maxLength: 3 }), {
      minLength: 1,
      maxLength: 12,
    });
    const eol = fc.constantFrom('\n', '\r\n');
    let landed = 0;
    fc.assert(
      fc.property(
        lines,
        lines,
        fc.nat(11),
        fc.nat(12),
        eol,
        eol,
        (before, inserted, from, count, own, wire) => {
          const start = from % before.length;
          const end = Math.min(before.length, start + count);
          const old = before.slice(start, end);
          const changed = [...old.slice(0, 1), ...inserted];
          if (before.length === 1 && own === '\r\n') return;
          const after = [...before.slice(0, start), ...changed, ...before.slice(end)].join(own);
          const result = outcome(before.join(own), edit(old.join(wire), changed.join(wire)));
          if (!result.startsWith('refused')) {
            landed += 1;
            assert.equal(result, after);
          }
        },
      ),
      { numRuns: 2000 },
    );
    assert.ok(landed > 200, `only ${landed} landed`);
  });
});
