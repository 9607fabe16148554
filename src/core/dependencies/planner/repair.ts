import type { Catalog } from './catalog';
import type { Choices } from './choices';
import { type Op, applyOp, isOwn } from './ops';
import type { PublishedVersion } from '../packument';
import { widened } from './rangeStyle';
import type { Copy, Request } from './copies';
import type { Tree } from './tree';

/** What a search may do. */
export interface Freedom {
  readonly parents: boolean;
  readonly ranges: boolean;
  readonly overrides: boolean;
}

/** A way to make a copy harmless, counted against the tree that it was found in. */
export interface Step {
  readonly goal: string;
  readonly ops: readonly Op[];
  /** By how many the vulnerable copies become fewer. */
  readonly gain: number;
  /** By how many the changed and added copies become more; below zero where earlier changes become needless. */
  readonly cost: number;
}

/** A state that a search came by, under the one from which it came there. */
interface Seen {
  next?: ReadonlyMap<Op, Seen>;
  worth?: number;
}

/** From this limit on, a way is only looked for when it takes fewer changes than the last one found. */
export const far = 20;

/** How far up from a vulnerable copy those are looked at who bring it. */
const generations = 3;

/** How many changes it is good for to have one vulnerable copy less. */
const esteem = 1.3;

/** Looks for ways to make one copy harmless without leaving a request unmet. */
export class Repair {
  readonly #tree: Tree;
  readonly #catalog: Catalog;
  readonly #choices: Choices;
  readonly #freedom: Freedom;
  #start = { changes: 0, vulnerable: 0, majors: 0, unwarranted: 0 };
  #goal = '';
  #limit = 0;
  #least = Infinity;
  /** How many states may still be looked at. */
  #left = 0;
  #seen: Seen = {};
  #sawAll = true;
  #ops: Op[] = [];
  readonly #touched = new Set<string>();
  #found: Step[] = [];

  constructor(tree: Tree, catalog: Catalog, choices: Choices, freedom: Freedom) {
    this.#tree = tree;
    this.#catalog = catalog;
    this.#choices = choices;
    this.#freedom = freedom;
  }

