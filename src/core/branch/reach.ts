import type { CheckPorts, SubjectFile } from '../evidence';
import { compareText } from '../finding';
import type { Reach } from '../reach';
import { changedExports } from './exports';
import type { BranchFacts } from './facts';

/** More names take too long. */
const maxNames = 100;

/** Who uses the exported names of which the code changed, those with the most uses first. */
export async function reachOf(
  files: readonly SubjectFile[],
  usersOf: BranchFacts['usersOf'],
  ports: Pick<CheckPorts, 'syntax'>,
): Promise<readonly Reach[]> {
  const names = (await changedExports(files, ports)).slice(0, maxNames);
  const found = names.length > 0 ? await usersOf(names) : [];
  return [...found].sort(
    (a, b) => b.places.length - a.places.length || compareText(a.name, b.name),
  );
}
