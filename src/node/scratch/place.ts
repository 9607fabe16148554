import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import { HumanError } from '../../core/errors';
import { get } from '../../core/readers/json';
import { codeOf } from '../atomicFile';
import { gitIn } from '../git';

/** A temporary folder of this process, outside of every repository, that holds one scratch tree. */
export interface ScratchPlace {
  /** Absolute; not made yet. */
  readonly tree: string;
  /** Where programs put their temporary files. */
  readonly temporary: string;
  /** Removes all of it; a tree that git knows as a worktree is taken off its list too. */
  dispose(): Promise<void>;
}

/** A tree that is older belongs to nobody, even where the number of its process is taken again. */
const maxAgeMs = 24 * 60 * 60_000;
const ownerFile = 'owner.json';

/** `repository` is the folder whose git will know the tree, if any will. */
export async function scratchPlace(
  repository: string | undefined,
  base = scratchBase(),
): Promise<ScratchPlace> {
  await makeBase(base);
  const id = randomBytes(4).toString('hex');
  const folder = path.join(base, id);
  const tree = path.join(folder, `countersign-${id}`);
  const temporary = path.join(folder, 'tmp');
  await fs.mkdir(temporary, { recursive: true, mode: 0o700 });
  // Before there is a tree, so that none is left that nobody can tell the owner of.
  const owner = JSON.stringify({ pid: process.pid, repository, tree });
  await fs.writeFile(path.join(folder, ownerFile), owner, { flag: 'wx' });
  return { tree, temporary, dispose: () => remove(folder, { repository, tree }) };
}

/** Removes what processes that have died left behind, and nothing else. Never throws. */
export async function pruneScratch(base = scratchBase(), now = Date.now()): Promise<number> {
  let removed = 0;
  if (!(await isOurs(base))) return removed;
  for (const name of await fs.readdir(base).catch(() => [])) {
    const folder = path.join(base, name);
    if (!/^[0-9a-f]{8}$/.test(name) || !(await isLeft(folder, now))) continue;
    const owner = await ownerOf(folder);
    await remove(folder, owner ?? { repository: undefined, tree: folder }).then(
      () => (removed += 1),
      () => undefined,
    );
  }
  return removed;
}

function scratchBase(): string {
  const user = process.getuid?.();
  return path.join(os.tmpdir(), user === undefined ? 'countersign' : `countersign-${user}`);
}

async function makeBase(base: string): Promise<void> {
  await fs.mkdir(base, { mode: 0o700 }).catch((error: unknown) => {
    if (codeOf(error) !== 'EEXIST') throw error;
  });
  if (await isOurs(base)) return;
  throw new HumanError(`${base} is not a folder of yours alone. Remove it, then try again.`);
}

/** In a folder for all, anybody could have put a folder of this name, or a link. */
async function isOurs(base: string): Promise<boolean> {
  const stat = await fs.lstat(base).catch(() => undefined);
  if (!stat?.isDirectory()) return false;
  const user = process.getuid?.();
  return user === undefined || (stat.uid === user && (stat.mode & 0o022) === 0);
}

interface Owner {
  readonly pid?: number;
  readonly repository: string | undefined;
  readonly tree: string;
}

async function ownerOf(folder: string): Promise<Owner | undefined> {
  try {
    const text = await fs.readFile(path.join(folder, ownerFile), 'utf8');
    const owner: unknown = JSON.parse(text);
    const [pid, repository] = [get(owner, 'pid'), get(owner, 'repository')];
    if (typeof pid !== 'number' || !Number.isInteger(pid) || pid <= 0) return undefined;
    return {
      pid,
      repository: typeof repository === 'string' ? repository : undefined,
      tree: path.join(folder, `countersign-${path.basename(folder)}`),
    };
  } catch {
    return undefined;
  }
}

async function isLeft(folder: string, now: number): Promise<boolean> {
  const stat = await fs.lstat(folder).catch(() => undefined);
  if (!stat?.isDirectory()) return false;
  const pid = (await ownerOf(folder))?.pid;
  if (pid === process.pid) return false;
  if (now - stat.mtimeMs > maxAgeMs) return true;
  return pid !== undefined && !isAlive(pid);
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

async function remove(folder: string, { repository, tree }: Owner): Promise<void> {
  // First by hand: links to what is shared are removed as links, whatever git does with them.
  await fs.rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  if (repository === undefined) return;
  // Only this one: pruning would forget worktrees that lie on a disk that is not there today.
  await gitIn(repository)(['worktree', 'remove', '--force', tree]);
}
