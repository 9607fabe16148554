import { get } from '../readers/json';
import { type Doubts, doubtsAbout } from './doubts';
import type { GraphResult, Lockfile, Manifest, PackageNode } from './graph';
import { type Manifests, npmNodes } from './npmLock';
import { manifestOf, parseJson, readManifest } from './readManifest';
import { saidOtherwise } from './stale';

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
  const read = readNodes(files.lockfile, { root, workspaces }, doubts);
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
function managerOf({ path }: TextFile): Lockfile['manager'] | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (name === 'package-lock.json' || name === 'npm-shrinkwrap.json') return 'npm';
  return undefined;
}

interface ReadLock {
  readonly version: string;
  readonly nodes: ReadonlyMap<string, PackageNode>;
}

function readNodes(lockfile: TextFile, manifests: Manifests, doubts: Doubts): ReadLock | string {
  return readNpmLock(lockfile, manifests, doubts);
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
  const packages = get(lock, 'packages');
  if (packages === undefined) return `${path} lists no packages. Run npm install to write it anew.`;
  const stated = get(packages, '');
  saidOtherwise(manifestOf(stated, 'npm', doubts), manifests.root.manifest, path, doubts);
  return {
    version: typeof version === 'number' ? String(version) : '',
    nodes: npmNodes(lock, manifests, doubts),
  };
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
