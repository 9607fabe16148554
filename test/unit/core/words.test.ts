import assert from 'node:assert/strict';
import fc from 'fast-check';
import { wordsOf } from '../../../src/core/words';

const word = /[A-Za-z0-9_$\u0080-\uffff]+/g;

/** The words of a text and where they stand, found the plain way. */
function expected(text: string): ReadonlyMap<string, readonly number[]> {
  const all = new Map<string, number[]>();
  for (const { 0: one, index } of text.matchAll(word))
    all.set(one, [...(all.get(one) ?? []), index]);
  return all;
}

const texts = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        'a',
        'aa',
        'eval',
        'b_$',
        '0',
        ' ',
        '.',
        '\n',
        '-',
        'é',
        '𝒳',
        '\ud835',
        '\0',
        '\u007f',
      ),
      fc.string({ unit: 'binary', maxLength: 3 }),
    ),
    { maxLength: 60 },
  )
  .map((parts) => parts.join(''));

describe('the words of a text', () => {
  it('are what a regular expression splits it into', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const words = wordsOf(text);
        for (const [one, offsets] of expected(text)) {
          assert.deepEqual(words.at(one), offsets);
          assert.equal(words.hasAny([one]), true);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('are no other ones', () => {
    fc.assert(
      fc.property(texts, fc.string({ minLength: 1, maxLength: 4 }), (text, one) => {
        const known = expected(text).get(one) ?? [];
        fc.pre(!/[^\w$\u0080-\uffff]/.test(one));
        assert.deepEqual(wordsOf(text).at(one), known);
        assert.equal(wordsOf(text).hasAny([one]), known.length > 0);
      }),
      { numRuns: 500 },
    );
  });

  it('are whole: a part of a word is none', () => {
    const words = wordsOf('evaluate reeval _eval eval$ évalué 𝒳eval');
    assert.deepEqual(words.at('eval'), []);
    assert.equal(words.hasAny(['eval', 'valu', 'x']), false);
    assert.equal(words.hasAny(['eval', '_eval']), true);
  });

  it('are none in an empty text, and there can be many in a long one', () => {
    assert.equal(wordsOf('').hasAny(['a', '']), false);
    assert.equal(wordsOf('a').hasAny([]), false);
    const text = Array.from({ length: 20_000 }, (_, at) => `w${at % 5000}`).join(' ');
    assert.equal(wordsOf(text).at('w4999').length, 4);
    assert.equal(wordsOf(text).at('w0')[0], 0);
    assert.equal(wordsOf(text).hasAny(['w5000']), false);
  });

  it('can be asked for again', () => {
    const words = wordsOf('a b a');
    assert.deepEqual(words.at('a'), [0, 4]);
    assert.deepEqual(words.at('a'), [0, 4]);
  });
});
