/** Characters as sorted, disjoint, inclusive ranges of code points: `[low, high, low, high, …]`. */
export type CharSet = readonly number[];

const last = 0x10ffff;

export const everything: CharSet = [0, last];
export const nothing: CharSet = [];
export const lineBreaks: CharSet = [0x0a, 0x0a, 0x0d, 0x0d, 0x2028, 0x2029];
export const digits: CharSet = [0x30, 0x39];
export const wordCharacters: CharSet = [0x30, 0x39, 0x41, 0x5a, 0x5f, 0x5f, 0x61, 0x7a];
export const spaces: CharSet = union([
  [0x09, 0x0d, 0x20, 0x20, 0xa0, 0xa0, 0x1680, 0x1680, 0x2000, 0x200a],
  [0x2028, 0x2029, 0x202f, 0x202f, 0x205f, 0x205f, 0x3000, 0x3000, 0xfeff, 0xfeff],
]);

export function only(code: number): CharSet {
  return [code, code];
}

export function union(sets: readonly CharSet[]): CharSet {
  const [first, ...others] = sets;
  if (first && others.length === 0) return first;
  const pairs: [number, number][] = [];
  for (const set of sets) {
    for (let i = 0; i < set.length; i += 2) pairs.push([set[i] ?? 0, set[i + 1] ?? 0]);
  }
  pairs.sort((a, b) => a[0] - b[0]);
  const merged: number[] = [];
  for (const [low, high] of pairs) {
    const end = merged.at(-1);
    if (end !== undefined && low <= end + 1) merged[merged.length - 1] = Math.max(end, high);
    else merged.push(low, high);
  }
  return merged;
}

export function complement(set: CharSet): CharSet {
  const rest: number[] = [];
  let from = 0;
  for (let i = 0; i < set.length; i += 2) {
    const low = set[i] ?? 0;
    if (low > from) rest.push(from, low - 1);
    from = (set[i + 1] ?? 0) + 1;
  }
  if (from <= last) rest.push(from, last);
  return rest;
}

export function intersection(a: CharSet, b: CharSet): CharSet {
  return complement(union([complement(a), complement(b)]));
}

export function contains(set: CharSet, code: number): boolean {
  let low = 0;
  let high = set.length / 2 - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    if (code < (set[2 * middle] ?? 0)) high = middle - 1;
    else if (code > (set[2 * middle + 1] ?? 0)) low = middle + 1;
    else return true;
  }
  return false;
}

/** With the other case of each letter. Of a very wide range, only ASCII letters get theirs. */
export function ignoringCase(set: CharSet): CharSet {
  const more: CharSet[] = [set];
  for (let i = 0; i < set.length; i += 2) {
    const low = set[i] ?? 0;
    const high = set[i + 1] ?? 0;
    const until = high - low > 1000 ? Math.min(high, 0x7f) : high;
    for (let code = low; code <= until; code++) more.push(...otherCases(code));
  }
  return union(more);
}

function otherCases(code: number): CharSet[] {
  const text = String.fromCodePoint(code);
  return [text.toLowerCase(), text.toUpperCase()]
    .filter((other) => other !== text && [...other].length === 1)
    .map((other) => other.codePointAt(0) ?? code)
    .filter((other) => other < 0x80 === code < 0x80)
    .map(only);
}

const sampledExactly = 0x300;
const sampleStep = 0x80;
const sampledUntil = 0x20000;

/**
 * A Unicode property such as `L` or `Script=Greek`: exact below U+0300, and by one character of
 * each 128 above. Undefined when there is no such property.
 */
export function propertySet(name: string): CharSet | undefined {
  let test: RegExp;
  try {
    test = new RegExp(`^\\p{${name}}$`, 'u');
  } catch {
    return undefined;
  }
  const found: CharSet[] = [];
  for (let code = 0; code < sampledExactly; code++) {
    if (test.test(String.fromCodePoint(code))) found.push(only(code));
  }
  for (let code = sampledExactly; code < sampledUntil; code += sampleStep) {
    if (test.test(String.fromCodePoint(code + 0x10))) found.push([code, code + sampleStep - 1]);
  }
  return union(found);
}
