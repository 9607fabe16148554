import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Region } from '../../../../src/core/finding';
import { indexText } from '../../../../src/core/lines';
import { exactRegion, shownRegion, unitByEvidence } from '../../../../src/core/readers/regions';
import type { ColumnUnit, ReportedRegion } from '../../../../src/core/readers/reported';

const code = indexText('let a = 1;\n  eval(a);  \n\nlast');

const region = (
  startLine: number,
  startCharacter: number,
  endLine: number,
  endCharacter: number,
): Region => ({
  start: { line: startLine, character: startCharacter },
  end: { line: endLine, character: endCharacter },
});

const shown = (reported: ReportedRegion, text = code, unit: ColumnUnit = 'utf16CodeUnits') =>
  shownRegion(text, reported, unit);
const exact = (reported: ReportedRegion, text = code, unit: ColumnUnit = 'utf16CodeUnits') =>
  exactRegion(text, reported, unit);

describe('a region to show', () => {
  const cases: readonly [string, ReportedRegion, Region | 'stale' | undefined][] = [
    ['counts from zero', { startLine: 2, startColumn: 3, endColumn: 7 }, region(1, 2, 1, 6)],
    ['goes to the end of the content', { startLine: 2, startColumn: 3 }, region(1, 2, 1, 10)],
    ['takes the line without its indentation', { startLine: 2 }, region(1, 2, 1, 10)],
    ['spans lines', { startLine: 1, startColumn: 5, endLine: 2, endColumn: 3 }, region(0, 4, 1, 2)],
    ['takes whole lines', { startLine: 1, endLine: 2 }, region(0, 0, 1, 10)],
    ['may be empty', { startLine: 1, startColumn: 5, endColumn: 5 }, region(0, 4, 0, 4)],
    ['takes an empty line', { startLine: 3 }, region(2, 0, 2, 0)],
    ['ends at the line', { startLine: 1, startColumn: 5, endColumn: 99 }, region(0, 4, 0, 10)],
    ['reads offsets', { charOffset: 13, charLength: 4 }, region(1, 2, 1, 6)],
    ['reads an offset without length', { charOffset: 13 }, region(1, 2, 1, 10)],
    ['reads bytes', { byteOffset: 13, byteLength: 4 }, region(1, 2, 1, 6)],
    ['ends at the end of the file', { startLine: 4, endLine: 5, endColumn: 1 }, region(3, 0, 3, 4)],
    [
      'mends an end before the start',
      { startLine: 2, startColumn: 3, endLine: 1, endColumn: 1 },
      region(1, 2, 1, 10),
    ],
    ['is stale past the last line', { startLine: 5 }, 'stale'],
    ['is stale past the end of its line', { startLine: 1, startColumn: 12 }, 'stale'],
    ['is stale when it ends past the last line', { startLine: 1, endLine: 9 }, 'stale'],
    ['is stale at a far line', { startLine: 1_000_000_000 }, 'stale'],
    ['is stale at a far offset', { charOffset: 500, charLength: 1 }, 'stale'],
    ['is stale at far bytes', { byteOffset: 500, byteLength: 1 }, 'stale'],
    ['is none when nothing is said', {}, undefined],
    ['is none at line 0', { startLine: 0 }, undefined],
  ];
  for (const [what, reported, expected] of cases) {
    it(what, () => assert.deepEqual(shown(reported), expected));
  }

  it('converts code points and bytes', () => {
    const text = indexText('é𝒳𝒳 eval(x)');
    const points = { startLine: 1, startColumn: 5, endColumn: 12 };
    assert.deepEqual(shown(points, text, 'unicodeCodePoints'), region(0, 6, 0, 13));
    assert.deepEqual(shown({ byteOffset: 11, byteLength: 7 }, text), region(0, 6, 0, 13));
    assert.deepEqual(
      shown({ charOffset: 4, charLength: 7 }, text, 'unicodeCodePoints'),
      region(0, 6, 0, 13),
    );
    assert.equal(shown({ byteOffset: 3, byteLength: 1 }, text), 'stale');
  });

  it('converts columns in bytes, and takes half a character for none', () => {
    const text = indexText('one\né𝒳𝒳 eval(x)');
    const place = { startLine: 2, startColumn: 12, endColumn: 19 };
    assert.deepEqual(shown(place, text, 'utf8Bytes'), region(1, 6, 1, 13));
    assert.deepEqual(exact(place, text, 'utf8Bytes'), region(1, 6, 1, 13));
    assert.equal(exact({ ...place, startColumn: 2 }, text, 'utf8Bytes'), undefined);
    assert.equal(shown({ startLine: 2, startColumn: 20 }, text, 'utf8Bytes'), 'stale');
    assert.equal(shown({ startLine: 1, startColumn: 5 }, text, 'utf8Bytes'), 'stale');
  });

  it('converts columns in which a tab goes up to the next multiple of 8', () => {
    const text = indexText('one\n\té𝒳\teval(x)');
    const place = { startLine: 2, startColumn: 17, endColumn: 24 };
    assert.deepEqual(shown(place, text, 'tabbedCodePoints'), region(1, 5, 1, 12));
    assert.deepEqual(
      exact({ startLine: 2, startColumn: 9, endColumn: 11 }, text, 'tabbedCodePoints'),
      region(1, 1, 1, 4),
    );
    for (const startColumn of [2, 8, 12, 25, 1_000_000]) {
      assert.equal(exact({ ...place, startColumn }, text, 'tabbedCodePoints'), undefined);
    }
    assert.equal(shown({ startLine: 1, startColumn: 5 }, text, 'tabbedCodePoints'), 'stale');
  });

  it('agrees with a naive conversion', () => {
    const line = fc.array(fc.constantFrom('a', 'é', '𝒳', '€', ' '), { maxLength: 8 });
    const file = fc.array(line, { minLength: 1, maxLength: 4 });
    const unit = fc.constantFrom<ColumnUnit>('utf16CodeUnits', 'unicodeCodePoints', 'utf8Bytes');
    const place = fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 10 }));
    fc.assert(
      fc.property(file, unit, place, place, (lines, counted, one, two) => {
        const [[startLine, startColumn], [endLine, endColumn]] =
          one[0] < two[0] || (one[0] === two[0] && one[1] <= two[1]) ? [one, two] : [two, one];
        const naive = ([row, column]: readonly [number, number]) => {
          const line = lines[row - 1];
          if (line === undefined) return undefined;
          if (counted === 'utf8Bytes') {
            const bytes = (end: number) => Buffer.byteLength(line.slice(0, end).join(''));
            const end = [...line.keys(), line.length].find((at) => bytes(at) === column - 1);
            if (end === undefined) return undefined;
            return { line: row - 1, character: line.slice(0, end).join('').length };
          }
          const units = counted === 'utf16CodeUnits' ? line.join('').split('') : line;
          if (column - 1 > units.length) return undefined;
          return { line: row - 1, character: units.slice(0, column - 1).join('').length };
        };
        const [start, end] = [naive([startLine, startColumn]), naive([endLine, endColumn])];
        const text = indexText(lines.map((parts) => parts.join('')).join('\n'));
        assert.deepEqual(
          exact({ startLine, startColumn, endLine, endColumn }, text, counted),
          start && end ? { start, end } : undefined,
        );
      }),
    );
  });
});

