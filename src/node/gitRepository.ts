import { execFile } from 'node:child_process';
import * as path from 'node:path';
import { HumanError } from '../core/errors';
import type { Person } from '../core/ports';

const timeLimit = 20_000;
const maxOutput = 256 * 1024 * 1024;

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
  /** git's user.name and user.email as they hold in the folder; `unknown` without git or a name. */
  person(): Promise<Person>;
}

export interface CommittedFile {
  /** Relative to the folder, forward slashes. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

export function gitRepository(folder: string): GitRepository {
  const root = path.resolve(folder);
  const git = (args: readonly string[], input?: string) => runGit(root, args, input);

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

  return {
    isRepository,
    async committed(path) {
      if (path.includes('\n') || !(await isRepository())) return undefined;
      const [bytes] = await read([`HEAD:./${path}`]);
      return bytes;
    },
    async filesAt(revision, below) {
      const commit = [
        'rev-parse',
        '--verify',
        '--quiet',
        '--end-of-options',
        `${revision}^{commit}`,
      ];
      const { code, output } = await git(commit);
      if (code !== 0) throw new HumanError(`“${revision}” is no revision that git knows here.`);
      const at = output.toString('utf8').trim();
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

interface GitAnswer {
  /** Undefined when there is no git to run. */
  readonly code: number | undefined;
  readonly output: Buffer;
  readonly why: string;
}

/** A git that reads only what is on disk, in one language, without the repository's programs. */
function runGit(folder: string, args: readonly string[], input = ''): Promise<GitAnswer> {
  const env = {
    ...process.env,
    // A hook's own repository must not stand in for the folder's.
    GIT_DIR: undefined,
    GIT_WORK_TREE: undefined,
    GIT_INDEX_FILE: undefined,
    LC_ALL: 'C',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_TERMINAL_PROMPT: '0',
    GIT_NO_LAZY_FETCH: '1',
  };
  // Started elsewhere: Windows would take a git.exe out of the folder before the one on PATH.
  const cwd = path.dirname(process.execPath);
  const all = ['--no-pager', '-c', 'core.fsmonitor=false', '-C', folder, ...args];
  const limits = { timeout: timeLimit, maxBuffer: maxOutput, killSignal: 'SIGKILL' } as const;
  return new Promise((resolve, reject) => {
    const options = { ...limits, cwd, env, encoding: 'buffer', windowsHide: true } as const;
    const child = execFile('git', all, options, (error, output, errors) => {
      const why = errors.toString('utf8').trim().split('\n')[0] ?? '';
      if (!error) resolve({ code: 0, output, why });
      else if (typeof error.code === 'number') resolve({ code: error.code, output, why });
      else if (error.code === 'ENOENT')
        resolve({ code: undefined, output, why: 'git is not there' });
      else if (error.killed) reject(new HumanError('git took too long or answered too much.'));
      else reject(new HumanError(`git could not be run: ${error.message}`));
    });
    // A git that ends early closes the pipe; what it answered says why.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(input);
  });
}

/** The answers of `cat-file --batch` in the order asked; undefined for what is not there. */
function batchObjects(output: Buffer, count: number): readonly (Uint8Array | undefined)[] {
  const objects: (Uint8Array | undefined)[] = [];
  let at = 0;
  while (objects.length < count) {
    const end = output.indexOf('\n', at);
    if (end < 0) throw new HumanError('git broke off in the middle of its answer.');
    const header = output.toString('utf8', at, end);
    const size = /^[0-9a-f]{40,64} [a-z]+ (\d+)$/.exec(header)?.[1];
    at = end + 1;
    if (size === undefined) {
      objects.push(undefined);
    } else {
      objects.push(output.subarray(at, at + Number(size)));
      at += Number(size) + 1;
    }
  }
  return objects;
}
