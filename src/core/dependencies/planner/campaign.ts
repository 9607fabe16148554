import { type Wait, answered } from './answered';
import type { Catalog } from './catalog';
import { type Op, applyOp } from './ops';
import { far, type Repair, type Step } from './repair';
import type { Tree } from './tree';

const limits = [1, 2, 3, 5];
const bundled = 10;

export interface Bounds {
  /** The most changes a step may take. */
  readonly step: number;
  /** The most changes per fix of all steps together, */
  readonly ratio: number;
  /** and how many more than that for a first fix: fewer with every other. */
  readonly grace: number;
  /** How many states a search for one goal may look at. */
  readonly effort: number;
}

interface Bundle {
  readonly steps: readonly Step[];
  readonly sum: Step;
}

/** Makes one copy after the other harmless, those first that take the fewest changes for a fix. */
export class Campaign {
  readonly steps: Step[] = [];
  /** Ways that would take more changes than the bounds allow, by the copy that they fix. */
  readonly tooMuch = new Map<string, Step>();
  readonly tree: Tree;
  readonly #catalog: Catalog;
  readonly #repair: Repair;
  readonly #bounds: Bounds;
  readonly #goals: ReadonlySet<string> | undefined;
  readonly #tries = new Map<string, number>();
  #fixed = 0;

  /** Without `goals` all that is vulnerable is to be fixed. */
  constructor(
    tree: Tree,
    catalog: Catalog,
    repair: Repair,
    bounds: Bounds,
    goals?: ReadonlySet<string>,
  ) {
    this.tree = tree;
    this.#catalog = catalog;
    this.#repair = repair;
    this.#bounds = bounds;
    this.#goals = goals;
  }

