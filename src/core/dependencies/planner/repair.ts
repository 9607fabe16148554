import type { Catalog } from './catalog';
import type { Choices } from './choices';
import { type Op, applyOp, isOwn } from './ops';
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

export interface Effort {
  /** How many states may still be looked at. */
  left: number;
}

/** From this limit on, a way is only looked for when it takes fewer changes than the last one found. */
export const far = 20;

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
  #effort: Effort = { left: 0 };
  #ops: Op[] = [];
  readonly #touched = new Set<string>();
  #found: Step[] = [];

  constructor(tree: Tree, catalog: Catalog, choices: Choices, freedom: Freedom) {
    this.#tree = tree;
    this.#catalog = catalog;
    this.#choices = choices;
    this.#freedom = freedom;
  }

  /** The ways with up to `limit` changes, as far as the effort goes; the tree is as before. */
  ways(goal: string, limit: number, effort: Effort): readonly Step[] {
    const { changes, vulnerable, majors, unwarranted } = this.#tree.ledger;
    this.#start = { changes, vulnerable, majors, unwarranted };
    this.#goal = goal;
    this.#limit = limit;
    this.#effort = effort;
    this.#found = [];
    this.#least = Infinity;
    this.#search();
    return this.#found;
  }

  #search(): void {
    if (this.#effort.left <= 0) return;
    this.#effort.left -= 1;
    const { ledger, broken } = this.#tree;
    const cost = ledger.changes - this.#start.changes;
    if (cost + (broken.size > 0 ? 1 : 0) > this.#limit + (this.#mayEdit() ? 1 : 0)) return;
    if (cost > this.#limit || cost >= this.#least) return;
    const unmet = first(broken);
    if (unmet !== undefined) return this.#meet(unmet);
    const goal = this.#tree.copies.get(this.#goal);
    if (goal !== undefined && goal.flaws.length > 0) return this.#cure(goal);
    const gain = this.#start.vulnerable - ledger.vulnerable;
    if (gain <= 0) return;
    this.#found.push({ goal: this.#goal, ops: [...this.#ops], gain, cost });
    if (this.#limit >= far) this.#least = Math.min(this.#least, cost);
  }

  #mayEdit(): boolean {
    return this.#freedom.ranges || this.#freedom.overrides;
  }

  #cure(goal: Copy): void {
    if (!goal.fixed && !this.#touched.has(goal.path)) {
      const isMalware = goal.flaws.some((flaw) => flaw.malware);
      for (const { version } of this.#choices.cures(goal)) {
        this.#move(goal, version);
        if (isMalware && this.#found.length > 0) return;
      }
    }
    this.#drop(goal);
    const asker = firstOf(goal.in);
    if (asker === undefined || !this.#freedom.parents || !this.#isFree(asker.from)) return;
    for (const { version } of this.#choices.leavers(asker)) this.#move(asker.from, version);
  }

  #meet(request: Request): void {
    const { to, from, name } = request;
    if (to !== undefined && this.#isFree(to)) {
      for (const { version } of this.#choices.suits(to, request)) this.#move(to, version);
    }
    if (to !== undefined) this.#drop(to);
    for (const { owner, published } of this.#choices.places(request)) {
      const { version } = published;
      this.#try({ kind: 'place', owner, folder: name, name: published.name, version });
    }
    if (isOwn(from)) {
      const spec = to && this.#freedom.ranges ? widened(request.asked, to.version) : undefined;
      if (spec !== undefined) this.#try({ kind: 'range', from: from.path, name, spec });
      return;
    }
    if (this.#freedom.parents && this.#isFree(from)) {
      for (const { version } of this.#choices.contents(request)) this.#move(from, version);
    }
    if (to !== undefined && this.#freedom.overrides && request.before !== undefined) {
      this.#try({ kind: 'override', name, about: request.spec, version: to.version });
    }
  }

  /** Lets those who ask for a copy find what lies further out: nothing vulnerable, unless they have changed. */
  #drop(copy: Copy): void {
    if (copy.fixed || copy.in.size > 8 || this.#touched.has(copy.path)) return;
    if (copy.chain.length <= 2) return;
    const next = this.#tree.find(copy.chain.slice(2), copy.folder);
    const isStuck = [...copy.in].some(({ before }) => before !== undefined);
    if (isStuck && (next === undefined || next.flaws.length > 0)) return;
    this.#try({ kind: 'drop', path: copy.path });
  }

  #isFree(copy: Copy): boolean {
    return !copy.fixed && !this.#touched.has(copy.path);
  }

  #move(copy: Copy, version: string): void {
    const { path } = copy;
    this.#touched.add(path);
    this.#try({ kind: 'move', path, version });
    this.#touched.delete(path);
  }

  #try(op: Op): void {
    const { mark, ledger } = this.#tree;
    if (applyOp(this.#tree, this.#catalog, op)) {
      const { majors, unwarranted } = this.#start;
      if (ledger.majors <= majors && ledger.unwarranted <= unwarranted) {
        this.#ops.push(op);
        this.#search();
        this.#ops.pop();
      }
    }
    this.#tree.undo(mark);
  }
}

/** Always the same, whatever was done and undone before. */
function first(requests: ReadonlySet<Request>): Request | undefined {
  return firstOf(requests);
}

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
