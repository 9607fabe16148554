import type { Use } from '../core/branch/facts';
import type { Git } from './git';

/** So many uses are told. */
const maxUses = 5000;

const searched = [
  ...['js', 'jsx', 'mjs', 'cjs', 'ts', 'tsx', 'mts', 'cts', 'vue', 'svelte', 'html', 'py', 'pyi'],
].map((ext) => `*.${ext}`);

/**
 * Where names stand as words in source files of a commit, or on disk; undefined when git cannot say.
 */
export async function usesIn(
  git: Git,
  commit: string | undefined,
  names: readonly string[],
): Promise<readonly Use[] | undefined> {
  const patterns = names.flatMap((name) => ['-e', name]);
  const words = ['grep', '--no-textconv', '-I', '-z', '-n', '-o', '-w', '-F', '--no-color'];
  const place = commit === undefined ? ['--untracked'] : [commit];
  const { code, output } = await git([...words, ...patterns, ...place, '--', ...searched]);
  if (code === 1) return [];
  if (code !== 0) return undefined;
  const prefix = commit === undefined ? '' : `${commit}:`;
  const uses: Use[] = [];
  for (const row of output.toString('utf8').split('\n')) {
    const [where = '', line, name] = row.split('\0');
    if (line === undefined || name === undefined || !where.startsWith(prefix)) continue;
    uses.push({ name, path: where.slice(prefix.length), line: Number(line) - 1 });
    if (uses.length >= maxUses) break;
  }
  return uses;
}
