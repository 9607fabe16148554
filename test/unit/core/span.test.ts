import assert from 'node:assert/strict';
import { indexText } from '../../../src/core/lines';
import { spanOf } from '../../../src/core/span';

const text = indexText('ab\r\ncd\n');
const span = (line: number, character: number, endLine: number, endCharacter: number) =>
  spanOf(text, {
    start: { line, character },
    end: { line: endLine, character: endCharacter },
  });

describe('the offsets of a region', () => {
  it('are those of its ends', () => {
    assert.deepEqual(span(0, 1, 1, 2), { start: 1, end: 6 });
    assert.deepEqual(span(2, 0, 2, 0), { start: 7, end: 7 });
    assert.deepEqual(span(1, 0, 3, 0), { start: 4, end: 7 });
  });

  it('are none past the end of a line or of the text, and none backwards', () => {
    for (const place of [
      [0, 3, 0, 3],
      [0, 0, 3, 1],
      [0, 0, 9, 0],
      [-1, 0, 0, 0],
      [0, -1, 0, 0],
      [1, 1, 0, 0],
    ] satisfies [number, number, number, number][]) {
      assert.equal(span(...place), undefined);
    }
  });
});
