import * as path from 'node:path';
import { HumanError } from '../core/errors';
import { checkRelativePath } from '../core/paths';
import type { Person } from '../core/ports';
import type { ChangedLines } from '../core/unifiedDiff';
import { batchObjects, gitIn } from './git';
import { changedSince, commitOf, likelyBases } from './gitChanges';

/** What git knows about a folder. Only reading commands; none takes a lock or asks a person. */
export interface GitRepository {
  isRepository(): Promise<boolean>;
  /**
   * The bytes that HEAD holds of a path below the folder; undefined when there is no repository, no
   * commit, or no such file. When git cannot be asked it throws a HumanError.
   */
  committed(path: string): Promise<Uint8Array | undefined>;
  /** Every file that a revision holds below `folder`. A HumanError says that there is none such. */
  filesAt(revision: string, folder: string): Promise<readonly CommittedFile[]>;
  /**
   * The bytes of a path below the folder at a commit id or a ref; undefined when there is no such
   * revision or file. When git cannot be asked it throws a HumanError.
   */
  blobAt(revision: string, path: string): Promise<Uint8Array | undefined>;
  /** As `blobAt` of each path, in one go; only those that are there. */
  blobsAt(revision: string, paths: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>>;
  /**
   * What differs below the folder between the working tree and the commit at which HEAD and `base`
   * parted: by lines, and whole files that git does not know yet. A HumanError says why it cannot
   * be told. The repository's filters are not run.
   */
  changedSince(base: string): Promise<ChangedLines>;
  /**
   * Branches that exist and that the work in the folder may have started from, the likeliest first:
   * the remote's own first branch, main, master, develop and what HEAD's branch follows.
   */
  likelyBases(): Promise<readonly string[]>;
  /** git's user.name and user.email as they hold in the folder; `unknown` without git or a name. */
  person(): Promise<Person>;
}

export interface CommittedFile {
  /** Relative to the folder, forward slashes. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

export function gitRepository(folder: string): GitRepository {
  const git = gitIn(path.resolve(folder));

  async function read(names: readonly string[]): Promise<readonly (Uint8Array | undefined)[]> {
    const batch = await git(['cat-file', '--batch'], names.map((name) => `${name}\n`).join(''));
    if (batch.code !== 0) throw new HumanError(`git could not be read: ${batch.why}`);
    return batchObjects(batch.output, names.length);
  }

  async function isRepository(): Promise<boolean> {
    const { code, why } = await git(['rev-parse', '--git-dir']);
    if (code === 0) return true;
    if (code === undefined || /not a git repository/i.test(why)) return false;
    throw new HumanError(`git could not be asked about ${folder}: ${why}`);
  }

  async function setting(name: string): Promise<string | undefined> {
    const { code, output } = await git(['config', '--get', name]);
    return code === 0 ? output.toString('utf8').trim() || undefined : undefined;
  }

  async function blobsAt(revision: string, paths: readonly string[]) {
    const found = new Map<string, Uint8Array>();
    const asked = paths.filter((one) => checkRelativePath(one).ok);
    if (asked.length === 0 || !isName(revision) || !(await isRepository())) return found;
    const contents = await read(asked.map((one) => `${revision}:./${one}`));
    for (const [index, one] of asked.entries()) {
      const bytes = contents[index];
      if (bytes) found.set(one, bytes);
    }
    return found;
  }

  return {
    isRepository,
    async committed(path) {
      if (path.includes('\n') || !(await isRepository())) return undefined;
      const [bytes] = await read([`HEAD:./${path}`]);
      return bytes;
    },
    blobAt: async (revision, path) => (await blobsAt(revision, [path])).get(path),
    blobsAt,
    changedSince: (base) => changedSince(git, base),
    likelyBases: () => likelyBases(git),
    async filesAt(revision, below) {
      const at = await commitOf(git, revision);
      const tree = await git(['ls-tree', '-r', '-z', '--name-only', at, '--', below]);
      if (tree.code !== 0) throw new HumanError(`git could not list ${revision}: ${tree.why}`);
      const paths = tree.output.toString('utf8').split('\0');
      const files = paths.filter((one) => one !== '' && !one.includes('\n'));
      const contents = await read(files.map((one) => `${at}:./${one}`));
      return files.flatMap((one, index) => {
        const bytes = contents[index];
        return bytes ? [{ path: one, bytes }] : [];
      });
    },
    async person() {
      const [name = 'unknown', email] = [await setting('user.name'), await setting('user.email')];
      return { name, ...(email !== undefined && { email }) };
    },
  };
}

/** Whether it may be a commit id or a ref, and says no more than that, such as a path or a search. */
function isName(revision: string): boolean {
  return /^(?!-)[^\0-\x20\x7f~^:?*[\\{}]{1,250}$/.test(revision) && !revision.includes('..');
}