describe('a region to edit', () => {
  it('is exactly what the report says', () => {
    assert.deepEqual(exact({ startLine: 2, startColumn: 3, endColumn: 7 }), region(1, 2, 1, 6));
    assert.deepEqual(exact({ startLine: 2 }), region(1, 0, 1, 12));
    assert.deepEqual(exact({ byteOffset: 13, byteLength: 4 }), region(1, 2, 1, 6));
    assert.deepEqual(exact({ charOffset: 13, charLength: 0 }), region(1, 2, 1, 2));
  });

  it('is none where a shown one would be mended', () => {
    assert.equal(exact({ startLine: 1, startColumn: 5, endColumn: 99 }), undefined);
    assert.equal(exact({ startLine: 2, endLine: 1 }), undefined);
    assert.equal(exact({ startLine: 4, endLine: 5, endColumn: 1 }), undefined);
    assert.equal(exact({ charOffset: 13 }), undefined);
    assert.equal(exact({}), undefined);
  });

  it('is none when bytes or snippet say something else', () => {
    const place = { startLine: 2, startColumn: 3, endColumn: 7 };
    assert.deepEqual(exact({ ...place, snippet: 'eval' }), region(1, 2, 1, 6));
    assert.equal(exact({ ...place, snippet: 'exec' }), undefined);
    assert.deepEqual(exact({ ...place, byteOffset: 13, byteLength: 4 }), region(1, 2, 1, 6));
    assert.equal(exact({ ...place, byteOffset: 14, byteLength: 4 }), undefined);
    assert.deepEqual(exact({ ...place, byteOffset: 16, byteLength: 4 }), region(1, 2, 1, 6));
  });
});

describe('the way a tool counts columns', () => {
  const text = indexText('const é = "𝒳𝒳"; eval(x);');
  const points: ReportedRegion = { startLine: 1, startColumn: 17, endColumn: 24 };
  const units: ReportedRegion = { startLine: 1, startColumn: 19, endColumn: 26 };

  it('shows in byte offsets', () => {
    const bytes = { byteOffset: 23, byteLength: 7 };
    assert.equal(unitByEvidence(text, [{ ...points, ...bytes }]), 'unicodeCodePoints');
    assert.equal(unitByEvidence(text, [{ ...units, ...bytes }]), 'utf16CodeUnits');
  });

  it('shows in snippets', () => {
    assert.equal(unitByEvidence(text, [{ ...points, snippet: 'eval(x)' }]), 'unicodeCodePoints');
    assert.equal(unitByEvidence(text, [{ ...units, snippet: 'eval(x)' }]), 'utf16CodeUnits');
  });

  it('is UTF-16 when nothing tells, and goes by the most evidence otherwise', () => {
    assert.equal(unitByEvidence(text, [points]), 'utf16CodeUnits');
    const fit = { ...points, snippet: 'eval(x)' };
    const misfit = { ...units, snippet: 'eval(x)' };
    assert.equal(unitByEvidence(text, [fit, misfit]), 'utf16CodeUnits');
    assert.equal(unitByEvidence(text, [fit, fit, misfit]), 'unicodeCodePoints');
  });
});
