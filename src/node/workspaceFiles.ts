import { constants } from 'node:fs';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { HumanError, messageOf } from '../core/errors';
import { checkRelativePath } from '../core/paths';
import type { RealPath } from '../core/ports';
import { codeOf } from './atomicFile';

/** Larger files are not read; what a draft may change is smaller still. */
const maxReadBytes = 64 * 1024 * 1024;

export interface WorkspaceFiles {
  /** As `Ports.realPath`. */
  realPath(path: string): Promise<RealPath>;
  /**
   * The bytes, or undefined when there is no such file inside the folder. A file that is there and
   * cannot be read as one (a device, larger than 64 MB, no permission) is a HumanError.
   */
  read(path: string): Promise<Uint8Array | undefined>;
  /** Whether the file is there, inside, and may be written by this user. */
  writable(path: string): Promise<boolean>;
}

type Place =
  | { readonly ok: true; readonly path: string; readonly file: string; readonly exists: boolean }
  | { readonly ok: false; readonly why: string };

const refuse = (why: string): Place => ({ ok: false, why });

/** The files below a folder, which may itself be reached through a symbolic link. */
export function workspaceFiles(root: string): WorkspaceFiles {
  return {
    async realPath(path) {
      const place = await placeOf(root, path);
      return place.ok ? { ok: true, path: place.path } : place;
    },
    async read(path) {
      const place = await placeOf(root, path);
      return place.ok && place.exists ? readRegular(place.file, path) : undefined;
    },
    async writable(path) {
      const place = await placeOf(root, path);
      if (!place.ok || !place.exists) return false;
      // An owner without the write bit counts as no, also for root, whom access() lets through.
      try {
        await fs.access(place.file, constants.W_OK);
        return ((await fs.stat(place.file)).mode & constants.S_IWUSR) !== 0;
      } catch {
        return false;
      }
    },
  };
}

/** Where a workspace path really is. Never throws: what cannot be found out is refused. */
async function placeOf(root: string, relative: string): Promise<Place> {
  const checked = checkRelativePath(relative);
  if (!checked.ok) return checked;
  try {
    return await walk(await fs.realpath(root), checked.path.split('/'));
  } catch (error) {
    return refuse(`it cannot be reached (${codeOf(error) || messageOf(error)})`);
  }
}

/** Name by name, because the target of a dangling link exists for nobody but its next writer. */
async function walk(root: string, names: readonly string[]): Promise<Place> {
  let at = root;
  for (const [index, name] of names.entries()) {
    const next = path.join(at, name);
    const stat = await lstat(next);
    if (!stat) return inside(root, path.join(at, ...names.slice(index)), false);
    // Also for a name that is no link: a case-blind file system knows how it is really written.
    const real = await realpath(next);
    if (real === undefined) return refuse('it is a symbolic link that leads nowhere');
    const within = inside(root, real, true);
    if (!within.ok) return within;
    if (index < names.length - 1 && !(await fs.stat(real)).isDirectory()) {
      return refuse('a part of the path is no folder');
    }
    at = real;
  }
  return inside(root, at, true);
}

function inside(root: string, file: string, exists: boolean): Place {
  const relative = path.relative(root, file);
  if (relative === '') return refuse('it is a symbolic link to the folder itself');
  if (relative === '..' || relative.startsWith(`..${path.sep}`) || path.isAbsolute(relative)) {
    return refuse('a symbolic link leads it out of the folder');
  }
  return { ok: true, path: relative.split(path.sep).join('/'), file, exists };
}

async function lstat(file: string) {
  return fs.lstat(file).catch(absent);
}

async function realpath(file: string): Promise<string | undefined> {
  return fs.realpath(file).catch(absent);
}

function absent(error: unknown): undefined {
  if (codeOf(error) !== 'ENOENT') throw error;
}

/** Opened so that a link or a pipe that took the place of the file meanwhile is refused at once. */
async function readRegular(file: string, shown: string): Promise<Uint8Array | undefined> {
  const { O_RDONLY, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants;
  let handle: fs.FileHandle;
  try {
    handle = await fs.open(file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw new HumanError(`${shown} cannot be read (${codeOf(error) || messageOf(error)}).`);
  }
  try {
    const stat = await handle.stat();
    if (!stat.isFile()) throw new HumanError(`${shown} is not a regular file.`);
    if (stat.size > maxReadBytes) throw new HumanError(`${shown} is larger than 64 MB.`);
    return await handle.readFile();
  } finally {
    await handle.close();
  }
}
