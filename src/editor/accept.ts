import * as vscode from 'vscode';
import { entryOf, serializeEntry } from '../core/aibom/entry';
import { HumanError } from '../core/errors';
import { afterSha256, verdictText, type Verdict } from '../core/evidence';
import { gate, unmendable } from '../core/gate';
import type { JournalStore } from '../core/journal';
import type { Person } from '../core/ports';
import type { Review } from '../core/review';
import { riskTiers } from '../core/risk';
import { commands } from '../ids';
import type { RecordKeeper } from './aiBom';
import { applyFix } from './apply';
import { askAcceptance, askRejection } from './decide';
import { fileUri } from './folder';
import { ask, inform } from './notify';
import type { OpenReview, Reviews } from './reviews';
import type { PendingFixes } from './recovery';
import { requireTrust } from './trust';

/** What accepting needs beside the reviews. */
export interface AcceptParts {
  readonly reviews: Reviews;
  readonly journal: JournalStore;
  readonly record: Pick<RecordKeeper, 'applied'>;
  readonly pending: Pick<PendingFixes, 'recover'>;
}

const busy = new Set<string>();

/** One decision at a time for a draft: a second Accept while the first asks or writes does nothing. */
export async function acceptDraft(parts: AcceptParts, uri: unknown): Promise<void> {
  const id = parts.reviews.idOf(uri);
  if (busy.has(id)) return;
  busy.add(id);
  try {
    await accept(parts, id);
  } finally {
    busy.delete(id);
  }
}

async function accept(parts: AcceptParts, id: string): Promise<void> {
  const { reviews, journal, record, pending } = parts;
  requireTrust();
  if (!(await goesOnWithout(reviews, id))) return;
  const shown = reviews.shown(id);
  await reviews.save(id);
  const open = await reviews.check(id);
  if (shown && isOtherPolicy(open.review, shown.review)) {
    throw new HumanError(
      'The policy changed since this review was shown, so it counts no longer. Look at it again, then accept.',
    );
  }
  refuseHopeless(open.review, await open.folder.ports.person());
  if (!shown || isOther(open.review, shown.review)) {
    throw new HumanError(
      `Checked again after your edit: ${verdictText[open.review.verdict]}, ` +
        `risk ${open.review.risk.tier}. Look at the review, then accept again.`,
    );
  }
  const decision = await askAcceptance(open);
  if (!decision) return;
  const now = await reviews.check(id);
  if (isOtherPolicy(now.review, open.review)) {
    throw new HumanError(
      'Not applied: the policy changed while you decided. Look at the review again.',
    );
  }
  if (isOther(now.review, open.review)) {
    throw new HumanError(
      'Not applied: the draft or its evidence changed while you decided. Look at the review again.',
    );
  }
  const answer = gate(now.review, decision);
  if (!answer.open) throw new HumanError(`Not applied. ${answer.missing.join(' ')}`);
  const entryId = open.folder.ports.newId();
  const entry = entryOf(now.review, decision, entryId);
  const applying = applyFix(now.folder, now.review.files, entry, journal);
  // What is left half done stays in sight, beyond the message that tells of it.
  applying.catch(() => pending.recover());
  const result = await applying;
  await reviews.close(id);
  await showFixed(now);
  await record.applied(now.folder, now.stored.finding.id);
  const restored =
    result.restored.length > 0
      ? ` A formatter changed ${result.restored.join(', ')} on save; the reviewed text was put back.`
      : '';
  offerStaging(`Fix applied and recorded in ${result.entryPath}.${restored}`, entryId);
}

/** Checks that still run could say no. What the policy requires of them blocks all the same. */
async function goesOnWithout({ slow }: Reviews, id: string): Promise<boolean> {
  if (!slow.isRunning(id)) return true;
  const goOn = 'Go On Without Them';
  const text =
    'Checks of this draft are still running. Wait for them, or decide without their answer?';
  if ((await ask(text, goOn)) !== goOn) return false;
  slow.cancel(id);
  return true;
}

/** Keeps the rejection on this machine and closes the draft. */
export async function rejectDraft(reviews: Reviews, uri: unknown): Promise<void> {
  requireTrust();
  const id = reviews.idOf(uri);
  const open = await reviews.check(id);
  const decision = await askRejection(open);
  if (!decision) return;
  const entryId = open.folder.ports.newId();
  const entry = entryOf(open.review, decision, entryId);
  await open.folder.aiBom.addLocal(entryId, serializeEntry(entry));
  await reviews.save(id);
  await reviews.close(id);
  vscode.window.setStatusBarMessage('$(close) Draft rejected', 5000);
}

/** What no confirmation can mend is said at once, before anybody types a reason. */
function refuseHopeless(review: Review, person: Person): void {
  const forbidden = review.risk.reasons.filter(({ tier }) => tier === 'forbidden');
  if (forbidden.length > 0) {
    const why = forbidden.map(({ path, reason }) => `${path}: ${reason}`).join(' ');
    throw new HumanError(`This draft is refused and cannot be applied. ${why}`);
  }
  const refusals = unmendable(review, person);
  if (refusals.length > 0) {
    throw new HumanError(`You cannot accept this draft. ${refusals.join(' ')}`);
  }
  if (review.files.every(({ before, after }) => before === after)) {
    throw new HumanError('The draft changes nothing, so there is nothing to accept. Reject it.');
  }
  const base = review.evidence.find(({ check }) => check === 'base-unchanged');
  if (base?.outcome === 'fail') throw new HumanError(`Nothing was applied. ${base.detail}`);
}

const badness: Readonly<Record<Verdict, number>> = { clear: 0, attention: 1, blocked: 2 };

/** Another text than the reviewer has been shown, or worse evidence on it. */
function isOther(now: Review, shown: Review): boolean {
  return (
    afterSha256(now.files) !== afterSha256(shown.files) ||
    badness[now.verdict] > badness[shown.verdict] ||
    riskTiers.indexOf(now.risk.tier) > riskTiers.indexOf(shown.risk.tier)
  );
}

/** What was shown was judged by other rules. */
function isOtherPolicy(now: Review, shown: Review): boolean {
  return now.policySha256 !== shown.policySha256;
}

async function showFixed({ folder, stored }: OpenReview): Promise<void> {
  const path = stored.files[0]?.path;
  if (path === undefined) return;
  await vscode.window.showTextDocument(fileUri(folder, path), { preview: false });
}

/** Not awaited: the fix is done, and the message may stand as long as the reviewer likes. */
function offerStaging(message: string, entryId: string): void {
  const stage = 'Stage Fix and AI-BOM Entry';
  void inform(message, stage).then((choice) => {
    if (choice === stage) void vscode.commands.executeCommand(commands.stageFix, entryId);
  });
}
