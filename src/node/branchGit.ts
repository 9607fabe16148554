import { HumanError } from '../core/errors';
import { oneLine } from '../core/plainText';
import type { Git } from './git';
import { batchObjects } from './git';
import { commitOf, filtersOff, untracked } from './gitChanges';

/** One line of a raw diff. Ids are of blobs; undefined where there is none, or it is not in git. */
export interface RawChange {
  readonly path: string;
  readonly from?: string;
  readonly status: 'created' | 'deleted' | 'changed' | 'renamed';
  readonly before: Side;
  readonly after: Side;
}

interface Side {
  readonly kind: 'none' | 'file' | 'link' | 'submodule';
  readonly id?: string;
}

/** Where a branch starts and ends. */
export interface Range {
  readonly base: string;
  readonly head: string;
  readonly parted: string;
}

/** So many commits are read; of a branch with more, the newest. */
const maxCommits = 1000;

/** Larger blobs are not read. */
const maxBlobBytes = 5 * 1024 * 1024;

/**
 * The commits that are named, and the one at which they parted. A HumanError says what is missing,
 * and in a shallow clone how to get it.
 */
export async function rangeOf(git: Git, base: string, head: string): Promise<Range> {
  const [from, to] = [await known(git, base), await known(git, head)];
  const { code, output } = await git(['merge-base', from, to]);
  const parted = output.toString('utf8').trim();
  if (code === 0 && /^[0-9a-f]{40,64}$/.test(parted)) return { base: from, head: to, parted };
  throw new HumanError(
    `${shown(head)} and ${shown(base)} have no commit in common here.${await depthHint(git)}`,
  );
}

async function known(git: Git, revision: string): Promise<string> {
  try {
    return await commitOf(git, revision);
  } catch (error) {
    if (!(error instanceof HumanError)) throw error;
    throw new HumanError(`${error.message}${await depthHint(git)}`);
  }
}

async function depthHint(git: Git): Promise<string> {
  const { output } = await git(['rev-parse', '--is-shallow-repository']);
  return output.toString('utf8').trim() === 'true'
    ? ' This clone is shallow: fetch the whole history first, such as with git fetch --unshallow, fetch-depth: 0 in GitHub Actions or GIT_DEPTH: 0 in GitLab CI.'
    : ' Fetch it first, such as with git fetch origin, or name another base.';
}

function shown(revision: string): string {
  return `“${oneLine(revision, 100)}”`;
}

/** What differs between two commits, below the folder. */
export async function changesBetween(
  git: Git,
  from: string,
  to: string,
): Promise<readonly RawChange[]> {
  const words = ['diff-tree', '-r', '-z', '--raw', '--no-abbrev', ...renames, '--relative'];
  const { code, output, why } = await git([...words, from, to]);
  if (code !== 0) throw new HumanError(`git could not compare the branch: ${why}`);
  return rawChanges(fieldsOf(output)).changes;
}

const renames = ['--find-renames=50%', '-l1000'];

/** What differs between a commit and the files on disk, new ones too. No program of the repository runs. */
export async function changesOnDisk(git: Git, from: string): Promise<readonly RawChange[]> {
  const plain = ['--no-color', '--no-ext-diff', '--no-textconv', '--ignore-submodules=dirty'];
  const words = ['diff', '-z', '--raw', '--no-abbrev', ...plain, ...renames, '--relative'];
  const { code, output, why } = await git([...words, from, '--', '.'], '', await filtersOff(git));
  if (code !== 0) throw new HumanError(`git could not compare the working tree: ${why}`);
  const created = (await untracked(git)).map((path): RawChange => {
    return { path, status: 'created', before: { kind: 'none' }, after: { kind: 'file' } };
  });
  return [...rawChanges(fieldsOf(output)).changes, ...created];
}

/** How many files differ in the whole repository. */
export async function countChanged(git: Git, { parted, head }: Range): Promise<number> {
  const words = ['diff-tree', '-r', '-z', '--raw', '--no-abbrev', ...renames];
  const { output } = await git([...words, parted, head]);
  return rawChanges(fieldsOf(output)).changes.length;
}

function fieldsOf(output: Buffer): readonly string[] {
  return output.toString('utf8').split('\0');
}

