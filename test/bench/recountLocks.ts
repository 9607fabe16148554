import semver from 'semver';

/** An entry of advisories.json. */
export interface Listed {
  readonly id: string;
  readonly name: string;
  readonly range: string;
  readonly severity?: string;
  readonly cwe?: readonly string[] | null;
  readonly title?: string | null;
}

/** Entries of advisories.json that are about malware; the list itself has no class for them. */
const malicious: ReadonlySet<string> = new Set(['GHSA-mh6f-8j2x-4483', 'nswg:477']);

interface Entry {
  readonly version?: string;
  readonly name?: string;
  readonly link?: boolean;
  readonly dependencies?: Record<string, string>;
  readonly devDependencies?: Record<string, string>;
  readonly optionalDependencies?: Record<string, string>;
  readonly peerDependencies?: Record<string, string>;
  readonly peerDependenciesMeta?: Record<string, { readonly optional?: boolean }>;
  readonly overrides?: Record<string, string | Record<string, string>>;
}

type Entries = Readonly<Record<string, Entry>>;
/** The text of a lockfile of version 2 or 3, and of its package.json. */
type Files = readonly [lock: string, manifest: string];

/** Counts from the written files alone what a plan has done, sharing no code with what planned it. */
export function recountLocks(before: Files, after: Files, listed: readonly Listed[]) {
  const [old, now] = [entriesOf(before), entriesOf(after)];
  const kept = Object.keys(now).filter((place) => place !== '' && old[place] !== undefined);
  const changed = kept.filter((place) => {
    return idOf(place, old[place]) !== idOf(place, now[place]);
  });
  const pairs = changed.map(
    (place) => [old[place]?.version ?? '', now[place]?.version ?? ''] as const,
  );
  // Away from malware the way back is the right one.
  const back = changed.filter((place) => {
    const [from, to] = [old[place]?.version ?? '', now[place]?.version ?? ''];
    return semver.lt(to, from) && !isMalicious(nameOf(place, old[place]), from, listed);
  });
  const [vulnerable, left] = [vulnerableIn(old, listed), vulnerableIn(now, listed)];
  const unmetBefore = new Set(unmetIn(old, before[1]));
  return {
    before: vulnerable,
    left,
    fixed: vulnerable - left,
    changed: changed.length,
    added: Object.keys(now).filter((place) => old[place] === undefined).length,
    removed: Object.keys(old).filter((place) => now[place] === undefined).length,
    majors: pairs.filter(([from, to]) => crosses(from, to)).length,
    downgrades: back.length,
    unmet: unmetIn(now, after[1]).filter((one) => !unmetBefore.has(one)).length,
  };
}

function entriesOf([lock]: Files): Entries {
  const { packages, dependencies = {} } = JSON.parse(lock) as {
    readonly packages?: Entries;
    readonly dependencies?: Legacy;
  };
  return packages ?? { '': {}, ...flat(dependencies, '') };
}

type Legacy = Readonly<Record<string, LegacyEntry>>;

interface LegacyEntry {
  readonly version: string;
  readonly requires?: Record<string, string>;
  readonly dependencies?: Legacy;
}

/** Version 1 has entries in entries; what may be missing it does not say. */
function flat(entries: Legacy, owner: string): Record<string, Entry> {
  const all: Record<string, Entry> = {};
  for (const [name, { version, requires, dependencies }] of Object.entries(entries)) {
    const place = owner === '' ? `node_modules/${name}` : `${owner}/node_modules/${name}`;
    all[place] = { version, ...(requires && { optionalDependencies: requires }) };
    Object.assign(all, flat(dependencies ?? {}, place));
  }
  return all;
}

function idOf(place: string, entry: Entry | undefined): string {
  return `${nameOf(place, entry)}@${String(entry?.version)}`;
}

function nameOf(place: string, entry: Entry | undefined): string {
  return entry?.name ?? place.replace(/^.*node_modules\//, '');
}

function vulnerableIn(entries: Entries, listed: readonly Listed[]): number {
  return Object.entries(entries).filter(([place, entry]) => {
    if (place === '' || entry.link === true) return false;
    return listedOf(nameOf(place, entry), entry.version ?? '', listed).length > 0;
  }).length;
}

function listedOf(name: string, version: string, listed: readonly Listed[]): readonly Listed[] {
  const options = { loose: true, includePrerelease: true };
  return listed.filter((one) => one.name === name && semver.satisfies(version, one.range, options));
}

function isMalicious(name: string, version: string, listed: readonly Listed[]): boolean {
  return listedOf(name, version, listed).some(({ id }) => malicious.has(id));
}

function crosses(from: string, to: string): boolean {
  if (semver.major(from) !== semver.major(to)) return true;
  return semver.major(from) === 0 && semver.minor(from) !== semver.minor(to);
}

function unmetIn(entries: Entries, manifestText: string): readonly string[] {
  const manifest = JSON.parse(manifestText) as Entry;
  const unmet: string[] = [];
  for (const [place, locked] of Object.entries(entries)) {
    const entry = place === '' ? manifest : locked;
    if (entry.link === true) continue;
    for (const [name, range, needed] of asksOf(entry, place === '')) {
      const asked = overridden(manifest, place, name, range) ?? range;
      const found = entries[placeOf(entries, place, name) ?? '\0'];
      const plain = asked.replace(/^npm:@?[^@]+@/, '');
      if (found === undefined ? needed : !isIn(found, plain)) unmet.push(`${place} ${name}`);
    }
  }
  return unmet;
}

function asksOf(entry: Entry, isRoot: boolean): readonly (readonly [string, string, boolean])[] {
  const asks = new Map<string, readonly [string, string, boolean]>();
  for (const [name, range] of Object.entries(entry.peerDependencies ?? {})) {
    asks.set(name, [name, range, entry.peerDependenciesMeta?.[name]?.optional !== true]);
  }
  const needed = { ...(isRoot && entry.devDependencies), ...entry.dependencies };
  for (const [name, range] of Object.entries(needed)) asks.set(name, [name, range, true]);
  for (const [name, range] of Object.entries(entry.optionalDependencies ?? {})) {
    asks.set(name, [name, range, false]);
  }
  return [...asks.values()];
}

function overridden(
  manifest: Entry,
  place: string,
  name: string,
  range: string,
): string | undefined {
  if (place === '') return undefined;
  for (const [key, value] of Object.entries(manifest.overrides ?? {})) {
    const at = key.indexOf('@', 1);
    const about = at < 0 ? '*' : key.slice(at + 1);
    if (typeof value === 'string' && (at < 0 ? key : key.slice(0, at)) === name) {
      if (about === '*' || semver.intersects(range, about, { loose: true })) return value;
    }
  }
  return undefined;
}

function placeOf(entries: Entries, from: string, name: string): string | undefined {
  for (let at = from; ; at = at.slice(0, Math.max(at.lastIndexOf('/node_modules/'), 0))) {
    const place = at === '' ? `node_modules/${name}` : `${at}/node_modules/${name}`;
    if (entries[place] !== undefined) return place;
    if (at === '') return undefined;
  }
}

function isIn(entry: Entry, range: string): boolean {
  if (semver.validRange(range, true) === null || entry.link === true || range === '') return true;
  return range === '*' || semver.satisfies(entry.version ?? '', range, true);
}
