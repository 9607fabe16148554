import type { Judge } from '../locks/answers';
import type { PackageNode } from '../graph';
import type { PublishedVersion } from '../packument';
import type { Remaining, Tier } from '../plan';
import { askersOf, bundlerOf, held, manifestIn } from './askers';
import type { Catalog } from './catalog';
import type { Copy, Request } from './copies';
import { isOwn } from './ops';
import { widened } from './rangeStyle';
import type { Step } from './repair';
import type { Tree } from './tree';
import { crossesMajor, isLower, isPrerelease } from './versions';
import { wayBack } from './wayBack';

/** A plan that was tried. */
export interface Asked {
  readonly tier: string;
  readonly tree: Tree;
  /** Ways that took too many changes, by the copy that they fix. */
  readonly tooMuch: ReadonlyMap<string, Step>;
}

interface ReasonOptions {
  readonly only?: readonly string[];
  readonly node?: string;
  readonly maxTier?: Tier;
}

/** What a plan leaves, each with one sentence that says why and one that says what would help. */
export function reasonsFor(
  plan: Asked,
  tried: readonly Asked[],
  catalog: Catalog,
  judge: Judge,
  options: ReasonOptions,
): readonly Remaining[] {
  const { only } = options;
  const reasons = new Reasons(plan, tried, catalog, judge, options);
  return [...plan.tree.copies.values()]
    .filter(({ flaws }) => flaws.length > 0)
    .filter(({ path, flaws }) => isMeant(only, path, flaws))
    .sort((one, other) => (one.path < other.path ? -1 : 1))
    .map((copy) => ({
      path: copy.path,
      name: copy.name,
      version: copy.version,
      advisories: copy.flaws.map(({ id }) => id),
      reason: [reasons.of(copy), reasons.help(copy)].filter((text) => text !== '').join(' '),
    }));
}

function isMeant(only: readonly string[] | undefined, path: string, flaws: Copy['flaws']): boolean {
  if (only === undefined || only.includes(path)) return true;
  return flaws.some(({ id, aliases }) => [id, ...aliases].some((one) => only.includes(one)));
}

class Reasons {
  readonly #plan: Asked;
  readonly #tried: readonly Asked[];
  readonly #catalog: Catalog;
  readonly #judge: Judge;
  readonly #node: string;
  readonly #keepsRanges: boolean;

  constructor(
    plan: Asked,
    tried: readonly Asked[],
    catalog: Catalog,
    judge: Judge,
    { node = '', maxTier }: ReasonOptions,
  ) {
    this.#plan = plan;
    this.#tried = tried;
    this.#catalog = catalog;
    this.#judge = judge;
    this.#node = node;
    this.#keepsRanges = maxTier === 'lockfile' || maxTier === 'parent' || maxTier === 'remove';
  }

  of(copy: Copy): string {
    return (
      this.#notOurs(copy) ??
      this.#overridden(copy) ??
      this.#backwards(copy) ??
      this.#noVersion(copy) ??
      this.#blocked(copy) ??
      this.#dear(copy)
    );
  }

  /** Which of the other options would do it. */
  help(copy: Copy): string {
    if (copy.origin?.bundled === true && this.#others(copy).length === 0) return '';
    const [first] = this.#others(copy);
    if (first === undefined) return '';
    const line = first.tier === 'major' ? majorLine(copy, first.tree) : undefined;
    const how = line === undefined ? '' : ` (${line})`;
    return `The option "${first.tier}" fixes it${how}.`;
  }

  #others({ path }: Copy): readonly Asked[] {
    return this.#tried.filter(({ tree }) => (tree.copies.get(path)?.flaws.length ?? 0) === 0);
  }

  /** It is not for a lockfile to say which version it is. */
  #notOurs({ path, name, origin }: Copy): string | undefined {
    if (origin?.bundled === true) {
      const bundler = bundlerOf(path, this.#plan.tree);
      return `It comes inside the archive of ${bundler}, so only another version of that package can change it.`;
    }
    const why = origin && sources[origin.source];
    if (why !== undefined) return `${name} is ${why}, so no other version can be chosen for it.`;
    const unknown = this.#catalog.whyUnknown(name);
    return unknown === undefined
      ? undefined
      : `The registry could not be asked about ${name}: ${unknown}`;
  }

