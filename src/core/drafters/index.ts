import type { DraftResult } from '../draft';
import type { Finding } from '../finding';
import type { Ports } from '../ports';

/** Something that drafts. What it answers is only ever a draft: it writes nothing. */
export interface Drafter {
  readonly id: string;
  /** For the quick fix's title, such as "recipe" or "AI draft: MODEL". */
  readonly title: string;
  /** Cheap and synchronous: whether it is worth offering for this finding. It may still refuse. */
  offers(finding: Finding): boolean;
  draft(finding: Finding, ports: Ports, signal: AbortSignal): Promise<DraftResult>;
}
