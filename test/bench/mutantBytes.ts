import type { Random } from './random';

interface Changed {
  readonly bytes: Buffer;
  readonly how: string;
}

/** What parsers stumble over, as bytes. */
const pieces: readonly (string | readonly number[])[] = [
  '"',
  '\\',
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '\n',
  '\r',
  '\u2028',
  'null',
  '-',
  '1e999',
  '-0',
  '0.5',
  '9007199254740993',
  '"\\ud800"',
  '"\\u0000"',
  '"__proto__":{"polluted":1},',
  '"constructor":{"prototype":{}},',
  '"results":[',
  '"results":[{},{},null,7,"x",[]],',
  '"runs":[',
  '"runs":null,',
  '"version":"2.2",',
  '"version":2,',
  '"$schema":"sarif",',
  '{"type":"auditSummary"}\n',
  '//',
  '/*',
  '<',
  '<!DOCTYPE a [<!ENTITY b "c">]>',
  '<![CDATA[',
  ']]>',
  '&b;',
  '<error id="x">',
  '</error>',
  [0],
  [0, 0, 0, 0],
  [0xff],
  [0xff, 0xfe],
  [0xfe, 0xff],
  [0xef, 0xbb, 0xbf],
  [0xc0, 0xaf],
  [0xed, 0xa0, 0x80],
  [0xf8, 0x88, 0x80, 0x80, 0x80],
  [0x1f, 0x8b, 0x08],
  [0x80],
];

const blows = {
  flip(bytes: Buffer, _other: Buffer, random: Random): Buffer {
    const changed = Buffer.from(bytes);
    for (let left = 1 + random.whole(20); left > 0; left -= 1) {
      const at = random.whole(changed.length);
      changed[at] = (changed[at] ?? 0) ^ (1 << random.whole(8));
    }
    return changed;
  },
  cut: (bytes: Buffer, _other: Buffer, random: Random): Buffer => {
    const [from, to] = range(bytes, random);
    return Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)]);
  },
  repeat(bytes: Buffer, _other: Buffer, random: Random): Buffer {
    const [from, to] = range(bytes, random);
    const part = bytes.subarray(from, to);
    const times = Math.min(1 + random.whole(50), Math.ceil(500_000 / (part.length + 1)));
    const more = Array.from({ length: times }, () => part);
    return Buffer.concat([bytes.subarray(0, to), ...more, bytes.subarray(to)]);
  },
  swap(bytes: Buffer, _other: Buffer, random: Random): Buffer {
    const [from, to] = range(bytes, random);
    const middle = from + random.whole(to - from + 1);
    const [a, b] = [bytes.subarray(from, middle), bytes.subarray(middle, to)];
    return Buffer.concat([bytes.subarray(0, from), b, a, bytes.subarray(to)]);
  },
  insert(bytes: Buffer, _other: Buffer, random: Random): Buffer {
    const piece = random.one(pieces);
    const part = typeof piece === 'string' ? Buffer.from(piece) : Buffer.from(piece);
    const at = place(bytes, random);
    const times = random.percent(10) ? 1 + random.whole(3000) : 1;
    const more = Array.from({ length: times }, () => part);
    return Buffer.concat([bytes.subarray(0, at), ...more, bytes.subarray(at)]);
  },
  splice(bytes: Buffer, other: Buffer, random: Random): Buffer {
    const head = bytes.subarray(0, random.whole(bytes.length + 1));
    return Buffer.concat([head, other.subarray(random.whole(other.length + 1))]);
  },
  joinLines: (bytes: Buffer): Buffer => Buffer.from(bytes.filter((byte) => byte !== 0x0a)),
  end: (bytes: Buffer, _other: Buffer, random: Random): Buffer =>
    bytes.subarray(0, random.whole(bytes.length + 1)),
} as const satisfies Record<string, (bytes: Buffer, other: Buffer, random: Random) => Buffer>;

/** One change that knows nothing of the format. */
export function mutateBytes(bytes: Buffer, other: Buffer, random: Random): Changed {
  const how = random.one(Object.keys(blows) as (keyof typeof blows)[]);
  return { bytes: blows[how](bytes, other, random), how };
}

function range(bytes: Buffer, random: Random): readonly [number, number] {
  const from = place(bytes, random);
  const longest = random.one([4, 40, 400, 40_000]);
  return [from, Math.min(bytes.length, from + 1 + random.whole(longest))];
}

/** Anywhere, or just behind a character that means something. */
function place(bytes: Buffer, random: Random): number {
  const at = random.whole(bytes.length + 1);
  if (random.percent(50)) return at;
  const found = bytes.indexOf(random.one(['{', '[', ',', ':', '"', '}', ']', '<', '\n']), at);
  return found < 0 ? at : found + 1;
}
