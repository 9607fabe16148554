import { type FindingIndex, type Ref, indexFindings, rowOf, sourceOf } from '../core/findingIndex';
import { followingOn, rowsWithout } from '../core/findingRows';
import { type Batch, FindingTable } from '../core/findingTable';
import type { Source, SourceInfo } from './findingSource';
import { moveRows } from './places';
import type { Unsaved } from './unsaved';

const noTimes: ReadonlyMap<string, number> = new Map();
const noIds: ReadonlySet<string> = new Set();

/** All sources of findings with what was decided about them, and their index, made when it is asked for. */
export class FindingSources {
  readonly #sources = new Map<string, Source>();
  readonly #fixed = new Map<string, Map<string, number>>();
  readonly #setAside = new Map<string, ReadonlySet<string>>();
  /** Undefined while out of date. */
  #indexed: { readonly index: FindingIndex; readonly sources: readonly Source[] } | undefined;

  get all(): readonly Source[] {
    return [...this.#sources.values()];
  }

  /** Its refs hold until the next change. */
  get index(): FindingIndex {
    return this.#now().index;
  }

  has(key: string): boolean {
    return this.#sources.has(key);
  }

  /** The source of a finding. */
  of(ref: Ref): Source | undefined {
    return this.#now().sources[sourceOf(ref)];
  }

  set(key: string, source: Source): void {
    this.#sources.set(key, source);
    this.touch();
  }

  /** As `Findings.replaceIn`. */
  replaceIn(
    key: string,
    info: SourceInfo,
    paths: ReadonlySet<string>,
    batch: Batch,
    unsaved: Unsaved,
  ): void {
    const table = new FindingTable();
    const before = this.#sources.get(key)?.table;
    if (before) table.append(rowsWithout(before, paths));
    const from = table.length;
    table.append(followingOn(table.textCount, batch));
    moveRows(table, from, info.folder, unsaved);
    this.set(key, { ...info, table, problems: [] });
  }

  delete(key: string): boolean {
    this.touch();
    return this.#sources.delete(key);
  }

  /** When a finding was fixed, and with it what other tools say of its flaw; undefined when it is not. */
  noteFixed(folder: string, id: string, at: number | undefined): void {
    const times = this.#fixed.get(folder) ?? new Map<string, number>();
    this.#fixed.set(folder, times);
    const ref = this.index.find(id, folder);
    const others = ref === undefined ? [] : this.index.others(ref);
    const ids = others.flatMap((one) => this.of(one)?.table.id(rowOf(one)) ?? []);
    for (const one of [id, ...ids]) {
      if (at === undefined) times.delete(one);
      else times.set(one, at);
    }
  }

  noteSetAside(folder: string, ids: ReadonlySet<string>): void {
    this.#setAside.set(folder, ids);
  }

  /** To be told of every change. */
  touch(): void {
    this.#indexed = undefined;
  }

  #now() {
    if (this.#indexed) return this.#indexed;
    const sources = this.all;
    const tables = sources.map(({ folder, table, at, topics }) => {
      return { folder: folder.uri.toString(), table, at, ...(topics && { topics }) };
    });
    const index = indexFindings(tables, {
      fixedAt: (folder) => this.#fixed.get(folder) ?? noTimes,
      setAside: (folder) => this.#setAside.get(folder) ?? noIds,
    });
    this.#indexed = { index, sources };
    return this.#indexed;
  }
}
