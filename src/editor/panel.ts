import * as vscode from 'vscode';
import { pageOf } from '../core/page';
import { views } from '../ids';
import type { Reviews } from './reviews';

/**
 * The explanation panel: a view beside the diff that shows the review in front, as text. It can
 * decide nothing: the only message that it may send says that it is ready for a page.
 */
export function registerPanel(extension: vscode.Uri, reviews: Reviews): vscode.Disposable {
  let view: vscode.WebviewView | undefined;
  const post = () => {
    const review = reviews.front?.review;
    void view?.webview.postMessage({ page: review ? pageOf(review) : null });
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
        if (message === 'ready') post();
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
<main id="page" aria-live="polite"></main>
<script src="${source(media, 'panel.js')}"></script>
</body>
</html>`;
}
