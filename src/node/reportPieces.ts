import * as fs from 'node:fs';
import { isHeavy } from '../core/readers/depth';
import type { Extents } from '../core/readers/sarifSkim';

/** Read at a time: large enough to be quick, small enough to tell how far it is. */
export const chunkBytes = 2 * 1024 * 1024;
/** A shorter text is parsed whatever it is made of. */
const lightLength = 1024 * 1024;

/** A part of a file in memory, moved along as later parts are asked for. */
export class FileWindow {
  readonly #handle: number;
  #buffer = Buffer.alloc(0);
  #bytes = this.#buffer;
  #from = 0;

  constructor(handle: number) {
    this.#handle = handle;
  }

  /** Good until the next call. */
  bytes(start: number, end: number): Buffer {
    if (start < this.#from || end > this.#from + this.#bytes.length) this.#moveTo(start, end);
    return this.#bytes.subarray(start - this.#from, end - this.#from);
  }

  #moveTo(start: number, end: number): void {
    const size = Math.max(chunkBytes, end - start);
    if (this.#buffer.length < size) this.#buffer = Buffer.allocUnsafe(size);
    const read = fs.readSync(this.#handle, this.#buffer, 0, this.#buffer.length, start);
    this.#bytes = this.#buffer.subarray(0, read);
    this.#from = start;
  }
}

/** Puts items of JSON together to a list, in bytes, so that they become a text in one go. */
export class JsonList {
  #bytes = Buffer.allocUnsafe(256 * 1024);
  #ends: number[] = [];
  #length = 1;

  add(piece: Uint8Array): void {
    const end = this.#length + piece.length;
    if (end + 1 > this.#bytes.length) {
      const larger = Buffer.allocUnsafe((end + 1) * 2);
      larger.set(this.#bytes.subarray(0, this.#length));
      this.#bytes = larger;
    }
    this.#bytes.set(piece, this.#length);
    this.#length = end;
  }

  /** How many bytes there are so far. */
  get size(): number {
    return this.#length;
  }

  /** Ends the item. */
  next(): void {
    this.#bytes[this.#length] = 0x2c;
    this.#ends.push(this.#length);
    this.#length += 1;
  }

  /** The list or its items, as texts; to be asked before anything is added to the next list. */
  take(): { readonly whole: () => string; readonly items: () => readonly string[] } {
    const bytes = this.#bytes;
    const ends = this.#ends;
    this.#ends = [];
    this.#length = 1;
    const last = ends.at(-1) ?? 1;
    bytes[0] = 0x5b;
    bytes[last] = 0x5d;
    return {
      whole: () => bytes.toString('utf8', 0, last + 1),
      items: () =>
        ends.map((end, index) => bytes.toString('utf8', (ends[index - 1] ?? 0) + 1, end)),
    };
  }
}

/** A result without its heavy members. */
export function lightText(handle: number, all: Extents, index: number): string {
  let text = '';
  all.pieces(index, (start, end) => (text += textAt(handle, start, end)));
  return text;
}

/** These bytes of a file, and no more: many results are opened one by one. */
export function textAt(handle: number, start: number, end: number): string {
  const bytes = Buffer.allocUnsafe(end - start);
  return bytes.toString('utf8', 0, fs.readSync(handle, bytes, 0, bytes.length, start));
}

/** Undefined for what is no JSON, or would take too much memory. */
export function parse(text: string): unknown {
  if (isTooHeavy(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Whether the text of one result would take too much memory when it is parsed. */
export function isTooHeavy(text: string): boolean {
  return text.length > lightLength && isHeavy(text, text.length);
}
