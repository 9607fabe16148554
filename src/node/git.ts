import { execFile } from 'node:child_process';
import { devNull } from 'node:os';
import * as path from 'node:path';
import { HumanError } from '../core/errors';

const usualLimitMs = 20_000;
const maxOutput = 256 * 1024 * 1024;

/** Runs git in one folder; settings such as `['diff.external', '']` go above all others. */
export type Git = (
  args: readonly string[],
  input?: string,
  settings?: readonly (readonly [name: string, value: string])[],
) => Promise<GitAnswer>;

export interface GitAnswer {
  /** Undefined when there is no git to run. */
  readonly code: number | undefined;
  readonly output: Buffer;
  readonly why: string;
}

/** A git that reads only what is on disk, in one language, without the repository's programs. */
export function gitIn(folder: string, limitMs = usualLimitMs): Git {
  return (args, input = '', settings = []) => runGit({ folder, limitMs }, args, input, settings);
}

function runGit(
  { folder, limitMs }: { readonly folder: string; readonly limitMs: number },
  args: readonly string[],
  input: string,
  settings: readonly (readonly [name: string, value: string])[],
): Promise<GitAnswer> {
  const env = {
    ...process.env,
    // A hook's own repository must not stand in for the folder's.
    GIT_DIR: undefined,
    GIT_WORK_TREE: undefined,
    GIT_INDEX_FILE: undefined,
    GIT_COMMON_DIR: undefined,
    GIT_OBJECT_DIRECTORY: undefined,
    GIT_NAMESPACE: undefined,
    // What was committed is what counts, not what this clone says in its stead.
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_GRAFT_FILE: devNull,
    // It would go above the arguments.
    GIT_DIFF_OPTS: undefined,
    LC_ALL: 'C',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_TERMINAL_PROMPT: '0',
    GIT_NO_LAZY_FETCH: '1',
    // Older versions do not know that: there the programs that a fetch would start are refused.
    GIT_ALLOW_PROTOCOL: 'none',
    ...settingsInEnvironment(settings),
  };
  // Started elsewhere: Windows would take a git.exe out of the folder before the one on PATH.
  const cwd = path.dirname(process.execPath);
  const all = ['--no-pager', '-c', 'core.fsmonitor=false', '-C', folder, ...args];
  const limits = { timeout: limitMs, maxBuffer: maxOutput, killSignal: 'SIGKILL' } as const;
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

/** Not as arguments, in which the name of a setting could hold a sign of its own. */
function settingsInEnvironment(
  settings: readonly (readonly [name: string, value: string])[],
): Readonly<Record<string, string>> {
  const env: Record<string, string> = {};
  // Those that whoever started us has set that way stay in force.
  let count = Number(process.env['GIT_CONFIG_COUNT']) || 0;
  for (const [name, value] of settings) {
    env[`GIT_CONFIG_KEY_${count}`] = name;
    env[`GIT_CONFIG_VALUE_${count}`] = value;
    count += 1;
  }
  return settings.length === 0 ? {} : { ...env, GIT_CONFIG_COUNT: String(count) };
}

/** The answers of `cat-file --batch` in the order asked; undefined for what is not of this type. */
export function batchObjects(
  output: Buffer,
  count: number,
  wanted: 'blob' | 'commit' = 'blob',
): readonly (Uint8Array | undefined)[] {
  const objects: (Uint8Array | undefined)[] = [];
  let at = 0;
  while (objects.length < count) {
    const end = output.indexOf('\n', at);
    if (end < 0) throw new HumanError('git broke off in the middle of its answer.');
    const header = output.toString('utf8', at, end);
    const [, type, size] = /^[0-9a-f]{40,64} ([a-z]+) (\d+)$/.exec(header) ?? [];
    at = end + 1;
    objects.push(type === wanted ? output.subarray(at, at + Number(size)) : undefined);
    if (size !== undefined) at += Number(size) + 1;
  }
  return objects;
}
