import { type IndexedSource, type Ref, fileKey, refOf, rowOf, sourceOf } from './findingRef';
import { column } from './findingTable';
import { HashedRefs, hashed } from './hashedRefs';
import { sameFlaws } from './sameFlaw';

export {
  type IndexedSource,
  type Ref,
  fileKey,
  maxSources,
  refOf,
  rowOf,
  sourceOf,
} from './findingRef';

/**
 * What is to be done about a finding. `open`: somebody has to look. `set-aside`: a person decided
 * otherwise, on record. `suppressed`: the tool itself says so. `stale`: its code is gone.
 * `elsewhere`: its file is not in this workspace. `fixed`: a draft was accepted since the report.
 */
export const states = ['open', 'set-aside', 'suppressed', 'stale', 'elsewhere', 'fixed'] as const;
export type State = (typeof states)[number];

/** What is hidden or marked, by folder. */
export interface Decisions {
  /** When findings were fixed, by folder and id: reports that are not newer do not show them. */
  readonly fixedAt: (folder: string) => ReadonlyMap<string, number>;
  /** Ids that are set aside and still are today. */
  readonly setAside: (folder: string) => ReadonlySet<string>;
}

/** All findings of several reports, each once, and each flaw once that the built-in scan has found too. */
export interface FindingIndex {
  readonly sources: readonly IndexedSource[];
  /** In the order of the reports. */
  readonly refs: readonly Ref[];
  /** By folder and path (see `fileKey`), each file's in its order; without those elsewhere. */
  readonly files: ReadonlyMap<string, readonly Ref[]>;
  /** What other tools say of the same flaw: it is in no list, and this finding stands for it. */
  readonly others: (ref: Ref) => readonly Ref[];
  state(ref: Ref): State;
  /** How many findings are in each state now. */
  counts(): ReadonlyMap<State, number>;
  /** The finding with this id, or the one that stands for it. Without a folder: the first. */
  find(id: string, folder?: string): Ref | undefined;
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
  const same = sameFlaws(sources, files, isFixed);
  const standsFor = standInsOf(same, files);
  const shown = standsFor.size === 0 ? refs : refs.filter((ref) => !standsFor.has(ref));
  const order = inFileOrder(sources);
  for (const list of files.values()) if (!isInOrder(list, order)) list.sort(order);
  const others = (ref: Ref) => same.get(ref) ?? noRefs;
  const state = stateReader(sources, setAside, isFixed, others);
  let byHash: HashedRefs | undefined;
  return {
    sources,
    refs: shown,
    files,
    others,
    state,
    counts: () => countStates(shown, state),
    find(id, folder) {
      byHash ??= new HashedRefs(sources, refs);
      const ref = byHash.find(id, folder);
      return ref !== undefined && !isFixed(ref) ? (standsFor.get(ref) ?? ref) : undefined;
    },
  };
}

const noRefs: readonly Ref[] = [];

/** By each finding that another one stands for, that one; takes them out of their files' lists. */
function standInsOf(
  same: ReadonlyMap<Ref, readonly Ref[]>,
  files: Map<string, Ref[]>,
): ReadonlyMap<Ref, Ref> {
  const standsFor = new Map<Ref, Ref>();
  for (const [one, all] of same) for (const other of all) standsFor.set(other, one);
  if (standsFor.size === 0) return standsFor;
  for (const [key, list] of files) {
    if (!list.some((ref) => standsFor.has(ref))) continue;
    files.set(
      key,
      list.filter((ref) => !standsFor.has(ref)),
    );
  }
  return standsFor;
}

function stateReader(
  sources: readonly IndexedSource[],
  setAside: Decisions['setAside'],
  isFixed: (ref: Ref) => boolean,
  others: (ref: Ref) => readonly Ref[],
): (ref: Ref) => State {
  const aside = sources.map(({ folder }) => hashed(setAside(folder)));
  const isSetAside = (ref: Ref): boolean => {
    const some = aside[sourceOf(ref)];
    const source = sources[sourceOf(ref)];
    if (!source || !some || some.size === 0) return false;
    const { folder, table } = source;
    return some.has(table.idHash(rowOf(ref))) && setAside(folder).has(table.id(rowOf(ref)));
  };
  return (ref) => {
    const source = sources[sourceOf(ref)];
    if (!source) return 'open';
    const { table } = source;
    const row = rowOf(ref);
    if (isFixed(ref)) return 'fixed';
    if (isSetAside(ref) || others(ref).some(isSetAside)) return 'set-aside';
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
export function signatureOf({ sources, others }: FindingIndex, refs: readonly Ref[]): string {
  let one = 0x811c9dc5;
  let other = refs.length;
  const add = (ref: Ref) => {
    const digest = sources[sourceOf(ref)]?.table.digest(rowOf(ref)) ?? 0;
    one = Math.imul(one ^ digest, 0x01000193);
    other = (Math.imul(other, 31) + digest) | 0;
  };
  for (const ref of refs) {
    add(ref);
    others(ref).forEach(add);
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
