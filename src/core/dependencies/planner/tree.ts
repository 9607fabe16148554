import type { Advisory } from '../advisory';
import type { Edge, PackageNode } from '../graph';
import type { PublishedVersion } from '../packument';
import { Ledger } from './ledger';

/** A copy in the tree that is being changed. */
export interface Copy {
  readonly path: string;
  /** The name of its folder: what it is asked for by. */
  readonly folder: string;
  /** Whose node_modules are looked into from here, the nearest first; the last is `''`. */
  readonly chain: readonly string[];
  /** What it was in the lockfile. */
  readonly origin?: PackageNode;
  /** Bundled, linked, from git or the project's own: it keeps its version. */
  readonly fixed: boolean;
  /** Kept even if nothing asks for it. */
  readonly anchored: boolean;
  name: string;
  version: string;
  flaws: readonly Advisory[];
  out: readonly Request[];
  readonly in: Set<Request>;
}

/** One copy asks for a package, in the tree that is being changed. */
export interface Request {
  readonly from: Copy;
  readonly name: string;
  readonly type: Edge['type'];
  /** As it is written. */
  spec: string;
  /** What counts: what an override makes of it, else what is written. */
  asked: string;
  /** What answered it in the lockfile, where the asker is still the one of the lockfile. */
  readonly before?: Answered;
  /** It was unmet in the lockfile already. */
  readonly excused: boolean;
  /** That nothing answers it is no fault. */
  readonly lenient: boolean;
  to: Copy | undefined;
}

export interface Answered {
  readonly version: string;
  readonly malware: boolean;
  /** What was asked for then. */
  readonly asked: string;
}

/** What a copy of some version asks for. */
export interface Wish {
  readonly name: string;
  readonly spec: string;
  readonly type: Edge['type'];
}

/** What a tree has to ask about versions and what they are asked for. */
export interface TreeRules {
  flawsOf(name: string, version: string): readonly Advisory[];
  wishesOf(published: PublishedVersion): readonly Wish[];
  /** Whether a copy is what is asked for; nothing is known of what lies where. */
  answers(request: Request, copy: Copy): boolean;
  /** What an override makes of a wish. */
  asked(from: Copy, wish: Wish): string;
}

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
    this.#become(copy, published, this.#ask(copy, published, new Map()));
    for (const request of this.#named(folder)) {
      if (request.from.chain.includes(owner)) this.#resolve(request);
    }
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

  /** Takes a request out of its manifest. */
  dropRequest(request: Request): void {
    const { from } = request;
    const { out } = from;
    this.#withdraw(request);
    from.out = out.filter((one) => one !== request);
    this.#journal.push(() => (from.out = out));
    this.#prune();
  }

  /** What a request from a copy would find. */
  find(chain: readonly string[], name: string): Copy | undefined {
    for (const owner of chain) {
      const found = this.#inside.get(owner)?.get(name);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** Those who would find a new copy in `owner`. */
  wouldFind(owner: string, folder: string): readonly Request[] {
    const found: Request[] = [];
    for (const request of this.#requests.get(folder) ?? []) {
      const at = request.from.chain.indexOf(owner);
      if (at < 0) continue;
      const has = request.from.chain.slice(0, at).some((near) => this.#inside.get(near)?.has(folder));
      if (!has) found.push(request);
    }
    return found;
  }

  /** Whether a request may be answered by a copy, also one that does not exist yet. */
  accepts(request: Request, copy: Copy): boolean {
    const { type, from } = request;
    if (type === 'peer' || type === 'peerOptional') {
      if (copy.path === `${from.path}/node_modules/${copy.folder}` && from.path !== '') return false;
    }
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
      const asked = this.#rules.asked(copy, wish);
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

  #prune(): void {
    for (const copy of this.#suspects) {
      this.#suspects.delete(copy);
      if (this.#copies.get(copy.path) === copy && !isNeeded(copy)) this.#take(copy);
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

/** What the lockfile has is taken as it is, met or unmet. */
function isSame({ before, asked }: Request, copy: Copy): boolean {
  return before?.asked === asked && before.version === copy.version;
}

/** In whose node_modules a copy lies. The project and its workspaces lie in none. */
export function ownerOf(copy: Copy): string {
  return copy.chain[1] ?? '\0';
}

/** Whether the project comes to a copy by what is asked for. */
function isNeeded(copy: Copy): boolean {
  const seen = new Set<Copy>([copy]);
  for (const one of seen) {
    if (one.anchored) return true;
    for (const { from, type } of one.in) if (type !== 'peerOptional') seen.add(from);
  }
  return false;
}