  #overridden(copy: Copy): string | undefined {
    const safe = this.#safe(copy);
    const pinned = askersOf(copy).find(({ spec, asked }) => {
      return spec !== asked && !safe.some((version) => this.#judge.answers(asked, { version }));
    });
    const tied = askersOf(copy).flatMap(({ from, name, asked }) => {
      const wide = isOwn(from) ? widened(asked, safe[0] ?? '') : undefined;
      const held = wide === undefined ? undefined : this.#plan.tree.heldTo(name, wide);
      const isIn = safe.some((version) => this.#judge.answers(asked, { version }));
      return held === undefined || isIn ? [] : [held];
    });
    if (pinned === undefined && tied[0] !== undefined) {
      return `An override ties ${copy.name} to ${tied[0]}, which is vulnerable. Raise it together with the range in package.json.`;
    }
    return pinned === undefined
      ? undefined
      : `An override makes ${copy.name} ${pinned.asked}, which is vulnerable. Raise that override, or take it out.`;
  }

  /** Who is in the way of the version to which one goes back from malware. */
  #backwards(copy: Copy): string | undefined {
    const back = wayBack(copy, this.#catalog).map(({ version }) => version);
    const [asker] = askersOf(copy).filter(({ asked }) => !this.#admits(asked, back));
    if (back[0] === undefined || asker === undefined) return undefined;
    if (!isOwn(asker.from)) return this.#parent(asker, back);
    const said = held(asker, back[0]);
    return this.#keepsRanges ? said : `${said} ${this.#search()}`;
  }

  #admits(asked: string, versions: readonly string[]): boolean {
    return versions.some((version) => this.#judge.answers(asked, { version }));
  }

  #noVersion(copy: Copy): string | undefined {
    const { name, version } = copy;
    const safe = this.#safe(copy);
    if (safe.some((one) => !crossesMajor(version, one) && isLower(version, one))) return undefined;
    const next = safe.find((one) => isLower(version, one));
    if (next === undefined) return this.#noneAbove(copy, safe);
    const [asker] = askersOf(copy);
    const head = `The nearest version of ${name} without it is ${next}`;
    if (asker === undefined || isOwn(asker.from)) {
      return `${head}: a major step from ${version}, which ${manifestIn(asker)} has to ask for.`;
    }
    return `${head}, a major step from ${version}. ${this.#parent(asker, safe)}`;
  }

  /** Why there is no plain version above. */
  #noneAbove(copy: Copy, safe: readonly string[]): string {
    const { name, version } = copy;
    const above = this.#flawless(name).filter((one) => isLower(version, one.version));
    const barred = above.find(
      (one) => this.#catalog.excludesNode(one) && !isPrerelease(one.version),
    );
    if (barred !== undefined) {
      return `The versions of ${name} without it are not for the project's Node.js ${this.#node}: ${name} ${barred.version} asks for ${String(barred.engines['node'])}. Raise engines.node in package.json if the project no longer runs on less.`;
    }
    const bundling = above.find((one) => !isPrerelease(one.version));
    if (bundling !== undefined) {
      return `${name} ${bundling.version} is without it but brings other packages inside its archive, which no plan takes. Move to it by hand.`;
    }
    if (above.length > 0) {
      return `Only pre-releases of ${name} are without it so far. Wait for a release.`;
    }
    const lower = safe.filter((one) => isLower(one, version)).at(-1);
    if (lower === undefined) {
      const none = `No published version of ${name} is outside the vulnerable range.`;
      const [asker] = askersOf(copy);
      return asker === undefined || isOwn(asker.from)
        ? `${none} Wait for a release, or do without ${name}.`
        : `${none} ${this.#parent(asker, [])}`;
    }
    return `Only versions of ${name} below ${version} are without it, such as ${lower}, and a plan goes back only from malware. Wait for a release.`;
  }

