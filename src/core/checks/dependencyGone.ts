import type { CheckAnswer, CheckPorts, Subject } from '../evidence';
import type { DependencyFinding } from '../finding';
import { oneLine } from '../plainText';
import { lockfileNames } from '../readers/lockfiles';
import { shownPlaces } from './changes';
import { isFlawed } from './knownFlaws';
import type { Locked, LockedTree } from './lockedPackages';
import { lockReader } from './lockedPackages';
import type { Project } from './project';
import { projectOf } from './project';

/** Whether a package's copies that a finding is about are gone, by what the lockfile says after. */
export async function dependencyGone(
  finding: DependencyFinding,
  { files }: Subject,
  ports: CheckPorts,
): Promise<CheckAnswer> {
  const name = oneLine(finding.package, 100);
  const again = `install, and run ${oneLine(finding.tool.name, 60)} again`;
  if (finding.ecosystem !== undefined) {
    return notRun(`Locks of ${oneLine(finding.ecosystem, 40)} are not read here: ${again}.`);
  }
  const folder = finding.location.path.replace(/[^/]*$/, '');
  const lock = await lockBeside(folder, projectOf(files, ports));
  if (!lock) {
    return notRun(
      `There is no lockfile beside ${oneLine(`${folder}package.json`, 200)}, so it is not known which copies of ${name} are installed: ${again}.`,
    );
  }
  const before = files.find(({ path }) => path === lock.path)?.before ?? lock.text;
  const read = lockReader();
  const now = read(lock.path, lock.text);
  const old = copiesOf(finding, read(lock.path, before));
  const left = copiesOf(finding, now);
  if (old.unknown || left.unknown) {
    const range = oneLine(finding.vulnerable, 100);
    return notRun(`The report's range “${range}” is not one of npm's: ${again}.`);
  }
  const isTouched = files.some(
    ({ path, before: was, after }) => path === lock.path && was !== after,
  );
  return answer(finding, { lock: lock.path, isTouched, old: old.flawed, left: left.flawed, now });
}

const notRun = (detail: string): CheckAnswer => ({ outcome: 'not-run', detail });

/** The first lockfile in a folder, as it stands after the change. */
async function lockBeside(
  folder: string,
  project: Project,
): Promise<{ readonly path: string; readonly text: string } | undefined> {
  for (const file of lockfileNames) {
    const text = await project.text(folder + file);
    if (text !== undefined && text !== '') return { path: folder + file, text };
  }
  return undefined;
}

interface Copies {
  readonly flawed: readonly Locked[];
  /** Of some it is not known whether the finding is about them. */
  readonly unknown: boolean;
}

function copiesOf(finding: DependencyFinding, { all }: LockedTree): Copies {
  const copies = all.filter(({ name }) => name === finding.package);
  const judged = copies.map((one) => isFlawed(one.version, finding));
  return {
    flawed: copies.filter((_, at) => judged[at] === true),
    unknown: judged.includes(undefined),
  };
}

interface Sides {
  readonly lock: string;
  readonly isTouched: boolean;
  readonly old: readonly Locked[];
  readonly left: readonly Locked[];
  readonly now: LockedTree;
}

function answer(
  finding: DependencyFinding,
  { lock, isTouched, old, left, now }: Sides,
): CheckAnswer {
  const name = oneLine(finding.package, 100);
  const range = oneLine(finding.vulnerable, 100);
  const file = oneLine(lock, 200);
  if (left.length === 0) {
    const versions = now.all
      .filter((one) => one.name === finding.package)
      .map(({ version }) => version);
    const kept = [...new Set(versions)].slice(0, 5).join(', ');
    const stays = kept === '' ? `No ${name} is left.` : `Left: ${name} ${oneLine(kept, 200)}.`;
    return {
      outcome: 'pass',
      detail:
        old.length === 0
          ? `${file} has no copy of ${name} in ${range}, and had none before. ${stays}`
          : `${file} has no copy of ${name} in ${range} any more (before: ${old.length}). ${stays} ${oneLine(finding.tool.name, 60)} itself has not run again.`,
    };
  }
  const places = left.map((one) => oneLine(`${one.version} at ${one.place}`, 200));
  const shown = `${places.slice(0, 4).join(', ')}${left.length > 4 ? ` and ${left.length - 4} more` : ''}`;
  const gone = old.length - left.length;
  const lines = shownPlaces(left.map((one) => ({ path: lock, line: now.lineOf(one) })));
  const stale = `${file} does not change and still holds ${name} ${shown}. What is installed stays the same: write the lockfile too.`;
  const partly = `${gone} of ${old.length} vulnerable copies of ${name} are gone. Left: ${shown}.`;
  const all = `${file} still holds ${name} ${shown}, which ${left.length === 1 ? 'is' : 'are'} in ${range}.`;
  if (!isTouched) return { outcome: 'fail', detail: stale };
  return gone > 0
    ? { outcome: 'warn', detail: partly, lines }
    : { outcome: 'fail', detail: all, lines };
}
