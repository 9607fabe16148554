import { compareText } from '../finding';
import type { SubjectFile } from '../evidence';
import { changedExports } from './exports';
import type { BranchFacts, Use } from './facts';

/** Who may notice that the code of a name changed. */
export interface Reach {
  readonly name: string;
  /** The file that exports it. */
  readonly path: string;
  /** Elsewhere, by name only: another thing of the same name counts as well. */
  readonly uses: readonly Use[];
}

/** Shorter names are everywhere, and more of them take too long. */
const fewestLetters = 3;
const maxNames = 100;

/** The exported names of which the code changed, those with the most uses first. */
export async function reachOf(
  files: readonly SubjectFile[],
  usesOf: BranchFacts['uses'],
): Promise<readonly Reach[] | undefined> {
  const names = files
    .flatMap((file) => changedExports(file).map((name) => ({ name, path: file.path })))
    .filter(({ name }) => name.length >= fewestLetters)
    .slice(0, maxNames);
  if (names.length === 0) return [];
  const uses = await usesOf([...new Set(names.map(({ name }) => name))]);
  if (!uses) return undefined;
  return names
    .map(({ name, path }) => {
      return { name, path, uses: uses.filter((use) => use.name === name && use.path !== path) };
    })
    .sort((a, b) => b.uses.length - a.uses.length || compareText(a.name, b.name));
}
