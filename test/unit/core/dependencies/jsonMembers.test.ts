import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { jsonAt, jsonMembers } from '../../../../src/core/dependencies/jsonMembers';

const bytesOf = (text: string) => new TextEncoder().encode(text);
const read = (text: string): readonly (readonly [string, unknown])[] => {
  const bytes = bytesOf(text);
  return [...jsonMembers(bytes)].map(({ key, start, end }) => [key, jsonAt(bytes, start, end)]);
};

describe('the members of an object in a JSON text', () => {
  it('are those that JSON.parse finds, in the same order', () => {
    const object = fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue());
    fc.assert(
      fc.property(object, fc.integer({ min: 0, max: 3 }), (value, indent) => {
        const text = JSON.stringify(value, undefined, indent);
        const again = JSON.parse(text) as Record<string, unknown>;
        const members = new Map(read(`\r\n\t ${text}`));
        assert.deepEqual([...members.keys()].sort(), Object.keys(again).sort());
        for (const [key, one] of members) {
          assert.equal(JSON.stringify(one), JSON.stringify(again[key]));
        }
      }),
    );
  });

  it('are refused where the text is no object, or broken', () => {
    for (const text of ['', ' ', '[]', '1', '{', '{"a"', '{"a":', '{"a":1', '{"a":1,}', '{a:1}']) {
      assert.throws(() => read(text), SyntaxError, text);
    }
    for (const text of ['{"a":"x}', '{"a":[1}', '{"a" 1}', '{"a":1 "b":2}', '{1:1}', '{"a":}']) {
      assert.throws(() => read(text), SyntaxError, text);
    }
  });
});
