import { advisoriesOfFindings } from '../../core/dependencies/advisories/findingAdvisories';
import type { Planning, PlanSubject, Refused } from '../../core/dependencies/planning';
import { HumanError } from '../../core/errors';
import { bundledSyntax } from './grammars';
import { npmRegistry } from './npmRegistry';
import { planProject } from './planProject';
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
  const registry = npmRegistry(parts);
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
    plan: ({ manifest, findings, ...request }, control) =>
      orRefused(async () => {
        if (!parts.mayRun()) return restricted;
        const { installed, advisories, problems } = await read({ manifest, findings });
        if (!installed.ok) return installed;
        const known = { ...installed, problems: [...problems, ...installed.problems] };
        const planned = await planProject(
          known,
          advisories,
          request,
          { ...parts, registry, syntax: bundledSyntax },
          control,
        );
        return planned.ok
          ? { ...planned, notes: [...planned.notes, ...registry.notes()] }
          : planned;
      }),
  };
}

const restricted: Refused = {
  ok: false,
  why: 'In Restricted Mode no registry is asked. Trust the workspace first.',
};

async function orRefused<T>(work: () => Promise<T>): Promise<T | Refused> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof HumanError) return { ok: false, why: error.message };
    throw error;
  }
}
