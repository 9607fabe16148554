import type { PublishedVersion } from '../packument';
import {
  type Copy,
  type Pin,
  type Request,
  type TreeRules,
  needlessWith,
  isSame,
  ownerOf,
} from './copies';
import { Ledger } from './ledger';

/**
 * An install tree that can be changed and put back. Every change takes what nothing asks for any more
 * out of it at once. Requests that are unmet, and were not before, are in `broken`.
 */
export class Tree {
  readonly ledger: Ledger;
  readonly broken = new Set<Request>();
  readonly #copies = new Map<string, Copy>();
  readonly #inside = new Map<string, Map<string, Copy>>();
  readonly #requests = new Map<string, Set<Request>>();
  readonly #journal: (() => void)[] = [];
  readonly #suspects = new Set<Copy>();
  readonly #pins: Pin[] = [];
  readonly #rules: TreeRules;

  /** `copies` come with what they ask for, and each request with what answers it. */
  constructor(copies: Iterable<Copy>, rules: TreeRules) {
    this.#rules = rules;
    this.ledger = new Ledger(copies);
    for (const copy of copies) {
      this.#copies.set(copy.path, copy);
      this.#folder(ownerOf(copy)).set(copy.folder, copy);
      for (const request of copy.out) this.#named(request.name).add(request);
    }
    this.ledger.open(this.#copies);
  }

  get copies(): ReadonlyMap<string, Copy> {
    return this.#copies;
  }

  /** A place in the history to which `undo` goes back. */
  get mark(): number {
    return this.#journal.length;
  }

  undo(mark: number): void {
    while (this.#journal.length > mark) this.#journal.pop()?.();
  }

  /** Makes a copy another version of its package. What it asks for is asked for anew. */
  move(copy: Copy, published: PublishedVersion): void {
    const answered = new Map(copy.out.map((request) => [request.name, request.to !== undefined]));
    for (const child of this.#bundledIn(copy)) this.#take(child);
    for (const request of copy.out) this.#withdraw(request);
    this.#become(copy, published, this.#ask(copy, published, answered));
    for (const request of copy.in) this.#judge(request);
    this.#prune();
  }

  /** Puts a new copy into the node_modules of `owner`, where no other may lie under that name. */
  place(owner: string, folder: string, published: PublishedVersion): Copy {
    const path = owner === '' ? `node_modules/${folder}` : `${owner}/node_modules/${folder}`;
    const above = this.#copies.get(owner);
    const copy: Copy = {
      path,
      folder,
      chain: [path, ...(above?.chain ?? [''])],
      fixed: false,
      anchored: false,
      name: published.name,
      version: published.version,
      flaws: this.#rules.flawsOf(published.name, published.version),
      out: [],
      in: new Set(),
    };
    this.#put(copy);
    // What holds for it depends on who asks for it.
    for (const request of this.#named(folder)) {
      if (request.from.chain.includes(owner)) this.#resolve(request);
    }
    this.#become(copy, published, this.#ask(copy, published, new Map()));
    this.#prune();
    return copy;
  }

  /** Takes a copy away from those who ask for it: they find another one further out, or none. */
  drop(copy: Copy): void {
    this.#take(copy);
    this.#prune();
  }

  /** Asks for something else by the same name: another range in a manifest, or an override. */
  askFor(request: Request, spec: string, asked: string): void {
    const { spec: oldSpec, asked: oldAsked } = request;
    request.spec = spec;
    request.asked = asked;
    this.#journal.push(() => {
      request.spec = oldSpec;
      request.asked = oldAsked;
    });
    this.#judge(request);
  }

  /** What an override makes of a direct dependency, where that contradicts a range: npm takes no such manifest. */
  heldTo(name: string, spec: string): string | undefined {
    return this.#rules.heldTo(name, spec);
  }

  /** Takes a request out: its line in a manifest goes away. */
  forgo(request: Request): void {
    const { from } = request;
    const { out } = from;
    from.out = out.filter((one) => one !== request);
    this.#journal.push(() => {
      from.out = out;
    });
    this.#withdraw(request);
    this.#prune();
  }

  /** Makes these requests, and all that come and meet it, ones for a version. */
  pin(pin: Pin, requests: readonly Request[]): void {
    this.#pins.push(pin);
    this.#journal.push(() => this.#pins.pop());
    for (const request of requests) this.askFor(request, request.spec, pin.version);
  }

  /** What a request from a copy would find. */
  find(chain: readonly string[], name: string): Copy | undefined {
    for (const owner of chain) {
      const found = this.#inside.get(owner)?.get(name);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  asking(name: string): readonly Request[] {
    return [...(this.#requests.get(name) ?? [])];
  }

  /** Those who would find a new copy in `owner`. */
  wouldFind(owner: string, folder: string): readonly Request[] {
    const found: Request[] = [];
    for (const request of this.#requests.get(folder) ?? []) {
      const at = request.from.chain.indexOf(owner);
      if (at < 0) continue;
      const has = request.from.chain
        .slice(0, at)
        .some((near) => this.#inside.get(near)?.has(folder));
      if (!has) found.push(request);
    }
    return found;
  }

  /** Whether a request may be answered by a copy, also one that does not exist yet. */
  accepts(request: Request, copy: Copy): boolean {
    const { type, from } = request;
    const isInside = from.path !== '' && copy.path === `${from.path}/node_modules/${copy.folder}`;
    if (isInside && (type === 'peer' || type === 'peerOptional')) return false;
    return isSame(request, copy) || this.#rules.answers(request, copy);
  }

  #isMet(request: Request): boolean {
    const { to, before, excused, lenient } = request;
    if (to === undefined) return lenient || (excused && before === undefined);
    return this.accepts(request, to);
  }

  #judge(request: Request): void {
    const unmet = !this.#isMet(request);
    if (unmet === this.broken.has(request)) return;
    if (unmet) this.broken.add(request);
    else this.broken.delete(request);
    this.#journal.push(() => {
      if (unmet) this.broken.delete(request);
      else this.broken.add(request);
    });
  }

  #resolve(request: Request): void {
    this.#answer(request, this.find(request.from.chain, request.name));
    this.#judge(request);
  }

  #answer(request: Request, to: Copy | undefined): void {
    const old = request.to;
    if (old === to) return;
    old?.in.delete(request);
    to?.in.add(request);
    request.to = to;
    if (old !== undefined) this.#suspects.add(old);
    this.#journal.push(() => {
      to?.in.delete(request);
      old?.in.add(request);
      request.to = old;
    });
  }

  #ask(
    copy: Copy,
    published: PublishedVersion,
    answered: ReadonlyMap<string, boolean>,
  ): readonly Request[] {
    return this.#rules.wishesOf(published).map((wish) => {
      const { name, spec, type } = wish;
      const lenient =
        type === 'peerOptional' || (type === 'optional' && answered.get(name) === false);
      const asked = this.#rules.asked(wish, this.#pins, copy);
      return { from: copy, name, spec, type, asked, excused: false, lenient, to: undefined };
    });
  }

  #become(copy: Copy, published: PublishedVersion, out: readonly Request[]): void {
    const { name, version, flaws, out: oldOut } = copy;
    const newFlaws = this.#rules.flawsOf(published.name, published.version);
    const set = (fields: Pick<Copy, 'name' | 'version' | 'flaws' | 'out'>): void => {
      this.ledger.without(copy);
      Object.assign(copy, fields);
      this.ledger.with(copy);
    };
    set({ name: published.name, version: published.version, flaws: newFlaws, out });
    this.#journal.push(() => set({ name, version, flaws, out: oldOut }));
    for (const request of out) {
      const named = this.#named(request.name);
      named.add(request);
      this.#journal.push(() => named.delete(request));
      this.#resolve(request);
    }
  }

  #withdraw(request: Request): void {
    const named = this.#named(request.name);
    named.delete(request);
    this.#journal.push(() => named.add(request));
    this.#answer(request, undefined);
    if (this.broken.delete(request)) this.#journal.push(() => this.broken.add(request));
  }

  #put(copy: Copy): void {
    const folder = this.#folder(ownerOf(copy));
    const put = (): void => {
      folder.set(copy.folder, copy);
      this.#copies.set(copy.path, copy);
      this.ledger.with(copy);
    };
    put();
    this.#journal.push(() => this.#lift(copy, folder));
  }

  #lift(copy: Copy, folder: Map<string, Copy>): void {
    folder.delete(copy.folder);
    this.#copies.delete(copy.path);
    this.ledger.without(copy);
  }

  /** Takes a copy and what lies in it out of the tree. */
  #take(copy: Copy): void {
    if (this.#copies.get(copy.path) !== copy) return;
    for (const child of [...(this.#inside.get(copy.path)?.values() ?? [])]) this.#take(child);
    for (const request of copy.out) this.#withdraw(request);
    const folder = this.#folder(ownerOf(copy));
    this.#lift(copy, folder);
    this.#journal.push(() => {
      folder.set(copy.folder, copy);
      this.#copies.set(copy.path, copy);
      this.ledger.with(copy);
    });
    for (const request of [...copy.in]) this.#resolve(request);
  }

  /** No copy is looked at once for each of those below it: what falls may be most of the tree. */
  #prune(): void {
    const needed = new Set<Copy>();
    for (const copy of this.#suspects) {
      this.#suspects.delete(copy);
      const isThere = this.#copies.get(copy.path) === copy;
      for (const one of isThere ? needlessWith(copy, needed) : []) this.#take(one);
    }
  }

  #bundledIn(copy: Copy): readonly Copy[] {
    const children = [...(this.#inside.get(copy.path)?.values() ?? [])];
    return children.filter((child) => child.origin?.bundled === true);
  }

  #folder(owner: string): Map<string, Copy> {
    const known = this.#inside.get(owner) ?? new Map<string, Copy>();
    this.#inside.set(owner, known);
    return known;
  }

  #named(name: string): Set<Request> {
    const known = this.#requests.get(name) ?? new Set<Request>();
    this.#requests.set(name, known);
    return known;
  }
}
