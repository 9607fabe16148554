/** Four words of an id and its number. Half of an id tells it apart from all others. */
export const recordWords = 5;

/** Remembers for many ids a number that never changes, in about thirty bytes each. */
export class SeenTable {
  readonly #max: number;
  #words = new Uint32Array(1024 * recordWords);
  /** By hash: the number of a record plus one. */
  #slots = new Int32Array(2048);
  #size = 0;

  /** `max` are kept: when there are more, the oldest quarter goes. */
  constructor(max: number) {
    this.#max = max;
  }

  get size(): number {
    return this.#size;
  }

  /** `id` is its bytes. False, and nothing changes, when it is known; so too for what is no id. */
  add(id: Uint8Array, minutes: number): boolean {
    if (id.length !== idBytes) return false;
    return this.#put(wordAt(id, 0), wordAt(id, 4), wordAt(id, 8), wordAt(id, 12), minutes);
  }

  of(id: string): number | undefined {
    if (!isId.test(id)) return undefined;
    const slot = this.#slotOf(word(id, 0), word(id, 8), word(id, 16), word(id, 24));
    const record = this.#slots[slot] ?? 0;
    return record === 0 ? undefined : this.#words[record * recordWords - 1];
  }

  /** Adds what `records` of another table gave, or a part of it that begins at a whole record. */
  addRecords(words: Uint32Array): void {
    const word = (at: number): number => words[at] ?? 0;
    for (let at = 0; at + recordWords <= words.length; at += recordWords) {
      this.#put(word(at), word(at + 1), word(at + 2), word(at + 3), word(at + 4));
    }
  }

  /** All of it, oldest first. */
  records(): Uint32Array {
    return this.#words.slice(0, this.#size * recordWords);
  }

  #put(a: number, b: number, c: number, d: number, minutes: number): boolean {
    if ((this.#slots[this.#slotOf(a, b, c, d)] ?? 0) > 0) return false;
    this.#makeRoom();
    const at = this.#size * recordWords;
    this.#words[at] = a;
    this.#words[at + 1] = b;
    this.#words[at + 2] = c;
    this.#words[at + 3] = d;
    this.#words[at + 4] = minutes;
    this.#size += 1;
    this.#slots[this.#slotOf(a, b, c, d)] = this.#size;
    return true;
  }

  /** The slot of a record, or the free one where it belongs. */
  #slotOf(a: number, b: number, c: number, d: number): number {
    const words = this.#words;
    const mask = this.#slots.length - 1;
    for (let slot = (a ^ b) & mask; ; slot = (slot + 1) & mask) {
      const at = ((this.#slots[slot] ?? 0) - 1) * recordWords;
      if (at < 0) return slot;
      const isSame = words[at] === a && words[at + 1] === b && words[at + 2] === c;
      if (isSame && words[at + 3] === d) return slot;
    }
  }

  #makeRoom(): void {
    if (this.#size === this.#max) {
      const gone = Math.ceil(this.#max / 4);
      this.#words.copyWithin(0, gone * recordWords, this.#size * recordWords);
      this.#size -= gone;
      this.#index();
    }
    if ((this.#size + 1) * recordWords > this.#words.length) {
      const larger = new Uint32Array(this.#words.length * 2);
      larger.set(this.#words);
      this.#words = larger;
    }
    if ((this.#size + 1) * 2 > this.#slots.length) {
      this.#slots = new Int32Array(this.#slots.length * 4);
      this.#index();
    }
  }

  #index(): void {
    this.#slots.fill(0);
    const word = (at: number): number => this.#words[at] ?? 0;
    for (let record = 0; record < this.#size; record += 1) {
      const at = record * recordWords;
      this.#slots[this.#slotOf(word(at), word(at + 1), word(at + 2), word(at + 3))] = record + 1;
    }
  }
}

const isId = /^[0-9a-f]{64}$/;
const idBytes = 32;

function wordAt(bytes: Uint8Array, at: number): number {
  const upper = ((bytes[at] ?? 0) << 24) | ((bytes[at + 1] ?? 0) << 16);
  return (upper | ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0)) >>> 0;
}

function word(id: string, at: number): number {
  return Number.parseInt(id.slice(at, at + 8), 16);
}
