import { type FindingTable, column } from './findingTable';

/**
 * What is to be done about a finding. `open`: somebody has to look. `set-aside`: a person decided
 * otherwise, on record. `suppressed`: the tool itself says so. `stale`: its code is gone.
 * `elsewhere`: its file is not in this workspace. `fixed`: a draft was accepted since the report.
 */
export const states = ['open', 'set-aside', 'suppressed', 'stale', 'elsewhere', 'fixed'] as const;
export type State = (typeof states)[number];

/** One report's findings. */
export interface IndexedSource {
  /** Names the folder, the same for all its reports. */
  readonly folder: string;
  readonly table: FindingTable;
  /** When the report was written, in milliseconds since 1970. */
  readonly at: number;
}

/** A finding by its source and row, as one small number. */
export type Ref = number;

const rowBits = 20;
/** So many reports can be told apart. */
export const maxSources = 1000;

export function refOf(source: number, row: number): Ref {
  return (source << rowBits) | row;
}

export function sourceOf(ref: Ref): number {
  return ref >> rowBits;
}

export function rowOf(ref: Ref): number {
  return ref & ((1 << rowBits) - 1);
}

/** What is hidden or marked, by folder. */
export interface Decisions {
  /** When findings were fixed, by folder and id: reports that are not newer do not show them. */
  readonly fixedAt: (folder: string) => ReadonlyMap<string, number>;
  /** Ids that are set aside and still are today. */
  readonly setAside: (folder: string) => ReadonlySet<string>;
}

/** All findings of several reports, each once. */
export interface FindingIndex {
  readonly sources: readonly IndexedSource[];
  /** In the order of the reports. */
  readonly refs: readonly Ref[];
  /** By folder and path (see `fileKey`), each file's in its order; without those elsewhere. */
  readonly files: ReadonlyMap<string, readonly Ref[]>;
  state(ref: Ref): State;
  /** How many findings are in each state now. */
  counts(): ReadonlyMap<State, number>;
  /** Without a folder: the first with this id. */
  find(id: string, folder?: string): Ref | undefined;
}

export function fileKey(folder: string, path: string): string {
  return `${folder}\n${path}`;
}

/** Takes a few milliseconds for a hundred thousand findings. */
export function indexFindings(
  sources: readonly IndexedSource[],
  { fixedAt, setAside }: Decisions,
): FindingIndex {
  const refs: Ref[] = [];
  const files = new Map<string, Ref[]>();
  const hidden = sources.map(({ folder }) => hashed(fixedAt(folder).keys()));
  const isFixed = (ref: Ref): boolean => {
    const some = hidden[sourceOf(ref)];
    const source = sources[sourceOf(ref)];
    if (!some || some.size === 0 || !source) return false;
    const { folder, table, at } = source;
    if (!some.has(table.idHash(rowOf(ref)))) return false;
    return at <= (fixedAt(folder).get(table.id(rowOf(ref))) ?? -1);
  };
  const repeated = repeatedRefs(sources);
  for (const [number, { folder, table }] of sources.entries()) {
    const lists = new Map<number, Ref[]>();
    let last: number | undefined;
    let list: Ref[] = [];
    for (let row = 0; row < table.length; row += 1) {
      const ref = refOf(number, row);
      if (repeated.size > 0 && repeated.has(ref)) continue;
      refs.push(ref);
      if (table.place(row) === 'elsewhere') continue;
      const path = table.number(row, column.path);
      if (path !== last) {
        list = lists.get(path) ?? listOf(files, fileKey(folder, table.text(path)));
        lists.set(path, list);
        last = path;
      }
      list.push(ref);
    }
  }
  const order = inFileOrder(sources);
  for (const list of files.values()) if (!isInOrder(list, order)) list.sort(order);
  const state = stateReader(sources, setAside, isFixed);
  let byHash: HashedRefs | undefined;
  return {
    sources,
    refs,
    files,
    state,
    counts: () => countStates(refs, state),
    find(id, folder) {
      byHash ??= new HashedRefs(sources, refs);
      const ref = byHash.find(id, folder);
      return ref !== undefined && !isFixed(ref) ? ref : undefined;
    },
  };
}

function stateReader(
  sources: readonly IndexedSource[],
  setAside: Decisions['setAside'],
  isFixed: (ref: Ref) => boolean,
): (ref: Ref) => State {
  const aside = sources.map(({ folder }) => hashed(setAside(folder)));
  return (ref) => {
    const source = sources[sourceOf(ref)];
    if (!source) return 'open';
    const { folder, table } = source;
    const row = rowOf(ref);
    if (isFixed(ref)) return 'fixed';
    const some = aside[sourceOf(ref)];
    if (some && some.size > 0 && some.has(table.idHash(row))) {
      if (setAside(folder).has(table.id(row))) return 'set-aside';
    }
    if (table.number(row, column.suppressed) >= 0) return 'suppressed';
    return table.place(row) ?? 'open';
  };
}

function countStates(refs: readonly Ref[], state: (ref: Ref) => State): Map<State, number> {
  const counts = new Map<State, number>(states.map((one) => [one, 0]));
  for (const ref of refs) {
    const one = state(ref);
    counts.set(one, (counts.get(one) ?? 0) + 1);
  }
  return counts;
}