  /** Goes on from what a narrower search has found. Yields often, so that it can be left. */
  *run(known: readonly Step[] = []): Generator<Wait> {
    for (const step of known) if (this.apply(step)) this.steps.push(step);
    do {
      while ((yield* this.#round()) || (yield* this.#bundle()));
    } while (yield* this.#shed());
  }

  /** Leaves out a step whose absence saves changes and loses no fix; false when there is none. */
  *#shed(): Generator<Wait, boolean> {
    const { ledger } = this.tree;
    const { changes, vulnerable } = ledger;
    const steps = [...this.steps];
    const doubtful = steps.filter((step) => !this.#isPlain(step));
    for (const step of doubtful) {
      yield 'turn';
      this.#restart(steps.filter((one) => one !== step));
      if (ledger.vulnerable <= vulnerable && ledger.changes < changes) return true;
    }
    this.#restart(steps);
    return false;
  }

  /** Without it its goal would be as vulnerable as before: nothing else concerns that copy. */
  #isPlain({ goal, ops }: Step): boolean {
    const placed = ops.filter(({ kind }) => kind !== 'range' && kind !== 'override');
    const [op] = placed;
    if (placed.length > 1 || op?.kind !== 'move' || op.path !== goal) return false;
    if (this.tree.copies.get(goal)?.version !== op.version) return false;
    const isIn = (one: Op) => 'path' in one && one.path === goal;
    return this.steps.filter((step) => step.ops.some(isIn)).length === 1;
  }

  /** Begins anew, with these steps as far as they still go. */
  #restart(steps: readonly Step[]): void {
    this.tree.undo(0);
    this.#fixed = 0;
    this.steps.length = 0;
    for (const step of steps) if (this.apply(step)) this.steps.push(step);
  }

  /** Looks around without going, so that it becomes known which packages matter. */
  *scout(): Generator<Wait> {
    yield* answered(this.#catalog, this.#open(), (path) => this.#repair.ways(path, [far], 60));
  }

  /** Looks for ways for all that is left, and goes those that are worth it; false when there was none. */
  *#round(): Generator<Wait, boolean> {
    const paths = this.#open();
    const ways = yield* answered(this.#catalog, paths, (path) => this.#waysFor(path));
    for (const path of paths) this.#tries.set(path, (this.#tries.get(path) ?? 0) + 1);
    // The last one is taken first.
    const queue = ways.flatMap((found) => [...found].reverse());
    let went = false;
    for (;;) {
      yield 'turn';
      queue.sort((one, other) => Number(isBetter(one, other)) - Number(isBetter(other, one)));
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

  /**
   * Takes a step that is too much for itself, together with those that become cheap by it; false when
   * there is none that is worth it.
   */
  *#bundle(): Generator<Wait, boolean> {
    const dear = [...this.tooMuch.values()].sort((one, other) => (isBetter(one, other) ? -1 : 1));
    const found = yield* answered(this.#catalog, dear.slice(0, bundled), (step) =>
      this.#bundleOf(step),
    );
    let best: Bundle | undefined;
    for (const one of found) {
      if (one === undefined || this.#isTooMuch(one.sum)) continue;
      if (best === undefined || isBetter(one.sum, best.sum)) best = one;
    }
    if (best === undefined) return false;
    for (const step of best.steps) if (this.apply(step)) this.steps.push(step);
    this.tooMuch.clear();
    return true;
  }

  /** A step with all that becomes cheap by it, and what both are together; the tree is as before. */
  #bundleOf(step: Step): Bundle | undefined {
    const { mark, ledger } = this.tree;
    const { changes, vulnerable } = ledger;
    const fixed = this.#fixed;
    if (!this.apply(step)) return undefined;
    const steps = [step, ...this.#followers(step)];
    const gain = vulnerable - ledger.vulnerable;
    const sum = { ...step, gain, cost: ledger.changes - changes };
    this.tree.undo(mark);
    this.#fixed = fixed;
    return { steps, sum };
  }

  /** What has become cheap by a step; it is done. */
  #followers({ goal }: Step): readonly Step[] {
    const steps: Step[] = [];
    for (const path of this.#open()) {
      if (path === goal) continue;
      const known = this.tooMuch.get(path);
      const again = known && this.#again(known);
      const ways =
        again !== undefined && isCheap(again) ? [again] : this.#repair.ways(path, [1, 2], 40);
      const [way] = [...ways].sort((one, other) => (isBetter(one, other) ? -1 : 1));
      if (way !== undefined && isCheap(way) && this.apply(way)) steps.push(way);
    }
    return steps;
  }

  /** What was made to do harm goes, whatever it takes. */
  #isTooMuch({ goal, cost, gain }: Step): boolean {
    if (this.#isMalware(goal)) return false;
    const fixed = this.#fixed + gain;
    const grace = Math.max(0, this.#bounds.grace - fixed / 8);
    return this.tree.ledger.changes + cost > fixed * this.#bounds.ratio + grace;
  }

  #waysFor(path: string): readonly Step[] {
    const { step, effort } = this.#bounds;
    if (this.#isMalware(path)) return this.#repair.ways(path, [far + 4], effort);
    const left = effort / 2 ** (this.#tries.get(path) ?? 0);
    const near = limits.filter((limit) => limit <= step);
    let found = this.#repair.ways(path, near, left);
    // With more changes there is nothing more.
    if (found.length === 0 && this.#repair.sawAll) return [];
    if (found.every((way) => !isCheap(way))) {
      found = [...found, ...this.#repair.longWays(step, 2 * left)];
    }
    return [...found].sort((one, other) => (isBetter(one, other) ? -1 : 1)).slice(0, 3);
  }

  /** What is to be fixed and still there. */
  #open(): readonly string[] {
    return vulnerableIn(this.tree).filter((path) => this.#goals?.has(path) !== false);
  }

  #isMalware(path: string): boolean {
    return this.tree.copies.get(path)?.flaws.some((flaw) => flaw.malware) === true;
  }

  /** A step as it counts now; undefined where it no longer applies. */
  #again(step: Step): Step | undefined {
    const goal = this.tree.copies.get(step.goal);
    if (goal === undefined || goal.flaws.length === 0) return undefined;
    const { mark, ledger } = this.tree;
    const { changes, vulnerable } = ledger;
    const done = this.apply(step);
    const cost = ledger.changes - changes;
    const gain = vulnerable - ledger.vulnerable;
    this.tree.undo(mark);
    if (done) this.#fixed -= gain;
    return done && gain > 0 ? { ...step, cost, gain } : undefined;
  }

  apply({ ops }: Step): boolean {
    const { mark, ledger, broken } = this.tree;
    const { majors, unwarranted, vulnerable } = ledger;
    const done =
      ops.every((op) => applyOp(this.tree, this.#catalog, op)) &&
      broken.size === 0 &&
      ledger.majors <= majors &&
      ledger.unwarranted <= unwarranted;
    if (done) this.#fixed += vulnerable - ledger.vulnerable;
    else this.tree.undo(mark);
    return done;
  }
}

function isCheap({ cost, gain }: Step): boolean {
  return cost <= gain;
}

export function isBetter(one: Step, other: Step): boolean {
  const first = one.cost * other.gain;
  const second = other.cost * one.gain;
  if (first !== second) return first < second;
  if (one.gain !== other.gain) return one.gain > other.gain;
  const [added, others] = [placesIn(one), placesIn(other)];
  if (added !== others) return added < others;
  if (one.ops.length !== other.ops.length) return one.ops.length < other.ops.length;
  return one.goal < other.goal;
}

function placesIn({ ops }: Step): number {
  return ops.filter(({ kind }) => kind === 'place').length;
}

/** In an order that is always the same: the tree's own changes with what was tried. */
export function vulnerableIn(tree: Tree): readonly string[] {
  const vulnerable = [...tree.copies.values()].filter(({ flaws }) => flaws.length > 0);
  return vulnerable.map(({ path }) => path).sort();
}
