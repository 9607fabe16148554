import type { HoverUse } from '../../core/dependencies/hoverText';
import type { Tier } from '../../core/dependencies/plan';
import type { PlanSubject, Understanding } from '../../core/dependencies/planning';
import type { DraftResult } from '../../core/draft';
import type { DependencyFinding, Finding } from '../../core/finding';
import type { UseQuestion } from './packageUse';

/** One folder, planned for with what its registry says as long as the number is the same. */
export interface PlannedFolder {
  readonly number: number;
  /** Absolute path of the workspace folder. */
  readonly folder: string;
  /** Countersign's own. */
  readonly version: string;
  /** Whether the workspace is trusted at this moment. */
  readonly mayRun: boolean;
}

/** A finding to be fixed with all that is wrong beside it, by the proposed option or by this one. */
export interface FixQuestion {
  readonly finding: Finding;
  readonly findings: readonly DependencyFinding[];
  readonly tier?: Tier;
}

/** What is asked of the thread. */
export type PlanQuestion =
  | { readonly kind: 'understand'; readonly of: PlannedFolder; readonly subject: PlanSubject }
  | { readonly kind: 'fix'; readonly of: PlannedFolder; readonly fix: FixQuestion }
  | { readonly kind: 'use'; readonly question: UseQuestion }
  | { readonly kind: 'abort'; readonly question: number };

export interface PlanAnswers {
  readonly understand: Understanding;
  readonly fix: DraftResult;
  readonly use: HoverUse | undefined;
}

/** What the thread says of a question: what it is doing, then one answer, or why there is none. */
export type PlanReply =
  | { readonly question: number; readonly kind: 'progress'; readonly text: string }
  | { readonly question: number; readonly kind: 'answer'; readonly answer: unknown }
  | { readonly question: number; readonly kind: 'failure'; readonly message: string };
