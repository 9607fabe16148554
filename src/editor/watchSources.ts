import * as vscode from 'vscode';
import type { ReportReader } from '../core/reportLoad';
import type { Fail } from './commands';
import type { Findings } from './findings';
import type { Folders } from './folder';
import { pathIn } from './folder';

/** A checkout changes many files at once; they are looked at when it has come to rest. */
const restMs = 300;
/** So many files that change while a report is read are looked at again; more are a checkout. */
const maxEarly = 2000;

/**
 * Moves the findings of files that are changed on disk while no editor shows them, and looks for what
 * was gone when a file is changed on disk or reverted.
 */
export function watchSources(
  folders: Folders,
  findings: Findings,
  reader: ReportReader,
  fail: Fail,
): vscode.Disposable {
  const touched = new Map<string, vscode.Uri>();
  /** Those that changed while a report was being read. */
  const early = new Set<string>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let work: Promise<void> = Promise.resolve();

  const move = async (uri: vscode.Uri) => {
    // Whoever read the file meanwhile may have seen it before this change.
    const all = early.delete(uri.toString());
    if (!findings.has(uri)) return;
    for (const folder of folders()) {
      const path = pathIn(folder.uri, uri);
      if (path === undefined || !findings.isOnDiskOnly(uri)) continue;
      await findings.moveIn(uri, (regions) => reader.moved(folder.uri.fsPath, path, regions));
    }
    if (all || !isDirty(uri)) await findings.lookAgain(uri, all);
  };
  const moveAll = async () => {
    const due = [...touched.values()];
    touched.clear();
    for (const uri of due) await move(uri);
  };
  const moveSoon = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (findings.isFilling) moveSoon();
      else work = work.then(moveAll).catch(fail);
    }, restMs);
  };
  const soon = (uri: vscode.Uri) => {
    if (findings.isFilling && early.size < maxEarly) early.add(uri.toString());
    else if (!findings.has(uri)) return;
    touched.set(uri.toString(), uri);
    moveSoon();
  };
  // The editor watches the folders in any case; this only listens.
  const watcher = vscode.workspace.createFileSystemWatcher('**/*');
  return vscode.Disposable.from(
    watcher,
    watcher.onDidChange(soon),
    watcher.onDidCreate(soon),
    watcher.onDidDelete(soon),
    // Reverted to what is on disk, or changed while a report was being read.
    vscode.workspace.onDidChangeTextDocument(({ document: { uri, isDirty } }) => {
      if (uri.scheme === 'file' && (!isDirty || findings.isFilling)) soon(uri);
    }),
    new vscode.Disposable(() => clearTimeout(timer)),
  );
}

function isDirty(uri: vscode.Uri): boolean {
  const key = uri.toString();
  return vscode.workspace.textDocuments.some((one) => one.isDirty && one.uri.toString() === key);
}
