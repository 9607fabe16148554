import type { Judge } from '../answers';
import type { PackageNode } from '../graph';
import type { Remaining } from '../plan';
import type { Catalog } from './catalog';
import { isOwn } from './ops';
import { widened } from './rangeStyle';
import type { Step } from './repair';
import type { Copy, Request } from './copies';
import type { Tree } from './tree';
import { crossesMajor, isLower } from './versions';

/** A plan that was tried. */
export interface Asked {
  readonly tier: string;
  readonly tree: Tree;
  /** Ways that took too many changes, by the copy that they fix. */
  readonly tooMuch: ReadonlyMap<string, Step>;
}

/** What a plan leaves, each with one sentence that says why and one that says what would help. */
export function reasonsFor(
  plan: Asked,
  tried: readonly Asked[],
  catalog: Catalog,
  judge: Judge,
  only: readonly string[] | undefined,
): readonly Remaining[] {
  const reasons = new Reasons(plan, tried, catalog, judge);
  return [...plan.tree.copies.values()]
    .filter(({ flaws }) => flaws.length > 0)
    .filter(({ path, flaws }) => isMeant(only, path, flaws))
    .sort((one, other) => (one.path < other.path ? -1 : 1))
    .map((copy) => ({
      path: copy.path,
      name: copy.name,
      version: copy.version,
      advisories: copy.flaws.map(({ id }) => id),
      reason: reasons.of(copy),
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

  constructor(plan: Asked, tried: readonly Asked[], catalog: Catalog, judge: Judge) {
    this.#plan = plan;
    this.#tried = tried;
    this.#catalog = catalog;
    this.#judge = judge;
  }

  of(copy: Copy): string {
    return this.#notOurs(copy) ?? this.#noVersion(copy) ?? this.#blocked(copy) ?? this.#dear(copy);
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

  #noVersion(copy: Copy): string | undefined {
    const safe = this.#safe(copy);
    if (safe.length === 0) {
      return `No published version of ${copy.name} is outside the vulnerable range.`;
    }
    const near = safe.find((version) => !crossesMajor(copy.version, version));
    if (near !== undefined) return undefined;
    const next = safe.find((version) => isLower(copy.version, version));
    const [asker] = askersOf(copy);
    if (next === undefined) {
      return `Only versions of ${copy.name} below ${copy.version} are without it, such as ${safe.at(-1)}.`;
    }
    if (asker === undefined || isOwn(asker.from)) {
      return `The nearest version of ${copy.name} without it is ${next}: a major step from ${copy.version}, which ${manifestIn(asker)} has to ask for.`;
    }
    return `The nearest version of ${copy.name} without it is ${next}, a major step from ${copy.version}. ${this.#parent(asker, safe)}`;
  }

  #blocked(copy: Copy): string | undefined {
    const safe = this.#safe(copy).filter((version) => !crossesMajor(copy.version, version));
    const blockers = askersOf(copy).filter(
      ({ asked }) => !safe.some((version) => this.#judge.answers(asked, { version })),
    );
    const [blocker] = blockers;
    if (blocker === undefined) return undefined;
    const { spec, asked, from } = blocker;
    if (spec !== asked) {
      return `An override makes ${copy.name} ${asked}, which is vulnerable. Raise that override, or take it out.`;
    }
    if (isOwn(from)) {
      if (widened(asked, safe[0] ?? '') !== undefined) return undefined;
      return `${manifestIn(blocker)} asks for ${copy.name} ${asked}, and no range in that style has ${String(safe[0])} in it. ${this.#help(copy)}`.trim();
    }
    return `${this.#parent(blocker, safe)} ${this.#help(copy)}`.trim();
  }

  /** What the one who asks would have to become. */
  #parent({ from, name, asked }: Request, safe: readonly string[]): string {
    const who = `${from.name} ${from.version}`;
    const says = `${who} asks for ${name} ${asked}`;
    const versions = this.#catalog.versionsOf(from.name);
    const freeing = versions.find((one) => {
      if (!isLower(from.version, one.version)) return false;
      const wish = this.#catalog.wishesOf(one).find((each) => each.name === name);
      return (
        wish === undefined || safe.some((version) => this.#judge.answers(wish.spec, { version }))
      );
    });
    if (freeing === undefined) {
      return `${says}, and no later version of ${from.name} lets a version without the flaw in.`;
    }
    return crossesMajor(from.version, freeing.version)
      ? `${says}; only ${from.name} ${freeing.version}, a major step, would not.`
      : `${says}; ${from.name} ${freeing.version} would not, but to move it takes more than this plan may change.`;
  }

  #dear(copy: Copy): string {
    const step = this.#plan.tooMuch.get(copy.path);
    const takes =
      step === undefined
        ? 'Every way that was found to fix it leaves a requirement unmet, crosses a major or takes too many changes.'
        : `To fix it takes ${step.cost} changed or added packages for ${step.gain === 1 ? 'one fix' : `${step.gain} fixes`}, more than a plan for the whole project spends. Plan it alone to see the way.`;
    return `${takes} ${this.#help(copy)}`.trim();
  }

  /** Whether another option would do it. */
  #help({ path }: Copy): string {
    const other = this.#tried.find(({ tree }) => (tree.copies.get(path)?.flaws.length ?? 0) === 0);
    return other === undefined ? '' : `The option "${other.tier}" fixes it.`;
  }

  #safe({ name }: Copy): readonly string[] {
    return this.#catalog
      .offeredOf(name)
      .map(({ version }) => version)
      .filter((version) => this.#catalog.flawsOf(name, version).length === 0);
  }
}

const sources: Partial<Record<PackageNode['source'], string>> = {
  git: 'installed from a git repository',
  address: 'installed from an address',
  folder: 'installed from a folder',
  workspace: 'part of the project',
};

function bundlerOf(path: string, tree: Tree): string {
  let at = path;
  for (;;) {
    at = at.slice(0, Math.max(at.lastIndexOf('/node_modules/'), 0));
    const copy = tree.copies.get(at);
    if (copy === undefined || at === '') return 'the package around it';
    if (copy.origin?.bundled !== true) return `${copy.name} ${copy.version}`;
  }
}

/** In an order that is always the same. */
function askersOf(copy: Copy): readonly Request[] {
  return [...copy.in].sort((one, other) => (one.from.path < other.from.path ? -1 : 1));
}

function manifestIn(request: Request | undefined): string {
  const folder = request?.from.path ?? '';
  return folder === '' ? 'package.json' : `${folder}/package.json`;
}
