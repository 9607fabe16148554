/** Where a member of an object lies in the bytes of a JSON text. */
export interface JsonMember {
  readonly key: string;
  /** Of its value: the first byte, and the one after its last. */
  readonly start: number;
  readonly end: number;
}

const [quote, backslash, comma, colon] = [0x22, 0x5c, 0x2c, 0x3a];
const opening = new Set([0x7b, 0x5b]);
const closing = new Set([0x7d, 0x5d]);
const decoder = new TextDecoder();

/**
 * The members of the object that begins at `at` or after blanks, one by one, so that a large text
 * can be read in parts. A value is not looked into further than to find its end. A SyntaxError where
 * there is no object, or where it is broken.
 */
export function* jsonMembers(bytes: Uint8Array, at = 0): Generator<JsonMember, number> {
  let here = pastBlanks(bytes, at);
  if (bytes[here] !== 0x7b) throw broken();
  here = pastBlanks(bytes, here + 1);
  if (bytes[here] === 0x7d) return here + 1;
  for (;;) {
    const keyEnd = pastString(bytes, here);
    const key: unknown = jsonAt(bytes, here, keyEnd);
    here = pastBlanks(bytes, keyEnd);
    if (typeof key !== 'string' || bytes[here] !== colon) throw broken();
    const start = pastBlanks(bytes, here + 1);
    const end = pastValue(bytes, start);
    yield { key, start, end };
    here = pastBlanks(bytes, end);
    if (bytes[here] === 0x7d) return here + 1;
    if (bytes[here] !== comma) throw broken();
    here = pastBlanks(bytes, here + 1);
  }
}

/** The value between two places. A SyntaxError where it is none. */
export function jsonAt(bytes: Uint8Array, start: number, end: number): unknown {
  return JSON.parse(decoder.decode(bytes.subarray(start, end))) as unknown;
}

/** Whether nothing but blanks follows. */
export function isAtEnd(bytes: Uint8Array, at: number): boolean {
  return pastBlanks(bytes, at) === bytes.length;
}

function broken(): SyntaxError {
  return new SyntaxError('The text is not JSON.');
}

function pastBlanks(bytes: Uint8Array, at: number): number {
  let here = at;
  while (isBlank(bytes[here])) here += 1;
  return here;
}

function isBlank(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

function pastString(bytes: Uint8Array, at: number): number {
  if (bytes[at] !== quote) throw broken();
  for (let end = bytes.indexOf(quote, at + 1); end > 0; end = bytes.indexOf(quote, end + 1)) {
    let slashes = 0;
    while (bytes[end - 1 - slashes] === backslash) slashes += 1;
    if (slashes % 2 === 0) return end + 1;
  }
  throw broken();
}

function pastValue(bytes: Uint8Array, at: number): number {
  let depth = 0;
  for (let here = at; here < bytes.length;) {
    const byte = bytes[here] ?? 0;
    if (byte === quote) {
      here = pastString(bytes, here);
      if (depth === 0) return here;
      continue;
    }
    if (opening.has(byte)) depth += 1;
    else if (depth === 0 && (byte === comma || closing.has(byte) || isBlank(byte))) return here;
    else if (closing.has(byte)) {
      depth -= 1;
      if (depth === 0) return here + 1;
    }
    here += 1;
  }
  return bytes.length;
}
