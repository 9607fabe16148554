import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { occurrences } from '../../../../src/core/drafters/occurrences';

describe('occurrences of a text', () => {
  it('are those that indexOf finds, overlapping ones included', () => {
    const few = fc.string({ unit: fc.constantFrom('a', 'b', '\n'), maxLength: 40 });
    fc.assert(
      fc.property(few, few, (text, wanted) => {
        const expected: number[] = [];
        for (
          let at = text.indexOf(wanted);
          at !== -1 && wanted !== '';
          at = text.indexOf(wanted, at + 1)
        ) {
          expected.push(at);
        }
        assert.deepEqual(occurrences(text, wanted), expected);
        assert.deepEqual(occurrences(text, wanted, 2), expected.slice(0, 2));
      }),
    );
  });

  it('take linear time also where a search that starts over would not', () => {
    const began = performance.now();
    assert.deepEqual(occurrences('a'.repeat(2_000_000), `b${'a'.repeat(60_000)}`), []);
    assert.deepEqual(occurrences('a'.repeat(2_000_000), `${'a'.repeat(60_000)}b`), []);
    assert.ok(performance.now() - began < 2000);
  });
});
