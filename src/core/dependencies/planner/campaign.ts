import type { Catalog } from './catalog';
import { applyOp } from './ops';
import type { Repair, Step } from './repair';
import type { Tree } from './tree';

const limits = [1, 2, 3, 5, 8, 12];

export interface Bounds {
  /** The most changes a step may take. */
  readonly step: number;
  /** The most changes per fix of all steps together. */
  readonly ratio: number;
  /** How many states a search for one goal may look at. */
  readonly effort: number;
}

/** Makes one copy after the other harmless, those first that take the fewest changes for a fix. */
export class Campaign {
  readonly steps: Step[] = [];
  /** Ways that would take more changes than the bounds allow, by the copy that they fix. */
  readonly tooMuch = new Map<string, Step>();
  readonly #tree: Tree;
  readonly #catalog: Catalog;
  readonly #repair: Repair;
  readonly #bounds: Bounds;
  readonly #goals: ReadonlySet<string> | undefined;
  #fixed = 0;

  /** Without `goals` all that is vulnerable is to be fixed. */
  constructor(
    tree: Tree,
    catalog: Catalog,
    repair: Repair,
    bounds: Bounds,
    goals?: ReadonlySet<string>,
  ) {
    this.#tree = tree;
    this.#catalog = catalog;
    this.#repair = repair;
    this.#bounds = bounds;
    this.#goals = goals;
  }

  run(): void {
    while (this.#round());
  }

  /** Looks for ways for all that is left, and goes those that are worth it; false when there was none. */
  #round(): boolean {
    const queue: Step[] = [];
    for (const path of vulnerableIn(this.#tree)) {
      if (this.#goals?.has(path) !== false) queue.push(...this.#waysFor(path));
    }
    let went = false;
    for (;;) {
      queue.sort((one, other) => (isBetter(one, other) ? 1 : -1));
      const step = queue.pop();
      if (step === undefined) return went;
      const now = this.#again(step);
      if (now === undefined) continue;
      const next = queue.at(-1);
      if (next !== undefined && isBetter(next, now)) queue.push(now);
      else if (this.#isTooMuch(now)) this.tooMuch.set(now.goal, now);
      else if (this.apply(now)) {
        this.steps.push(now);
        went = true;
      }
    }
  }

  #isTooMuch({ cost, gain }: Step): boolean {
    const { changes } = this.#tree.ledger;
    return changes + cost > (this.#fixed + gain) * this.#bounds.ratio;
  }

  #waysFor(path: string): readonly Step[] {
    let found: readonly Step[] = [];
    for (const limit of limits) {
      if (limit > this.#bounds.step || found.length > 0) break;
      found = this.#repair.ways(path, limit, { left: this.#bounds.effort });
    }
    return [...found].sort((one, other) => (isBetter(one, other) ? -1 : 1)).slice(0, 3);
  }

  /** A step as it counts now; undefined where it no longer applies. */
  #again(step: Step): Step | undefined {
    const goal = this.#tree.copies.get(step.goal);
    if (goal === undefined || goal.flaws.length === 0) return undefined;
    const { mark, ledger } = this.#tree;
    const { changes, vulnerable } = ledger;
    const done = this.apply(step);
    const cost = ledger.changes - changes;
    const gain = vulnerable - ledger.vulnerable;
    this.#tree.undo(mark);
    if (done) this.#fixed -= gain;
    return done && gain > 0 ? { ...step, cost, gain } : undefined;
  }

  apply({ ops }: Step): boolean {
    const { mark, ledger, broken } = this.#tree;
    const { majors, downgrades, vulnerable } = ledger;
    const done =
      ops.every((op) => applyOp(this.#tree, this.#catalog, op)) &&
      broken.size === 0 &&
      ledger.majors <= majors &&
      ledger.downgrades <= downgrades;
    if (done) this.#fixed += vulnerable - ledger.vulnerable;
    else this.#tree.undo(mark);
    return done;
  }
}

export function isBetter(one: Step, other: Step): boolean {
  const first = one.cost * other.gain;
  const second = other.cost * one.gain;
  if (first !== second) return first < second;
  if (one.gain !== other.gain) return one.gain > other.gain;
  if (one.ops.length !== other.ops.length) return one.ops.length < other.ops.length;
  return one.goal < other.goal;
}

/** In an order that is always the same: the tree's own changes with what was tried. */
export function vulnerableIn(tree: Tree): readonly string[] {
  const vulnerable = [...tree.copies.values()].filter(({ flaws }) => flaws.length > 0);
  return vulnerable.map(({ path }) => path).sort();
}
