import canonicalize from 'canonicalize';
import { approverRefusals, drafterRefusals } from './demands';
import { afterSha256, objections } from './evidence';
import { sha256Hex } from './hash';
import type { Person } from './ports';
import type { Review, ReviewFile } from './review';
import type { RiskTier } from './risk';
import { worstTier } from './risk';

/** What a person says about a review. */
export interface Decision {
  readonly verdict: 'accepted' | 'edited' | 'rejected';
  readonly reviewer: Person;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** `afterSha256` of the text that was decided on: for another text it is worthless. */
  readonly boundTo: string;
  /** Needed, and judged by `reasonRefusal`, to accept in spite of a failed check. */
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

/** `missing` are sentences for the reviewer; there is at least one. */
export type Gate = { readonly open: true } | { readonly open: false; readonly missing: string[] };

/** The fewest visible characters of a reason that goes on the record. */
export const minReasonLength = 10;

/**
 * Opens only when nothing is missing: the decision accepts this very text, every piece of evidence
 * is about it, no file is forbidden, each high-risk file has its own confirmation, and a failed
 * check is overridden by a typed reason, and the policy lets this drafter draft and this person
 * accept. Warnings and checks that did not run do not close it.
 */
export function gate(review: Review, decision: Decision): Gate {
  const missing = [
    ...verdictMissing(review, decision),
    ...boundMissing(review, decision),
    ...evidenceMissing(review),
    ...overrideMissing(review, decision),
    ...(decision.verdict === 'rejected' ? [] : unmendable(review, decision.reviewer)),
    ...review.files.flatMap((file) => fileMissing(review, decision, file)),
  ];
  if (review.files.length === 0) missing.push('The draft changes no file.');
  if (review.files.every(({ before, after }) => before === after)) {
    missing.push('The draft changes nothing.');
  }
  if (review.risk.tier !== worstTier(review.risk.reasons)) {
    missing.push('The risk does not follow from its reasons; review the draft again.');
  }
  return missing.length === 0 ? { open: true } : { open: false, missing };
}

/**
 * What stands against accepting and nothing that this person types can mend, as sentences: a
 * forbidden file, a drafter that the policy does not allow, a person who may not accept.
 */
export function unmendable(review: Review, person: Person): readonly string[] {
  const { draft, demands, files } = review;
  const forbidden = files.filter(({ path }) => tierOfFile(review, path) === 'forbidden');
  return [
    ...forbidden.map(({ path }) => `No fix may change ${path}.`),
    ...drafterRefusals(draft.origin, demands),
    ...approverRefusals(person, draft.origin, demands),
  ];
}

/** The paths that need a confirmation of their own, in the order of the draft. */
export function highRiskPaths(review: Review): readonly string[] {
  return review.files.map(({ path }) => path).filter((path) => tierOfFile(review, path) === 'high');
}

/**
 * What a confirmation of one file of a review is bound to: the draft, the file and what it really
 * is, its base bytes, the text after of all files, and the policy. Throws for any other path.
 */
export function confirmationToken(review: Review, path: string): string {
  const file = review.files.find((candidate) => candidate.path === path);
  if (!file) throw new Error(`${path} is no file of this review.`);
  const bound = {
    purpose: 'countersign confirmation 1',
    draft: review.draft.id,
    path,
    realPath: file.realPath,
    base: file.base.sha256,
    after: afterSha256(review.files),
    policy: review.policySha256,
  };
  return sha256Hex(String(canonicalize(bound)));
}

/** Whether a reviewer has typed exactly this path. Spaces around it do not count. */
export function typedPathMatches(typed: string, path: string): boolean {
  // Keyboards compose letters, file systems may not; both are the same letters.
  return path !== '' && typed.trim().normalize('NFC') === path.normalize('NFC');
}

/** Why a typed reason does not do, as a sentence; undefined when it does. */
export function reasonRefusal(reason: string): string | undefined {
  const drawn = reason.replace(/[\s\u2800\p{C}\p{Default_Ignorable_Code_Point}]/gu, '');
  // Marks belong to a letter; alone they are dots at most.
  const visible = drawn.replace(/^\p{M}+/u, '');
  if (Array.from(visible).length >= minReasonLength) return undefined;
  return `Give a reason of at least ${minReasonLength} characters, not counting spaces.`;
}

function verdictMissing(review: Review, { verdict }: Decision): readonly string[] {
  if (verdict === 'rejected') return ['The draft was rejected.'];
  const expected = review.edited ? 'edited' : 'accepted';
  if (verdict === expected) return [];
  return [`The decision says “${verdict}”, but the text under review is “${expected}”.`];
}

function boundMissing({ files }: Review, { boundTo }: Decision): readonly string[] {
  return boundTo === afterSha256(files)
    ? []
    : ['The draft changed after it was decided on; look at the review again.'];
}

function evidenceMissing({ evidence, files }: Review): readonly string[] {
  if (evidence.length === 0) return ['No check has looked at this text.'];
  const after = afterSha256(files);
  if (evidence.every(({ boundTo }) => boundTo === after)) return [];
  return ['The evidence is about another text; check the draft again.'];
}

function overrideMissing(
  { evidence, required }: Review,
  { reason = '' }: Decision,
): readonly string[] {
  if (reasonRefusal(reason) === undefined) return [];
  return objections(evidence, required).map(({ title, outcome }) =>
    outcome === 'fail'
      ? `The check “${title}” failed; to accept all the same, type why.`
      : `The policy requires the check “${title}”, and it did not run; to accept all the same, type why.`,
  );
}

function fileMissing(review: Review, decision: Decision, file: ReviewFile): readonly string[] {
  const { path } = file;
  const tier = tierOfFile(review, path);
  if (tier === undefined) return [`The risk of changing ${path} was not judged.`];
  if (tier !== 'high') return [];
  const confirmation = decision.confirmations.find((candidate) => candidate.path === path);
  if (!confirmation) return [`${path} is high-risk and needs its own confirmation.`];
  if (confirmation.token !== confirmationToken(review, path)) {
    return [`The confirmation of ${path} is for another text or policy; confirm it again.`];
  }
  const refusal = reasonRefusal(confirmation.reason);
  return refusal === undefined ? [] : [`${path}: ${refusal}`];
}

function tierOfFile(review: Review, path: string): RiskTier | undefined {
  const reasons = review.risk.reasons.filter((reason) => reason.path === path);
  return reasons.length === 0 ? undefined : worstTier(reasons);
}
