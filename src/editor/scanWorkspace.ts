import * as vscode from 'vscode';
import { HumanError } from '../core/errors';
import { type FileScanner, type HiddenFiles, type SkipReason, skipWords } from '../core/fileScan';
import { grouped } from '../core/plainText';
import { settings, views } from '../ids';
import type { BuiltInScan } from './builtInScan';
import { type Folder, fileUri } from './folder';
import { inform } from './notify';
import { counted } from './treeItems';

const openSetting = 'Open the Setting';
/** More files than this are not scanned in one go. */
const maxFiles = 50_000;
/** Nobody has to be told of these each time. */
const isOfCourse: readonly SkipReason[] = ['ignored', 'link'];
const showFindings = 'Show Findings';

/** What a scan of the workspace came to, so far. */
interface Tally {
  /** How many files there are to scan, how many were looked at, and how many of them scanned. */
  total: number;
  done: number;
  scanned: number;
  findings: number;
  readonly skipped: Map<SkipReason, number>;
  isCutOff: boolean;
}

interface Task {
  readonly folder: Folder;
  readonly path: string;
}

/** Scans all files of the workspace, shows how far it is, and says what came of it. */
export async function scanWorkspace(scan: BuiltInScan, scanner: FileScanner): Promise<void> {
  const { folders } = scan;
  if (folders.length === 0) return tellWhyNot();
  const tally: Tally = {
    ...{ total: 0, done: 0, scanned: 0, findings: 0 },
    ...{ skipped: new Map(), isCutOff: false },
  };
  const stop = new AbortController();
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: 'Countersign: scanning the workspace…',
    cancellable: true,
  };
  await vscode.window.withProgress(options, async (progress, token) => {
    token.onCancellationRequested(() => stop.abort());
    try {
      const tasks = await tasksOf(folders, scan, { scanner, stop, tally });
      await scanAll(tasks, scan, { progress, stop, tally });
    } catch (error) {
      if (!stop.signal.aborted) throw error;
    } finally {
      await scan.show();
    }
  });
  // Nobody waits for the message to be answered: another scan may come before.
  const text = summary(tally, stop.signal.aborted);
  const choices = tally.findings > 0 ? [showFindings] : [];
  void inform(text, ...choices).then(
    (choice) => choice && vscode.commands.executeCommand(`${views.findings}.focus`),
  );
}

function tellWhyNot(): void {
  if ((vscode.workspace.workspaceFolders ?? []).length === 0) {
    throw new HumanError('Open the folder to scan first.');
  }
  void inform('The built-in scan is turned off in the settings.', openSetting).then(
    (choice) =>
      choice &&
      vscode.commands.executeCommand('workbench.action.openSettings', settings.scanEnabled),
  );
}

async function tasksOf(
  folders: readonly Folder[],
  scan: BuiltInScan,
  { scanner, stop, tally }: { scanner: FileScanner; stop: AbortController; tally: Tally },
): Promise<readonly Task[]> {
  const tasks: Task[] = [];
  for (const folder of folders) {
    const request = { folder: folder.uri.fsPath, exclude: hiddenIn(folder), most: maxFiles };
    const { files, skipped, isCutOff } = await scanner.list(request, stop.signal);
    // What was scanned before and is in no list may be gone by now.
    const all = new Set([...files.map(({ path }) => path), ...scan.filesOf(folder)]);
    // In nested folders, a file belongs to the innermost one.
    const own = [...all].filter((path) => isIn(folder, path));
    tasks.push(...own.map((path) => ({ folder, path })));
    for (const { reason } of skipped) if (!isOfCourse.includes(reason)) add(tally, reason);
    tally.isCutOff ||= isCutOff;
  }
  tally.total = tasks.length;
  return tasks;
}

function isIn(folder: Folder, path: string): boolean {
  const owner = vscode.workspace.getWorkspaceFolder(fileUri(folder, path));
  return owner?.uri.toString() === folder.uri.toString();
}

/** As the editor's own setting says. */
function hiddenIn({ uri }: Folder): readonly HiddenFiles[] {
  const value = vscode.workspace.getConfiguration('files', uri).get<unknown>('exclude');
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([glob, how]: [string, unknown]) => {
    if (how === true) return { glob };
    const when: unknown =
      typeof how === 'object' && how !== null && 'when' in how ? how.when : undefined;
    return typeof when === 'string' ? { glob, when } : [];
  });
}

interface Doing {
  readonly progress: vscode.Progress<{ message?: string; increment?: number }>;
  readonly stop: AbortController;
  readonly tally: Tally;
}

async function scanAll(
  tasks: readonly Task[],
  scan: BuiltInScan,
  { progress, stop, tally }: Doing,
): Promise<void> {
  let percent = 0;
  for (const { folder, path } of tasks) {
    stop.signal.throwIfAborted();
    const scanned = await scan.scan(folder, path, false, stop.signal);
    tally.done += 1;
    if (scanned?.answer.kind === 'skipped') add(tally, scanned.answer.reason);
    else tally.scanned += 1;
    tally.findings += scanned?.count ?? 0;
    const now = Math.floor((tally.done / tasks.length) * 100);
    if (now === percent) continue;
    const message = `${grouped(tally.done)} of ${counted(tasks.length, 'file')}, ${counted(tally.findings, 'finding')}`;
    progress.report({ message, increment: now - percent });
    percent = now;
  }
}

function add({ skipped }: Tally, reason: SkipReason): void {
  skipped.set(reason, (skipped.get(reason) ?? 0) + 1);
}

function summary(tally: Tally, isCancelled: boolean): string {
  const { total, done, scanned, findings, skipped, isCutOff } = tally;
  const reasons = [...skipped].map(([reason, count]) => `${grouped(count)} ${skipWords(reason)}`);
  const left = [...skipped.values()].reduce((sum, count) => sum + count, 0);
  const sentences = isCancelled
    ? [
        total === 0
          ? 'The scan was cancelled before it began.'
          : `The scan was cancelled after ${grouped(done)} of ${counted(total, 'file')}.`,
        ...(findings > 0 ? [`What it found so far stays: ${counted(findings, 'finding')}.`] : []),
      ]
    : [`${counted(findings, 'finding')} in ${counted(scanned, 'file')}.`];
  if (left > 0) {
    const were = left === 1 ? 'was' : 'were';
    sentences.push(`${counted(left, 'path')} ${were} skipped: ${reasons.join(', ')}.`);
  }
  if (isCutOff) sentences.push('There are more files than are scanned in one go.');
  return sentences.join(' ');
}
