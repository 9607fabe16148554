import type { Person } from './ports';

/** What a person says about a review. */
export interface Decision {
  readonly verdict: 'accepted' | 'edited' | 'rejected';
  readonly reviewer: Person;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly reason?: string;
  /** One for each high-risk file. */
  readonly confirmations: readonly Confirmation[];
}

/** A typed yes to one high-risk file, worthless for any other text, base or policy. */
export interface Confirmation {
  readonly path: string;
  readonly reason: string;
  /** `confirmationToken` of what was confirmed. */
  readonly token: string;
}

export type Gate = { readonly open: true } | { readonly open: false; readonly missing: string[] };
