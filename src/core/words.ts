/** Where each word of a text stands: runs of letters, digits, `_`, `$` and characters beyond ASCII. */
export interface Words {
  /** Whether the text has any of these words. */
  hasAny(words: Iterable<string>): boolean;
  /** The offsets of a word, in the order of the text. */
  at(word: string): readonly number[];
}

/** Reads the text once, without making a string of any word: a small share of the time to parse it. */
export function wordsOf(text: string): Words {
  const { starts, next, heads, mask } = table(text);
  const matches = (word: string, first: boolean): number[] => {
    const found: number[] = [];
    for (let at = heads[hashOf(word) & mask] ?? -1; at >= 0; at = next[at] ?? -1) {
      const start = starts[at] ?? 0;
      if (!text.startsWith(word, start) || isWordAt(text, start + word.length)) continue;
      found.push(start);
      if (first) break;
    }
    return found;
  };
  const known = new Map<string, readonly number[]>();
  return {
    hasAny: (words) => {
      for (const word of words) if (matches(word, true).length > 0) return true;
      return false;
    },
    at(word) {
      let offsets = known.get(word);
      if (!offsets) known.set(word, (offsets = matches(word, false).reverse()));
      return offsets;
    },
  };
}

/** The words, those of one hash linked to each other from the last to the first. */
function table(text: string) {
  let capacity = 256;
  while (capacity < text.length / 8) capacity *= 2;
  const mask = capacity - 1;
  const heads = new Int32Array(capacity).fill(-1);
  let starts = new Int32Array(capacity);
  let next = new Int32Array(capacity);
  let count = 0;
  for (let at = 0; at < text.length; at += 1) {
    if (!isWord(text.charCodeAt(at))) continue;
    const start = at;
    let hash = 0;
    for (let code = text.charCodeAt(at); isWord(code); code = text.charCodeAt(at)) {
      hash = (Math.imul(hash, 31) + code) | 0;
      at += 1;
    }
    if (count === starts.length) {
      starts = enlarged(starts);
      next = enlarged(next);
    }
    const bucket = spread(hash) & mask;
    starts[count] = start;
    next[count] = heads[bucket] ?? -1;
    heads[bucket] = count;
    count += 1;
  }
  return { starts, next, heads, mask };
}

function hashOf(word: string): number {
  let hash = 0;
  for (let at = 0; at < word.length; at += 1) {
    hash = (Math.imul(hash, 31) + word.charCodeAt(at)) | 0;
  }
  return spread(hash);
}

function spread(hash: number): number {
  return hash ^ (hash >>> 15);
}

function enlarged(numbers: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(numbers.length * 2);
  larger.set(numbers);
  return larger;
}

function isWordAt(text: string, at: number): boolean {
  return at < text.length && isWord(text.charCodeAt(at));
}

function isWord(code: number): boolean {
  return (
    (code >= 97 && code <= 122) ||
    (code >= 65 && code <= 90) ||
    (code >= 48 && code <= 57) ||
    code === 95 ||
    code === 36 ||
    code > 127
  );
}
