import { get, isObject, token } from '../../readers/json';
import { joined } from './answers';
import type { Doubts } from '../doubts';
import { folderWalk } from './linkCopies';
import { isPackageName } from './readManifest';
import { readSpec } from './specs';

type Entry = Readonly<Record<string, unknown>>;

interface Old {
  readonly path: string;
  readonly entry: Entry;
}

/**
 * The entries of a lockfile of version 1 in the form of later ones, by install path. What a package
 * asks for is as good as that version tells it: peers are not there, and optional ones are guessed
 * from what is marked as optional.
 */
export function entriesOfV1(lock: Entry, doubts: Doubts): ReadonlyMap<string, Entry> {
  const olds = new Map<string, Entry>();
  const entries = new Map<string, Record<string, unknown>>();
  // A list instead of recursion: how deep it nests is up to the file.
  const queue: Old[] = [{ path: '', entry: lock }];
  for (const { path, entry } of queue) {
    const below = get(entry, 'dependencies');
    const folder = linkOf(entry) ?? path;
    for (const [name, inner] of Object.entries(isObject(below) ? below : {})) {
      if (!isObject(inner) || !isPackageName(name)) {
        doubts.add('entries of another form than expected were left out', name);
        continue;
      }
      const at = `${folder}${folder === '' ? '' : '/'}node_modules/${name}`;
      const target = linkOf(inner);
      olds.set(target ?? at, inner);
      entries.set(at, target === undefined ? entryOf(inner) : { link: true, resolved: target });
      if (target !== undefined && !entries.has(target))
        entries.set(target, { ...flagsOf(inner), name });
      queue.push({ path: at, entry: inner });
    }
  }
  if (get(lock, 'requires') === undefined && entries.size > 0) {
    doubts.say(
      'The lockfile does not say who asks for what. Run npm install with npm 7 or later to write it anew.',
    );
  }
  for (const [path, old] of olds) addRequests(path, old, entries);
  return entries;
}

/** The folder that an entry links to. */
function linkOf(entry: Entry): string | undefined {
  const version = token(get(entry, 'version'));
  if (version === undefined || get(entry, 'integrity') !== undefined) return undefined;
  const spec = /^(?:file|link):/i.test(version) ? readSpec(version) : undefined;
  return spec?.kind === 'folder' && !/^(?:\/|~|[a-z]:)/i.test(spec.path)
    ? joined('', spec.path)
    : undefined;
}

function flagsOf(old: Entry): Record<string, unknown> {
  return {
    dev: get(old, 'dev'),
    optional: get(old, 'optional'),
    inBundle: get(old, 'bundled'),
    integrity: get(old, 'integrity'),
  };
}

/** `version` holds a version, an alias, or the address that it came from. */
function entryOf(old: Entry): Record<string, unknown> {
  const version = token(get(old, 'version')) ?? '';
  const spec = readSpec(version);
  const resolved = get(old, 'resolved');
  const flags = flagsOf(old);
  switch (spec.kind) {
    case 'alias':
      return { ...flags, name: spec.name, version: spec.range, resolved };
    case 'git':
      return { ...flags, resolved: version };
    case 'address':
      return { ...flags, resolved: version, version: versionIn(version) };
    case 'archive':
      return { ...flags, resolved: `file:${spec.path}`, version: versionIn(version) };
    default:
      return { ...flags, version, resolved };
  }
}

/** As archives are named: `https://host/name-1.2.3.tgz`. */
function versionIn(address: string): string | undefined {
  return /-(\d+\.\d+\.\d+[^/]*?)\.(?:tgz|tar\.gz|tar)$/i.exec(address)?.[1];
}

/** A request for what only optional ones need, by one that is needed, is an optional one. */
function addRequests(
  path: string,
  old: Entry,
  entries: ReadonlyMap<string, Record<string, unknown>>,
): void {
  const entry = entries.get(path);
  const requires = get(old, 'requires');
  if (entry === undefined || !isObject(requires)) return;
  const dependencies: [string, unknown][] = [];
  const optionalDependencies: [string, unknown][] = [];
  for (const [name, spec] of Object.entries(requires)) {
    const found = nearest(path, name, entries);
    const isOptional = get(found, 'optional') === true && get(old, 'optional') !== true;
    (isOptional ? optionalDependencies : dependencies).push([name, spec]);
  }
  entry['dependencies'] = Object.fromEntries(dependencies);
  entry['optionalDependencies'] = Object.fromEntries(optionalDependencies);
}

function nearest(
  path: string,
  name: string,
  entries: ReadonlyMap<string, Record<string, unknown>>,
): Entry | undefined {
  for (const at of folderWalk(path, name)) {
    const found = entries.get(at);
    if (found !== undefined) return found;
  }
  return undefined;
}