/** Reads raw changes from `at` on, up to what is none. */
function rawChanges(
  fields: readonly string[],
  at = 0,
): { readonly changes: readonly RawChange[]; readonly next: number } {
  const changes: RawChange[] = [];
  let next = at;
  for (;;) {
    const words = /^:(\d{6}) (\d{6}) ([0-9a-f]+) ([0-9a-f]+) ([A-Z])\d*$/.exec(fields[next] ?? '');
    if (!words) return { changes, next };
    const [, oldMode = '', newMode = '', oldId = '', newId = '', letter = ''] = words;
    const isMove = letter === 'R' || letter === 'C';
    const first = fields[next + 1] ?? '';
    const path = isMove ? (fields[next + 2] ?? '') : first;
    next += isMove ? 3 : 2;
    changes.push({
      path,
      ...(letter === 'R' && { from: first }),
      status: statuses[letter] ?? 'changed',
      before: sideOf(oldMode, oldId),
      after: sideOf(newMode, newId),
    });
  }
}

const statuses: Readonly<Record<string, RawChange['status']>> = {
  A: 'created',
  C: 'created',
  D: 'deleted',
  R: 'renamed',
};

function sideOf(mode: string, id: string): Side {
  if (mode === '000000') return { kind: 'none' };
  const kind = mode === '160000' ? 'submodule' : mode.startsWith('10') ? 'file' : 'link';
  return { kind, ...(!/^0+$/.test(id) && { id }) };
}

/** The commits of a range, newest first, at most `maxCommits`, and how many there are. */
export async function commitsIn(
  git: Git,
  { base, head }: Range,
): Promise<{ readonly ids: readonly string[]; readonly total: number }> {
  const { code, output, why } = await git(['rev-list', '--topo-order', head, `^${base}`]);
  if (code !== 0) throw new HumanError(`git could not list the commits of the branch: ${why}`);
  const all = output
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '');
  return { ids: all.slice(0, maxCommits), total: all.length };
}

/** The commit objects as they are stored. */
export async function commitObjects(git: Git, ids: readonly string[]) {
  if (ids.length === 0) return [];
  const { code, output, why } = await git(['cat-file', '--batch'], lines(ids));
  if (code !== 0) throw new HumanError(`git could not be read: ${why}`);
  return batchObjects(output, ids.length, 'commit').map((bytes) => {
    return new TextDecoder().decode(bytes ?? new Uint8Array());
  });
}

/** What each commit changes against its only parent; nothing for a merge. */
export async function changesByCommit(
  git: Git,
  ids: readonly string[],
): Promise<ReadonlyMap<string, readonly RawChange[]>> {
  const found = new Map<string, readonly RawChange[]>();
  if (ids.length === 0) return found;
  const words = ['diff-tree', '--stdin', '-r', '-z', '--raw', '--no-abbrev', '--root'];
  const { code, output, why } = await git([...words, '--no-renames', '--relative'], lines(ids));
  if (code !== 0) throw new HumanError(`git could not read the commits of the branch: ${why}`);
  const fields = fieldsOf(output);
  for (let at = 0; at < fields.length;) {
    const id = fields[at] ?? '';
    const { changes, next } = rawChanges(fields, at + 1);
    if (/^[0-9a-f]{40,64}$/.test(id)) found.set(id, changes);
    at = next;
  }
  return found;
}

/** Blobs by id; undefined for one that is larger than 5 MB or is not here. */
export async function blobsById(
  git: Git,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Uint8Array>> {
  const asked = [...new Set(ids)];
  const found = new Map<string, Uint8Array>();
  if (asked.length === 0) return found;
  const sizes = await git(['cat-file', '--batch-check=%(objectname) %(objectsize)'], lines(asked));
  if (sizes.code !== 0) throw new HumanError(`git could not be read: ${sizes.why}`);
  const small = sizes.output
    .toString('utf8')
    .split('\n')
    .flatMap((line) => {
      const [, id = '', size] = /^([0-9a-f]{40,64}) (\d+)$/.exec(line) ?? [];
      return size !== undefined && Number(size) <= maxBlobBytes ? [id] : [];
    });
  for (const part of parts(small, 500)) {
    const { code, output, why } = await git(['cat-file', '--batch'], lines(part));
    if (code !== 0) throw new HumanError(`git could not be read: ${why}`);
    for (const [index, bytes] of batchObjects(output, part.length).entries()) {
      const id = part[index];
      if (bytes && id !== undefined) found.set(id, bytes);
    }
  }
  return found;
}

function parts<T>(list: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, part) =>
    list.slice(part * size, part * size + size),
  );
}

function lines(ids: readonly string[]): string {
  return ids.map((id) => `${id}\n`).join('');
}
