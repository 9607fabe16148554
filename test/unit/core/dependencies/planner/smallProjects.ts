import * as assert from 'node:assert/strict';
import semver from 'semver';
import type { Advisory } from '../../../../../src/core/dependencies/advisories/advisory';
import type { DependencyGraph } from '../../../../../src/core/dependencies/graph';
import type { Packuments, PublishedVersion } from '../../../../../src/core/dependencies/packument';
import { readGraph } from '../../../../../src/core/dependencies/locks/readGraph';

export type Asks = Readonly<Record<string, string>>;

/** `name@version` and what it asks for. */
export type Registry = Readonly<Record<string, Asks>>;

export interface Project {
  readonly lockText: string;
  readonly manifestText: string;
  readonly graph: DependencyGraph;
}

/** A project with these copies by install path, each `version` or `version` and what it asks for. */
export function project(
  asks: Asks,
  copies: Readonly<Record<string, string>>,
  registry: Registry,
  more: object = {},
): Project {
  const manifest = { name: 'made-up', version: '1.0.0', dependencies: asks, ...more };
  const packages: Record<string, unknown> = {
    '': { name: 'made-up', version: '1.0.0', dependencies: asks },
  };
  for (const [short, version] of Object.entries(copies)) {
    const folders = short.split('/');
    const name = folders.at(-1) ?? '';
    packages[folders.map((one) => `node_modules/${one}`).join('/')] = entry(
      name,
      version,
      registry,
    );
  }
  const lock = { name: 'made-up', version: '1.0.0', lockfileVersion: 3, requires: true, packages };
  const lockText = `${JSON.stringify(lock, null, 2)}\n`;
  const manifestText = `${JSON.stringify(manifest, null, 2)}\n`;
  return { lockText, manifestText, graph: read(lockText, manifestText) };
}

function entry(name: string, version: string, registry: Registry): object {
  const dependencies = registry[`${name}@${version}`] ?? {};
  const resolved = `https://registry.example/${name}/-/${name}-${version}.tgz`;
  const integrity = integrityOf(name, version);
  const asked = Object.keys(dependencies).length > 0 ? { dependencies } : {};
  return { version, resolved, integrity, ...asked };
}

export function read(lock: string, manifest: string): DependencyGraph {
  const result = readGraph({
    lockfile: { path: 'package-lock.json', text: lock },
    manifest: { path: 'package.json', text: manifest },
  });
  assert.ok(result.ok, result.ok ? '' : result.why);
  return result.graph;
}

export function integrityOf(name: string, version: string): string {
  return `sha512-${Buffer.from(`${name}@${version}`.padEnd(64, '.')).toString('base64')}`;
}

/** More of a package: what Node.js its versions ask for, and which are deprecated. */
export type Marks = Readonly<
  Record<
    string,
    { readonly engines?: Readonly<Record<string, string>>; readonly deprecated?: readonly string[] }
  >
>;

/** A registry in memory that remembers what it was asked for. */
export function packuments(
  registry: Registry,
  marks: Marks = {},
): Packuments & { readonly asked: Set<string> } {
  const asked = new Set<string>();
  return {
    asked,
    get: (name) => {
      asked.add(name);
      const versions = new Map<string, PublishedVersion>();
      for (const [key, dependencies] of Object.entries(registry)) {
        const at = key.lastIndexOf('@');
        if (key.slice(0, at) !== name) continue;
        const version = key.slice(at + 1);
        const node = marks[name]?.engines?.[version];
        versions.set(version, {
          ...published(name, version, dependencies),
          ...(node !== undefined && { engines: { node } }),
          ...(marks[name]?.deprecated?.includes(version) && { deprecated: 'Old.' }),
        });
      }
      if (versions.size === 0) return Promise.resolve({ ok: false, why: 'It is not found (404).' });
      return Promise.resolve({ ok: true, packument: { name, versions, published: {} } });
    },
  };
}

