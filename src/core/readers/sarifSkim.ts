import { maxReportDepth } from './depth';
import { type Extents, ExtentStore, heavyMembers, maxRuns, maxSkimmed } from './sarifExtents';
import { Skeleton } from './sarifSkeleton';

export { type Extents, cutMembers } from './sarifExtents';

/** A log's bytes without its results, and where those lie. Offsets are in bytes of the log. */
export interface Skimmed {
  /** The log, with `"results":[]` in every run whose results were cut out, and without runs that are too many. */
  readonly skeleton: Uint8Array;
  /** How many results each run has, by its index in `runs`. */
  readonly counts: readonly number[];
  readonly results: Extents;
  /** The bytes end before the log does. */
  readonly isTruncated: boolean;
  /** It nests deeper than any scanner writes; nothing behind that place was looked at. */
  readonly isTooDeep: boolean;
}

/** Takes a log's bytes in pieces of any size. */
export interface Skimmer {
  write(chunk: Uint8Array): void;
  end(): Skimmed;
}

const [quote, backslash] = [0x22, 0x5c];

const longestKey = 'graphTraversals'.length;
/** A shorter list is not worth a cut. */
const leastCut = 32;

/** The depths at which the keys matter: the log, a run and a result. */
const inLog = 1;
const inRuns = 2;
const inRun = 3;
const inResults = 4;
const inResult = 5;

/**
 * Finds the results of a SARIF log in one pass over its bytes, without parsing: they may be more
 * than fits into one text. Text in UTF-8. What is not a log comes back whole, as the skeleton.
 * `start` is how many bytes of the file lie before what is written first.
 */
export function skimSarif(start = 0): Skimmer {
  return new Skim(start);
}

/** The state of the scan lives from chunk to chunk in plain fields. */
class Skim implements Skimmer {
  #at: number;
  #depth = 0;
  #inString = false;
  #isEscaped = false;
  /** A string that begins now is a key. */
  #keyNext = false;
  #isKey = false;
  #key = '';
  /** The key whose value comes. */
  #member = '';
  /** How deep the scan is in `runs[].results[]`, as far as it is. */
  #zone = 0;
  #run = -1;
  #heavyFlag: number | undefined;
  /** Nothing but blanks has come of the heavy list yet. */
  #isBlank = false;
  #cutFrom = 0;
  #isTooDeep = false;

  #hasValue = false;
  #from = 0;
  #flags = 0;
  #firstCut = 0;
  readonly #counts: number[] = [];
  readonly #extents = new ExtentStore();

  readonly #skeleton = new Skeleton();
  /** Where the part of the skeleton begins that is not kept yet. */
  #keptFrom = 0;

  constructor(start: number) {
    this.#at = start;
  }

