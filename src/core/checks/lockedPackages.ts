import { splitLines } from '../diffLines';
import { lockEntries, lockfileNames } from '../readers/lockfiles';
import type { Json } from './nodeManifests';
import { asObject, objectIn } from './nodeManifests';

/** One installed package of a lockfile. */
export interface Locked {
  /** The real one, also when its folder has another. */
  readonly name: string;
  readonly version: string;
  /** Where it lies, such as `node_modules/a/node_modules/b`. Of Yarn and pnpm: name and version. */
  readonly place: string;
  /** Where it comes from, without what follows the host. */
  readonly host?: string;
  readonly integrity?: string;
  readonly runsScript: boolean;
}

/** What a lockfile says is installed. */
export interface LockedTree {
  readonly all: readonly Locked[];
  /** Zero-based; 0 where it is not found. Takes a moment: only for what is told. */
  readonly lineOf: (one: Locked) => number;
  /** The whole file of npm since version 2 of the form: by place, what it says of each package. */
  readonly packages?: Json;
}

export function isNodeLockfile(path: string): boolean {
  return lockfileNames.some((name) => path === name || path.endsWith(`/${name}`));
}

/** Reads lockfiles, each text once as long as this is kept. */
export type LockReader = (path: string, text: string) => LockedTree;

export function lockReader(): LockReader {
  const known = new Map<string, LockedTree>();
  return (path, text) => {
    const tree = known.get(text) ?? lockedTree(path, text);
    known.set(text, tree);
    return tree;
  };
}

/** Reads a lockfile of npm, Yarn or pnpm. What is not understood is not there. */
function lockedTree(path: string, text: string): LockedTree {
  if (text === '') return { all: [], lineOf: () => 0 };
  return path.endsWith('.json') ? npmTree(path, text) : lineTree(path, text);
}

function npmTree(path: string, text: string): LockedTree {
  const json = strictly(text) ?? objectIn(text);
  const packages = asObject(json?.packages);
  if (!packages) return { all: olderPackages(json), lineOf: lineByEntry(path, text) };
  const all = Object.entries(packages).flatMap(([place, value]): Locked[] => {
    const said = asObject(value);
    if (place === '' || !said || said.link === true) return [];
    return lockedOf(place, said);
  });
  const lineOf = ({ place }: Locked) => {
    const at = text.indexOf(`${JSON.stringify(place)}:`);
    return at < 0 ? 0 : text.slice(0, at).split('\n').length - 1;
  };
  return { all, lineOf, packages };
}

/** Several times as fast as the parser that forgives. */
function strictly(text: string): Json | undefined {
  if (text.length > 20_000_000) return undefined;
  try {
    return asObject(JSON.parse(text));
  } catch {
    return undefined;
  }
}

const maxDepth = 100;

/** Before npm 7 the packages stood inside each other. */
function olderPackages(json: Json | undefined, folder = '', depth = 0): readonly Locked[] {
  if (depth > maxDepth) return [];
  return Object.entries(asObject(json?.dependencies) ?? {}).flatMap(([name, value]) => {
    const said = asObject(value);
    const place = `${folder}node_modules/${name}`;
    return said ? [...lockedOf(place, said), ...olderPackages(said, `${place}/`, depth + 1)] : [];
  });
}

function lockedOf(place: string, said: Json): Locked[] {
  const { version, name, integrity } = said;
  if (typeof version !== 'string') return [];
  const alias = /^npm:((?:@[^@/]+\/)?[^@/]+)@(.+)$/.exec(version);
  const host = hostOf(said.resolved) ?? hostOf(version);
  return [
    {
      name: alias?.[1] ?? (typeof name === 'string' ? name : folderName(place)),
      version: alias?.[2] ?? version,
      place,
      ...(host !== undefined && { host }),
      ...(typeof integrity === 'string' && { integrity }),
      runsScript: said.hasInstallScript === true,
    },
  ];
}

/** The name that a folder gives its package. */
export function folderName(place: string): string {
  const folder = 'node_modules/';
  const at = place.lastIndexOf(folder);
  return at < 0 ? place : place.slice(at + folder.length);
}

function lineByEntry(path: string, text: string): LockedTree['lineOf'] {
  let lines: ReadonlyMap<string, number> | undefined;
  return ({ place }) => {
    lines ??= new Map(
      lockEntries(path, text).map(({ node = '', region }) => [node, region.start.line]),
    );
    return lines.get(place) ?? 0;
  };
}

/** Yarn and pnpm tell of a package in the lines below its key, up to the next key. */
function lineTree(path: string, text: string): LockedTree {
  const lines = splitLines(text);
  const entries = lockEntries(path, text);
  const places = new Map<string, number>();
  const all = entries.flatMap(({ name, version, region }, at): Locked[] => {
    if (version === undefined) return [];
    const { line } = region.start;
    const next = entries[at + 1]?.region.start.line ?? line + 30;
    const said = lines.slice(line, Math.min(line + 30, next)).join('\n');
    const address = /^[ \t]+resolved "?([^"\s]+)|tarball:\s*([^\s},]+)/m.exec(said);
    const host = hostOf(address?.[1] ?? address?.[2]);
    const integrity = /(?:integrity:?|checksum:)\s*"?([^\s"},]+)/.exec(said)?.[1];
    const place = `${name}@${version}`;
    if (!places.has(place)) places.set(place, line);
    return [
      {
        name,
        version,
        place,
        ...(host !== undefined && { host }),
        ...(integrity !== undefined && { integrity }),
        runsScript: /^[ \t]+requiresBuild:\s*true/m.test(said),
      },
    ];
  });
  return { all, lineOf: ({ place }) => places.get(place) ?? 0 };
}

function hostOf(address: unknown): string | undefined {
  if (typeof address !== 'string') return undefined;
  return /^(?:git\+)?([a-z]+:\/\/(?:[^/@\s]*@)?[^/:\s]+)/i.exec(address)?.[1]?.toLowerCase();
}
