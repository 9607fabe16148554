import * as fs from 'node:fs';
import * as path from 'node:path';
import * as zlib from 'node:zlib';
import { HumanError, messageOf } from '../core/errors';
import type { Problem } from '../core/finding';
import { type Skip, tally } from '../core/readers/problems';
import { type Skimmed, skimSarif } from '../core/readers/sarifSkim';
import { maxReportBytes, tooLarge } from '../core/readers';
import { codeOf } from './atomicFile';
import {
  FileWindow,
  JsonList,
  chunkBytes,
  isTooHeavy,
  lightText,
  parse,
  textAt,
} from './reportPieces';

/** Results that are parsed together: so many, or so many bytes. */
const resultsAtOnce = 256;
const bytesAtOnce = 1024 * 1024;
/** A longer result is not read, and of a longer one with its heavy members only what is left. */
const maxResultBytes = 8 * 1024 * 1024;
const maxWholeBytes = 64 * 1024 * 1024;

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
  #tooLarge = 0;

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
      const large: number[] = [];
      for (; to < all.length && to - from < resultsAtOnce && text.size < bytesAtOnce; to += 1) {
        if (all.size(to) > maxResultBytes) large.push(to - from);
        else all.pieces(to, (start, end) => text.add(window.bytes(start, end)));
        text.next();
      }
      const results = large.length === 0 ? this.#parsed(text, to - from) : this.#some(text, large);
      yield { from, results, done: all.end(to - 1) };
    }
  }

  /** One result without its heavy members, while the report is open. */
  glance(index: number): unknown {
    const all = this.#skimmed?.results;
    const isShort = all !== undefined && all.size(index) <= maxResultBytes;
    return isShort ? parse(lightText(this.#handle, all, index)) : undefined;
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
      if (all === undefined || index >= all.length) return undefined;
      if (all.size(index) > maxResultBytes) {
        throw new HumanError(`${this.#name}: this result is too large to be opened.`);
      }
      const [start, end] = [all.start(index), all.end(index)];
      const isShort = end - start <= maxWholeBytes;
      const whole = isShort && parse(textAt(handle, start, end));
      // It was listed for what is left of it, which may be all that is valid JSON.
      return whole || parse(lightText(handle, all, index));
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
    const problems = tally(this.#name);
    if (this.#unreadable > 0) problems.add(skips.unreadable, undefined, this.#unreadable);
    if (this.#tooLarge > 0) problems.add(skips.tooLarge, undefined, this.#tooLarge);
    return problems.list();
  }

  /** The first pass has served its purpose: only where the results lie is still needed. */
  release(): void {
    if (this.#skimmed) this.#skimmed = { ...this.#skimmed, skeleton: new Uint8Array() };
  }

  close(): void {
    fs.closeSync(this.#handle);
  }

  /** Together, which is quicker; one by one where one of them is broken. */
  #parsed(text: JsonList, count: number): readonly unknown[] {
    const { whole, items } = text.take();
    const all = parse(whole());
    if (Array.isArray(all) && all.length === count) return all as readonly unknown[];
    return items().map((item) => this.#one(item));
  }

  /** The same where some, which are empty here, are too large. */
  #some(text: JsonList, large: readonly number[]): readonly unknown[] {
    const items = text.take().items();
    this.#tooLarge += large.length;
    return items.map((item, index) => (large.includes(index) ? broken : this.#one(item)));
  }

  #one(item: string): unknown {
    if (isTooHeavy(item)) {
      this.#tooLarge += 1;
      return broken;
    }
    const one = parse(item);
    if (one === undefined) this.#unreadable += 1;
    return one === undefined ? broken : one;
  }

  #unpacked(bytes: Uint8Array): Uint8Array {
    try {
      return zlib.gunzipSync(bytes, { maxOutputLength: maxReportBytes });
    } catch (error) {
      throw new HumanError(`${this.#name}: it cannot be unpacked (${messageOf(error)})`);
    }
  }
}

const skips = {
  unreadable: [
    'result is not valid JSON and cannot be read',
    'results are not valid JSON and cannot be read',
  ],
  tooLarge: [
    `result is larger than ${megabytes(maxResultBytes)}, or of too many parts, and is not read`,
    `results are larger than ${megabytes(maxResultBytes)}, or of too many parts, and are not read`,
  ],
} as const satisfies Record<string, Skip>;

/** Stands for a result that could not be parsed and was counted. */
export const broken = Symbol('broken');

/** Where an object of JSON in UTF-8 begins; undefined when the bytes begin with something else. */
function jsonStart(bytes: Uint8Array): number | undefined {
  let at = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  while (at < bytes.length && (bytes[at] ?? 0) <= 0x20 && bytes[at] !== 0) at += 1;
  return bytes[at] === 0x7b && bytes[at + 1] !== 0 ? at : undefined;
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