  /**
   * The ways with up to so many changes, the first of these limits that has any. Each may take an
   * effort of its own. The tree is as before.
   */
  ways(goal: string, limits: readonly number[], effort: number): readonly Step[] {
    this.#goal = goal;
    this.#seen = {};
    this.#found = [];
    this.#sawAll = false;
    for (const limit of limits) {
      this.#begin(limit, effort);
      this.#search(this.#seen);
      if (this.#found.length > 0 || this.#sawAll) break;
    }
    return this.#found;
  }

  /** Whether the last search left out nothing for its limit or its effort. */
  get sawAll(): boolean {
    return this.#sawAll;
  }

  /**
   * Longer ways to what `ways` was last asked for, of up to `limit` changes: some that look good at
   * every turn. The tree has to be as it was then, and is so after.
   */
  longWays(limit: number, effort: number): readonly Step[] {
    this.#begin(limit, effort);
    for (let spare = 0; spare <= 3 && this.#left > 0; spare += 1) this.#dive(this.#seen, spare);
    return this.#found;
  }

  #begin(limit: number, effort: number): void {
    const { changes, vulnerable, majors, unwarranted } = this.#tree.ledger;
    this.#start = { changes, vulnerable, majors, unwarranted };
    this.#limit = limit;
    this.#left = effort;
    this.#found = [];
    this.#least = Infinity;
    this.#sawAll = true;
  }

  #search(seen: Seen): void {
    if (this.#isOver()) return;
    for (const [op, next] of this.#from(seen)) {
      this.#try(op, () => this.#search(next));
      if (this.#isSettled()) return;
    }
  }

  /** Where one can go on to. The same search comes by the same state many times. */
  #from(seen: Seen): ReadonlyMap<Op, Seen> {
    return (seen.next ??= new Map(this.#options().map((op) => [op, {}])));
  }

  /** Of malware the versions come in the order of preference, whatever the later ones would save. */
  #isSettled(): boolean {
    if (this.#ops.length > 0 || this.#found.length === 0) return false;
    return this.#tree.copies.get(this.#goal)?.flaws.some((flaw) => flaw.malware) === true;
  }

  /** Goes on by what looks best after one change; `spare` times it may take what looks less good. */
  #dive(seen: Seen, spare: number): void {
    if (this.#isOver()) return;
    const options = [...this.#from(seen)].flatMap(([op, next]) => {
      const worth = this.#worth(op, next);
      if (worth === Infinity) return [];
      this.#left -= 0.5;
      return [{ op, next, worth }];
    });
    options.sort((one, other) => one.worth - other.worth);
    for (const [index, { op, next }] of options.slice(0, spare + 1).entries()) {
      this.#try(op, () => this.#dive(next, spare - index));
    }
  }

  /** What is spent after a change, and is to be spent at least, less what it is good for; infinite where it cannot be. */
  #worth(op: Op, next: Seen): number {
    const { ledger, broken } = this.#tree;
    let worth = next.worth;
    if (worth !== undefined) return worth;
    worth = Infinity;
    this.#try(op, () => {
      worth = ledger.changes + broken.size + ledger.vulnerable * esteem;
    });
    return (next.worth = worth);
  }

  /** Notes the way that leads here, if it is one; false when there is reason to go on. */
  #isOver(): boolean {
    const { ledger, broken } = this.#tree;
    const cost = ledger.changes - this.#start.changes;
    if (this.#isBeyond(cost)) {
      this.#sawAll = false;
      return true;
    }
    if (broken.size > 0) return false;
    const goal = this.#tree.copies.get(this.#goal);
    if (goal !== undefined && goal.flaws.length > 0) {
      return goal.flaws.some((flaw) => flaw.malware) && this.#found.length > 0;
    }
    const gain = this.#start.vulnerable - ledger.vulnerable;
    if (gain <= 0) return true;
    this.#found.push({ goal: this.#goal, ops: [...this.#ops], gain, cost });
    if (this.#limit >= far) this.#least = Math.min(this.#least, cost);
    return true;
  }

  #isBeyond(cost: number): boolean {
    if (this.#left <= 0) return true;
    this.#left -= 1;
    const more = this.#tree.broken.size > 0 ? 1 : 0;
    if (cost + more > this.#limit + (this.#mayEdit() ? 1 : 0)) return true;
    return cost > this.#limit || cost >= this.#least;
  }

  #mayEdit(): boolean {
    return this.#freedom.ranges || this.#freedom.overrides;
  }

  #options(): readonly Op[] {
    const unmet = firstOf(this.#tree.broken);
    if (unmet !== undefined) return this.#meeting(unmet);
    const goal = this.#tree.copies.get(this.#goal);
    return goal === undefined ? [] : this.#curing(goal);
  }

  #curing(goal: Copy): readonly Op[] {
    const cures = this.#isFree(goal) ? this.#choices.cures(goal) : [];
    return [...movesOf(goal, cures), ...this.#drops(goal), ...this.#departures(goal)];
  }

  /** Versions of those by whom a copy came, the nearest first, that do without what brings it. */
  #departures(goal: Copy): readonly Op[] {
    const ops: Op[] = [];
    const seen = new Set<Copy>([goal]);
    for (let copy = goal; this.#freedom.parents && seen.size <= generations;) {
      const asker = firstOf(copy.in);
      if (asker === undefined || seen.has(asker.from) || isOwn(asker.from)) break;
      copy = asker.from;
      seen.add(copy);
      if (this.#isFree(copy)) ops.push(...movesOf(copy, this.#choices.leavers(asker)));
    }
    return ops;
  }

  #meeting(request: Request): readonly Op[] {
    const { to, from, name } = request;
    const suits = to !== undefined && this.#isFree(to) ? this.#choices.suits(to, request) : [];
    const ops = to === undefined ? [] : [...movesOf(to, suits), ...this.#drops(to)];
    for (const { owner, published } of this.#choices.places(request)) {
      const { version } = published;
      ops.push({ kind: 'place', owner, folder: name, name: published.name, version });
    }
    if (isOwn(from)) {
      const spec = to && this.#freedom.ranges ? widened(request.asked, to.version) : undefined;
      if (spec !== undefined) ops.push({ kind: 'range', from: from.path, name, spec });
      return ops;
    }
    if (this.#freedom.parents && this.#isFree(from)) {
      ops.push(...movesOf(from, this.#choices.contents(request)));
    }
    if (to !== undefined && this.#freedom.overrides && request.before !== undefined) {
      ops.push({ kind: 'override', name, about: request.spec, version: to.version });
    }
    return ops;
  }

  /** Lets those who ask for a copy find what lies further out: nothing vulnerable, unless they have changed. */
  #drops(copy: Copy): readonly Op[] {
    if (!this.#isFree(copy) || copy.in.size > 8 || copy.chain.length <= 2) return [];
    const next = this.#tree.find(copy.chain.slice(2), copy.folder);
    const isStuck = [...copy.in].some(({ before }) => before !== undefined);
    if (isStuck && (next === undefined || next.flaws.length > 0)) return [];
    return [{ kind: 'drop', path: copy.path }];
  }

  #isFree(copy: Copy): boolean {
    return !copy.fixed && !this.#touched.has(copy.path);
  }

  #try(op: Op, then: () => void): void {
    const { mark, ledger } = this.#tree;
    if (op.kind === 'move') this.#touched.add(op.path);
    if (applyOp(this.#tree, this.#catalog, op)) {
      const { majors, unwarranted } = this.#start;
      if (ledger.majors <= majors && ledger.unwarranted <= unwarranted) {
        this.#ops.push(op);
        then();
        this.#ops.pop();
      }
    }
    if (op.kind === 'move') this.#touched.delete(op.path);
    this.#tree.undo(mark);
  }
}

function movesOf({ path }: Copy, versions: readonly PublishedVersion[]): Op[] {
  return versions.map(({ version }) => ({ kind: 'move', path, version }));
}

/** Always the same, whatever was done and undone before. */
function firstOf(requests: Iterable<Request>): Request | undefined {
  let found: Request | undefined;
  for (const one of requests) {
    if (found === undefined || isBefore(one, found)) found = one;
  }
  return found;
}

function isBefore(one: Request, other: Request): boolean {
  if (one.from.path !== other.from.path) return one.from.path < other.from.path;
  return one.name < other.name;
}
