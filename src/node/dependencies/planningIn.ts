import { advisoriesOfFindings } from '../../core/dependencies/findingAdvisories';
import type { Planning, PlanSubject, Refused } from '../../core/dependencies/planning';
import { HumanError } from '../../core/errors';
import { readInstalled, understood } from './understand';

export interface PlanningParts {
  /** Absolute path of the workspace folder. */
  readonly folder: string;
  /** Asked before the registry is asked and before anything is run; while it says no, neither is. */
  readonly mayRun: () => boolean;
  /** Countersign's own. */
  readonly version: string;
}

/** Plans dependency fixes for one folder. What the registry answers is kept as long as this is. */
export function planningIn(parts: PlanningParts): Planning {
  const read = async ({ manifest, findings }: PlanSubject) => {
    const installed = await readInstalled(parts.folder, manifest);
    return { installed, ...advisoriesOfFindings(findings) };
  };
  return {
    understand: (subject, signal) =>
      orRefused(async () => {
        const { installed, advisories, problems } = await read(subject);
        signal.throwIfAborted();
        if (!installed.ok) return installed;
        const found = understood(installed, advisories);
        return { ...found, problems: [...problems, ...found.problems] };
      }),
    plan: () => Promise.resolve(notYet),
  };
}

const notYet: Refused = { ok: false, why: 'No fix of a dependency can be planned here yet.' };

async function orRefused<T>(work: () => Promise<T>): Promise<T | Refused> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof HumanError) return { ok: false, why: error.message };
    throw error;
  }
}
