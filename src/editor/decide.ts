import * as vscode from 'vscode';
import type { Outcome } from '../core/evidence';
import { afterSha256, objections } from '../core/evidence';
import type { Confirmation, Decision } from '../core/gate';
import { confirmationToken, highRiskPaths, reasonRefusal, typedPathMatches } from '../core/gate';
import type { Review } from '../core/review';
import type { OpenReview } from './reviews';
import { askTyped } from './typedInput';

/**
 * Asks the reviewer for whatever the gate will want: a typed path and reason for each high-risk
 * file, and a typed reason for accepting in spite of a failed check. Undefined means no.
 */
export async function askAcceptance({ folder, review }: OpenReview): Promise<Decision | undefined> {
  const confirmations: Confirmation[] = [];
  const paths = highRiskPaths(review);
  const steps = paths.length * 2 + (review.verdict === 'blocked' ? 1 : 0);
  for (const [index, path] of paths.entries()) {
    const confirmation = await confirmPath(review, path, index * 2 + 1, steps);
    if (!confirmation) return undefined;
    confirmations.push(confirmation);
  }
  const override =
    review.verdict === 'blocked'
      ? await askOverride(review, steps)
      : ({ reason: undefined } as const);
  if (!override) return undefined;
  return {
    verdict: review.edited ? 'edited' : 'accepted',
    reviewer: await folder.ports.person(),
    at: folder.ports.now(),
    boundTo: afterSha256(review.files),
    confirmations,
    ...(override.reason === undefined ? {} : { reason: override.reason }),
  };
}

async function confirmPath(
  review: Review,
  path: string,
  step: number,
  steps: number,
): Promise<Confirmation | undefined> {
  const why = review.risk.reasons.find((reason) => reason.path === path)?.reason ?? '';
  const title = 'High-risk file: confirm this fix';
  const typed = await askTyped({
    title,
    prompt: `${why} To apply the fix, type the path: ${path}`,
    placeholder: path,
    step,
    steps,
    refuse: (text) =>
      typedPathMatches(text, path)
        ? undefined
        : `This is not the path. Type ${path}, or press Escape.`,
  });
  if (typed === undefined) return undefined;
  const reason = await askTyped({
    title,
    prompt: `Why may ${path} be changed like this? The reason goes on the record.`,
    placeholder: 'What you checked, and why it is right',
    step: step + 1,
    steps,
    refuse: reasonRefusal,
  });
  if (reason === undefined) return undefined;
  return { path, reason: reason.trim(), token: confirmationToken(review, path) };
}

async function askOverride(
  review: Review,
  steps: number,
): Promise<{ readonly reason: string } | undefined> {
  const against = objections(review.evidence, review.required);
  const said = (outcome: Outcome, label: string) => {
    const titles = against.filter((one) => one.outcome === outcome).map(({ title }) => title);
    return titles.length > 0 ? `${label}: ${titles.join('; ')}. ` : '';
  };
  const which = said('fail', 'Failed') + said('not-run', 'Required, and did not run');
  const reason = await askTyped({
    title: 'Blocked: accept in spite of a check',
    prompt: `${which}Why is the fix right all the same?`,
    placeholder: 'The reason goes on the record',
    step: steps,
    steps,
    refuse: reasonRefusal,
  });
  return reason === undefined ? undefined : { reason: reason.trim() };
}

/** Asks why a draft is rejected. An empty answer is allowed; undefined means: do not reject. */
export async function askRejection({ folder, review }: OpenReview): Promise<Decision | undefined> {
  const reason = await vscode.window.showInputBox({
    title: 'Reject this draft',
    prompt: 'Why? Optional. Rejections stay on this machine.',
    placeHolder: 'Press Enter to reject, Escape to keep the draft',
  });
  if (reason === undefined) return undefined;
  return {
    verdict: 'rejected',
    reviewer: await folder.ports.person(),
    at: folder.ports.now(),
    boundTo: afterSha256(review.files),
    confirmations: [],
    ...(reason.trim() === '' ? {} : { reason: reason.trim() }),
  };
}
