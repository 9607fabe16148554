import type { DependencyGraph } from '../../core/dependencies/graph';
import { type LockDifference, lockDifference } from '../../core/dependencies/lockDifference';
import type { PlanControl, Refused, Validation } from '../../core/dependencies/planning';
import type { TextFile } from '../../core/dependencies/locks/readGraph';
import { HumanError } from '../../core/errors';
import { oneLine } from '../../core/plainText';
import { codeOf } from '../atomicFile';
import { type ScratchControl, type ScratchNpm, scratchNpm } from './scratchNpm';

/** A planned change, with paths relative to the folder of the lockfile. */
export interface Rehearsal {
  /** Absolute: where the lockfile lies. */
  readonly folder: string;
  readonly manifest: TextFile;
  readonly lockfile: TextFile;
  /** Those of workspaces and of other folders of the project that are linked to. */
  readonly manifests: readonly TextFile[];
  readonly graphOf: (lockfile: string) => DependencyGraph | undefined;
}

export type Rehearsed =
  | {
      readonly ok: true;
      readonly lockfile: string;
      readonly validation: readonly Validation[];
    }
  | Refused;

/**
 * Lets the user's own npm write the lockfile in a scratch copy and rehearse the install. What npm
 * writes has to be what was planned. Where npm cannot write it at all, the planned text stands if
 * npm would install it, which is said.
 */
export async function rehearse(
  rehearsal: Rehearsal,
  control: PlanControl & Omit<ScratchControl, 'signal'>,
): Promise<Rehearsed> {
  let scratch: ScratchNpm | undefined;
  try {
    control.progress('making a scratch copy');
    scratch = await scratchNpm(rehearsal.folder, control);
    for (const file of [rehearsal.manifest, ...rehearsal.manifests]) await scratch.write(file);
    return await inScratch(rehearsal, scratch, control);
  } catch (error) {
    if (error instanceof HumanError) return refuse(error.message);
    // Of the file system, such as a full disk.
    if (error instanceof Error && 'syscall' in error) {
      return refuse(`The scratch copy cannot be made (${codeOf(error)}). Nothing was kept.`);
    }
    throw error;
  } finally {
    await scratch?.dispose();
  }
}

async function inScratch(
  { manifest, lockfile, graphOf }: Rehearsal,
  scratch: ScratchNpm,
  control: PlanControl,
): Promise<Rehearsed> {
  await scratch.write(lockfile);
  control.progress('npm is writing the lockfile in a scratch copy');
  const run = await scratch.run(['install', '--package-lock-only', ...sameForm(lockfile.text)]);
  const written = await scratch.read(lockfile.path);
  let text = lockfile.text;
  let step: Validation;
  if (run.ok && written !== undefined) {
    const { other, leftOut } = differenceOf(graphOf(lockfile.text), graphOf(written));
    if (other.length > 0) return refuse(otherwise(other));
    if ((await scratch.read(manifest.path)) !== manifest.text) {
      return refuse('npm would write package.json in another way than planned. Nothing was kept.');
    }
    text = written;
    step = { step: 'written', outcome: 'pass', text: asPlanned(leftOut) };
  } else {
    const why = run.ok ? 'it wrote none' : run.why;
    const said = `Your npm could not write the lockfile (${why}), so it is as Countersign wrote it.`;
    step = { step: 'written', outcome: 'not-run', text: said };
    await scratch.write(manifest);
    await scratch.write(lockfile);
  }
  control.progress('npm rehearses the install');
  const install = await scratch.run(['ci', '--dry-run']);
  if (!install.ok) return refuse(`npm would not install it: ${install.why}. Nothing was kept.`);
  const accepted = 'npm ci --dry-run accepts it.';
  const validation = [step, { step: 'install', outcome: 'pass', text: accepted } as const];
  return { ok: true, lockfile: text, validation };
}

function refuse(why: string): Refused {
  return { ok: false, why };
}

/** Whatever the user's settings are for new lockfiles: this one keeps its form. */
function sameForm(lockfile: string): readonly string[] {
  const [, version = '3'] = /"lockfileVersion"\s*:\s*([123])\b/.exec(lockfile) ?? [];
  const hasAddresses = /"resolved"\s*:/.test(lockfile);
  return [
    `--lockfile-version=${version}`,
    `--omit-lockfile-registry-resolved=${hasAddresses ? 'false' : 'true'}`,
  ];
}

function differenceOf(
  planned: DependencyGraph | undefined,
  written: DependencyGraph | undefined,
): LockDifference {
  if (planned === undefined || written === undefined) {
    return { other: ['it cannot be read'], leftOut: [] };
  }
  return lockDifference(planned, written);
}

function asPlanned(leftOut: readonly string[]): string {
  const said = 'Your npm wrote the lockfile, as planned.';
  if (leftOut.length === 0) return said;
  const count = leftOut.length === 1 ? '1 copy' : `${leftOut.length} copies`;
  return `${said} It also leaves out ${count} that nothing needs, and that the plan does not count as removed: ${oneLine(leftOut.join(', '), 200)}.`;
}

function otherwise(differences: readonly string[]): string {
  const [first = '', second] = differences;
  const more = differences.length > 2 ? `, and ${differences.length - 2} more` : '';
  const listed = oneLine(second === undefined ? first : `${first}; ${second}`, 400);
  return `Your npm would write another lockfile than planned: ${listed}${more}. Nothing was kept.`;
}
