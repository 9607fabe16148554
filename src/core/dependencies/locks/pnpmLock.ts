import { get, isObject, token } from '../../readers/json';
import { joined } from './answers';
import type { Doubts } from '../doubts';
import type { PackageNode } from '../graph';
import {
  type Finder,
  type KeyedEntry,
  type Workspace,
  keyedNodes,
  resolutionFor,
} from './keyedCopies';
import { type Ask, asksOf } from './linkCopies';
import type { Manifests } from './npmLock';
import { isPackageName } from './readManifest';
import { isYes, textsOf } from './yamlLock';

type Entry = Readonly<Record<string, unknown>>;

const sections = [
  ['dependencies', 'prod'],
  ['optionalDependencies', 'optional'],
  ['devDependencies', 'dev'],
] as const;

/** What a project or workspace asks for, and which entry each request got, by name. */
interface Importer {
  readonly asks: readonly Ask[];
  readonly refs: ReadonlyMap<string, string>;
}

/**
 * The nodes of a pnpm-lock.yaml of version 5, 6 or 9, each under its key. What a package asks for is
 * told by pnpm as the version that it got, and so it is here.
 */
export function pnpmNodes(
  lock: Entry,
  manifests: Manifests,
  doubts: Doubts,
): ReadonlyMap<string, PackageNode> {
  const importers = importersOf(lock);
  const refs = new Map<string, ReadonlyMap<string, string>>(
    [...importers].map(([folder, importer]) => [folder, importer.refs]),
  );
  const entries = new Map<string, KeyedEntry>();
  for (const [key, entry, about] of packagesOf(lock, doubts)) {
    const read = entryOf(key, entry, about, doubts);
    if (read === undefined) doubts.add('entries without a fit name were left out', key);
    else entries.set(key, read);
    refs.set(
      key,
      new Map([
        ...textsOf(get(entry, 'dependencies')),
        ...textsOf(get(entry, 'optionalDependencies')),
      ]),
    );
  }
  const workspaces = workspacesFrom(importers, manifests);
  const folders = new Set(workspaces.map(({ folder }) => folder));
  const { manifest } = manifests.root;
  const find: Finder = (ask, from) => {
    const ref = refs.get(from.path)?.get(ask.name);
    if (ref === undefined) return undefined;
    const linked = /^link:(.*)$/.exec(ref)?.[1];
    if (linked !== undefined) {
      const folder = joined(from.path, linked);
      return folders.has(folder) ? { key: folder } : undefined;
    }
    const { name } = ask;
    const key = [`${name}@${ref}`, `/${name}@${ref}`, `/${name}/${ref}`, ref].find((one) =>
      entries.has(one),
    );
    if (key === undefined) return undefined;
    return { key, overridden: resolutionFor(manifest.overrides, from.name, ask) };
  };
  return keyedNodes(entries.values(), { root: manifest, workspaces }, find);
}

/** The project under `''`. Without workspaces, its lists stand at the top until version 6. */
function importersOf(lock: Entry): ReadonlyMap<string, Importer> {
  const listed = get(lock, 'importers');
  const all = isObject(listed) ? Object.entries(listed) : [['.', lock] as const];
  return new Map(
    all.map(([folder, content]) => [joined('', folder), importerOf(content)] as const),
  );
}

function importerOf(content: unknown): Importer {
  const asks: Ask[] = [];
  const refs = new Map<string, string>();
  const specifiers = get(content, 'specifiers');
  for (const [section, type] of sections) {
    const list = get(content, section);
    for (const [name, said] of Object.entries(isObject(list) ? list : {})) {
      const ref = token(get(said, 'version') ?? said);
      const spec = token(get(said, 'specifier') ?? get(specifiers, name)) ?? ref;
      if (ref === undefined || spec === undefined || !isPackageName(name)) continue;
      asks.push({ name, spec, type });
      refs.set(name, ref);
    }
  }
  return { asks, refs };
}

/** Since version 9, what a package is and what it got are told apart. */
function* packagesOf(lock: Entry, doubts: Doubts): Generator<readonly [string, Entry, Entry]> {
  const packages = get(lock, 'packages');
  const snapshots = get(lock, 'snapshots');
  for (const [key, entry] of Object.entries(
    isObject(snapshots) ? snapshots : isObject(packages) ? packages : {},
  )) {
    const about = isObject(snapshots) ? get(packages, key.replace(/\(.*$/s, '')) : entry;
    // An entry that has nothing to say is an empty one.
    const own = isObject(entry) ? entry : {};
    if (isObject(entry) || entry === '' || entry === null)
      yield [key, own, isObject(about) ? about : own];
    else doubts.add('entries of another form than expected were left out', key);
  }
}

function entryOf(key: string, entry: Entry, about: Entry, doubts: Doubts): KeyedEntry | undefined {
  const named =
    /^\/?((?:@[^/@]+\/)?[^/@]+)@([^(]+)/.exec(key) ??
    /^\/((?:@[^/]+\/)?[^/]+)\/([^_/(]+)/.exec(key);
  const name = token(get(about, 'name'), 214) ?? named?.[1] ?? '';
  if (!isPackageName(name)) return undefined;
  const resolution = get(about, 'resolution');
  const tarball = token(get(resolution, 'tarball'));
  const asks: Ask[] = [];
  const add = (list: unknown, type: Ask['type']): void => {
    for (const [dependency, spec] of textsOf(list)) {
      if (isPackageName(dependency))
        asks.push({ name: dependency, spec: plainVersion(spec), type });
      else doubts.add('dependencies with an unfit name or range were left out', dependency);
    }
  };
  add(get(entry, 'dependencies'), 'prod');
  add(get(entry, 'optionalDependencies'), 'optional');
  return {
    key,
    name,
    version: token(get(about, 'version'), 256) ?? named?.[2] ?? '',
    source: sourceOf(key, resolution),
    resolved: tarball ?? token(get(resolution, 'repo')),
    integrity: token(get(resolution, 'integrity')),
    installScript: isYes(about, 'requiresBuild'),
    asks,
    dev: isYes(entry, 'dev'),
    optional: isYes(entry, 'optional'),
  };
}

function sourceOf(key: string, resolution: unknown): PackageNode['source'] {
  if (get(resolution, 'type') === 'git' || get(resolution, 'commit') !== undefined) return 'git';
  if (get(resolution, 'type') === 'directory' || /(?:^|@)file:/.test(key)) return 'folder';
  return get(resolution, 'tarball') !== undefined && get(resolution, 'integrity') === undefined
    ? 'address'
    : 'registry';
}

/** Without what it was built against: `1.0.0(react@18.0.0)`, before version 6 `1.0.0_react@18.0.0`. */
function plainVersion(ref: string): string {
  return ref.replace(/[(_].*$/s, '');
}

function workspacesFrom(
  importers: ReadonlyMap<string, Importer>,
  { workspaces }: Manifests,
): readonly Workspace[] {
  return [...importers].flatMap(([folder, { asks }]) => {
    if (folder === '') return [];
    const manifest = workspaces.get(folder);
    return [
      {
        folder,
        name: manifest?.name ?? folder.slice(folder.lastIndexOf('/') + 1),
        version: manifest?.version ?? '',
        asks: manifest === undefined ? asks : asksOf(manifest, true),
      },
    ];
  });
}
