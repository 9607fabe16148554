import type { PublishedVersion } from '../packument';
import type { Catalog } from './catalog';
import { forNewCopy } from './newCopy';
import { pathIn } from './ops';
import { type Copy, type Request, type TreeRules, type Wish, ownerOf } from './copies';
import type { Tree } from './tree';
import { crossesMajor, isLower } from './versions';
import { wayBack } from './wayBack';

const looked = 24;
const compared = 8;

/** What versions and places there are for a change, the most promising first. */
export class Choices {
  readonly #tree: Tree;
  readonly #catalog: Catalog;
  readonly #rules: TreeRules;
  readonly #fits = new Map<string, readonly PublishedVersion[]>();

  constructor(tree: Tree, catalog: Catalog, rules: TreeRules) {
    this.#tree = tree;
    this.#catalog = catalog;
    this.#rules = rules;
  }

  /** Versions without a flaw that a copy can become. */
  cures(copy: Copy): readonly PublishedVersion[] {
    if (copy.flaws.some(({ malware }) => malware)) {
      return copy.fixed ? [] : wayBack(copy, this.#catalog);
    }
    const ups = this.#ups(copy).filter((one) => this.#isFlawless(one));
    return this.#best(copy, ups, 4);
  }

  /** Versions that make a copy what one who asks for it, and all others, ask for. */
  suits(copy: Copy, request: Request): readonly PublishedVersion[] {
    const ups = this.#ups(copy).filter(
      (one) => this.#isNoWorse(copy, one) && this.#rules.answers(request, as(copy, one)),
    );
    return this.#best(copy, ups, 2);
  }

  /** Versions of the asker that are content with what there is. */
  contents(request: Request): readonly PublishedVersion[] {
    const { from, name, to } = request;
    const ups = this.#ups(from).filter((one) => {
      if (!this.#isNoWorse(from, one)) return false;
      const wish = this.#wish(one, name);
      return wish === undefined || (to !== undefined && this.#wouldAnswer(from, wish, to));
    });
    return this.#best(from, ups, 3);
  }

  /** Versions of the asker that do not want the copy which answers it. */
  leavers(request: Request): readonly PublishedVersion[] {
    const { from, name, to } = request;
    const ups = this.#ups(from).filter((one) => {
      if (!this.#isNoWorse(from, one)) return false;
      const wish = this.#wish(one, name);
      return wish === undefined || (to !== undefined && !this.#wouldAnswer(from, wish, to));
    });
    return this.#best(from, ups, 3);
  }