/** A version as a registry has it. */
export function published(
  name: string,
  version: string,
  dependencies: Asks = {},
): PublishedVersion {
  return {
    name,
    version,
    dependencies,
    optionalDependencies: {},
    peerDependencies: {},
    optionalPeers: [],
    engines: {},
    bundled: [],
    os: [],
    cpu: [],
    bin: {},
    maintainers: [],
    installScript: false,
    tarball: `https://registry.example/${name}/-/${name}-${version}.tgz`,
    integrity: integrityOf(name, version),
  };
}

export function advisory(name: string, range: string, more: Partial<Advisory> = {}): Advisory {
  return {
    id: `GHSA-${name}`,
    aliases: [],
    package: name,
    ecosystem: 'npm',
    range,
    fixedVersions: [],
    severity: 'high',
    cwe: [],
    title: `${name} is flawed`,
    malware: false,
    ...more,
  };
}

interface LockEntry {
  readonly version: string;
  readonly dependencies?: Asks;
}

/** What two lockfiles have, counted from their text alone. */
export function recount(
  before: string,
  after: string,
  asks: Asks,
  advisories: readonly Advisory[],
): Record<'fixed' | 'changed' | 'added' | 'removed' | 'majors' | 'downgrades' | 'unmet', number> {
  const [old, now] = [entriesOf(before), entriesOf(after)];
  const count = (test: (path: string) => boolean, paths: Iterable<string>): number =>
    [...paths].filter(test).length;
  const moved = [...now.keys()].filter((path) => {
    return old.has(path) && old.get(path)?.version !== now.get(path)?.version;
  });
  const versions = (path: string): readonly [string, string] => [
    old.get(path)?.version ?? '',
    now.get(path)?.version ?? '',
  ];
  const isVulnerable = (all: ReadonlyMap<string, LockEntry>) => (path: string) =>
    advisories.some(({ package: name, range }) => {
      return name === folderOf(path) && semver.satisfies(all.get(path)?.version ?? '', range);
    });
  return {
    fixed: count(isVulnerable(old), old.keys()) - count(isVulnerable(now), now.keys()),
    changed: moved.length,
    added: count((path) => !old.has(path), now.keys()),
    removed: count((path) => !now.has(path), old.keys()),
    majors: count((path) => crosses(...versions(path)), moved),
    downgrades: count((path) => semver.lt(versions(path)[1], versions(path)[0]), moved),
    unmet: unmetIn(now, asks),
  };
}

export function entriesOf(lock: string): ReadonlyMap<string, LockEntry> {
  const { packages } = JSON.parse(lock) as { packages: Record<string, LockEntry> };
  return new Map(Object.entries(packages).filter(([path]) => path !== ''));
}

function folderOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function crosses(from: string, to: string): boolean {
  if (semver.major(from) !== semver.major(to)) return true;
  return semver.major(from) === 0 && semver.minor(from) !== semver.minor(to);
}

/** Requests that nothing answers, or something else. */
export function unmetIn(entries: ReadonlyMap<string, LockEntry>, asks: Asks): number {
  let unmet = 0;
  for (const [path, { dependencies = {} }] of [['', { dependencies: asks }] as const, ...entries]) {
    for (const [name, range] of Object.entries(dependencies)) {
      const version = entries.get(foundFrom(path, name, entries) ?? '')?.version;
      if (version === undefined || !semver.satisfies(version, range)) unmet += 1;
    }
  }
  return unmet;
}

export function foundFrom(
  path: string,
  name: string,
  entries: ReadonlyMap<string, unknown>,
): string | undefined {
  const folders =
    path === '' ? [] : path.split('/node_modules/').map((one) => one.replace('node_modules/', ''));
  for (let depth = folders.length; depth >= 0; depth -= 1) {
    const place = [...folders.slice(0, depth), name].map((one) => `node_modules/${one}`).join('/');
    if (entries.has(place)) return place;
  }
  return undefined;
}