  #blocked(copy: Copy): string | undefined {
    const safe = this.#safe(copy).filter((version) => !crossesMajor(copy.version, version));
    const blocker = askersOf(copy).find(
      ({ asked }) => !safe.some((version) => this.#judge.answers(asked, { version })),
    );
    if (blocker === undefined) return undefined;
    const { asked, from } = blocker;
    if (!isOwn(from)) return this.#parent(blocker, safe);
    const above = safe.find((version) => isLower(copy.version, version)) ?? '';
    if (widened(asked, above) === undefined) {
      return `${manifestIn(blocker)} asks for ${copy.name} ${asked}, and no range in that style has ${above} in it. Change it by hand.`;
    }
    return this.#keepsRanges ? held(blocker, above) : undefined;
  }

  /** What the one who asks would have to become. */
  #parent({ from, name, asked }: Request, safe: readonly string[]): string {
    const says = `${from.name} ${from.version} asks for ${name} ${asked}`;
    const above = this.#catalog.offeredOf(from.name).filter(({ version }) => {
      return isLower(from.version, version);
    });
    const freeing = [...wayBack(from, this.#catalog), ...above].filter((one) => {
      return this.#frees(one, name, safe);
    });
    const [first] = freeing.filter(({ deprecated }) => deprecated === undefined).concat(freeing);
    if (first === undefined) {
      const why = this.#catalog.whyUnknown(from.name);
      return why === undefined
        ? `${says}, and no later release of ${from.name} lets a version without the flaw in. Wait for one.`
        : `${says}, and the registry could not be asked about ${from.name}: ${why}`;
    }
    if (crossesMajor(from.version, first.version)) {
      return `${says}; only ${from.name} ${first.version}, a major step, would not.`;
    }
    return `${says}; ${from.name} ${first.version} would not. ${this.#whyNotTo(from, first)}`;
  }

  #frees(one: PublishedVersion, name: string, safe: readonly string[]): boolean {
    const wish = this.#catalog.wishesOf(one).find((each) => each.name === name);
    if (wish === undefined) return true;
    return safe.some((version) => this.#judge.answers(wish.spec, { version }));
  }

  /** What is in the way of a parent that would do without. */
  #whyNotTo(from: Copy, { version }: PublishedVersion): string {
    const [asker] = askersOf(from).filter(({ asked }) => !this.#judge.answers(asked, { version }));
    if (asker === undefined) return this.#search();
    const who = isOwn(asker.from) ? manifestIn(asker) : `${asker.from.name} ${asker.from.version}`;
    return `But ${who} asks for ${from.name} ${asker.asked}.`;
  }

  #search(): string {
    return 'No way to it was found that leaves every requirement met and moves no package to another major.';
  }

  #dear(copy: Copy): string {
    const step = this.#plan.tooMuch.get(copy.path);
    if (step === undefined) return this.#search();
    const { cost, gain } = step;
    const fixes = gain === 1 ? 'one fix' : `${gain} fixes`;
    return `To fix it takes ${cost} changed or added packages for ${fixes}, more than this plan may change. Plan it alone to see the way.`;
  }

  /** Releases that a plan may take, the lowest first; those that are deprecated only where there are no others. */
  #safe({ name }: Copy): readonly string[] {
    const offered = this.#catalog
      .offeredOf(name)
      .filter(({ version }) => this.#catalog.flawsOf(name, version).length === 0);
    const plain = offered.filter(({ deprecated }) => deprecated === undefined);
    return (plain.length > 0 ? plain : offered).map(({ version }) => version);
  }

  #flawless(name: string): readonly PublishedVersion[] {
    return this.#catalog
      .versionsOf(name)
      .filter(({ version }) => this.#catalog.flawsOf(name, version).length === 0);
  }
}

const sources: Partial<Record<PackageNode['source'], string>> = {
  git: 'installed from a git repository',
  address: 'installed from an address',
  folder: 'installed from a folder',
  workspace: 'part of the project',
};

/** The direct dependency above a copy that an option moves to another major. */
function majorLine(copy: Copy, { copies }: Tree): string | undefined {
  const above = new Set([copy]);
  for (const one of above) for (const { from } of one.in) above.add(from);
  for (const { path, name, version } of above) {
    const now = copies.get(path);
    const isMoved = now?.name === name && crossesMajor(version, now.version);
    if (isMoved && [...now.in].some(({ from }) => isOwn(from))) {
      return `${name} ${version} to ${now.version}`;
    }
  }
  return undefined;
}
