import type { DraftResult } from '../draft';
import type { Finding, FindingSummary } from '../finding';
import type { Ports } from '../ports';

/** Something that drafts. What it answers is only ever a draft: it writes nothing. */
export interface Drafter {
  readonly id: string;
  /** For the quick fix's title, such as "recipe" or "AI draft: MODEL". */
  readonly title: string;
  /** What its quick fix says in place of “Review drafted fix”, with the title. Once for each place. */
  readonly offer?: string;
  /** Cheap and synchronous: false when it never drafts for such a finding. */
  offers(finding: FindingSummary): boolean;
  /** Whether it would draft for the code as it is on disk. Absent: nobody knows before it tries. */
  fits?(finding: FindingSummary, ports: Ports): Promise<boolean>;
  /** `tell` takes a few words on what it is doing. */
  draft(
    finding: Finding,
    ports: Ports,
    signal: AbortSignal,
    tell?: (doing: string) => void,
  ): Promise<DraftResult>;
}

/** Who plans fixes of dependencies. */
export const dependencyDrafterId = 'dependency';

/** The drafters to offer for a finding, in their order; none where its code is not there. */
export async function draftersFor(
  finding: FindingSummary,
  all: readonly Drafter[],
  ports: Ports,
): Promise<readonly Drafter[]> {
  if (finding.place !== undefined) return [];
  const able = all.filter((drafter) => drafter.offers(finding));
  const fit = await Promise.all(
    able.map(async (one) => (await one.fits?.(finding, ports)) ?? true),
  );
  return able.filter((_, index) => fit[index]);
}
