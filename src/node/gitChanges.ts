import { HumanError } from '../core/errors';
import { oneLine } from '../core/plainText';
import type { ChangedLines } from '../core/unifiedDiff';
import { diffPrefixes, parseUnifiedDiff } from '../core/unifiedDiff';
import type { Git } from './git';

/** The id of the commit that a revision names. A HumanError says that there is none such. */
export async function commitOf(git: Git, revision: string): Promise<string> {
  const id = revision.includes('\0') ? undefined : await commitId(git, revision);
  if (id !== undefined) return id;
  throw new HumanError(`“${oneLine(revision, 100)}” is no revision that git knows here.`);
}

async function commitId(git: Git, revision: string): Promise<string | undefined> {
  const words = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`];
  const { code, output } = await git(words);
  const id = output.toString('utf8').trim();
  return code === 0 && /^[0-9a-f]{40,64}$/.test(id) ? id : undefined;
}

/** As `GitRepository.changedSince`. */
export async function changedSince(git: Git, base: string): Promise<ChangedLines> {
  const parted = await partedAt(git, base);
  const compare = ['diff', '--unified=0', '--inter-hunk-context=0', '--relative', ...plainDiff];
  const filters = await filtersOff(git);
  const { code, output, why } = await git([...compare, parted, '--', '.'], '', filters);
  if (code !== 0) throw new HumanError(`git could not compare with ${base}: ${why}`);
  const changed = new Map(parseUnifiedDiff(output));
  for (const path of await untracked(git)) changed.set(path, 'all');
  return changed;
}

/** So that no setting and no program of the repository shapes the answer. */
const plainDiff = [
  ...['--no-color', '--no-ext-diff', '--no-textconv', '--no-renames', '--ignore-submodules=all'],
  ...diffPrefixes,
];

async function partedAt(git: Git, base: string): Promise<string> {
  const commit = await commitOf(git, base);
  const { code, output } = await git(['merge-base', commit, 'HEAD']);
  const id = output.toString('utf8').trim();
  if (code === 0 && /^[0-9a-f]{40,64}$/.test(id)) return id;
  throw new HumanError(
    `HEAD and “${oneLine(base, 100)}” have no commit in common here. Choose another base, or fetch the whole history.`,
  );
}

/** Settings that switch off filters: shell commands that git would run on files that it compares or writes. */
export async function filtersOff(git: Git): Promise<readonly (readonly [string, string])[]> {
  const pattern = '^filter\\..*\\.(clean|smudge|process|required)$';
  const { code, output } = await git(['config', '-z', '--name-only', '--get-regexp', pattern]);
  const names = code === 0 ? output.toString('utf8').split('\0') : [];
  const settings = [...new Set(names)].filter((name) => name !== '');
  return [
    ['core.quotePath', 'false'],
    ...settings.map((name) => [name, name.endsWith('.required') ? 'false' : ''] as const),
  ];
}

export async function untracked(git: Git): Promise<readonly string[]> {
  const { code, output, why } = await git(['ls-files', '--others', '--exclude-standard', '-z']);
  if (code !== 0) throw new HumanError(`git could not list the new files: ${why}`);
  // A folder stands for a repository of its own.
  const paths = output.toString('utf8').split('\0');
  return paths.filter((path) => path !== '' && !path.endsWith('/'));
}

/** As `GitRepository.likelyBases`. */
export async function likelyBases(git: Git): Promise<readonly string[]> {
  const own = (await git(['symbolic-ref', '--quiet', 'HEAD'])).output.toString('utf8').trim();
  const names = ['main', 'master', 'develop'].map((name) => `refs/heads/${name}`);
  const listed = await refs(git, ['refs/remotes/origin/HEAD', ...names, own]);
  const remote = listed.get('refs/remotes/origin/HEAD')?.target ?? '';
  const followed = listed.get(own)?.upstream ?? '';
  const wanted = [remote, ...names, followed].filter((ref) => ref !== own && ref !== '');
  const there = await refs(git, wanted);
  const found = wanted.map((ref) => there.get(ref)?.short);
  return [...new Set(found.filter((short) => short !== undefined))];
}

interface Ref {
  readonly short: string;
  readonly target: string | undefined;
  readonly upstream: string | undefined;
}

/** Those of the refs that exist, by their full names. */
async function refs(git: Git, names: readonly string[]): Promise<ReadonlyMap<string, Ref>> {
  const full = names.filter((name) => name.startsWith('refs/'));
  if (full.length === 0) return new Map();
  const format = '--format=%(refname)%00%(refname:short)%00%(symref)%00%(upstream)';
  const { code, output } = await git(['for-each-ref', format, ...full]);
  const lines = code === 0 ? output.toString('utf8').trim().split('\n') : [];
  return new Map(
    lines.map((line) => {
      const [name = '', short = '', target, upstream] = line.split('\0');
      return [name, { short, target, upstream }];
    }),
  );
}