/**
 * The findings that a newer report of the folder has too: that one knows their places better. The
 * largest report is only held against the others, so that most windows pay nothing for this.
 */
function repeatedRefs(sources: readonly IndexedSource[]): ReadonlySet<Ref> {
  const repeated = new Set<Ref>();
  const numbers = [...sources.keys()].sort((a, b) => sizeOf(sources, b) - sizeOf(sources, a));
  const [largest, ...others] = numbers;
  if (largest === undefined || others.length === 0) return repeated;
  const known = new HashedRefs(sources, []);
  for (const number of [...others, largest]) {
    const source = sources[number];
    for (let row = 0; source && row < source.table.length; row += 1) {
      const ref = refOf(number, row);
      const other = known.same(ref);
      const isKept = other === undefined || isNewer(sources, ref, other);
      if (other !== undefined) repeated.add(isKept ? other : ref);
      if (isKept && number !== largest) known.add(ref, other);
    }
  }
  return repeated;
}

function sizeOf(sources: readonly IndexedSource[], number: number): number {
  return sources[number]?.table.length ?? 0;
}

function isNewer(sources: readonly IndexedSource[], a: Ref, b: Ref): boolean {
  const age = (ref: Ref) => sources[sourceOf(ref)]?.at ?? 0;
  return age(a) > age(b) || (age(a) === age(b) && a < b);
}

function listOf(files: Map<string, Ref[]>, key: string): Ref[] {
  const list = files.get(key) ?? [];
  files.set(key, list);
  return list;
}

/** Most reports are, and to see that is quicker than to sort. */
function isInOrder(list: readonly Ref[], order: (a: Ref, b: Ref) => number): boolean {
  for (let at = 1; at < list.length; at += 1) {
    if (order(list[at - 1] ?? 0, list[at] ?? 0) > 0) return false;
  }
  return true;
}

/** The same, but for chance, as long as the same findings are at the same places. */
export function signatureOf({ sources }: FindingIndex, refs: readonly Ref[]): string {
  let one = 0x811c9dc5;
  let other = refs.length;
  for (const ref of refs) {
    const digest = sources[sourceOf(ref)]?.table.digest(rowOf(ref)) ?? 0;
    one = Math.imul(one ^ digest, 0x01000193);
    other = (Math.imul(other, 31) + digest) | 0;
  }
  return `${one} ${other}`;
}

/** The rank of the most severe of these findings. */
export function worstRank({ sources }: FindingIndex, refs: readonly Ref[]): number {
  const ranks = refs.map((ref) => sources[sourceOf(ref)]?.table.severityRank(rowOf(ref)) ?? 0);
  return Math.min(...ranks);
}

/** By place, then worst first. */
export function inFileOrder(sources: readonly IndexedSource[]): (a: Ref, b: Ref) => number {
  return (a, b) => {
    const one = sources[sourceOf(a)]?.table;
    const other = sources[sourceOf(b)]?.table;
    if (!one || !other) return 0;
    const row = rowOf(a);
    const otherRow = rowOf(b);
    return (
      one.number(row, column.startLine) - other.number(otherRow, column.startLine) ||
      one.number(row, column.startCharacter) - other.number(otherRow, column.startCharacter) ||
      one.severityRank(row) - other.severityRank(otherRow) ||
      a - b
    );
  };
}

/** The first 32 bits of the ids, to look before reading an id: see `FindingTable.idHash`. */
function hashed(ids: Iterable<string>): ReadonlySet<number> {
  return new Set([...ids].map((id) => Number.parseInt(id.slice(0, 8), 16) >>> 0));
}

/** Findings by id, without keeping the ids as texts. */
class HashedRefs {
  readonly #sources: readonly IndexedSource[];
  readonly #refs = new Map<number, Ref | Ref[]>();

  constructor(sources: readonly IndexedSource[], refs: readonly Ref[]) {
    this.#sources = sources;
    for (const ref of refs) this.add(ref);
  }

  /** `instead`: one that was added before and goes. */
  add(ref: Ref, instead?: Ref): void {
    const hash = this.#sources[sourceOf(ref)]?.table.idHash(rowOf(ref)) ?? 0;
    const known = this.#refs.get(hash);
    if (known === undefined) this.#refs.set(hash, ref);
    else {
      const others = (Array.isArray(known) ? known : [known]).filter((one) => one !== instead);
      this.#refs.set(hash, [...others, ref]);
    }
  }

  /** The same finding of the same folder. */
  same(ref: Ref): Ref | undefined {
    const source = this.#sources[sourceOf(ref)];
    if (!source) return undefined;
    const hash = source.table.idHash(rowOf(ref));
    return this.#refs.has(hash)
      ? this.#first(hash, source.table.id(rowOf(ref)), source.folder)
      : undefined;
  }

  find(id: string, folder: string | undefined): Ref | undefined {
    return this.#first(Number.parseInt(id.slice(0, 8), 16) >>> 0, id, folder);
  }

  #first(hash: number, id: string, folder: string | undefined): Ref | undefined {
    const known = this.#refs.get(hash);
    if (known === undefined) return undefined;
    return (Array.isArray(known) ? known : [known]).find((ref) => {
      const source = this.#sources[sourceOf(ref)];
      const isMeant = folder === undefined || source?.folder === folder;
      return isMeant && source?.table.id(rowOf(ref)) === id;
    });
  }
}
