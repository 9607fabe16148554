import { type FindingTable, column } from './findingTable';
import { severityRank } from './finding';

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
  const byHash = new HashedRefs(sources);
  const hidden = sources.map(({ folder }) => hashed(fixedAt(folder).keys()));
  const isFixed = (ref: Ref): boolean => {
    const source = sources[sourceOf(ref)];
    if (!source || hidden[sourceOf(ref)]?.has(source.table.idHash(rowOf(ref))) !== true)
      return false;
    const { folder, table, at } = source;
    return at <= (fixedAt(folder).get(table.id(rowOf(ref))) ?? -1);
  };

  for (const number of newestFirst(sources)) {
    const source = sources[number];
    if (!source) continue;
    const { folder, table } = source;
    const lists = new Map<number, Ref[]>();
    const isAlone = refs.length === 0;
    for (let row = 0; row < table.length; row += 1) {
      const hash = table.idHash(row);
      if (!isAlone && byHash.has(hash, table.id(row), folder)) continue;
      const ref = refOf(number, row);
      byHash.add(hash, ref);
      refs.push(ref);
      if (table.place(row) === 'elsewhere') continue;
      const path = table.number(row, column.path);
      const list = lists.get(path);
      if (list) list.push(ref);
      else lists.set(path, begun(files, fileKey(folder, table.text(path)), ref));
    }
  }
  const order = inFileOrder(sources);
  for (const list of files.values()) list.sort(order);
  const state = stateReader(sources, setAside, isFixed);
  return {
    sources,
    refs,
    files,
    state,
    counts: () => countStates(refs, state),
    find(id, folder) {
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
    const isAside =
      aside[sourceOf(ref)]?.has(table.idHash(row)) === true && setAside(folder).has(table.id(row));
    if (isAside) return 'set-aside';
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

/** Where two reports have the same finding, the newer one knows its place. */
function newestFirst(sources: readonly IndexedSource[]): readonly number[] {
  return sources
    .map(({ at }, number) => ({ at, number }))
    .sort((a, b) => b.at - a.at || a.number - b.number)
    .map(({ number }) => number);
}

function begun(files: Map<string, Ref[]>, key: string, ref: Ref): Ref[] {
  const list = files.get(key) ?? [];
  list.push(ref);
  files.set(key, list);
  return list;
}

/** By place, then worst first. */
export function inFileOrder(sources: readonly IndexedSource[]): (a: Ref, b: Ref) => number {
  return (a, b) => {
    const [one, other] = [sources[sourceOf(a)]?.table, sources[sourceOf(b)]?.table];
    if (!one || !other) return 0;
    const [row, otherRow] = [rowOf(a), rowOf(b)];
    return (
      one.number(row, column.startLine) - other.number(otherRow, column.startLine) ||
      one.number(row, column.startCharacter) - other.number(otherRow, column.startCharacter) ||
      severityRank(one.severity(row)) - severityRank(other.severity(otherRow)) ||
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

  constructor(sources: readonly IndexedSource[]) {
    this.#sources = sources;
  }

  add(hash: number, ref: Ref): void {
    const known = this.#refs.get(hash);
    if (known === undefined) this.#refs.set(hash, ref);
    else if (Array.isArray(known)) known.push(ref);
    else this.#refs.set(hash, [known, ref]);
  }

  has(hash: number, id: string, folder: string): boolean {
    return this.#first(hash, id, folder) !== undefined;
  }

  find(id: string, folder: string | undefined): Ref | undefined {
    return this.#first(Number.parseInt(id.slice(0, 8), 16) >>> 0, id, folder);
  }

  #first(hash: number, id: string, folder: string | undefined): Ref | undefined {
    const known = this.#refs.get(hash);
    if (known === undefined) return undefined;
    for (const ref of Array.isArray(known) ? known : [known]) {
      const source = this.#sources[sourceOf(ref)];
      const isMeant = folder === undefined || source?.folder === folder;
      if (isMeant && source?.table.id(rowOf(ref)) === id) return ref;
    }
    return undefined;
  }
}
