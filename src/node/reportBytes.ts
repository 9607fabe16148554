import * as fs from 'node:fs';
import * as path from 'node:path';
import * as zlib from 'node:zlib';
import { HumanError, messageOf } from '../core/errors';
import type { Problem } from '../core/finding';
import { type Extents, type Skimmed, skimSarif } from '../core/readers/sarifSkim';
import { maxReportBytes, tooLarge } from '../core/readers';
import { codeOf } from './atomicFile';

/** Read at a time: large enough to be quick, small enough to tell how far it is. */
const chunkBytes = 2 * 1024 * 1024;
/** Results that are parsed together: so many, and so many bytes, but at least one. */
const resultsAtOnce = 256;
const bytesAtOnce = 16 * 1024 * 1024;
/** A larger result is none that a scanner wrote, and would take many times its size in memory. */
const maxResultBytes = 64 * 1024 * 1024;

/**
 * The bytes of one report on disk. A log whose results can be cut out is never in memory as a whole,
 * so its size has no limit but the one that is set; any other report is read in one piece.
 */
export class ReportBytes {
  readonly size: number;
  /** In milliseconds since 1970. */
  readonly writtenAt: number;
  #handle: number;
  readonly #file: string;
  readonly #name: string;
  #skimmed: Skimmed | undefined;
  #unreadable = 0;

  private constructor(file: string, name: string, handle: number, stat: fs.Stats) {
    this.#file = file;
    this.#name = name;
    this.#handle = handle;
    this.size = stat.size;
    this.writtenAt = stat.mtimeMs;
  }

  /** A file that cannot be read, or is larger than allowed, is a HumanError. */
  static open(file: string, name: string, maxBytes: number): ReportBytes {
    const handle = openFile(file, name);
    const stat = fs.fstatSync(handle);
    const refusal = !stat.isFile()
      ? 'is not a regular file'
      : stat.size > maxBytes
        ? `is ${megabytes(stat.size)}, above the limit of ${megabytes(maxBytes)} that the settings give`
        : undefined;
    if (refusal === undefined) return new ReportBytes(file, name, handle, stat);
    fs.closeSync(handle);
    throw new HumanError(`${name}: it ${refusal}`);
  }

  /** What the first pass found; undefined for a report that is read in one piece. */
  get skimmed(): Skimmed | undefined {
    return this.#skimmed;
  }

