import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { CodeFinding, Region } from '../../../src/core/finding';
import { indexText } from '../../../src/core/lines';
import { replacing as change, shiftFinding, shiftRegion } from '../../../src/core/track';

const region = (
  startLine: number,
  startCharacter: number,
  endLine: number,
  endCharacter: number,
): Region => ({
  start: { line: startLine, character: startCharacter },
  end: { line: endLine, character: endCharacter },
});

describe('shiftRegion', () => {
  const place = region(5, 4, 5, 10);

  it('moves down by the lines that are inserted above', () => {
    const shifted = shiftRegion(place, change(region(2, 0, 2, 0), 'one\r\ntwo\n'));
    assert.deepEqual(shifted, region(7, 4, 7, 10));
  });

  it('moves along with what is typed before it on its own line', () => {
    assert.deepEqual(shiftRegion(place, change(region(5, 1, 5, 3), 'x')), region(5, 3, 5, 9));
    assert.deepEqual(shiftRegion(place, change(region(5, 4, 5, 4), 'ab')), region(5, 6, 5, 12));
  });

  it('stays when the text after it changes, also right behind it', () => {
    assert.equal(shiftRegion(place, change(region(5, 10, 5, 12), 'long text\n')), place);
  });

  it('grows and shrinks with what is typed inside', () => {
    assert.deepEqual(shiftRegion(place, change(region(5, 6, 5, 7), 'abc')), region(5, 4, 5, 12));
    assert.deepEqual(shiftRegion(place, change(region(5, 6, 5, 8), '')), region(5, 4, 5, 8));
  });

  it('becomes what replaced the lines around it', () => {
    const shifted = shiftRegion(place, change(region(5, 0, 6, 0), 'a\nb\n'));
    assert.deepEqual(shifted, region(5, 0, 7, 0));
  });

  it('collapses to an empty region when its text is deleted', () => {
    const gone = shiftRegion(place, change(region(4, 0, 6, 0), ''));
    assert.deepEqual(gone, region(4, 0, 4, 0));
  });

  it('keeps all surviving text inside, and no text that was outside, for any change', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '\n', '\r\n'), maxLength: 60 });
    const offsets = fc.tuple(fc.nat(120), fc.nat(120), fc.nat(120), fc.nat(120));
    fc.assert(
      fc.property(text, text, offsets, (before, inserted, raw) => {
        const inText = raw.map((offset) => onCharacter(before, offset % (before.length + 1)));
        const [from = 0, to = 0] = inText.slice(0, 2).sort((a, b) => a - b);
        const [first = 0, last = 0] = inText.slice(2).sort((a, b) => a - b);
        const after = before.slice(0, first) + inserted + before.slice(last);
        const oldIndex = indexText(before);
        const old = { start: oldIndex.positionAt(from), end: oldIndex.positionAt(to) };
        const edited = { start: oldIndex.positionAt(first), end: oldIndex.positionAt(last) };
        const moved = shiftRegion(old, change(edited, inserted));
        const newIndex = indexText(after);
        const [start, end] = expected(from, to, first, last, inserted.length);
        assert.deepEqual(moved, {
          start: newIndex.positionAt(start),
          end: newIndex.positionAt(end),
        });
      }),
    );
  });
});

/** The rule in offsets: simple enough to be believed. */
function expected(from: number, to: number, first: number, last: number, inserted: number) {
  const move = (offset: number) => offset - last + first + inserted;
  if (last <= from) return [move(from), move(to)] as const;
  if (to <= first) return [from, to] as const;
  return [Math.min(from, first), move(Math.max(to, last))] as const;
}

/** The editor never puts a position inside a line break. */
function onCharacter(text: string, offset: number): number {
  return text[offset - 1] === '\r' && text[offset] === '\n' ? offset - 1 : offset;
}

describe('shiftFinding', () => {
  const at = (path: string, line: number) => ({ path, region: region(line, 0, line, 5) });
  const finding: CodeFinding = {
    kind: 'code',
    id: 'f'.repeat(64),
    tool: { name: 'tool' },
    ruleId: 'rule',
    severity: 'high',
    message: 'message',
    location: at('a.js', 5),
    related: [at('b.js', 5), at('a.js', 1)],
    cwe: [],
    codeFlows: [[at('b.js', 9), at('a.js', 5)]],
    fixes: [
      { changes: [{ path: 'a.js', replacements: [{ region: region(5, 0, 5, 5), text: '' }] }] },
    ],
  };

  it('is the very same finding when nothing moves', () => {
    assert.equal(shiftFinding(finding, 'a.js', change(region(8, 0, 8, 0), '\n')), finding);
    assert.equal(shiftFinding(finding, 'c.js', change(region(0, 0, 0, 0), '\n')), finding);
  });

  it('moves every place in the changed file, those of supplied fixes too, and no other', () => {
    const shifted = shiftFinding(finding, 'a.js', change(region(3, 0, 3, 0), '\n'));
    assert.deepEqual(shifted, {
      ...finding,
      location: at('a.js', 6),
      codeFlows: [[at('b.js', 9), at('a.js', 6)]],
      fixes: [
        { changes: [{ path: 'a.js', replacements: [{ region: region(6, 0, 6, 5), text: '' }] }] },
      ],
    });
    assert.equal(shifted.related, finding.related);
  });
});
