import { get, isObject, token } from '../../readers/json';
import { type Doubts, doubtsAbout } from '../doubts';
import type { GraphResult, Lockfile, Manifest, PackageNode } from '../graph';
import { type Manifests, nodesOfEntries, npmNodes } from './npmLock';
import { entriesOfV1 } from './npmLockV1';
import { pnpmNodes } from './pnpmLock';
import { conflict, hasConflict, manifestOf, parseJson, readManifest } from './readManifest';
import { saidOtherwise, tellUnmet } from './stale';
import { readYaml } from './yamlLock';
import { yarnBerryNodes } from './yarnBerry';
import { yarnClassicNodes } from './yarnClassic';

/** Files as they stand; paths are relative to the workspace folder, with forward slashes. */
export interface GraphFiles {
  readonly lockfile: TextFile;
  /** The package.json beside the lockfile. */
  readonly manifest: TextFile;
  /** The package.json of each workspace, where they are at hand; else the lockfile is believed. */
  readonly workspaces?: readonly TextFile[];
}

export interface TextFile {
  readonly path: string;
  readonly text: string;
}

/**
 * Reads what is installed and who asks for it. Never throws. What could not be read in part, and
 * where the lockfile and the manifests disagree, is in `problems`, one sentence each.
 */
export function readGraph(files: GraphFiles): GraphResult {
  const { lockfile, manifest } = files;
  const manager = managerOf(lockfile);
  if (manager === undefined) {
    return refuse(`${lockfile.path} is no lockfile of npm, Yarn or pnpm that is known here.`);
  }
  const about = doubtsAbout(manifest.path);
  const root = readManifest(manifest.path, manifest.text, manager, about);
  if (typeof root === 'string') return refuse(root);
  const doubts = doubtsAbout(lockfile.path);
  const workspaces = workspaceManifests(files, manager, doubts);
  const read = readNodes(manager, files.lockfile, { root, workspaces }, doubts);
  if (typeof read === 'string') return refuse(read);
  return {
    ok: true,
    graph: {
      lockfile: { path: lockfile.path, manager, version: read.version },
      manifest: root.manifest,
      nodes: read.nodes,
    },
    problems: [...about.list(), ...doubts.list()],
  };
}

function refuse(why: string): GraphResult {
  return { ok: false, why };
}

/** By the file's name; Yarn's two formats by how the text begins. */
function managerOf({ path, text }: TextFile): Lockfile['manager'] | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (name === 'package-lock.json' || name === 'npm-shrinkwrap.json') return 'npm';
  if (name === 'pnpm-lock.yaml') return 'pnpm';
  if (name !== 'yarn.lock') return undefined;
  return /^__metadata:/m.test(text) ? 'yarn-berry' : 'yarn-classic';
}

interface ReadLock {
  readonly version: string;
  readonly nodes: ReadonlyMap<string, PackageNode>;
}

function readNodes(
  manager: Lockfile['manager'],
  lockfile: TextFile,
  manifests: Manifests,
  doubts: Doubts,
): ReadLock | string {
  const { path, text } = lockfile;
  if (manager === 'npm') return readNpmLock(lockfile, manifests, doubts);
  if (hasConflict(text)) return conflict(path);
  const read =
    manager === 'yarn-classic'
      ? { version: '1', nodes: yarnClassicNodes(text, manifests, doubts) }
      : readYamlLock(manager, lockfile, manifests, doubts);
  if (typeof read === 'string') return read;
  tellUnmet(read.nodes, path, doubts);
  return read;
}

function readYamlLock(
  manager: 'yarn-berry' | 'pnpm',
  { path, text }: TextFile,
  manifests: Manifests,
  doubts: Doubts,
): ReadLock | string {
  const lock = readYaml(path, text);
  if (typeof lock === 'string') return lock;
  if (manager === 'yarn-berry') {
    const version = token(get(get(lock, '__metadata'), 'version'), 20) ?? '';
    return { version, nodes: yarnBerryNodes(lock, manifests, doubts) };
  }
  const version = token(get(lock, 'lockfileVersion'), 20) ?? '';
  if (!/^(?:5|6|9)(?:\.|$)/.test(version)) {
    return `${path} has no version that is known here. Versions 5, 6 and 9 are.`;
  }
  return { version, nodes: pnpmNodes(lock, manifests, doubts) };
}

function readNpmLock(
  { path, text }: TextFile,
  manifests: Manifests,
  doubts: Doubts,
): ReadLock | string {
  const lock = parseJson(path, text);
  if (typeof lock === 'string') return lock;
  const version = get(lock, 'lockfileVersion');
  if (typeof version === 'number' && version > 3) {
    return `${path} has version ${version}, which is not known here. Versions 1 to 3 are.`;
  }
  const said = typeof version === 'number' ? String(version) : '';
  const packages = get(lock, 'packages');
  if (isObject(packages)) {
    saidOtherwise(manifestOf(packages[''], 'npm', doubts), manifests.root.manifest, path, doubts);
    return { version: said, nodes: npmNodes(lock, manifests, doubts) };
  }
  if (packages !== undefined || (version !== 1 && !isObject(get(lock, 'dependencies')))) {
    return `${path} lists no packages. Run npm install to write it anew.`;
  }
  const nodes = nodesOfEntries(entriesOfV1(lock, doubts), manifests, doubts);
  tellUnmet(nodes, path, doubts);
  return { version: said === '' ? '1' : said, nodes };
}

function workspaceManifests(
  { lockfile, workspaces = [] }: GraphFiles,
  manager: Lockfile['manager'],
  doubts: Doubts,
): ReadonlyMap<string, Manifest> {
  const base = folderOf(lockfile.path);
  const manifests = new Map<string, Manifest>();
  for (const { path, text } of workspaces) {
    const folder = folderOf(path);
    const inside = base === '' ? folder : folder.slice(base.length + 1);
    if (base !== '' && !folder.startsWith(`${base}/`)) continue;
    const read = readManifest(path, text, manager, doubts);
    if (typeof read === 'string') doubts.say(read);
    else if (inside !== '') manifests.set(inside, read.manifest);
  }
  return manifests;
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}
