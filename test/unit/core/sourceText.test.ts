import assert from 'node:assert/strict';
import fc from 'fast-check';
import { sha256Hex } from '../../../src/core/hash';
import { decodeSource, encodeSource, maxSourceBytes } from '../../../src/core/sourceText';

const bytesOf = (text: string) => new TextEncoder().encode(text);

function why(bytes: Uint8Array): string {
  const decoded = decodeSource(bytes);
  assert.equal(decoded.ok, false);
  return decoded.ok ? '' : decoded.why;
}

function source(bytes: Uint8Array) {
  const decoded = decodeSource(bytes);
  assert.ok(decoded.ok, decoded.ok ? '' : decoded.why);
  return decoded.source;
}

describe('the text of a source file', () => {
  it('comes without its byte order mark and goes back with it', () => {
    const bytes = bytesOf('\uFEFFa\n');
    const { text, bom } = source(bytes);
    assert.deepEqual([text, bom], ['a\n', true]);
    assert.deepEqual(encodeSource(text, bom), bytes);
  });

  it('keeps a second byte order mark as text', () => {
    const { text } = source(bytesOf('\uFEFF\uFEFFa'));
    assert.equal(text, '\uFEFFa');
  });

  it('knows its line end', () => {
    assert.equal(source(bytesOf('a\r\nb\r\n')).eol, '\r\n');
    assert.equal(source(bytesOf('a\nb')).eol, '\n');
    assert.equal(source(bytesOf('')).eol, '\n');
  });

  it('is hashed by its bytes', () => {
    const bytes = bytesOf('\uFEFFé');
    assert.equal(source(bytes).sha256, sha256Hex(bytes));
  });

  it('is refused when its line ends are mixed', () => {
    for (const text of ['a\r\nb\n', 'a\nb\r\n', 'a\rb', 'a\r\r\nb']) {
      assert.match(why(bytesOf(text)), /mixed/);
    }
  });

  it('is refused when it is not UTF-8', () => {
    assert.match(why(Uint8Array.of(0x63, 0x61, 0x66, 0xe9)), /UTF-8/);
    assert.match(why(Uint8Array.of(0xed, 0xa0, 0x80)), /UTF-8/);
    assert.match(why(Uint8Array.of(0xff, 0xfe, 0x61, 0x62)), /UTF-8/);
  });

  it('is refused with NUL bytes, so UTF-16 is too', () => {
    assert.match(why(Uint8Array.of(0xff, 0xfe, 0x61, 0x00)), /NUL/);
    assert.match(why(bytesOf('a\0b')), /NUL/);
  });

  it('is refused above the limit', () => {
    assert.match(why(new Uint8Array(maxSourceBytes + 1).fill(0x61)), /5 MB/);
    assert.equal(source(new Uint8Array(maxSourceBytes).fill(0x61)).text.length, maxSourceBytes);
  });

  it('survives the way there and back, or is refused', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        const decoded = decodeSource(bytes);
        if (!decoded.ok) return;
        assert.deepEqual(encodeSource(decoded.source.text, decoded.source.bom), bytes);
      }),
    );
    const lines = fc.array(fc.constantFrom('a', 'é', '𝒳', '\uFEFF', '\n'), { maxLength: 30 });
    fc.assert(
      fc.property(lines, fc.boolean(), (parts, bom) => {
        const bytes = encodeSource(parts.join(''), bom);
        const { source: read } = decodeSource(bytes) as { source: ReturnType<typeof source> };
        assert.deepEqual(encodeSource(read.text, read.bom), bytes);
      }),
    );
  });
});
