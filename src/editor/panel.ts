import * as vscode from 'vscode';
import type { Page } from '../core/page';
import type { SlowState } from '../core/pageEvidence';
import { readPanelMessage } from '../core/panelMessage';
import { views } from '../ids';
import type { Tier } from '../core/dependencies/plan';
import type { Drafter } from '../core/drafters';
import type { Fail } from './commands';
import { showPlace } from './draftDiff';
import { reviewInstead } from './drafting';
import type { Folder } from './folder';
import type { Reviews } from './reviews';
import type { SlowChecks } from './slowChecks';

/**
 * The explanation panel: a view beside the diff that shows the review in front, as text. It can
 * decide nothing: what it may ask for is in `core/panelMessage.ts`, and only of the page it shows.
 * `drafter` drafts another option of the plan that is shown, which is opened in its place.
 */
export function registerPanel(
  extension: vscode.Uri,
  reviews: Reviews,
  drafter: (folder: Folder, tier: Tier) => Drafter,
  fail: Fail,
): vscode.Disposable {
  let isChoosing = false;
  let view: vscode.WebviewView | undefined;
  let page: Page | undefined;
  const post = async () => {
    // It has much to say, and nobody asks for it before the first review.
    const { pageOf } = await import('../core/page');
    const open = reviews.front;
    page = open && pageOf(open.review, slowStates(reviews.slow, open.stored.id));
    void view?.webview.postMessage({ page: page ?? null });
  };
  const postSoon = () => void post().catch(fail);
  const answer = async (message: unknown): Promise<void> => {
    const asked = readPanelMessage(message, page);
    const open = reviews.front;
    if (asked?.kind === 'ready') return post();
    if (!asked || !open) return;
    const { id } = open.stored;
    if (asked.kind === 'jump') return showPlace(open, asked.place);
    if (asked.kind === 'cancel') return reviews.slow.cancel(id);
    if (asked.kind === 'choose') {
      if (isChoosing) return;
      isChoosing = true;
      return reviewInstead(reviews, open, drafter(open.folder, asked.tier)).finally(
        () => (isChoosing = false),
      );
    }
    if (asked.kind === 'run') await reviews.slow.run(id, asked.check);
    await reviews.check(id);
  };
  const provider: vscode.WebviewViewProvider = {
    resolveWebviewView(resolved) {
      view = resolved;
      const media = vscode.Uri.joinPath(extension, 'media');
      const icons = vscode.Uri.joinPath(extension, 'dist', 'codicons');
      resolved.webview.options = {
        enableScripts: true,
        enableCommandUris: false,
        localResourceRoots: [media, icons],
      };
      resolved.webview.onDidReceiveMessage((message: unknown) => {
        answer(message).catch(fail);
      });
      resolved.onDidDispose(() => (view = undefined));
      resolved.webview.html = html(resolved.webview, media, icons);
    },
  };
  return vscode.Disposable.from(
    vscode.window.registerWebviewViewProvider(views.review, provider),
    reviews.onDidChange(postSoon),
    reviews.slow.onDidChange((id) => {
      if (id === reviews.front?.stored.id) postSoon();
    }),
  );
}

function slowStates(slow: SlowChecks, id: string): readonly SlowState[] {
  const isBusy = slow.isRunning(id);
  return slow.rows(id).map(({ check, state, progress }) => ({
    check,
    ...(state === 'running' ? { progress: progress ?? '' } : {}),
    ...(state === 'waiting' ? { progress: 'Waits for its turn.' } : {}),
    canRun: !isBusy && state !== 'unavailable',
  }));
}

/** Brings the panel into view. The focus stays where it is: in the diff, or in a question. */
export async function revealPanel(): Promise<void> {
  await vscode.commands.executeCommand(`${views.review}.focus`, { preserveFocus: true });
}

function html(webview: vscode.Webview, media: vscode.Uri, icons: vscode.Uri): string {
  const source = (folder: vscode.Uri, name: string) =>
    webview.asWebviewUri(vscode.Uri.joinPath(folder, name)).toString();
  const policy = [
    "default-src 'none'",
    `style-src ${webview.cspSource}`,
    `font-src ${webview.cspSource}`,
    `script-src ${webview.cspSource}`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${source(icons, 'codicon.css')}">
<link rel="stylesheet" href="${source(media, 'panel.css')}">
<title>Countersign review</title>
</head>
<body>
<main id="page"></main>
<p id="news" class="heard-only" role="status"></p>
<script type="module" src="${source(media, 'panel.js')}"></script>
</body>
</html>`;
}
