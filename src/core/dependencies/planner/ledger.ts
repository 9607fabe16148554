import type { Copy } from './copies';
import { byVersion, crossesMajor, isLower } from './versions';

export interface Entry {
  readonly name: string;
  readonly version: string;
  readonly vulnerable: boolean;
  readonly malware: boolean;
}

/** Counts what is different from the lockfile, by path, while a tree changes. */
export class Ledger {
  changed = 0;
  added = 0;
  removed = 0;
  majors = 0;
  downgrades = 0;
  /** Downgrades of what was not malware: none is ever wanted. */
  unwarranted = 0;
  vulnerable = 0;
  /** Vulnerable now and not before. */
  introduced = 0;
  #vulnerableBefore = 0;
  readonly #before = new Map<string, Entry>();
  readonly #vulnerable = new Map<string, string[]>();

  constructor(copies: Iterable<Copy>) {
    for (const { path, name, version, flaws } of copies) {
      const vulnerable = flaws.length > 0;
      const malware = flaws.some((flaw) => flaw.malware);
      this.#before.set(path, { name, version, vulnerable, malware });
      if (!vulnerable) continue;
      const known = this.#vulnerable.get(name) ?? [];
      this.#vulnerable.set(name, [...known, version].sort(byVersion));
    }
  }

  /** Counts what was before as being there: to be called once. */
  open(copies: ReadonlyMap<string, Copy>): void {
    for (const { flaws } of copies.values()) if (flaws.length > 0) this.vulnerable += 1;
    this.#vulnerableBefore = this.vulnerable;
  }

  get changes(): number {
    return this.changed + this.added;
  }

  /** Copies that were vulnerable and are gone, or no longer are. */
  get fixed(): number {
    return this.#vulnerableBefore - this.vulnerable + this.introduced;
  }

  get all(): ReadonlyMap<string, Entry> {
    return this.#before;
  }

  before(path: string): Entry | undefined {
    return this.#before.get(path);
  }

  /** Which versions of a package there were that are vulnerable, from the lowest to the highest. */
  vulnerableOf(name: string): readonly string[] {
    return this.#vulnerable.get(name) ?? [];
  }

  /** To be called when a copy has come, or has become another version. */
  with(copy: Copy): void {
    this.#count(copy, 1);
  }

  /** To be called before a copy goes, or becomes another version. */
  without(copy: Copy): void {
    this.#count(copy, -1);
  }

  #count({ path, name, version, flaws }: Copy, by: 1 | -1): void {
    const before = this.#before.get(path);
    const vulnerable = flaws.length > 0;
    if (vulnerable) this.vulnerable += by;
    if (vulnerable && before?.vulnerable !== true) this.introduced += by;
    if (before === undefined) {
      this.added += by;
      return;
    }
    this.removed -= by;
    if (before.version === version && before.name === name) return;
    this.changed += by;
    if (before.name !== name || crossesMajor(before.version, version)) this.majors += by;
    if (!isLower(version, before.version)) return;
    this.downgrades += by;
    if (!before.malware) this.unwarranted += by;
  }
}
