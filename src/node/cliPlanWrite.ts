import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import type { PlannedFile, ReadyPlan } from '../core/dependencies/planning';
import { HumanError } from '../core/errors';
import { oneLine, shownPath } from '../core/plainText';
import { codeOf } from './atomicFile';
import type { PlanJob } from './cliPlanAdvisories';
import { writePlan } from './dependencies/writePlan';
import { gitIn } from './git';

/** What became of `--write`. */
export interface Written {
  readonly isRefused: boolean;
  /** What was written: paths relative to the folder. */
  readonly files: readonly string[];
  readonly lines: readonly string[];
  readonly notes: readonly string[];
}

/** Writes the proposed option, or says why it does not. */
export async function writeChosen(job: PlanJob, planned: ReadyPlan): Promise<Written> {
  const { chosen } = planned.plan;
  if (chosen === undefined)
    return refused(
      'Nothing was written: there is nothing to propose.',
      planned.plan.before.vulnerable > 0,
    );
  const draft = await planned.draft(chosen, job.control);
  if (!draft.ok) return refused(`Nothing was written: ${draft.why}`, true);
  job.control.signal.throwIfAborted();
  const undo = await wayBack(job.folder, draft.files);
  await writePlan(job.folder, draft.files);
  const names = draft.files.map((file) => shownPath(file.path, 200)).join(' and ');
  return {
    isRefused: false,
    files: draft.files.map((file) => file.path),
    lines: [
      `Wrote ${names}.`,
      ...draft.validation.map(({ text }) => `  ${oneLine(text, 500)}`),
      `Run npm ci to install it. ${undo}`,
    ],
    notes: [],
  };
}

/** Git has the files as they were only where they are committed; else they are kept elsewhere. */
async function wayBack(folder: string, files: readonly PlannedFile[]): Promise<string> {
  const paths = files.map((file) => file.path);
  const git = gitIn(folder);
  const tracked = await git(['ls-files', '--error-unmatch', '--', ...paths]);
  const changed = await git(['status', '--porcelain', '--', ...paths]);
  if (tracked.code === 0 && changed.code === 0 && changed.output.length === 0) {
    const shown = paths.map((one) => shownPath(one, 200)).join(' ');
    return `To undo it: git checkout -- ${shown}`;
  }
  const kept = await keep(folder, paths).catch((error: unknown) => {
    throw new HumanError(
      `The files as they are cannot be kept in ${os.tmpdir()} (${codeOf(error)}). Nothing was changed: commit them or make room, then plan again.`,
    );
  });
  return `Git does not have them as they were; that is kept in ${kept}.`;
}

async function keep(folder: string, paths: readonly string[]): Promise<string> {
  const kept = await fs.mkdtemp(path.join(os.tmpdir(), 'countersign-before-'));
  for (const one of paths) {
    await fs.mkdir(path.dirname(path.join(kept, one)), { recursive: true });
    await fs.copyFile(path.join(folder, one), path.join(kept, one));
  }
  return kept;
}

function refused(why: string, isRefused: boolean): Written {
  return { isRefused, files: [], lines: [], notes: [why] };
}
