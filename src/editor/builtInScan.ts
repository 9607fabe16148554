import * as vscode from 'vscode';
import { type FileScan, type FileScanner, skipLevel } from '../core/fileScan';
import type { CodeFinding } from '../core/finding';
import { batchOf } from '../core/findingRows';
import { oneLine } from '../core/plainText';
import type { Fail } from './commands';
import type { Findings } from './findings';
import { type Folder, type Folders, fileUri, folderWithUri, pathIn } from './folder';
import type { Settings } from './settings';
import { unsavedChanges } from './unsaved';

/** Saves and openings often come several at a time; they are looked at when that has come to rest. */
const restMs = 200;
/** What a scan of many files finds is shown so often. */
const showMs = 1000;

/** What the scan needs from the window. */
export interface ScanParts {
  readonly scanner: FileScanner;
  readonly findings: Findings;
  readonly folders: Folders;
  readonly settings: Settings;
  readonly log: vscode.LogOutputChannel;
  readonly fail: Fail;
  /** To be called when findings have come. */
  readonly seen: () => void;
}

/** A file that was scanned, and how many findings it has. */
interface Scanned {
  readonly sha256: string;
  readonly count: number;
}

/** What has been scanned of one folder. */
class ScannedFolder {
  readonly folder: Folder;
  readonly files = new Map<string, Scanned>();
  /** What is not shown yet: the findings of files, none for those that have none any more. */
  due = new Map<string, readonly CodeFinding[]>();
  /** A finding's ordinal is the number of its file. */
  readonly paths: string[] = [];
  readonly #numbers = new Map<string, number>();

  constructor(folder: Folder) {
    this.folder = folder;
  }

  get key(): string {
    return `scan ${this.folder.uri.toString()}`;
  }

  numberOf(path: string): number {
    const number = this.#numbers.get(path) ?? this.paths.push(path) - 1;
    this.#numbers.set(path, number);
    return number;
  }
}

/**
 * Keeps the findings in step with what the built-in rules see in the files that are opened, saved,
 * or were scanned before and change on disk. What is scanned is what is on disk, off this thread.
 */
export class BuiltInScan implements vscode.Disposable {
  readonly #parts: ScanParts;
  readonly #scanned = new Map<string, ScannedFolder>();
  readonly #topics = new Map<string, RegExp>();
  readonly #touched = new Map<string, vscode.Uri>();
  /** The last question about each file: only its answer counts. */
  readonly #asked = new Map<string, AbortController>();
  readonly #told = new Set<string>();
  readonly #listening: vscode.Disposable;
  #lookTimer: ReturnType<typeof setTimeout> | undefined;
  #showTimer: ReturnType<typeof setTimeout> | undefined;
  #showing: Promise<void> = Promise.resolve();
  #isBroken = false;

