import type {
  PlanDraft,
  PlanRequest,
  PlanSubject,
  ReadyPlan,
  Refused,
  Understanding,
} from '../../core/dependencies/planning';
import type { Tier } from '../../core/dependencies/plan';
import type { HoverUse } from '../../core/dependencies/hoverText';
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

/** What is asked of the thread. */
export type PlanQuestion =
  | { readonly kind: 'understand'; readonly of: PlannedFolder; readonly subject: PlanSubject }
  | { readonly kind: 'plan'; readonly of: PlannedFolder; readonly request: PlanRequest }
  /** `plan` is the number of a plan that was answered. */
  | {
      readonly kind: 'draft';
      readonly of: PlannedFolder;
      readonly plan: number;
      readonly tier: Tier;
    }
  | { readonly kind: 'use'; readonly question: UseQuestion }
  | { readonly kind: 'abort'; readonly question: number };

/** A plan as it crosses to another thread; `number` is what its drafts are asked by. */
export type NumberedPlan = Omit<ReadyPlan, 'draft'> & { readonly number: number };

export interface PlanAnswers {
  readonly understand: Understanding;
  readonly plan: NumberedPlan | Refused;
  readonly draft: PlanDraft;
  readonly use: HoverUse | undefined;
}

/** What the thread says of a question: what it is doing, then one answer, or why there is none. */
export type PlanReply =
  | { readonly question: number; readonly kind: 'progress'; readonly text: string }
  | { readonly question: number; readonly kind: 'answer'; readonly answer: unknown }
  | { readonly question: number; readonly kind: 'failure'; readonly message: string };
