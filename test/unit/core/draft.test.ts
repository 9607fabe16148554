import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { TextEdit } from '../../../src/core/draft';
import { applyEdits, hasRationale, textsSha256 } from '../../../src/core/draft';
import { draftOf } from './checks/subject';

/** A text of plain characters, and edits of it that do not overlap, in order. */
const edited = fc
  .tuple(
    fc.string({ unit: fc.constantFrom('a', 'b', '\n', 'é'), maxLength: 30 }),
    fc.array(fc.tuple(fc.nat(30), fc.string({ maxLength: 4 })), { maxLength: 6 }),
  )
  .map(([text, raw]) => {
    const cuts = raw.map(([at]) => Math.min(at, text.length)).sort((a, b) => a - b);
    const edits: TextEdit[] = [];
    for (let at = 0; at + 1 < cuts.length; at += 2) {
      edits.push({ start: cuts[at] ?? 0, end: cuts[at + 1] ?? 0, text: raw[at]?.[1] ?? '' });
    }
    return { text, edits };
  });

/** Applies from the last to the first, which needs no bookkeeping. */
function oracle(text: string, edits: readonly TextEdit[]): string {
  return [...edits]
    .reverse()
    .reduce((now, { start, end, text: put }) => now.slice(0, start) + put + now.slice(end), text);
}

function why(text: string, ...edits: TextEdit[]): string {
  const applied = applyEdits(text, edits);
  assert.equal(applied.ok, false);
  return applied.ok ? '' : applied.why;
}

describe('applying the edits of a draft', () => {
  it('gives what applying them one by one gives', () => {
    fc.assert(
      fc.property(edited, ({ text, edits }) => {
        assert.deepEqual(applyEdits(text, edits), { ok: true, text: oracle(text, edits) });
      }),
    );
  });

  it('does not depend on their order', () => {
    fc.assert(
      fc.property(edited, fc.nat(), ({ text, edits }, turn) => {
        const distinct = edits.filter(
          (edit, at) => at === 0 || edit.start > (edits[at - 1]?.start ?? 0),
        );
        const by = distinct.length > 0 ? turn % distinct.length : 0;
        const turned = [...distinct.slice(by), ...distinct.slice(0, by)];
        assert.deepEqual(applyEdits(text, turned), applyEdits(text, distinct));
      }),
    );
  });

  it('refuses edits that overlap', () => {
    const overlap = why('abcd', { start: 0, end: 2, text: '' }, { start: 1, end: 3, text: '' });
    assert.match(overlap, /overlap/);
    assert.match(why('abcd', { start: -1, end: 0, text: '' }), /overlap/);
  });

  it('refuses edits outside the text, backwards or nowhere', () => {
    assert.match(why('abc', { start: 2, end: 4, text: '' }), /past the end/);
    assert.match(why('abc', { start: 2, end: 1, text: '' }), /past the end/);
    for (const start of [NaN, 0.5, Infinity]) {
      assert.match(why('abc', { start, end: 2, text: '' }), /whole-number/);
    }
  });

  it('refuses to cut a character in two', () => {
    assert.match(why('a𝒳', { start: 2, end: 3, text: '' }), /in two/);
    assert.deepEqual(applyEdits('a𝒳', [{ start: 1, end: 3, text: 'b' }]), { ok: true, text: 'ab' });
  });

  it('leaves the text alone without edits', () => {
    assert.deepEqual(applyEdits('abc', []), { ok: true, text: 'abc' });
  });
});

describe('a draft', () => {
  it('has a rationale when it says what is wrong and why it is right now', () => {
    const draft = draftOf();
    assert.equal(hasRationale(draft), true);
    const silent = { ...draft, rationale: { ...draft.rationale, whyVulnerable: '\n ' } };
    assert.equal(hasRationale(silent), false);
  });

  it('is hashed by its texts and paths, in any order', () => {
    const [a, b] = [
      { path: 'a', text: '1' },
      { path: 'b', text: '2' },
    ] as const;
    assert.equal(textsSha256([a, b]), textsSha256([b, a]));
    assert.notEqual(
      textsSha256([a, b]),
      textsSha256([
        { ...a, text: '2' },
        { ...b, text: '1' },
      ]),
    );
    assert.notEqual(textsSha256([a]), textsSha256([a, b]));
  });
});
