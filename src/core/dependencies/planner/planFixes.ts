import type { Advisory } from '../advisories/advisory';
import type { Wait } from './answered';
import { judge } from '../locks/answers';
import type { DependencyGraph } from '../graph';
import type { Packuments } from '../packument';
import { type DependencyPlan, type PlanOption, type Remaining, type Tier, tiers } from '../plan';
import { type Bounds, Campaign, vulnerableIn } from './campaign';
import { Catalog } from './catalog';
import { Choices } from './choices';
import { type Outcome, outcomeOf } from './outcome';
import { plantTree, rulesOf } from './plantTree';
import { Majors } from './majors';
import { type Op, applyOp } from './ops';
import { passedOver } from './passedOver';
import { type Asked, reasonsFor } from './reasons';
import { type UnusedPackage, removeUnused } from './removal';
import { type Freedom, Repair, type Step } from './repair';
import { countsOf, optionOf } from './options';
import type { Request } from './copies';
import type { Tree } from './tree';

export interface PlanOptions {
  /**
   * The most that may be chosen; absent: `range`, and `override` and `remove` are shown beside it, and
   * `major` in a plan for `only` some. With `remove` nothing else is chosen.
   */
  readonly maxTier?: Tier;
  /** Direct dependencies that were not seen in use: they may be offered to be removed. */
  readonly unused?: readonly UnusedPackage[];
  /** The range of Node.js that the project declares, if it does: no version that excludes it is taken. */
  readonly node?: string;
  /** Only these are to be fixed: install paths, or ids of advisories. */
  readonly only?: readonly string[];
  /** Where the package.json of a folder is, as edits shall name it; absent: `package.json` in it. */
  readonly manifestOf?: (folder: string) => string;
  readonly signal?: AbortSignal;
  /** Awaited very often while it searches, so that others get their turn; a signal is looked at after it. */
  readonly pause?: () => Promise<void>;
  readonly bounds?: Partial<Bounds>;
}

export interface FixPlan {
  readonly plan: DependencyPlan;
  /** What each option of the plan makes of the tree. */
  readonly outcomes: ReadonlyMap<Tier, Outcome>;
}

const ladder = ['lockfile', 'parent', 'range', 'override'] as const;
type Rung = (typeof ladder)[number];

const freedoms: Record<Rung, Freedom> = {
  lockfile: { parents: false, ranges: false, overrides: false },
  parent: { parents: true, ranges: false, overrides: false },
  range: { parents: true, ranges: true, overrides: false },
  override: { parents: true, ranges: true, overrides: true },
};

/** For the whole project; a plan for a few findings may take more, and shows what it takes. */
const careful: Bounds = { step: 24, ratio: 1.3, grace: 2, effort: 150 };
/** Where little is vulnerable, a plan can be read as a whole even when a fix takes several changes. */
const roomy: Bounds = { step: 24, ratio: 3, grace: 2, effort: 600 };
const little = 10;
const thorough: Bounds = { step: 30, ratio: 30, grace: 0, effort: 600 };
const rounds = 20;

/**
 * Plans how to get rid of what advisories speak of, with the fewest changes. Asks `packuments` for
 * the names that a plan may need, many at once. Rejects only with the reason of an abort.
 */
export async function planFixes(
  graph: DependencyGraph,
  advisories: readonly Advisory[],
  packuments: Packuments,
  options: PlanOptions = {},
): Promise<FixPlan> {
  const planning = new Planning(graph, new Catalog(advisories, options.node), packuments, options);
  return planning.run();
}

interface Tried extends Asked {
  readonly tier: Tier;
  readonly outcome: Outcome;
  readonly option: PlanOption;
  readonly ops: readonly Op[];
  readonly steps?: readonly Step[];
  /** It is there to be seen beside what suffices. */
  readonly spare?: boolean;
}

class Planning {
  readonly #graph: DependencyGraph;
  readonly #catalog: Catalog;
  readonly #packuments: Packuments;
  readonly #options: PlanOptions;
  readonly #judge = judge();

  constructor(
    graph: DependencyGraph,
    catalog: Catalog,
    packuments: Packuments,
    options: PlanOptions,
  ) {
    this.#graph = graph;
    this.#catalog = catalog;
    this.#packuments = packuments;
    this.#options = options;
  }

