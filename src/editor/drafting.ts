import * as vscode from 'vscode';
import type { Drafter } from '../core/drafters';
import { oneLine } from '../core/plainText';
import { ask } from './notify';
import type { OpenReview, Reviews } from './reviews';

/** Drafts anew what a draft is for, by another drafter, and shows that in its place. */
export async function reviewInstead(
  reviews: Reviews,
  { folder, stored: { id, finding }, review }: OpenReview,
  drafter: Drafter,
): Promise<void> {
  const goOn = 'Review the Other';
  const edited = 'You have edited this draft. The other one comes without your edits.';
  if (review.edited && (await ask(edited, goOn)) !== goOn) return;
  const opened = await withCancel(drafter, (signal, tell) =>
    reviews.start(folder, finding, drafter, signal, tell),
  );
  if (opened) await reviews.close(id);
}

/** Shows progress that can be cancelled; work that is done at once shows none. */
export function withCancel<T>(
  drafter: Drafter,
  run: (signal: AbortSignal, tell: (doing: string) => void) => Promise<T>,
): Thenable<T> {
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: `Drafting a fix (${drafter.title})…`,
    cancellable: true,
  };
  return vscode.window.withProgress(options, (progress, token) => {
    const controller = new AbortController();
    token.onCancellationRequested(() => controller.abort());
    return run(controller.signal, (doing) => progress.report({ message: oneLine(doing, 200) }));
  });
}
