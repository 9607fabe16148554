import * as vscode from 'vscode';

/** What a watcher of reports tells. */
export interface ReportEvents {
  /** This report came, changed or went. */
  report(uri: vscode.Uri): void;
  /** A folder of reports came or went, and nobody tells which files it had. */
  folder(): void;
}

/** Watches what the globs name in a folder, and the folders that the globs name it in. */
export function watchReports(
  folder: vscode.Uri,
  globs: readonly string[],
  events: ReportEvents,
): vscode.Disposable {
  const parents = globs.flatMap((glob) => /^(.*[^*/])\/[^/]*$/.exec(glob)?.[1] ?? []);
  const watchers = (pattern: string) =>
    vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(folder, pattern));
  const ofFolders = [...new Set(parents)].map((parent) => {
    const watcher = watchers(parent);
    const tell = (uri: vscode.Uri) => {
      if (isLookedAt(uri)) events.folder();
    };
    return vscode.Disposable.from(watcher, watcher.onDidCreate(tell), watcher.onDidDelete(tell));
  });
  const ofReports = globs.map((glob) => {
    const watcher = watchers(glob);
    const tell = (uri: vscode.Uri) => {
      if (isLookedAt(uri)) events.report(uri);
    };
    return vscode.Disposable.from(
      watcher,
      watcher.onDidCreate(tell),
      watcher.onDidChange(tell),
      watcher.onDidDelete(tell),
    );
  });
  return vscode.Disposable.from(...ofFolders, ...ofReports);
}

/** Where reports are never looked for, as a glob. */
export const passedOver = '**/{node_modules,.git}/**';

function isLookedAt({ path }: vscode.Uri): boolean {
  return !/\/(?:node_modules|\.git)\//.test(path);
}