  /** New copies that would answer a request, each in the place nearest to the project. */
  places(request: Request): readonly { owner: string; published: PublishedVersion }[] {
    const spec = this.#aliasOf(request);
    const scored = this.#fitting(spec, request).map((published, index) => ({
      published,
      score: this.#unmet(published, request.from.chain) + (published.deprecated ? 1 : 0),
      index,
    }));
    scored.sort((first, second) => first.score - second.score || first.index - second.index);
    return scored.slice(0, 2).flatMap(({ published }) => {
      const owner = this.#ownerFor(request, published);
      return owner === undefined ? [] : [{ owner, published }];
    });
  }

  /** A few versions without a flaw that are what is asked for, the one to try first at the head. */
  #fitting(name: string, request: Request): readonly PublishedVersion[] {
    const { before, asked } = request;
    const key = `${name} ${asked} ${before?.version ?? ''}`;
    const known = this.#fits.get(key);
    if (known !== undefined) return known;
    const offered = this.#catalog.offeredOf(name);
    const all = offered.filter(
      (one) => this.#isFlawless(one) && this.#rules.answers(request, made(request, one, '')),
    );
    const plain = all.filter(({ deprecated }) => deprecated === undefined);
    const sorted = forNewCopy(plain.length > 0 ? plain : all, request, this.#tree, this.#catalog);
    const fits = spreadOver(sorted, compared);
    if (offered.length > 0) this.#fits.set(key, fits);
    return fits;
  }

  #ownerFor(request: Request, published: PublishedVersion): string | undefined {
    const { from, name, to, type } = request;
    const isPeer = type === 'peer' || type === 'peerOptional';
    const end = to === undefined ? from.chain.length : from.chain.indexOf(ownerOf(to));
    const owners = from.chain.slice(isPeer && from.path !== '' ? 1 : 0, end).reverse();
    return owners.find((owner) => {
      const copy = made(request, published, pathIn(owner, name));
      const before = this.#tree.ledger.before(copy.path);
      if (before !== undefined) {
        if (before.name !== copy.name || crossesMajor(before.version, copy.version)) return false;
        if (isLower(copy.version, before.version)) return false;
      }
      return this.#tree.wouldFind(owner, name).every((one) => this.#tree.accepts(one, copy));
    });
  }

  #ups(copy: Copy): readonly PublishedVersion[] {
    if (copy.fixed) return [];
    return this.#catalog.aboveOf(copy.name, copy.version);
  }

  #best(
    copy: Copy,
    versions: readonly PublishedVersion[],
    count: number,
  ): readonly PublishedVersion[] {
    const scored = spread(this.#preferred(copy, versions)).map((published, index) => ({
      published,
      score: 2 * this.#blocked(copy, published),
      index,
    }));
    scored.sort((first, second) => first.score - second.score || first.index - second.index);
    const few = spreadOver(scored, compared);
    for (const one of few) one.score += this.#unmet(one.published, copy.chain);
    few.sort((first, second) => first.score - second.score || first.index - second.index);
    return few.slice(0, count).map(({ published }) => published);
  }

  /** Without the deprecated ones, where another is what all ask for. */
  #preferred(copy: Copy, versions: readonly PublishedVersion[]): readonly PublishedVersion[] {
    const plain = versions.filter(({ deprecated }) => deprecated === undefined);
    if (plain.length === versions.length) return versions;
    return plain.some((one) => this.#blocked(copy, one) === 0) ? plain : versions;
  }

  #blocked(copy: Copy, published: PublishedVersion): number {
    const then = as(copy, published);
    let blocked = 0;
    for (const request of copy.in) if (!this.#tree.accepts(request, then)) blocked += 1;
    return blocked;
  }

  /** How much of what a version asks for is not there. */
  #unmet(published: PublishedVersion, chain: readonly string[]): number {
    let unmet = 0;
    for (const wish of this.#catalog.wishesOf(published)) {
      const to = this.#tree.find(chain, wish.name);
      if (to === undefined ? wish.type !== 'peerOptional' : !this.#answersWish(wish, to))
        unmet += 1;
    }
    return unmet;
  }

  #answersWish(wish: Wish, to: Copy): boolean {
    return this.#rules.answers(asRequest(undefined, wish), to);
  }

  #wouldAnswer(from: Copy, wish: Wish, to: Copy): boolean {
    return this.#rules.answers(asRequest(from, wish), to);
  }

  #wish(published: PublishedVersion, name: string): Wish | undefined {
    return this.#catalog.wishesOf(published).find((wish) => wish.name === name);
  }

  #isFlawless(published: PublishedVersion): boolean {
    return this.#catalog.flawsIn(published).length === 0;
  }

  #isNoWorse(copy: Copy, published: PublishedVersion): boolean {
    return this.#catalog.flawsIn(published).length <= copy.flaws.length;
  }

  #aliasOf({ asked, name }: Request): string {
    const alias = /^npm:(@?[^@]+)@/.exec(asked);
    return alias?.[1] ?? name;
  }
}

/** The first and the last of many. */
function spread(versions: readonly PublishedVersion[]): readonly PublishedVersion[] {
  return spreadOver(versions, looked);
}

function spreadOver<T>(all: readonly T[], count: number): T[] {
  if (all.length <= count) return [...all];
  return [...all.slice(0, count / 2), ...all.slice(-count / 2)];
}

function as(copy: Copy, { name, version }: PublishedVersion): Copy {
  return { ...copy, name, version };
}

function made(request: Request, { name, version }: PublishedVersion, path: string): Copy {
  return {
    path,
    folder: request.name,
    chain: [],
    fixed: false,
    anchored: false,
    name,
    version,
    flaws: [],
    out: [],
    in: new Set(),
  };
}

function asRequest(from: Copy | undefined, wish: Wish): Request {
  const { name, spec, type } = wish;
  const nobody = made({ name } as Request, { name: '', version: '' } as PublishedVersion, '?');
  return {
    from: from ?? nobody,
    name,
    type,
    spec,
    asked: spec,
    excused: false,
    lenient: false,
    to: undefined,
  };
}
