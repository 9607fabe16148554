import * as vscode from 'vscode';
import { type Page, pageOf } from '../core/page';
import { readPanelMessage } from '../core/panelMessage';
import { views } from '../ids';
import type { Fail } from './commands';
import { showPlace } from './draftDiff';
import type { Reviews } from './reviews';

/**
 * The explanation panel: a view beside the diff that shows the review in front, as text. It can
 * decide nothing: what it may ask for is in `core/panelMessage.ts`, and only of the page it shows.
 */
export function registerPanel(
  extension: vscode.Uri,
  reviews: Reviews,
  fail: Fail,
): vscode.Disposable {
  let view: vscode.WebviewView | undefined;
  let page: Page | undefined;
  const post = () => {
    const review = reviews.front?.review;
    page = review && pageOf(review);
    void view?.webview.postMessage({ page: page ?? null });
  };
  const answer = async (message: unknown): Promise<void> => {
    const asked = readPanelMessage(message, page);
    const open = reviews.front;
    if (asked?.kind === 'ready') return post();
    if (!asked || !open) return;
    if (asked.kind === 'jump') await showPlace(open, asked.place);
    else await reviews.check(open.stored.id);
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
    reviews.onDidChange(post),
  );
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
