import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { HumanError } from '../../core/errors';
import type { SubjectFile } from '../../core/evidence';
import { gitIn } from '../git';
import { filtersOff } from '../gitChanges';
import { workspaceFiles } from '../workspaceFiles';
import { carryOver, copyFolder } from './carry';
import { installedIn, shareDependencies } from './dependencies';
import { type ScratchPlace, scratchPlace } from './place';

/** A copy of a folder as it stands on disk, in which programs of the project can run. */
export interface ScratchTree {
  /** Absolute path of what stands for the folder. */
  readonly folder: string;
  /** Where programs put their temporary files. */
  readonly temporary: string;
  /** What is other than in the folder, as sentences. */
  readonly notes: readonly string[];
  /** Puts in the texts of one side. A HumanError says which file cannot be put where it belongs. */
  write(files: readonly SubjectFile[], side: 'before' | 'after'): Promise<void>;
  dispose(): Promise<void>;
}

/** What a tree is made of, and where: a folder below the top of a repository with a commit, or any other. */
interface Source {
  readonly folder: string;
  readonly top: string | undefined;
  /** From the top to the folder. */
  readonly prefix: string;
}

/**
 * Makes a scratch tree: a worktree of HEAD with whatever is changed and new since carried over, or
 * a copy where there is no commit. No hook and no filter of the repository runs. A HumanError says
 * why there is none.
 */
export async function scratchTree(folder: string, signal: AbortSignal): Promise<ScratchTree> {
  const source = await sourceOf(path.resolve(folder));
  const place = await scratchPlace(source.top);
  try {
    const notes: string[] = [];
    const top = source.top ?? source.folder;
    const installed = installedIn(top);
    // Whoever waits for it hears of it; until then nobody has to.
    installed.catch(() => undefined);
    if (source.top === undefined) await copyFolder(source.folder, place.tree, signal);
    else notes.push(...(await checkOut(source.top, place.tree, signal)));
    const inTree = path.join(place.tree, source.prefix);
    // A folder that an outer repository ignores is in no worktree of it.
    if (!(await isFolder(inTree))) await copyFolder(source.folder, inTree, signal);
    signal.throwIfAborted();
    notes.push(...(await shareDependencies(await installed, top, place.tree)));
    return { ...open(place, inTree), notes };
  } catch (error) {
    await place.dispose();
    throw error;
  }
}

function open(place: ScratchPlace, folder: string): Omit<ScratchTree, 'notes'> {
  return {
    folder,
    temporary: place.temporary,
    dispose: () => place.dispose(),
    async write(files, side) {
      const gone = side === 'before' ? 'created' : 'deleted';
      for (const file of files) {
        const real = await workspaceFiles(folder).realPath(file.path);
        if (!real.ok) throw new HumanError(`${file.path} cannot be tried out: ${real.why}.`);
        const target = path.join(folder, real.path);
        if (file.status === gone) await fs.rm(target, { force: true });
        else await writeText(target, file[side]);
      }
    },
  };
}

/** Keeps the byte order mark of the file, which is not in the text. */
async function writeText(target: string, text: string): Promise<void> {
  const old = await fs.readFile(target).catch(() => Buffer.alloc(0));
  const mark = old.subarray(0, 3).equals(Buffer.from('\uFEFF')) ? '\uFEFF' : '';
  await fs.mkdir(path.dirname(target), { recursive: true });
  await fs.writeFile(target, mark + text);
}

async function sourceOf(folder: string): Promise<Source> {
  const git = gitIn(folder);
  // One by one, since a line break is a sign like others in the name of a folder.
  const ask = async (what: string) => {
    const { code, output } = await git(['rev-parse', what]);
    return code === 0 ? output.toString('utf8').replace(/\n$/, '') : '';
  };
  const [top, prefix] = [await ask('--show-toplevel'), await ask('--show-prefix')];
  const head = await git(['rev-parse', '--verify', '--quiet', 'HEAD^{commit}']);
  if (top === '' || head.code !== 0) return { folder, top: undefined, prefix: '' };
  return { folder, top: path.resolve(top), prefix };
}

/** Writing all files of a large repository takes longer than asking about it. */
const checkOutLimitMs = 3 * 60_000;

/** Answers what was left out. */
async function checkOut(
  top: string,
  tree: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const git = gitIn(top, checkOutLimitMs);
  const quiet = [
    ...(await filtersOff(git)),
    ['core.hooksPath', '/dev/null'],
    ['submodule.recurse', 'false'],
    ['advice.detachedHead', 'false'],
    // A file takes longer to be made than to be read: while one waits for the disk, others go on.
    ['checkout.workers', '4'],
  ] as const;
  const add = ['worktree', 'add', '--quiet', '--detach', tree, 'HEAD'];
  const listing = carryOver.list(git, quiet);
  // Whoever clears up after a failure must not do so while git still writes.
  const added = await git(add, '', quiet).finally(() => listing.catch(() => undefined));
  const carried = await listing;
  if (added.code !== 0) {
    throw new HumanError(`git could not make a scratch worktree: ${added.why}`);
  }
  signal.throwIfAborted();
  await carryOver.apply(carried, top, tree, signal);
  const { submodules } = carried;
  return submodules.length === 0
    ? []
    : [`Submodules are left out (${submodules.slice(0, 3).join(', ')}).`];
}

async function isFolder(file: string): Promise<boolean> {
  return fs.stat(file).then(
    (stat) => stat.isDirectory(),
    () => false,
  );
}
