import assert from 'node:assert/strict';
import fc from 'fast-check';
import { indexText } from '../../../src/core/lines';

const texts = fc
  .array(fc.constantFrom('a', ' ', 'é', '𝒳', '\ud835', '\udcb3', '€', '\n', '\r\n', '\r', '"'))
  .map((parts) => parts.join(''));

describe('the lines of a text', () => {
  it('splits where the editor splits', () => {
    const text = indexText('a\r\nbc\n\rd');
    assert.equal(text.lineCount, 4);
    assert.deepEqual(
      [0, 1, 2, 3].map((line) => [text.lineStart(line), text.lineEnd(line)]),
      [
        [0, 1],
        [3, 5],
        [6, 6],
        [7, 8],
      ],
    );
    assert.deepEqual(text.positionAt(8), { line: 3, character: 1 });
  });

  it('has one empty line when it is empty', () => {
    const text = indexText('');
    assert.deepEqual([text.lineCount, text.lineEnd(0), text.fromBytes(0)], [1, 0, 0]);
    assert.equal(text.afterCodePoints(0, 1), undefined);
  });

  it('finds places far into one long line', () => {
    const text = indexText(`${'𝒳'.repeat(5000)}x`);
    assert.equal(text.afterCodePoints(0, 5000), 10_000);
    assert.equal(text.fromBytes(20_000), 10_000);
    assert.equal(text.fromBytes(19_999), undefined);
    assert.equal(text.afterCodePoints(10_000, 2), undefined);
  });

  it('finds the end of a text that ends at a mark of its own', () => {
    const text = indexText('𝒳'.repeat(1024));
    assert.equal(text.fromBytes(4096), 2048);
    assert.equal(text.afterCodePoints(0, 1024), 2048);
    assert.equal(text.afterCodePoints(0, 512), 1024);
  });

  it('knows whether code points and units differ', () => {
    assert.equal(indexText('é€').hasPairs, false);
    assert.equal(indexText('é𝒳').hasPairs, true);
  });

  it('counts code points and bytes as a naive count does', () => {
    fc.assert(
      fc.property(texts, fc.nat(40), fc.nat(40), (text, from, count) => {
        const index = indexText(text);
        const characters = Array.from(text);
        const start = characters.slice(0, from).join('').length;
        const after = characters.slice(0, Math.min(from, characters.length) + count).join('');
        const fits = Math.min(from, characters.length) + count <= characters.length;
        assert.equal(index.afterCodePoints(start, count), fits ? after.length : undefined);

        const offsets = new Map(
          characters.map((_, at) => {
            const before = characters.slice(0, at).join('');
            return [new TextEncoder().encode(before).length, before.length];
          }),
        );
        offsets.set(new TextEncoder().encode(text).length, text.length);
        assert.equal(index.fromBytes(count), offsets.get(count));
      }),
    );
  });

  it('gives every offset a position that leads back to it', () => {
    fc.assert(
      fc.property(texts, fc.nat(40), (text, nat) => {
        const offset = Math.min(nat, text.length);
        const index = indexText(text);
        const { line, character } = index.positionAt(offset);
        assert.equal(index.lineStart(line) + character, offset);
        assert.equal(text.slice(0, offset).split(/\r\n|\r|\n/).length - 1 >= line, true);
      }),
    );
  });
});
