import { posix } from 'node:path';
import { HumanError } from '../../core/errors';
import { sha256Hex } from '../../core/hash';
import { oneLine, shownPath } from '../../core/plainText';
import { workspaceFiles } from '../workspaceFiles';

/** A text file as it stands on disk. */
export interface ProjectFile {
  /** Relative to the workspace folder, forward slashes. */
  readonly path: string;
  /** Without a byte order mark. */
  readonly text: string;
  /** Of the bytes. */
  readonly sha256: string;
}

/** What says which packages a project has. */
export interface ProjectFiles {
  /** The package.json beside the lockfile: that of all workspaces. */
  readonly manifest: ProjectFile;
  readonly lockfile: ProjectFile;
  readonly problems: readonly string[];
}

export type ReadProject =
  ({ readonly ok: true } & ProjectFiles) | { readonly ok: false; readonly why: string };

/** The first that is there is the one that its package manager would read. */
const lockfiles = ['npm-shrinkwrap.json', 'package-lock.json', 'pnpm-lock.yaml', 'yarn.lock'];

/**
 * Reads the lockfile that a package.json belongs to, which may lie in a folder above, and the
 * package.json beside it. A file that is there and cannot be read is a HumanError.
 */
export async function readProject(folder: string, manifest: string): Promise<ReadProject> {
  for (const below of foldersUp(posix.dirname(manifest))) {
    const found: ProjectFile[] = [];
    for (const name of lockfiles) {
      const file = await readText(folder, posix.join(below, name));
      if (file) found.push(file);
    }
    const [lockfile, ...others] = found;
    if (lockfile === undefined) continue;
    const own = await readText(folder, posix.join(below, 'package.json'));
    if (own === undefined) {
      return refuse(`There is no package.json beside ${shownPath(lockfile.path, 200)}.`);
    }
    const names = others.map(({ path }) => posix.basename(path)).join(', ');
    const doubt = `${lockfile.path} was read. There is also ${names}: delete what is no longer used.`;
    return { ok: true, manifest: own, lockfile, problems: others.length === 0 ? [] : [doubt] };
  }
  if ((await readText(folder, manifest)) === undefined) {
    return refuse(
      `There is no ${oneLine(manifest, 200)}. Only projects of npm, Yarn and pnpm are planned for; elsewhere countersign draft changes the one version that a finding is about.`,
    );
  }
  return refuse(
    `There is no lockfile for ${oneLine(manifest, 200)}, so nobody knows what is installed. Run npm install --package-lock-only, then try again.`,
  );
}

function refuse(why: string): ReadProject {
  return { ok: false, why };
}

function foldersUp(below: string): readonly string[] {
  const names = below === '.' ? [] : below.split('/');
  return Array.from({ length: names.length + 1 }, (_, up) =>
    names.slice(0, names.length - up).join('/'),
  );
}

/** Undefined when there is none inside of the folder. Bytes that are no UTF-8 are a HumanError. */
export async function readText(folder: string, path: string): Promise<ProjectFile | undefined> {
  const bytes = await workspaceFiles(folder).read(path);
  if (bytes === undefined) return undefined;
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return { path, text, sha256: sha256Hex(bytes) };
  } catch {
    throw new HumanError(`${shownPath(path, 200)} is not UTF-8.`);
  }
}