  constructor(parts: ScanParts) {
    this.#parts = parts;
    const watcher = vscode.workspace.createFileSystemWatcher('**/*');
    const changed = (uri: vscode.Uri) => {
      if (this.#isKnown(uri) || isVisible(uri)) this.#lookSoon(uri);
    };
    this.#listening = vscode.Disposable.from(
      watcher,
      watcher.onDidChange(changed),
      watcher.onDidCreate(changed),
      watcher.onDidDelete((uri) => {
        // Of a folder that goes, nobody tells which files it had.
        for (const one of [uri, ...this.#filesBelow(uri)]) changed(one);
      }),
      vscode.window.onDidChangeVisibleTextEditors(() => this.#lookAtVisible()),
      vscode.workspace.onDidSaveTextDocument(({ uri }) => this.#lookSoon(uri)),
      vscode.workspace.onDidChangeWorkspaceFolders(() => this.#tidy()),
      parts.settings.onDidChange(() => this.#tidy()),
    );
    this.#lookAtVisible();
  }

  /** Scans what the user sees. */
  #lookAtVisible(): void {
    for (const { document } of vscode.window.visibleTextEditors) this.#lookSoon(document.uri);
  }

  /** The folders in which the setting allows it. */
  get folders(): readonly Folder[] {
    return this.#parts.folders().filter(({ uri }) => this.#parts.settings.scans(uri));
  }

  /** The files that were scanned. */
  filesOf(folder: Folder): readonly string[] {
    return [...(this.#scanned.get(folder.uri.toString())?.files.keys() ?? [])];
  }

  /**
   * Scans a file unless it is as it was, and answers how many findings it has, with what came of
   * it; undefined when another question about the file is under way that will tell.
   */
  async scan(
    folder: Folder,
    path: string,
    isUrgent: boolean,
    cancel?: AbortSignal,
  ): Promise<{ readonly count: number; readonly answer: FileScan } | undefined> {
    const key = fileUri(folder, path).toString();
    const own = new AbortController();
    // Whoever goes through a list leaves a file to the one who looks at it.
    if (!isUrgent && this.#asked.has(key)) return undefined;
    this.#asked.get(key)?.abort();
    this.#asked.set(key, own);
    const signal = cancel ? AbortSignal.any([own.signal, cancel]) : own.signal;
    try {
      const known = this.#scanned.get(folder.uri.toString())?.files.get(path)?.sha256;
      const file = { folder: folder.uri.fsPath, path, isUrgent, ...(known && { known }) };
      const answer = await this.#parts.scanner.scan(file, signal);
      if (own.signal.aborted || !this.#parts.settings.scans(folder.uri)) return undefined;
      this.#take(folder, path, answer, isUrgent);
      const { count = 0 } = this.#scanned.get(folder.uri.toString())?.files.get(path) ?? {};
      return { count, answer };
    } catch (error) {
      if (own.signal.aborted) return undefined;
      throw error;
    } finally {
      if (this.#asked.get(key) === own) this.#asked.delete(key);
    }
  }

  /** Shows what was found and is not shown yet. */
  show(): Promise<void> {
    clearTimeout(this.#showTimer);
    this.#showTimer = undefined;
    this.#showing = this.#showing.then(() => this.#showDue());
    return this.#showing;
  }

  dispose(): void {
    clearTimeout(this.#lookTimer);
    clearTimeout(this.#showTimer);
    this.#asked.forEach((one) => one.abort());
    this.#listening.dispose();
  }

  #lookSoon(uri: vscode.Uri): void {
    if (uri.scheme !== 'file') return;
    this.#touched.set(uri.toString(), uri);
    clearTimeout(this.#lookTimer);
    this.#lookTimer = setTimeout(() => {
      const due = [...this.#touched.values()];
      this.#touched.clear();
      for (const one of due) void this.#look(one);
    }, restMs);
  }

  async #look(uri: vscode.Uri): Promise<void> {
    const owner = vscode.workspace.getWorkspaceFolder(uri);
    const folder = owner && folderWithUri(this.#parts.folders, owner.uri.toString());
    const path = folder && pathIn(folder.uri, uri);
    if (!folder || path === undefined || !this.#parts.settings.scans(folder.uri)) return;
    try {
      await this.scan(folder, path, true);
      await this.show();
    } catch (error) {
      // Where no thread can be started, once is enough to know it.
      if (!this.#isBroken) this.#parts.fail(error);
      this.#isBroken = true;
    }
  }

  /** Whether something is shown of the file, or said. */
  #isKnown(uri: vscode.Uri): boolean {
    if (this.#told.has(`scan ${uri.toString()}`)) return true;
    return [...this.#scanned.values()].some(({ folder, files }) =>
      files.has(pathIn(folder.uri, uri) ?? ''),
    );
  }

  #filesBelow(uri: vscode.Uri): readonly vscode.Uri[] {
    return [...this.#scanned.values()].flatMap(({ folder, files }) => {
      const path = pathIn(folder.uri, uri);
      const below = [...files.keys()].filter((one) => path && one.startsWith(`${path}/`));
      return below.map((one) => fileUri(folder, one));
    });
  }

  #take(folder: Folder, path: string, answer: FileScan, isUrgent: boolean): void {
    this.#tell(folder, path, answer, isUrgent);
    if (answer.kind === 'same') return;
    const key = folder.uri.toString();
    const own = this.#scanned.get(key) ?? new ScannedFolder(folder);
    this.#scanned.set(key, own);
    const before = own.files.get(path)?.count ?? 0;
    const findings = answer.kind === 'scanned' ? answer.findings : [];
    if (answer.kind === 'scanned') {
      own.files.set(path, { sha256: answer.sha256, count: findings.length });
      for (const [rule, topic] of answer.topics) this.#topics.set(rule, topic);
    } else own.files.delete(path);
    if (before === 0 && findings.length === 0) return;
    own.due.set(path, findings);
    this.#showTimer ??= setTimeout(() => void this.show(), showMs);
  }

  /** A file that is left out is a problem where somebody looks at it, or nobody could have known. */
  #tell(folder: Folder, path: string, answer: FileScan, isUrgent: boolean): void {
    const key = `scan ${fileUri(folder, path).toString()}`;
    if (answer.kind !== 'skipped') {
      if (this.#told.delete(key)) this.#parts.findings.putProblems(key, []);
      return;
    }
    const message = `${oneLine(path, 300)} is not scanned: ${answer.why}`;
    const level = skipLevel(answer);
    const isProblem = level === 'error' || (level === 'warning' && isUrgent);
    if (!isProblem) this.#parts.log.info(message);
    else {
      if (!this.#told.has(key)) this.#parts.log.warn(message);
      this.#told.add(key);
      this.#parts.findings.putProblems(key, [{ message, count: 0 }]);
    }
  }

  async #showDue(): Promise<void> {
    const unsaved = await unsavedChanges();
    for (const own of this.#scanned.values()) {
      const { due, folder } = own;
      if (due.size === 0) continue;
      own.due = new Map();
      const batch = batchOf([...due].map(([path, found]) => [own.numberOf(path), found]));
      const whole = (ordinal: number, id: string) => this.#whole(own, ordinal, id);
      const info = {
        name: 'the built-in scan',
        folder,
        at: Date.now(),
        topics: this.#topics,
        whole,
      };
      const paths = new Set(due.keys());
      this.#parts.findings.replaceIn(own.key, info, paths, batch, unsaved);
      this.#parts.seen();
    }
  }

  async #whole({ folder, paths }: ScannedFolder, ordinal: number, id: string) {
    const path = paths[ordinal];
    if (path === undefined) return undefined;
    const file = { folder: folder.uri.fsPath, path, isUrgent: true };
    const answer = await this.#parts.scanner.scan(file, new AbortController().signal);
    if (answer.kind !== 'scanned') return undefined;
    return answer.findings.find((one) => one.id === id);
  }

  /** Takes back what is known of folders that are gone, or where the setting says no. */
  #tidy(): void {
    const wanted = new Set(this.folders.map(({ uri }) => uri.toString()));
    for (const [key, own] of this.#scanned) {
      if (wanted.has(key)) continue;
      this.#scanned.delete(key);
      this.#parts.findings.drop(own.key);
    }
    for (const key of this.#told) {
      if ([...wanted].some((one) => key.startsWith(`scan ${one}/`))) continue;
      this.#told.delete(key);
      this.#parts.findings.putProblems(key, []);
    }
    this.#lookAtVisible();
  }
}

function isVisible(uri: vscode.Uri): boolean {
  const key = uri.toString();
  return vscode.window.visibleTextEditors.some(({ document }) => document.uri.toString() === key);
}
