import assert from 'node:assert/strict';
import fc from 'fast-check';
import { fingerprintLines, lineMap } from '../../../../src/core/drift';
import type { Region } from '../../../../src/core/finding';
import { indexText } from '../../../../src/core/lines';
import { type Drift, regionNow, reportedNow } from '../../../../src/core/readers/drifted';
import type { ReportedRegion } from '../../../../src/core/readers/reported';

const before = [
  'import a;',
  '',
  'function f(input) {',
  '  eval(input);',
  '  return 1;',
  '}',
  '',
].join('\n');
const said = { startLine: 4, startColumn: 3, endColumn: 14 };
const snippet = 'eval(input)';

const changedTo = (after: string): Drift => ({
  lines: lineMap(fingerprintLines(before), fingerprintLines(after)),
});

/** What the region covers in the text as it is now. */
function shown(text: string, region: ReportedRegion, drift: Drift = {}): string | undefined {
  const index = indexText(text);
  const now = regionNow(index, region, 'utf16CodeUnits', drift);
  return typeof now === 'object' ? cut(text, now) : now;
}

function cut(text: string, { start, end }: Region): string {
  const index = indexText(text);
  const offset = ({ line, character }: Region['start']) => index.lineStart(line) + character;
  return `${start.line}: ${text.slice(offset(start), offset(end))}`;
}

describe('a reported region, as the tool would report it now', () => {
  const down = (line: number) => line + 2;

  it('is the same when nothing is known of the file', () => {
    assert.equal(reportedNow(said, undefined), said);
  });

  it('lies where its lines are, without offsets into the old text', () => {
    const region = { ...said, charOffset: 40, byteOffset: 40, byteLength: 11, snippet };
    const { charOffset: _chars, byteOffset: _bytes, ...rest } = region;
    assert.deepEqual(reportedNow(region, down), { ...rest, startLine: 6 });
    assert.deepEqual(reportedNow({ startLine: 4, endLine: 6 }, down), { startLine: 6, endLine: 8 });
  });

  it('is stale when one of its lines is gone or elsewhere than the others', () => {
    const region = { startLine: 2, endLine: 4 };
    assert.equal(
      reportedNow(region, (line) => (line === 2 ? undefined : line)),
      'stale',
    );
    assert.equal(
      reportedNow(region, (line) => (line < 3 ? line : line + 1)),
      'stale',
    );
    assert.equal(
      reportedNow(region, (line) => 9 - line),
      'stale',
    );
    assert.deepEqual(
      reportedNow(region, (line) => (line > 3 ? undefined : line)),
      region,
    );
  });

  it('is stale when it is told by offsets alone, and the same when it is the whole file', () => {
    assert.equal(reportedNow({ charOffset: 7 }, down), 'stale');
    assert.equal(reportedNow({ byteOffset: 7, byteLength: 2 }, down), 'stale');
    assert.deepEqual(reportedNow({}, down), {});
    assert.deepEqual(reportedNow({ snippet }, down), { snippet });
  });
});

describe('the place of a reported region in a file', () => {
  it('is where the report says, when the file is the one that was scanned', () => {
    assert.equal(shown(before, said), '3: eval(input)');
    assert.equal(shown(before, { ...said, snippet }), '3: eval(input)');
    assert.equal(shown(before, { snippet }), undefined);
  });

  it('goes along with its line', () => {
    const after = `// new\n\n${before}`;
    assert.equal(shown(after, said, changedTo(after)), '5: eval(input)');
    const moved = before.replace('  eval(input);\n', '') + '  eval(input);\n';
    assert.equal(shown(moved, said, changedTo(moved)), '5: eval(input)');
  });

  it('is stale when its line is changed or gone', () => {
    for (const after of [before.replace('eval', 'safe'), before.replace('  eval(input);\n', '')]) {
      assert.equal(shown(after, said, changedTo(after)), 'stale');
      assert.equal(shown(after, { ...said, snippet }, changedTo(after)), 'stale');
    }
  });

  it('is where its snippet is, when its line is changed', () => {
    const after = before.replace('  eval(input);', '  const all = [eval(input)];');
    assert.equal(shown(after, said, changedTo(after)), 'stale');
    assert.equal(shown(after, { ...said, snippet }, changedTo(after)), '3: eval(input)');
  });

  it('is not looked for by a snippet that says too little or stands there twice', () => {
    const after = before.replace('  eval(input);', '  [eval(input), eval(input), f(1)];');
    assert.equal(shown(after, { ...said, snippet }, changedTo(after)), 'stale');
    assert.equal(shown(after, { ...said, snippet: 'f(1)' }, changedTo(after)), 'stale');
  });

  it('is where its snippet is, also when nothing but the snippet tells that the file has changed', () => {
    const after = `// 1\n// 2\n${before}`;
    assert.equal(shown(after, { ...said, snippet }), '5: eval(input)');
    assert.equal(shown(after, { ...said, snippet }, { isNewer: true }), '5: eval(input)');
  });

  it('is stale when the snippet is gone from a file that is newer than the report', () => {
    const after = before.replace('eval(input)', 'safer(input)');
    const region = { ...said, snippet };
    assert.equal(shown(after, region), '3: safer(input');
    assert.equal(shown(after, region, { isNewer: true }), 'stale');
    assert.equal(shown(after, said, { isNewer: true }), '3: safer(input');
  });

  it('believes a snippet that is a part of the line, more than it, or written otherwise', () => {
    for (const other of [
      'eval',
      '  eval(input);',
      'eval(input);\n  return 1;',
      'eval(\n  input)',
      ' ',
    ]) {
      const region = { ...said, snippet: other.replace('(\n  ', '(') };
      assert.equal(shown(before, region, { isNewer: true }), '3: eval(input)', other);
    }
  });

  it('believes no blank line and no bracket, but a snippet around one', () => {
    const region = { startLine: 2, snippet: 'function f(input) {\n  eval(input);' };
    assert.equal(shown(before, region), '2: function f(input) {\n  eval(input);');
    const bracket = { startLine: 6, snippet: 'function f(input) { }' };
    assert.equal(shown(before, bracket, { isNewer: true }), 'stale');
    assert.equal(shown(before, { ...bracket, snippet: '  return 1;\n}' }), '5: }');
  });

  it('is stale when it lies past the end', () => {
    assert.equal(shown('one line', said), 'stale');
    assert.equal(shown('one line', { ...said, snippet }), 'stale');
  });

  it('covers equal lines in the old text and the new one, or is stale, for any texts', () => {
    const line = fc.constantFrom(
      '',
      '}',
      '  eval(input);',
      'const a = load();',
      'send(a, b);',
      'x',
    );
    const lines = fc.array(line, { minLength: 1, maxLength: 9 });
    fc.assert(
      fc.property(lines, lines, fc.nat(), fc.nat(2), (old, now, raw, more) => {
        const first = raw % old.length;
        const last = Math.min(old.length - 1, first + more);
        const covered = old.slice(first, last + 1).join('\n');
        const region = {
          startLine: first + 1,
          startColumn: 1,
          endLine: last + 1,
          endColumn: (old[last]?.length ?? 0) + 1,
        };
        const text = now.join('\n');
        const map = lineMap(fingerprintLines(old.join('\n')), fingerprintLines(text));
        const place = regionNow(indexText(text), region, 'utf16CodeUnits', { lines: map });
        if (typeof place === 'object')
          assert.equal(cut(text, place), `${place.start.line}: ${covered}`);
        else assert.equal(place, 'stale');
      }),
    );
  });
});
