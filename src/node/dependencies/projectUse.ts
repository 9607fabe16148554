import { collectUse, maySpeakOfPackages } from '../../core/dependencies/use/projectUse';
import type { AskedPackage, ProjectUse } from '../../core/dependencies/use/usage';
import { skipLevel } from '../../core/fileScan';
import type { Syntax } from '../../core/syntax';
import { listSources } from '../listSources';
import { readToScan, scriptLanguage } from '../readToScan';

/** A project with more files than this is looked at only in part, and that is said. */
const maxFiles = 20_000;
/** So many files are read before others get a turn. */
const batch = 50;

/**
 * What a folder's files say of their use of packages. Leaves out what `.gitignore` names, other
 * people's code, minified and very large files. Rejects with the signal's reason when it is aborted,
 * and with a HumanError for a folder that cannot be read.
 */
export async function projectUse(
  folder: string,
  packages: readonly AskedPackage[],
  syntax: Syntax,
  signal: AbortSignal,
): Promise<ProjectUse> {
  signal.throwIfAborted();
  const collector = collectUse(packages, syntax);
  const { files, skipped, isCutOff } = listSources(
    { folder, most: maxFiles },
    speaksOfPackages(folder),
  );
  const problems = skipped
    .filter((one) => skipLevel(one) === 'error')
    .map(({ path, why }) => `${path} was not searched: ${why}.`);
  if (isCutOff) problems.push(`Only the first ${maxFiles} files were searched.`);
  for (const [index, { path, asked }] of files.entries()) {
    if (index % batch === batch - 1) await new Promise((resolve) => setImmediate(resolve));
    signal.throwIfAborted();
    const read = readToScan({ folder, path, asked });
    if (read.kind === 'text') await collector.add({ path, text: read.text });
    else if (read.kind === 'skipped' && skipLevel(read) !== 'note') {
      problems.push(`${path} was not searched: ${read.why}.`);
    }
  }
  const result = collector.result();
  return { ...result, problems: [...problems, ...result.problems] };
}

/** Tells the files below a folder that can say something of the use of packages. */
export function speaksOfPackages(folder: string): (path: string) => boolean {
  return (path) => maySpeakOfPackages(path) || scriptLanguage(folder, path) === 'javascript';
}
