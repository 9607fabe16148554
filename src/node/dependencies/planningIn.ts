import type { Planning, Refused } from '../../core/dependencies/planning';

export interface PlanningParts {
  /** Absolute path of the workspace folder. */
  readonly folder: string;
  /** Asked before the registry is asked and before anything is run; while it says no, neither is. */
  readonly mayRun: () => boolean;
  /** Countersign's own. */
  readonly version: string;
}

const refused: Refused = { ok: false, why: 'No fix of a dependency can be planned here yet.' };

/** Plans dependency fixes for one folder. What the registry answers is kept as long as this is. */
export function planningIn(_parts: PlanningParts): Planning {
  return {
    understand: () => Promise.resolve(refused),
    plan: () => Promise.resolve(refused),
  };
}
