import { satisfies, subset, valid, validRange } from 'semver';
import type { ChangedPackage } from './compatibility';
import { listed, named, placesText } from './exportFacts';
import type { PublishedVersion } from '../packument';
import type { CompatibilityFact } from '../plan';

/** What the project itself is and has. */
export interface ProjectFacts {
  /** The versions of Node.js that it runs on: a version or a range, from `engines` or `.nvmrc`. */
  readonly node?: string;
  /** The installed version that a package at the changed one's place would find; undefined for none. */
  readonly installed?: (name: string) => string | undefined;
}

/** What the registry says of the two versions. */
export function metadataFacts(change: ChangedPackage): readonly CompatibilityFact[] {
  const { before, after, project = {} } = change;
  if (!after) {
    const text = `The registry says nothing of ${named(change.package)} ${named(change.to)}.`;
    return [fact('published', 'unknown', text)];
  }
  return [
    ...engineFacts(before, after, project),
    ...peerFacts(before, after, project),
    ...deprecationFacts(before, after),
    ...licenceFacts(before, after),
    ...maintainerFacts(before, after),
    ...scriptFacts(before, after),
    ...commandFacts(change, after),
  ];
}

function engineFacts(
  before: PublishedVersion | undefined,
  after: PublishedVersion,
  { node }: ProjectFacts,
): readonly CompatibilityFact[] {
  const asked = after.engines['node'];
  if (asked === undefined || validRange(asked) === null || asked === before?.engines['node']) {
    return [];
  }
  const needs = `${after.version} asks for Node.js ${named(asked)}`;
  const own = node === undefined ? undefined : validRange(node.replace(/^v/, ''));
  if (own === undefined || own === null || node === undefined) {
    return [fact('engines', 'unknown', `${needs}; what the project runs on is not known.`)];
  }
  const version = valid(node);
  const isMet = version === null ? subset(own, asked) : satisfies(version, asked);
  return isMet
    ? [fact('engines', 'no', `${needs}, which the project's ${named(node)} meets.`)]
    : [fact('engines', 'yes', `${needs}, and the project runs on ${named(node)}.`)];
}

function peerFacts(
  before: PublishedVersion | undefined,
  after: PublishedVersion,
  { installed }: ProjectFacts,
): readonly CompatibilityFact[] {
  return Object.entries(after.peerDependencies).flatMap(([name, range]): CompatibilityFact[] => {
    const isOptional = after.optionalPeers.includes(name);
    if (before && Object.hasOwn(before.peerDependencies, name)) {
      if (before.peerDependencies[name] === range) return [];
    }
    const needs = `${after.version} has to find ${named(name)} ${named(range)} beside it`;
    if (!installed) return [fact('peers', 'unknown', `${needs}.`)];
    const there = installed(name);
    if (there === undefined) {
      return isOptional ? [] : [fact('peers', 'yes', `${needs}, and it is not installed.`)];
    }
    return satisfies(there, range, { includePrerelease: true })
      ? [fact('peers', 'no', `${needs}, and ${named(there)} is.`)]
      : [fact('peers', 'yes', `${needs}, and ${named(there)} is installed.`)];
  });
}

function deprecationFacts(
  before: PublishedVersion | undefined,
  { deprecated, version }: PublishedVersion,
): readonly CompatibilityFact[] {
  if (deprecated === undefined || before?.deprecated !== undefined) return [];
  const text = `${version} is deprecated: "${named(deprecated)}".`;
  return [fact('deprecated', 'no', text)];
}

function licenceFacts(
  before: PublishedVersion | undefined,
  after: PublishedVersion,
): readonly CompatibilityFact[] {
  if (before?.license === undefined || before.license === after.license) return [];
  const to = after.license === undefined ? 'is no longer named' : `is ${named(after.license)}`;
  const text = `The licence was ${named(before.license)} and ${to}.`;
  return [fact('licence', 'unknown', text)];
}

function maintainerFacts(
  before: PublishedVersion | undefined,
  after: PublishedVersion,
): readonly CompatibilityFact[] {
  // Many registries leave them out, so that is nothing to tell of each package.
  if (!before || before.maintainers.length === 0 || after.maintainers.length === 0) return [];
  const kept = after.maintainers.filter((one) => before.maintainers.includes(one));
  const fresh = after.maintainers.filter((one) => !before.maintainers.includes(one));
  if (fresh.length === 0) return [];
  return kept.length === 0
    ? [fact('maintainers', 'unknown', `Nobody who maintained ${before.version} does so now.`)]
    : [fact('maintainers', 'no', `Maintained also by ${listed(fresh)} now.`)];
}

function scriptFacts(
  before: PublishedVersion | undefined,
  after: PublishedVersion,
): readonly CompatibilityFact[] {
  if (!after.installScript || before?.installScript) return [];
  const had = before ? `, which ${before.version} does not` : '';
  const text = `${after.version} runs a script when it is installed${had}.`;
  return [fact('scripts', 'unknown', text)];
}

function commandFacts(
  { before, use }: ChangedPackage,
  after: PublishedVersion,
): readonly CompatibilityFact[] {
  const gone = Object.keys(before?.bin ?? {}).filter((name) => !Object.hasOwn(after.bin, name));
  return gone.map((name) => {
    const runs = use?.mentions.filter(({ command }) => command === name) ?? [];
    const places = runs.map(({ path, line }) => ({ path, line }));
    const lost = `${after.version} has no command \`${named(name)}\``;
    return places.length > 0
      ? { ...fact('commands', 'yes', `${lost}, which ${placesText(places)} runs.`), places }
      : fact('commands', 'no', `${lost} any more, and no script was seen to run it.`);
  });
}

function fact(about: string, breaks: CompatibilityFact['breaks'], text: string): CompatibilityFact {
  return { about, breaks, text, places: [] };
}
