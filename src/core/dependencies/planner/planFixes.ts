import type { Advisory } from '../advisory';
import { judge } from '../answers';
import type { DependencyGraph } from '../graph';
import type { Packuments } from '../packument';
import type { DependencyPlan, PlanOption, Tier } from '../plan';
import { type Bounds, Campaign, vulnerableIn } from './campaign';
import { Catalog } from './catalog';
import { Choices } from './choices';
import { type Outcome, outcomeOf } from './outcome';
import { plantTree, rulesOf } from './plantTree';
import { type Asked, reasonsFor } from './reasons';
import { type Freedom, Repair } from './repair';
import { countsOf, optionOf } from './options';
import type { Tree } from './tree';

export interface PlanOptions {
  /** The most that may be chosen; absent: `range`, and `override` is shown beside it. */
  readonly maxTier?: Tier;
  /** Only these are to be fixed: install paths, or ids of advisories. */
  readonly only?: readonly string[];
  /** Where the package.json of a folder is, as edits shall name it; absent: `package.json` in it. */
  readonly manifestOf?: (folder: string) => string;
  readonly signal?: AbortSignal;
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
  const planning = new Planning(graph, new Catalog(advisories), packuments, options);
  return planning.run();
}

interface Tried extends Asked {
  readonly tier: Rung;
  readonly outcome: Outcome;
  readonly option: PlanOption;
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
    // The widest search asks for all that the others need.
    const widest = rungs.at(-1) ?? 'range';
    await this.#informed(() => this.#campaign(widest).scout());
    const last = await this.#informed(() => this.#try(widest));
    for (const tier of rungs) {
      const found = tier === widest ? last : await this.#informed(() => this.#try(tier));
      const best = tried.at(-1);
      if (best === undefined || isMore(found.option, best.option)) tried.push(found);
    }
    const useful = tried.filter(({ option }) => option.edits.length > 0);
    const chosen = useful.filter(({ tier }) => this.#mayChoose(tier)).at(-1);
    const shown = chosen ?? (await this.#informed(() => this.#nothing()));
    const remaining = await this.#informed(() =>
      reasonsFor(shown, tried, this.#catalog, this.#judge, this.#options.only),
    );
    return {
      plan: {
        before: countsOf(this.#nothing().tree),
        options: useful.map(({ option }) => option),
        ...(chosen && { chosen: chosen.tier }),
        remaining,
      },
      outcomes: new Map(useful.map(({ tier, outcome }) => [tier, outcome])),
    };
  }

  #rungs(): readonly Rung[] {
    const { maxTier = 'override' } = this.#options;
    const at = ladder.findIndex((rung) => rung === maxTier);
    return at < 0 ? ladder : ladder.slice(0, at + 1);
  }

  #mayChoose(tier: Rung): boolean {
    return this.#options.maxTier !== undefined || tier !== 'override';
  }

  /** Works with what is known until nothing more is asked for. */
  async #informed<T>(work: () => T): Promise<T> {
    for (let round = 0; ; round += 1) {
      this.#options.signal?.throwIfAborted();
      const result = work();
      if (this.#catalog.wanted.size === 0 || round >= rounds) return result;
      await this.#learn([...this.#catalog.wanted]);
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

  #try(tier: Rung): Tried {
    const campaign = this.#campaign(tier);
    campaign.run();
    return this.#tried(tier, campaign.tree, campaign);
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
    const base = goals === undefined ? careful : thorough;
    const bounds = { ...base, ...this.#options.bounds };
    return new Campaign(tree, this.#catalog, repair, bounds, goals);
  }

  #nothing(): Tried {
    return this.#tried('lockfile', plantTree(this.#graph, this.#catalog, this.#judge));
  }

  #tried(tier: Rung, tree: Tree, campaign?: Campaign): Tried {
    const { manifestOf = (folder) => (folder === '' ? 'package.json' : `${folder}/package.json`) } =
      this.#options;
    const ops = (campaign?.steps ?? []).flatMap((step) => step.ops);
    const outcome = outcomeOf(tree, this.#catalog, ops, manifestOf);
    const option = optionOf(tier, tree, outcome);
    return { tier, tree, outcome, option, tooMuch: campaign?.tooMuch ?? new Map() };
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
