import { get, isObject, token } from '../../readers/json';
import type { Doubts } from '../doubts';
import type { PackageNode } from '../graph';
import {
  type Finder,
  type KeyedEntry,
  type Workspace,
  keyedNodes,
  resolutionFor,
  workspacesOf,
} from './keyedCopies';
import type { Ask } from './linkCopies';
import type { Manifests } from './npmLock';
import { isPackageName } from './readManifest';
import { readSpec } from './specs';
import { isYes, textsOf } from './yamlLock';

interface Read {
  readonly entries: KeyedEntry[];
  /** Folders of workspaces by name; `''` for the project. */
  readonly folders: Map<string, string>;
  readonly workspaces: Map<string, Workspace>;
  readonly byDescriptor: Map<string, string>;
  readonly byName: Map<string, string[]>;
}

/** The nodes of a yarn.lock of Yarn 2 and later, each under the requests that it answers. */
export function yarnBerryNodes(
  lock: Readonly<Record<string, unknown>>,
  manifests: Manifests,
  doubts: Doubts,
): ReadonlyMap<string, PackageNode> {
  const read: Read = {
    entries: [],
    folders: new Map(),
    workspaces: new Map(),
    byDescriptor: new Map(),
    byName: new Map(),
  };
  for (const [key, entry] of Object.entries(lock)) {
    if (key !== '__metadata') readEntry(key, entry, read, doubts);
  }
  for (const workspace of workspacesOf(manifests)) read.workspaces.set(workspace.folder, workspace);
  const { manifest } = manifests.root;
  const workspaces = [...read.workspaces.values()];
  return keyedNodes(read.entries, { root: manifest, workspaces }, finderOf(read, manifests));
}

function finderOf(read: Read, { root }: Manifests): Finder {
  const keyOf = (name: string, spec: string): string | undefined =>
    read.byDescriptor.get(`${name}@${plainPatch(spec)}`) ??
    read.byDescriptor.get(`${name}@npm:${spec}`);
  return (ask, from) => {
    if (ask.type === 'peer' || ask.type === 'peerOptional') {
      // Who shares it depends on who asks for the asker; only where there is no choice is it certain.
      const [key, other] = read.byName.get(ask.name) ?? [];
      return key === undefined || other !== undefined ? undefined : { key };
    }
    const resolution = resolutionFor(root.manifest.overrides, from.name, ask);
    const found = resolution === undefined ? undefined : keyOf(ask.name, resolution);
    if (found !== undefined) return { key: found, overridden: resolution };
    const own = keyOf(ask.name, ask.spec);
    if (own !== undefined) return { key: own };
    const folder = read.folders.get(ask.name);
    return folder === undefined ? undefined : { key: folder };
  };
}

/** Patches are bound to where they are asked for, which their request does not repeat. */
function plainPatch(spec: string): string {
  if (!spec.startsWith('patch:')) return spec;
  const [plain = ''] = spec.split('::');
  return plain.replace(/%([0-9a-f]{2})/gi, (_, hex: string) =>
    String.fromCharCode(parseInt(hex, 16)),
  );
}

function readEntry(key: string, entry: unknown, read: Read, doubts: Doubts): void {
  const resolution = token(get(entry, 'resolution')) ?? '';
  const at = resolution.indexOf('@', 1);
  const name = at < 0 ? '' : resolution.slice(0, at);
  const reference = resolution.slice(at + 1);
  if (!isObject(entry) || !isPackageName(name)) {
    doubts.add('entries of another form than expected were left out', key);
    return;
  }
  // Yarn's own patches stand beside the package that they are about, which is an entry too.
  if (/#(?:optional!|~)?builtin</.test(reference)) return;
  const descriptors = key.split(', ');
  const asks = requestsOf(entry, doubts);
  const version = token(get(entry, 'version'), 256) ?? '';
  if (reference.startsWith('workspace:')) {
    const folder = reference.slice('workspace:'.length).replace(/^\.\/?/, '');
    read.folders.set(name, folder);
    if (folder !== '') read.workspaces.set(folder, { folder, name, version, asks });
    for (const one of descriptors) read.byDescriptor.set(one, folder);
    return;
  }
  const folder = aliasOf(descriptors[0] ?? '');
  read.entries.push({
    key,
    name,
    alias: folder === name ? undefined : folder,
    version,
    source: sourceOf(reference),
    resolved: resolution,
    integrity: token(get(entry, 'checksum')),
    asks,
  });
  for (const one of descriptors) read.byDescriptor.set(descriptorOf(one), key);
  read.byName.set(name, [...(read.byName.get(name) ?? []), key]);
}

function descriptorOf(text: string): string {
  const at = text.indexOf('@', 1);
  return `${text.slice(0, at)}@${plainPatch(text.slice(at + 1))}`;
}

function aliasOf(descriptor: string): string {
  const at = descriptor.indexOf('@', 1);
  return at < 0 ? descriptor : descriptor.slice(0, at);
}

function sourceOf(reference: string): PackageNode['source'] {
  if (/^(?:npm|patch):/.test(reference)) return 'registry';
  const { kind } = readSpec(reference.replace(/#commit=/, '#'));
  if (kind === 'git' || kind === 'address') return kind;
  return kind === 'folder' || kind === 'archive' ? 'folder' : 'registry';
}

function requestsOf(entry: unknown, doubts: Doubts): readonly Ask[] {
  const asks = new Map<string, Ask>();
  const optional = get(entry, 'dependenciesMeta');
  const peersMeta = get(entry, 'peerDependenciesMeta');
  const add = (list: unknown, typeOf: (name: string) => Ask['type']): void => {
    for (const [name, spec] of textsOf(list)) {
      if (isPackageName(name)) asks.set(name, { name, spec, type: typeOf(name) });
      else doubts.add('dependencies with an unfit name or range were left out', name);
    }
  };
  add(get(entry, 'peerDependencies'), (name) =>
    isYes(get(peersMeta, name), 'optional') ? 'peerOptional' : 'peer',
  );
  add(get(entry, 'dependencies'), (name) =>
    isYes(get(optional, name), 'optional') ? 'optional' : 'prod',
  );
  return [...asks.values()];
}