  write(chunk: Uint8Array): void {
    const base = this.#at;
    const size = chunk.length;
    this.#keptFrom = 0;
    let at = 0;
    while (at < size && !this.#isTooDeep) {
      if (this.#inString) {
        at = this.#string(chunk, at);
        continue;
      }
      if (this.#depth > this.#zone) {
        at = this.#below(chunk, at);
        if (at >= size || this.#inString) continue;
      }
      const byte = chunk[at] ?? 0;
      at += 1;
      if (byte <= 0x20) continue;
      if (byte === quote) {
        this.#inString = true;
        this.#hasValue = true;
        this.#isKey = this.#keyNext && this.#depth === this.#zone;
        this.#key = '';
        this.#keyNext = false;
      } else if (byte === 0x2c) {
        this.#comma(chunk, base, at - 1);
      } else if (byte === 0x7b || byte === 0x5b) {
        this.#open(byte === 0x7b, chunk, base, at);
      } else if (byte === 0x7d || byte === 0x5d) {
        this.#close(base, at - 1);
      } else {
        this.#hasValue = true;
      }
    }
    if (this.#zone < inResults) this.#skeleton.add(chunk, this.#keptFrom, size);
    this.#at = base + size;
  }

  end(): Skimmed {
    // The cuts of a result that did not end belong to nothing.
    this.#extents.cuts = this.#firstCut;
    return {
      skeleton: this.#skeleton.joined(),
      counts: this.#counts,
      results: this.#extents,
      isTruncated: this.#depth > 0 || this.#inString,
      isTooDeep: this.#isTooDeep,
    };
  }

  /**
   * Passes over what no key matters in, up to the bracket that closes it or the end of the chunk.
   * Nearly all of a log is read here, so the loop touches nothing but local variables.
   */
  #below(chunk: Uint8Array, from: number): number {
    const size = chunk.length;
    const floor = this.#zone + 1;
    let depth = this.#depth;
    let at = from;
    if (this.#isBlank) {
      while (at < size && (chunk[at] ?? 0) <= 0x20) at += 1;
      this.#isBlank = at === size || chunk[at] === 0x5d;
    }
    while (at < size) {
      let byte = chunk[at] ?? 0;
      if (byte === quote) {
        at += 1;
        while (at < size) {
          byte = chunk[at] ?? 0;
          if (byte === quote) break;
          at += byte === backslash ? 2 : 1;
        }
        if (at >= size) {
          this.#inString = true;
          this.#isKey = false;
          this.#isEscaped = at > size;
          at = size - 1;
        }
      } else if (byte >= 0x5b) {
        // Brackets and braces, and the letters of true, false and null.
        if (byte === 0x7b || byte === 0x5b) {
          depth += 1;
          if (depth > maxReportDepth) {
            this.#isTooDeep = true;
            break;
          }
        } else if (byte === 0x7d || byte === 0x5d) {
          if (depth === floor) break;
          depth -= 1;
        }
      }
      at += 1;
    }
    this.#depth = depth;
    return at;
  }

  /** To the end of the string or of the chunk. */
  #string(chunk: Uint8Array, from: number): number {
    const size = chunk.length;
    let at = from;
    if (this.#isEscaped) {
      this.#isEscaped = false;
      at += 1;
    }
    let byte = 0;
    while (at < size) {
      byte = chunk[at] ?? 0;
      if (byte === quote) break;
      at += byte === backslash ? 2 : 1;
    }
    if (this.#isKey && this.#key.length <= longestKey) {
      const end = Math.min(at, size, from + longestKey + 1);
      for (let each = from; each < end; each += 1) {
        this.#key += String.fromCharCode(chunk[each] ?? 0);
      }
    }
    if (at > size) this.#isEscaped = true;
    if (at >= size) return size;
    this.#inString = false;
    if (this.#isKey) this.#member = this.#key;
    return at + 1;
  }

  #comma(chunk: Uint8Array, base: number, at: number): void {
    const depth = this.#depth;
    this.#keyNext = true;
    if (depth !== this.#zone) return;
    if (depth === inResults) this.#endResult(base + at);
    if (depth !== inRuns) return;
    this.#nextRun();
    if (this.#run !== maxRuns) return;
    this.#skeleton.add(chunk, this.#keptFrom, at);
    this.#skeleton.isShut = true;
  }

  #open(isObject: boolean, chunk: Uint8Array, base: number, at: number): void {
    const depth = this.#depth;
    this.#hasValue = true;
    this.#keyNext = isObject;
    this.#depth += 1;
    if (this.#depth > maxReportDepth) this.#isTooDeep = true;
    if (depth !== this.#zone) return;
    if (depth === 0 || depth === inRuns || depth === inResults) {
      if (isObject) this.#zone += 1;
      this.#member = '';
    } else if (depth === inLog && !isObject && this.#member === 'runs') {
      this.#zone = inRuns;
      this.#run = -1;
      this.#nextRun();
    } else if (depth === inRun && !isObject && this.#member === 'results') {
      this.#zone = inResults;
      this.#skeleton.add(chunk, this.#keptFrom, at);
      this.#beginResult(base + at);
    } else if (depth === inResult && !isObject) {
      this.#heavyFlag = heavyMembers.get(this.#member);
      this.#isBlank = true;
      this.#cutFrom = base + at;
    }
  }

  #close(base: number, at: number): void {
    const depth = this.#depth;
    if (depth === 0) return;
    this.#depth -= 1;
    this.#keyNext = false;
    if (depth === inResult + 1 && this.#heavyFlag !== undefined && this.#zone === inResult) {
      this.#cut(base + at);
    }
    if (depth !== this.#zone) return;
    if (depth === inResults) {
      this.#endResult(base + at);
      this.#keptFrom = at;
    } else if (depth === inRuns && this.#skeleton.isShut) {
      this.#skeleton.isShut = false;
      this.#keptFrom = at;
    }
    this.#zone -= 1;
  }

  #nextRun(): void {
    this.#run += 1;
    // A log of nothing but commas would fill the memory with runs.
    const isKnown = this.#run < this.#counts.length;
    if (!isKnown && this.#run < maxSkimmed) this.#counts.push(0);
  }

  #beginResult(at: number): void {
    this.#from = at;
    this.#flags = 0;
    this.#hasValue = false;
    this.#firstCut = this.#extents.cuts;
  }

  #endResult(at: number): void {
    if (this.#hasValue) {
      this.#counts[this.#run] = (this.#counts[this.#run] ?? 0) + 1;
      this.#extents.add(this.#run, this.#from, at, this.#flags, this.#firstCut);
    }
    this.#beginResult(at + 1);
  }

  #cut(to: number): void {
    const flag = this.#heavyFlag ?? 0;
    this.#heavyFlag = undefined;
    if (!this.#isBlank) this.#flags |= flag;
    if (to - this.#cutFrom >= leastCut) this.#extents.cut(this.#cutFrom, to);
  }
}