  /** The first pass: says from time to time how many bytes it has seen. */
  *skim(): Generator<number> {
    const chunk = Buffer.allocUnsafe(chunkBytes);
    const first = fs.readSync(this.#handle, chunk, 0, chunkBytes, 0);
    const start = jsonStart(chunk.subarray(0, first));
    if (start === undefined) return;
    const skimmer = skimSarif(start);
    let at = 0;
    for (let read = first; read > 0; read = fs.readSync(this.#handle, chunk, 0, chunkBytes, at)) {
      skimmer.write(at === 0 ? chunk.subarray(start, read) : chunk.subarray(0, read));
      at += read;
      yield at;
    }
    this.#skimmed = skimmer.end();
  }

  /** All bytes, unpacked where they are gzip. A HumanError when they are too many for one piece. */
  whole(): Uint8Array {
    const why = tooLarge(this.size);
    if (why !== undefined) throw new HumanError(`${this.#name}: it ${why}`);
    const bytes = Buffer.allocUnsafe(this.size);
    const read = fs.readSync(this.#handle, bytes, 0, this.size, 0);
    const content = bytes.subarray(0, read);
    return content[0] === 0x1f && content[1] === 0x8b ? this.#unpacked(content) : content;
  }

  /** The results that were cut out, without their heavy members, some at a time and in order. */
  *results(): Generator<{ from: number; results: readonly unknown[]; done: number }> {
    const all = this.#skimmed?.results;
    if (all === undefined) return;
    const window = new FileWindow(this.#handle);
    const text = new JsonList();
    for (let from = 0, to = 0; from < all.length; from = to) {
      const last = Math.min(from + resultsAtOnce, all.length);
      for (; to < last && (to === from || text.length < bytesAtOnce); to += 1) {
        // One that is too large stays empty, which is no JSON either.
        if (isReadable(all, to)) {
          all.pieces(to, (start, end) => text.add(window.bytes(start, end)));
        }
        text.next();
      }
      yield { from, results: this.#parsed(text, to - from), done: all.end(to - 1) };
    }
  }

  /** One result without its heavy members, while the report is open. */
  glance(index: number): unknown {
    const all = this.#skimmed?.results;
    if (all === undefined || !isReadable(all, index)) return undefined;
    let text = '';
    all.pieces(index, (start, end) => {
      const bytes = Buffer.allocUnsafe(end - start);
      const read = fs.readSync(this.#handle, bytes, 0, bytes.length, start);
      text += bytes.toString('utf8', 0, read);
    });
    return parse(text);
  }

  /** One result whole. A HumanError when the report has changed since it was read. */
  result(index: number): unknown {
    const handle = openFile(this.#file, this.#name);
    try {
      const { size, mtimeMs } = fs.fstatSync(handle);
      if (size !== this.size || mtimeMs !== this.writtenAt) {
        throw new HumanError(`${this.#name} has changed since it was read; read it again.`);
      }
      const all = this.#skimmed?.results;
      if (all === undefined) return undefined;
      if (all.end(index) - all.start(index) > maxResultBytes) {
        throw new HumanError(`${this.#name}: this result is too large to be opened.`);
      }
      const bytes = new FileWindow(handle).bytes(all.start(index), all.end(index));
      return parse(new TextDecoder().decode(bytes));
    } finally {
      fs.closeSync(handle);
    }
  }

  runOf(index: number): number {
    return this.#skimmed?.results.run(index) ?? -1;
  }

  /** What was cut out of the result, of `cutMembers`. */
  flagsOf(index: number): number {
    return this.#skimmed?.results.flags(index) ?? 0;
  }

  /** A file beside the report that the report names; undefined when there is none to read. */
  beside(uri: string): Uint8Array | undefined {
    const folder = fs.realpathSync(path.dirname(this.#file));
    try {
      const file = fs.realpathSync(path.join(folder, ...decodeURI(uri).split('/')));
      if (!file.startsWith(folder + path.sep)) return undefined;
      const stat = fs.statSync(file);
      return stat.isFile() && stat.size <= maxReportBytes ? fs.readFileSync(file) : undefined;
    } catch {
      return undefined;
    }
  }

  get problems(): readonly Problem[] {
    const count = this.#unreadable;
    if (count === 0) return [];
    const what = count === 1 ? 'result is not valid JSON' : 'results are not valid JSON';
    return [{ message: `${this.#name}: ${count} ${what} and cannot be read`, count }];
  }

  close(): void {
    fs.closeSync(this.#handle);
  }

  /** Together, which is quicker; one by one where one of them is broken. */
  #parsed(text: JsonList, count: number): readonly unknown[] {
    const { whole, items } = text.take();
    const all = parse(whole());
    if (Array.isArray(all) && all.length === count) return all as readonly unknown[];
    return items().map((item) => {
      const one = parse(item);
      if (one === undefined) this.#unreadable += 1;
      return one ?? broken;
    });
  }

  #unpacked(bytes: Uint8Array): Uint8Array {
    try {
      return zlib.gunzipSync(bytes, { maxOutputLength: maxReportBytes });
    } catch (error) {
      throw new HumanError(`${this.#name}: it cannot be unpacked (${messageOf(error)})`);
    }
  }
}

function isReadable(all: Extents, index: number): boolean {
  let size = 0;
  all.pieces(index, (start, end) => (size += end - start));
  return size <= maxResultBytes;
}

/** Stands for a result that could not be parsed and was counted. */
export const broken = Symbol('broken');

/** A part of a file in memory, moved along as later parts are asked for. */
class FileWindow {
  readonly #handle: number;
  #buffer = Buffer.alloc(0);
  #bytes = this.#buffer;
  #from = 0;

  constructor(handle: number) {
    this.#handle = handle;
  }

  /** Good until the next call. */
  bytes(start: number, end: number): Uint8Array {
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
class JsonList {
  #bytes = Buffer.allocUnsafe(256 * 1024);
  #ends: number[] = [];
  #length = 1;

  /** In bytes. */
  get length(): number {
    return this.#length;
  }

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

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Where JSON in UTF-8 begins; undefined when the bytes begin with something else. */
function jsonStart(bytes: Uint8Array): number | undefined {
  let at = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  while (at < bytes.length && (bytes[at] ?? 0) <= 0x20 && bytes[at] !== 0) at += 1;
  const isJson = bytes[at] === 0x7b || bytes[at] === 0x5b;
  return isJson && bytes[at + 1] !== 0 ? at : undefined;
}

function openFile(file: string, name: string): number {
  try {
    // A pipe would keep the opener waiting for its other end.
    return fs.openSync(file, fs.constants.O_RDONLY | (fs.constants.O_NONBLOCK ?? 0));
  } catch (error) {
    if (codeOf(error) === 'ENOENT') throw new HumanError(`${name} does not exist.`);
    throw new HumanError(`${name} cannot be read: ${messageOf(error)}`);
  }
}

function megabytes(bytes: number): string {
  return `${Math.ceil(bytes / 2 ** 20)} MB`;
}
