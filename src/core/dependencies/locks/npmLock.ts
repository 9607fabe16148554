import { get, isObject, token } from '../../readers/json';
import { globMatch, readGlob } from '../../glob';
import { joined } from './answers';
import type { Doubts } from '../doubts';
import type { Manifest, PackageNode } from '../graph';
import { type Ask, type Copy, asksOf, folderWalk, linksOf, nodesOf } from './linkCopies';
import { npmVerdict } from './npmVerdict';
import { type ReadManifest, isPackageName, manifestOf } from './readManifest';
import { readSpec } from './specs';

type Entry = Readonly<Record<string, unknown>>;

/** The manifests of a project: its own, and those of its workspaces by folder. */
export interface Manifests {
  readonly root: ReadManifest;
  readonly workspaces: ReadonlyMap<string, Manifest>;
}

/**
 * The nodes of a package-lock.json or npm-shrinkwrap.json of version 2 or 3. What the project asks
 * for is taken from its manifests, everything else from the lockfile.
 */
export function npmNodes(
  lock: Entry,
  manifests: Manifests,
  doubts: Doubts,
): ReadonlyMap<string, PackageNode> {
  return nodesOfEntries(packagesOf(lock, doubts), manifests, doubts);
}

function packagesOf(lock: Entry, doubts: Doubts): ReadonlyMap<string, Entry> {
  const entries = new Map<string, Entry>();
  const packages = get(lock, 'packages');
  for (const [path, entry] of Object.entries(isObject(packages) ? packages : {})) {
    if (!isObject(entry)) doubts.add('entries of another form than expected were left out', path);
    else if (!isInstallPath(path)) doubts.add('entries with an unfit path were left out', path);
    else entries.set(path, entry);
  }
  return entries;
}

/** Relative, with forward slashes; `..` at the beginning only: links may lead out of the project. */
function isInstallPath(path: string): boolean {
  if (path === '') return true;
  if (path.length > 4096 || /[\\\p{Cc}]/u.test(path)) return false;
  return joined('', path) === path && !/^[a-z]:/i.test(path);
}

/** The nodes of entries by install path. The one at `''` is what the lockfile thinks the project asks for. */
export function nodesOfEntries(
  entries: ReadonlyMap<string, Entry>,
  manifests: Manifests,
  doubts: Doubts,
): ReadonlyMap<string, PackageNode> {
  const copies = new Map<string, Copy>();
  const isWorkspace = workspaceTest(manifests, entries);
  copies.set('', rootCopy(manifests, entries, isWorkspace));
  for (const [path, entry] of entries) {
    if (path === '') continue;
    copies.set(path, copyOf(path, entry, entries, manifests, isWorkspace, doubts));
  }
  const find = (from: string, name: string): string | undefined => {
    for (const path of folderWalk(from, name)) if (copies.has(path)) return path;
    return undefined;
  };
  const links = linksOf(copies, find);
  const locked = new Map(
    asksOf(manifestOf(entries.get(''), 'npm', doubts), true).map(({ name, spec }) => [name, spec]),
  );
  const { manifest } = manifests.root;
  const nodes = nodesOf(copies, links, npmVerdict(links, copies, manifest, locked, doubts));
  return withAddresses(nodes);
}

/** Whether a folder that a link leads to is one of the project's workspaces. */
function workspaceTest(
  { root, workspaces }: Manifests,
  entries: ReadonlyMap<string, Entry>,
): (folder: string) => boolean {
  const patterns = [...root.workspaces].map((pattern) => ({
    out: pattern.startsWith('!'),
    read: readGlob(pattern.replace(/^!?(?:\.\/)?/, '').replace(/\/+$/, '')),
  }));
  const known = new Map<string, boolean>();
  const test = (folder: string): boolean => {
    if (workspaces.has(folder)) return true;
    if (folder.startsWith('../') || !entries.has(folder)) return false;
    const segments = folder.toLowerCase().split('/');
    // What no glob can be made of is taken to match: a link inside the project is most likely one.
    const hits = patterns.filter(
      ({ read }) => !read.ok || globMatch(read.glob, segments) !== undefined,
    );
    return hits.some(({ out }) => !out) && !hits.some(({ out, read }) => out && read.ok);
  };
  return (folder) => {
    const answer = known.get(folder) ?? test(folder);
    known.set(folder, answer);
    return answer;
  };
}

