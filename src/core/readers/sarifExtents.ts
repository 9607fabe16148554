/** Of one log. A log of nothing but runs would fill the memory otherwise. */
export const maxRuns = 10_000;
/** Results of one log beyond this are counted, not read. */
export const maxSkimmed = 1_000_000;

/** What of a result is cut away in the first reading, and said of it meanwhile. */
export const cutMembers = { flow: 1, fix: 2, related: 4 } as const;

/** The members of a result that are long and shown only when it is opened. */
export const heavyMembers: ReadonlyMap<string, number> = new Map([
  ['codeFlows', cutMembers.flow],
  ['fixes', cutMembers.fix],
  ['relatedLocations', cutMembers.related],
  ['graphs', 0],
  ['graphTraversals', 0],
  ['stacks', 0],
  ['attachments', 0],
]);

/** Where results lie, in the order of the log. */
export interface Extents {
  readonly length: number;
  run(index: number): number;
  start(index: number): number;
  end(index: number): number;
  /** How many bytes are left of the result without its heavy members. */
  size(index: number): number;
  /** Of `cutMembers`, those that the result has. */
  flags(index: number): number;
  /** Calls back for each piece of a result that remains when its heavy members are empty lists. */
  pieces(index: number, piece: (start: number, end: number) => void): void;
}

/** The extents in plain numbers: a million of them are a few dozen megabytes. */
export class ExtentStore implements Extents {
  length = 0;
  cuts = 0;
  #runs = new Int32Array(1024);
  #bounds = new Float64Array(2048);
  #flags = new Uint8Array(1024);
  #firstCuts = new Int32Array(1024);
  #cutBounds = new Float64Array(2048);

  add(run: number, start: number, end: number, flags: number, firstCut: number): void {
    if (this.length >= maxSkimmed) {
      this.cuts = firstCut;
      return;
    }
    if (this.length === this.#runs.length) {
      this.#runs = grown(this.#runs, new Int32Array(this.length * 2));
      this.#bounds = grown(this.#bounds, new Float64Array(this.length * 4));
      this.#flags = grown(this.#flags, new Uint8Array(this.length * 2));
      this.#firstCuts = grown(this.#firstCuts, new Int32Array(this.length * 2));
    }
    this.#runs[this.length] = run;
    this.#bounds[this.length * 2] = start;
    this.#bounds[this.length * 2 + 1] = end;
    this.#flags[this.length] = flags;
    this.#firstCuts[this.length] = firstCut;
    this.length += 1;
  }

  cut(from: number, to: number): void {
    if (this.cuts * 2 === this.#cutBounds.length) {
      this.#cutBounds = grown(this.#cutBounds, new Float64Array(this.cuts * 4));
    }
    this.#cutBounds[this.cuts * 2] = from;
    this.#cutBounds[this.cuts * 2 + 1] = to;
    this.cuts += 1;
  }

  run(index: number): number {
    return this.#runs[index] ?? -1;
  }

  start(index: number): number {
    return this.#bounds[index * 2] ?? 0;
  }

  end(index: number): number {
    return this.#bounds[index * 2 + 1] ?? 0;
  }

  size(index: number): number {
    let size = 0;
    this.pieces(index, (start, end) => {
      size += end - start;
    });
    return size;
  }

  flags(index: number): number {
    return this.#flags[index] ?? 0;
  }

  pieces(index: number, piece: (start: number, end: number) => void): void {
    const last = index + 1 < this.length ? (this.#firstCuts[index + 1] ?? 0) : this.cuts;
    let from = this.start(index);
    for (let cut = this.#firstCuts[index] ?? 0; cut < last; cut += 1) {
      piece(from, this.#cutBounds[cut * 2] ?? 0);
      from = this.#cutBounds[cut * 2 + 1] ?? 0;
    }
    piece(from, this.end(index));
  }
}

function grown<A extends { set(from: A): void }>(from: A, to: A): A {
  to.set(from);
  return to;
}
