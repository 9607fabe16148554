import type { DependencyPlan, Tier } from '../dependencies/plan';
import type { ReadyPlan, WrittenPlan } from '../dependencies/planning';
import type { Draft } from '../draft';
import { replacementEdits } from '../draft';
import type { DependencyFinding } from '../finding';
import type { Ports } from '../ports';
import { planRationale } from './planRationale';
import { requested } from './source';

/** An option of a plan, and the files that were written for it. */
export interface PlannedChange {
  readonly finding: DependencyFinding;
  readonly ready: Pick<ReadyPlan, 'understood' | 'notes'>;
  readonly plan: DependencyPlan;
  readonly tier: Tier;
  readonly written: WrittenPlan;
}

/** Makes a draft of the files that were written for an option of a plan, with what speaks for it and against the others. */
export function plannedDraft(
  version: string,
): (made: PlannedChange, ports: Pick<Ports, 'newId' | 'person' | 'now'>) => Promise<Draft> {
  return async (made, ports) => ({
    id: ports.newId(),
    findingId: made.finding.id,
    strategy: 'deterministic',
    origin: {
      kind: 'recipe',
      tool: { name: 'countersign', version },
      identity: 'built-in',
      ...(await requested(ports)),
    },
    changes: made.written.files.map(({ path, before, after, baseSha256 }) => ({
      path,
      baseSha256,
      edits: replacementEdits(before, after),
    })),
    rationale: planRationale(made),
    plan: made.plan,
  });
}
