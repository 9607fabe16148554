import * as zlib from 'node:zlib';
import { mutateBytes } from './mutantBytes';
import { mutateValue } from './mutantValues';
import { type Random, randomFrom } from './random';

/** A report that others are made of. */
export interface Sample {
  /** For messages. */
  readonly name: string;
  readonly bytes: Buffer;
  /** Parsed; undefined when it is no JSON. */
  readonly value: unknown;
}

/** A broken report, and what was done to make it. */
export interface Mutant {
  readonly bytes: Buffer;
  readonly how: string;
}

/** Larger ones say no more and take longer; size is tried on its own. */
const maxBytes = 3_000_000;

export function sampleOf(name: string, bytes: Buffer): Sample {
  return { name, bytes, value: parsed(bytes) };
}

/** The mutant number `turn` of a sample: the same for the same seed. `others` lend it parts. */
export function mutantOf(
  sample: Sample,
  others: readonly Sample[],
  seed: number,
  turn: number,
): Mutant {
  const random = randomFrom(seed, turn);
  const steps: string[] = [];
  let bytes = sample.bytes;
  if (sample.value !== undefined && random.percent(75)) {
    const other = random.one(others).value;
    let value: unknown = sample.value;
    for (let left = 1 + random.whole(4); left > 0; left -= 1) {
      const changed = mutateValue(value, other, random);
      value = changed.value;
      steps.push(changed.how);
    }
    bytes = Buffer.from(written(value, random.one([0, 1, 2])));
    if (random.percent(15)) [bytes] = encoded(bytes, random, steps);
  }
  const blows = steps.length === 0 ? 1 + random.whole(4) : random.percent(15) ? 1 : 0;
  for (let left = blows; left > 0; left -= 1) {
    const changed = mutateBytes(bytes, random.one(others).bytes, random);
    bytes = changed.bytes;
    steps.push(changed.how);
  }
  return { bytes: bytes.subarray(0, maxBytes), how: steps.join(', ') };
}

/** The sample cut off somewhere: the same place for the same seed. */
export function truncated(sample: Sample, seed: number, turn: number): Mutant {
  const at = randomFrom(seed, turn).whole(sample.bytes.length);
  return { bytes: sample.bytes.subarray(0, at), how: `cut off at byte ${at}` };
}

/** What cannot be written, because it has grown too large, is as good as null. */
function written(value: unknown, indent: number): string {
  try {
    return JSON.stringify(value, undefined, indent) ?? 'null';
  } catch {
    return 'null';
  }
}

function encoded(bytes: Buffer, random: Random, steps: string[]): [Buffer] {
  const text = bytes.toString('utf8');
  const little = Buffer.from(text, 'utf16le');
  const how = random.one(['UTF-16', 'UTF-16 with a mark', 'other end', 'mark', 'lines', 'gzip']);
  steps.push(`as ${how}`);
  switch (how) {
    case 'UTF-16':
      return [little];
    case 'UTF-16 with a mark':
      return [Buffer.concat([Buffer.from([0xff, 0xfe]), little])];
    case 'other end':
      return [Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from(little).swap16()])];
    case 'mark':
      return [Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), bytes])];
    case 'lines':
      return [Buffer.concat([Buffer.from('npm warn old\n[1]\n\n'), bytes, Buffer.from('\nDone.')])];
    default:
      return [zlib.gzipSync(bytes)];
  }
}

function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8').replace(/^\uFEFF/, '')) as unknown;
  } catch {
    return undefined;
  }
}