function rootCopy(
  { root }: Manifests,
  entries: ReadonlyMap<string, Entry>,
  isWorkspace: (folder: string) => boolean,
): Copy {
  const asks = new Map<string, Ask>();
  for (const ask of asksOf(root.manifest, true)) asks.set(ask.name, ask);
  for (const [path, entry] of entries) {
    const target = linkOf(entry);
    const name = /^node_modules\/((?:@[^/]+\/)?[^/]+)$/.exec(path)?.[1];
    if (name !== undefined && target !== undefined && isWorkspace(target)) {
      asks.set(name, { name, spec: `file:${target}`, type: 'workspace' });
    }
  }
  return {
    path: '',
    name: root.manifest.name ?? '',
    version: root.manifest.version ?? '',
    source: 'root',
    bundled: false,
    installScript: false,
    asks: [...asks.values()],
    stated: { dev: false, optional: false },
  };
}

function linkOf(entry: Entry): string | undefined {
  const target = get(entry, 'link') === true ? token(get(entry, 'resolved')) : undefined;
  return target === undefined ? undefined : joined('', target.replace(/^file:/, ''));
}

function copyOf(
  path: string,
  entry: Entry,
  entries: ReadonlyMap<string, Entry>,
  { workspaces }: Manifests,
  isWorkspace: (folder: string) => boolean,
  doubts: Doubts,
): Copy {
  const link = linkOf(entry);
  if (get(entry, 'link') === true && (link === undefined || !entries.has(link))) {
    doubts.add('links that lead to no entry; run npm install to write the lockfile anew', path);
  }
  // A link says nothing of what it leads to.
  const about = link === undefined ? entry : (entries.get(link) ?? entry);
  const top = !/(?:^|\/)node_modules\//.test(path);
  const own = workspaces.get(link ?? path);
  const manifest = own ?? manifestOf(about, 'npm', doubts);
  const folder = folderName(path);
  const name = named(manifest.name, folder, doubts);
  const resolved = token(get(entry, 'resolved'));
  return {
    path,
    name,
    alias: link === undefined && !top && name !== folder ? folder : undefined,
    version: manifest.version ?? '',
    source: sourceOf(resolved, link ?? (top ? path : undefined), isWorkspace),
    resolved: link === undefined ? resolved : undefined,
    integrity: token(get(entry, 'integrity')),
    bundled: get(entry, 'inBundle') === true,
    link,
    installScript: get(entry, 'hasInstallScript') === true,
    asks: link === undefined ? asksOf(manifest, top) : [],
    stated: {
      dev: get(entry, 'dev') === true || get(entry, 'devOptional') === true,
      optional: get(entry, 'optional') === true || get(entry, 'devOptional') === true,
    },
  };
}

/** The last folder of an install path, with its scope. */
export function folderName(path: string): string {
  return /(?:^|\/)((?:@[^/]+\/)?[^/]+)$/.exec(path)?.[1] ?? path;
}

function named(name: string | undefined, folder: string, doubts: Doubts): string {
  if (name === undefined || isPackageName(name)) return name ?? folder;
  doubts.add('entries with an unfit name are called by their folder', name);
  return folder;
}

function sourceOf(
  resolved: string | undefined,
  folder: string | undefined,
  isWorkspace: (folder: string) => boolean,
): PackageNode['source'] {
  if (folder !== undefined) return isWorkspace(folder) ? 'workspace' : 'folder';
  if (resolved?.startsWith('file:') === true) return 'folder';
  return resolved !== undefined && readSpec(resolved).kind === 'git' ? 'git' : 'registry';
}

const isWeb = /^\s*https?:/i;

/** What was asked for by an address came from there, though its entry looks like a registry's. */
function withAddresses(nodes: ReadonlyMap<string, PackageNode>): ReadonlyMap<string, PackageNode> {
  const changed = new Map(nodes);
  for (const [path, node] of nodes) {
    if (node.source !== 'registry') continue;
    const isAddress = node.edgesIn.some(
      ({ spec, overridden }) =>
        isWeb.test(overridden ?? spec) && readSpec(overridden ?? spec).kind === 'address',
    );
    if (isAddress) changed.set(path, { ...node, source: 'address' });
  }
  return changed;
}
