import { type CharSet, contains } from './regexSet';
import { UnreadableRegex } from './regexTree';

/** The characters of a pattern, told apart only where the pattern tells them apart. */
export interface Alphabet {
  /** One character for each group of those that are the same to the pattern; the plainest first. */
  readonly letters: readonly string[];
  /** The first letter that is in all these sets, or -1. */
  meet(a: number, b: number, c?: number): number;
  /** Whether a set, by its number, has a letter. */
  has(set: number, letter: number): boolean;
}

const plain = 'ab0A- _.,/!@"\t\n\'#:;<>()[]{}=+*?&%$~^|\\`';
const mostBounds = 2000;

export function alphabetOf(sets: readonly CharSet[]): Alphabet {
  const bounds = new Set([0]);
  for (const set of sets) {
    for (let i = 0; i < set.length; i += 2) bounds.add(set[i] ?? 0).add((set[i + 1] ?? 0) + 1);
  }
  if (bounds.size > mostBounds) throw new UnreadableRegex('it tells too many characters apart');
  const groups = new Map<string, number>();
  for (const code of [...candidates(), ...[...bounds].sort((a, b) => a - b)]) {
    if (code > 0x10ffff) continue;
    const signature = sets.map((set) => (contains(set, code) ? '1' : '0')).join('');
    if (!groups.has(signature)) groups.set(signature, code);
  }
  const codes = [...groups.values()];
  const masks = sets.map((set) => maskOf(codes.map((code) => contains(set, code))));
  return {
    letters: codes.map((code) => String.fromCodePoint(code)),
    meet: (a, b, c = b) => firstCommon(masks[a] ?? [], masks[b] ?? [], masks[c] ?? []),
    has: (set, letter) => (((masks[set] ?? [])[letter >> 5] ?? 0) & (1 << (letter & 31))) !== 0,
  };
}

function candidates(): number[] {
  return [...plain].map((character) => character.charCodeAt(0));
}

function maskOf(bits: readonly boolean[]): number[] {
  const words = new Array<number>(Math.ceil(bits.length / 32)).fill(0);
  bits.forEach((bit, index) => {
    if (bit) words[index >> 5] = (words[index >> 5] ?? 0) | (1 << (index & 31));
  });
  return words;
}

function firstCommon(a: readonly number[], b: readonly number[], c: readonly number[]): number {
  for (let word = 0; word < a.length; word++) {
    const common = (a[word] ?? 0) & (b[word] ?? 0) & (c[word] ?? 0);
    if (common !== 0) return word * 32 + (31 - Math.clz32(common & -common));
  }
  return -1;
}
