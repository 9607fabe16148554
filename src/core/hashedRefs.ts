import { type IndexedSource, type Ref, rowOf, sourceOf } from './findingRef';

/** The first 32 bits of the ids, to look before reading an id: see `FindingTable.idHash`. */
export function hashed(ids: Iterable<string>): ReadonlySet<number> {
  return new Set([...ids].map((id) => Number.parseInt(id.slice(0, 8), 16) >>> 0));
}

/** Findings by id, without keeping the ids as texts. */
export class HashedRefs {
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