  async run(): Promise<FixPlan> {
    const tried: Tried[] = [];
    const rungs = this.#rungs();
    // The widest search asks for most of what the others need.
    const widest = rungs.at(-1) ?? 'range';
    await this.#informed(() => this.#campaign(widest).scout());
    let last: Tried | undefined;
    for (const tier of rungs) {
      // Overrides spare steps that the tiers before them had to take.
      const known = tier === 'override' ? [] : last?.steps;
      const found = await this.#informed(() => this.#try(tier, known));
      if (last === undefined || isMore(found.option, last.option)) tried.push((last = found));
    }
    if (last !== undefined) tried.push(...(await this.#beside(last)));
    const useful = tried.filter(({ option }) => option.edits.length > 0);
    useful.sort((one, other) => tiers.indexOf(one.tier) - tiers.indexOf(other.tier));
    const chosen = useful.filter((one) => !one.spare && this.#mayChoose(one.tier)).at(-1);
    const shown = chosen ?? this.#nothing();
    const remaining = await this.#informed(() => this.#reasons(shown, tried));
    return {
      plan: {
        before: countsOf(this.#nothing().tree),
        options: useful.map(({ option }) => option),
        ...(chosen && { chosen: chosen.tier }),
        remaining,
        ...(chosen && this.#passedOver(useful)),
      },
      outcomes: new Map(useful.map(({ tier, outcome }) => [tier, outcome])),
    };
  }

  #rungs(): readonly Rung[] {
    const { maxTier = 'override' } = this.#options;
    const at = ladder.findIndex((rung) => rung === maxTier);
    return at < 0 ? ladder : ladder.slice(0, at + 1);
  }

  #mayChoose(tier: Tier): boolean {
    const { maxTier = 'range' } = this.#options;
    if (tier === 'remove' || maxTier === 'remove') return tier === maxTier;
    return tiers.indexOf(tier) <= tiers.indexOf(maxTier);
  }

  /** What asks more than a plan may take unasked: another major, and a package that goes. */
  async #beside(widest: Tried): Promise<readonly Tried[]> {
    const { maxTier, only } = this.#options;
    const found: (Tried | undefined)[] = [];
    // For all of a large project it takes many times as long as the rest of the plan.
    if (maxTier === 'major' || (maxTier === undefined && only !== undefined)) {
      found.push(await this.#informed(() => this.#furthest(widest)));
    }
    if (maxTier === undefined || maxTier === 'remove') found.push(this.#removal());
    return found.filter((one) => one !== undefined);
  }

  /** Other majors of direct dependencies, after all that takes none. */
  *#majors(
    { ops, tooMuch }: Tried,
    prefer: 'nearest' | 'latest' = 'nearest',
  ): Generator<Wait, Tried | undefined> {
    const crossing = new Set<Request>();
    const tree = plantTree(this.#graph, this.#catalog, this.#judge, crossing);
    for (const op of ops) applyOp(tree, this.#catalog, op);
    const isMeant = this.#isMeant(tree);
    yield* new Majors(tree, this.#catalog, this.#judge, crossing, isMeant, prefer).run();
    return crossing.size === 0 ? undefined : this.#tried('major', tree, ops, tooMuch);
  }

  /** The majors that are needed; of one package, where none is, what a blind update to the latest would take. */
  *#furthest(widest: Tried): Generator<Wait, Tried | undefined> {
    const needed = yield* this.#majors(widest);
    if (needed !== undefined || this.#options.only === undefined) return needed;
    const latest = yield* this.#majors({ ...widest, ops: [] }, 'latest');
    const isEnough = latest !== undefined && !isMore(widest.option, latest.option);
    return isEnough ? { ...latest, spare: true } : undefined;
  }

  #passedOver(useful: readonly Tried[]): Pick<DependencyPlan, 'passedOver'> {
    const { tree } = this.#nothing();
    const goals = this.#goals(tree);
    if (goals === undefined) return {};
    const options = useful.map(({ option }) => option);
    return { passedOver: passedOver(tree, this.#catalog, this.#judge, goals, options) };
  }

  #removal(): Tried | undefined {
    const tree = plantTree(this.#graph, this.#catalog, this.#judge);
    const asks = removeUnused(tree, this.#options.unused ?? [], this.#isMeant(tree));
    if (asks.length === 0) return undefined;
    const tried = this.#tried('remove', tree);
    return { ...tried, option: { ...tried.option, asks } };
  }

  #isMeant(tree: Tree): (path: string) => boolean {
    const goals = this.#goals(tree);
    return (path) => goals?.has(path) !== false;
  }

  *#reasons(shown: Tried, tried: readonly Tried[]): Generator<Wait, readonly Remaining[]> {
    yield 'turn';
    return reasonsFor(shown, tried, this.#catalog, this.#judge, this.#options);
  }

  /** Works with what is known until nothing more is asked for. */
  async #informed<T>(work: () => Generator<Wait, T>): Promise<T> {
    for (let round = 0; ; round += 1) {
      const result = await this.#inTurns(work());
      if (this.#catalog.wanted.size === 0 || round >= rounds) return result;
      await this.#learn([...this.#catalog.wanted]);
    }
  }

  async #inTurns<T>(work: Generator<Wait, T>): Promise<T> {
    for (;;) {
      this.#options.signal?.throwIfAborted();
      const { done, value } = work.next();
      if (done === true) return value;
      if (value === 'facts') await this.#learn([...this.#catalog.wanted]);
      await this.#options.pause?.();
    }
  }

  async #learn(names: readonly string[]): Promise<void> {
    const answers = await Promise.all(names.map((name) => this.#packuments.get(name)));
    for (const [index, name] of names.entries()) {
      const answer = answers[index];
      if (answer?.ok === true) this.#catalog.learn(answer.packument);
      else this.#catalog.forgo(name, answer?.why ?? 'It did not answer.');
    }
  }

  *#try(tier: Rung, known: readonly Step[] = []): Generator<Wait, Tried> {
    const campaign = this.#campaign(tier);
    yield* campaign.run(known);
    const { steps, tree, tooMuch } = campaign;
    const ops = steps.flatMap((step) => step.ops);
    return { ...this.#tried(tier, tree, ops, tooMuch), steps };
  }

  #campaign(tier: Rung): Campaign {
    const tree = plantTree(this.#graph, this.#catalog, this.#judge);
    const choices = new Choices(
      tree,
      this.#catalog,
      rulesOf(this.#graph, this.#catalog, this.#judge),
    );
    const repair = new Repair(tree, this.#catalog, choices, freedoms[tier]);
    const goals = this.#goals(tree);
    const whole = tree.ledger.vulnerable <= little ? roomy : careful;
    const base = goals === undefined ? whole : thorough;
    const bounds = { ...base, ...this.#options.bounds };
    return new Campaign(tree, this.#catalog, repair, bounds, goals);
  }

  #nothing(): Tried {
    return this.#tried('lockfile', plantTree(this.#graph, this.#catalog, this.#judge));
  }

  #tried(
    tier: Tier,
    tree: Tree,
    ops: readonly Op[] = [],
    tooMuch: Asked['tooMuch'] = new Map(),
  ): Tried {
    const { manifestOf = (folder) => (folder === '' ? 'package.json' : `${folder}/package.json`) } =
      this.#options;
    const outcome = outcomeOf(tree, this.#catalog, ops, manifestOf);
    const option = optionOf(tier, tree, outcome);
    return { tier, tree, outcome, option, ops, tooMuch };
  }

  /** The copies that are to be fixed; undefined for all. */
  #goals(tree: Tree): ReadonlySet<string> | undefined {
    const { only } = this.#options;
    if (only === undefined) return undefined;
    const meant = new Set(only);
    return new Set(
      vulnerableIn(tree).filter((path) => {
        const flaws = tree.copies.get(path)?.flaws ?? [];
        const ids = flaws.flatMap(({ id, aliases }) => [id, ...aliases]);
        return meant.has(path) || ids.some((id) => meant.has(id));
      }),
    );
  }
}

/** A tier is only worth showing when it fixes more than the one before it. */
function isMore(option: PlanOption, than: PlanOption): boolean {
  return option.fixed - option.introduced > than.fixed - than.introduced;
}
