import type { Advisory } from '../advisories/advisory';
import { type Matcher, matcherOf } from '../advisories/match';
import type { Packument, PublishedVersion } from '../packument';
import { byVersion, crossesMajor, excludes, isLower, isPrerelease } from './versions';
import type { Wish } from './copies';

/** What registry and advisories say of versions, as far as it is known by now. */
export class Catalog {
  /** Names that were asked for and are not known yet. */
  readonly wanted = new Set<string>();
  /** How often something was asked for that was not known. */
  misses = 0;
  readonly #known = new Map<string, Packument>();
  readonly #unknown = new Map<string, string>();
  readonly #matcher: Matcher;
  readonly #sorted = new Map<string, readonly PublishedVersion[]>();
  readonly #offered = new Map<string, readonly PublishedVersion[]>();
  readonly #above = new Map<string, readonly PublishedVersion[]>();
  readonly #flaws = new WeakMap<PublishedVersion, readonly Advisory[]>();
  readonly #wishes = new WeakMap<PublishedVersion, readonly Wish[]>();

  readonly #node: string | undefined;

  /** `node` is the range of Node.js that the project declares, if it does. */
  constructor(advisories: readonly Advisory[], node?: string) {
    this.#node = node;
    this.#matcher = matcherOf(advisories);
  }

  /** Takes in what the registry says of a package. */
  learn(packument: Packument): void {
    this.#known.set(packument.name, packument);
    this.wanted.delete(packument.name);
  }

  /** Takes in that the registry says nothing of it, and why. */
  forgo(name: string, why: string): void {
    this.#unknown.set(name, why);
    this.wanted.delete(name);
  }

  /** Why the registry says nothing of a package that was asked for. */
  whyUnknown(name: string): string | undefined {
    return this.#unknown.get(name);
  }

  flawsOf(name: string, version: string): readonly Advisory[] {
    return this.#matcher.matching(name, version);
  }

  flawsIn(published: PublishedVersion): readonly Advisory[] {
    const known = this.#flaws.get(published);
    if (known !== undefined) return known;
    const flaws = this.flawsOf(published.name, published.version);
    this.#flaws.set(published, flaws);
    return flaws;
  }

  /** From the lowest to the highest; none while the package is not known. */
  versionsOf(name: string): readonly PublishedVersion[] {
    const sorted = this.#sorted.get(name);
    if (sorted !== undefined) return sorted;
    const packument = this.#known.get(name);
    if (packument === undefined) {
      this.#miss(name);
      return [];
    }
    const versions = [...packument.versions.values()];
    versions.sort((first, second) => byVersion(first.version, second.version));
    this.#sorted.set(name, versions);
    return versions;
  }

  versionOf(name: string, version: string): PublishedVersion | undefined {
    const packument = this.#known.get(name);
    if (packument === undefined) this.#miss(name);
    return packument?.versions.get(version);
  }

  #miss(name: string): void {
    if (this.#unknown.has(name)) return;
    this.wanted.add(name);
    this.misses += 1;
  }

  /** Whether a version asks for a Node.js that the project does not have. */
  excludesNode({ engines }: PublishedVersion): boolean {
    return this.#node !== undefined && excludes(engines['node'], this.#node);
  }

  /**
   * Versions that a plan may put somewhere: released, for the project's Node.js, and with nothing in
   * their archive but themselves.
   */
  offeredOf(name: string): readonly PublishedVersion[] {
    const known = this.#offered.get(name);
    if (known !== undefined) return known;
    const versions = this.versionsOf(name);
    const offered = versions.filter(
      (one) =>
        one.bundled !== true &&
        one.bundled.length === 0 &&
        !isPrerelease(one.version) &&
        !this.excludesNode(one),
    );
    if (versions.length > 0) this.#offered.set(name, offered);
    return offered;
  }

  /** Those of them that are higher than a version and cross no major. */
  aboveOf(name: string, version: string): readonly PublishedVersion[] {
    const key = `${name}@${version}`;
    const known = this.#above.get(key);
    if (known !== undefined) return known;
    const above = this.offeredOf(name).filter(
      (one) => isLower(version, one.version) && !crossesMajor(version, one.version),
    );
    if (this.#sorted.has(name)) this.#above.set(key, above);
    return above;
  }

  wishesOf(published: PublishedVersion): readonly Wish[] {
    const known = this.#wishes.get(published) ?? readWishes(published);
    this.#wishes.set(published, known);
    return known;
  }
}

/** As npm reads a manifest: what is listed twice counts as optional first, then as required, then as a peer. */
function readWishes(published: PublishedVersion): readonly Wish[] {
  const { dependencies, optionalDependencies, peerDependencies, optionalPeers } = published;
  const wishes = new Map<string, Wish>();
  for (const [name, spec] of Object.entries(peerDependencies)) {
    const type = optionalPeers.includes(name) ? 'peerOptional' : 'peer';
    wishes.set(name, { name, spec, type });
  }
  for (const [name, spec] of Object.entries(dependencies)) {
    wishes.set(name, { name, spec, type: 'prod' });
  }
  for (const [name, spec] of Object.entries(optionalDependencies)) {
    wishes.set(name, { name, spec, type: 'optional' });
  }
  return [...wishes.values()];
}
