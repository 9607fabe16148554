import * as vscode from 'vscode';
import { HumanError } from '../core/errors';
import { sha256Hex } from '../core/hash';
import type { ReportReader } from '../core/reportLoad';
import { views } from '../ids';
import type { Fail } from './commands';
import { failInto } from './commands';
import type { Findings } from './findings';
import type { Folder, Folders } from './folder';
import { folderWithUri, pathIn } from './folder';
import { type LoadedInto, loadInto } from './reportLoading';
import type { Settings } from './settings';
import { passedOver, watchReports } from './watchReports';

/** A scanner writes a report in several steps; it is read when it has rested this long. */
const restMs = 300;
const maxReports = 1000;

/** What became of a report when it was last looked at. */
interface Reading extends LoadedInto {
  readonly at: number;
  readonly size: number;
}

/** A report that the user has opened, or had made, by its URI. */
interface Opened {
  readonly uri: string;
  /** URI of the folder that it is about; absent when its content has to tell. */
  readonly folder?: string;
  /** Names it to people. */
  readonly title?: string;
}

const openedKey = 'countersign.openedReports';

/**
 * Brings the reports of the window into the findings: those that the settings name, as they come,
 * change and go, and those that the user opens. One report is read at a time.
 */
export class Reports implements vscode.Disposable {
  readonly #findings: Findings;
  readonly #folders: Folders;
  readonly #settings: Settings;
  readonly #reader: ReportReader;
  readonly #memento: vscode.Memento;
  readonly #storage: vscode.Uri;
  readonly #log: vscode.LogOutputChannel;
  readonly #fail: Fail;
  readonly #loaded: () => void;
  /** By URI. */
  readonly #readings = new Map<string, Reading>();
  /** Opened by the user, from anywhere: kept until they are gone, also when the window is reloaded. */
  readonly #opened = new Map<string, Opened>();
  readonly #touched = new Set<string | undefined>();
  readonly #disposable: vscode.Disposable;
  #watchers = vscode.Disposable.from();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #work: Promise<unknown> = Promise.resolve();
  #isDisposed = false;

  constructor(
    findings: Findings,
    folders: Folders,
    settings: Settings,
    reader: ReportReader,
    { memento, storage }: { memento: vscode.Memento; storage: vscode.Uri },
    log: vscode.LogOutputChannel,
    loaded: () => void,
  ) {
    this.#loaded = loaded;
    this.#reader = reader;
    this.#memento = memento;
    this.#storage = vscode.Uri.joinPath(storage, 'lines');
    for (const one of memento.get<readonly Opened[]>(openedKey, [])) this.#opened.set(one.uri, one);
    this.#findings = findings;
    this.#folders = folders;
    this.#settings = settings;
    this.#log = log;
    this.#fail = failInto(log);
    const anew = () => {
      this.#watch();
      this.refresh().catch(this.#fail);
    };
    this.#disposable = vscode.Disposable.from(
      settings.onDidChange(anew),
      vscode.workspace.onDidChangeWorkspaceFolders(anew),
    );
    this.#watch();
  }

  /** Looks for reports and reads those that are new or have changed; forgets those that are gone. */
  refresh(token?: vscode.CancellationToken): Promise<void> {
    return this.#next(async () => {
      const found = await this.#find(token);
      if (token?.isCancellationRequested) return;
      const wanted = new Set([...found, ...this.#opened.keys()]);
      for (const key of this.#readings.keys()) if (!wanted.has(key)) this.#drop(key);
      for (const key of wanted) {
        if (token?.isCancellationRequested || this.#isDisposed) return;
        await this.#look(key);
      }
      await vscode.commands.executeCommand('setContext', 'countersign.reportsRead', true);
    });
  }

  /**
   * Reads a report that the user has chosen, wherever it lies, and answers how many findings it
   * has. A HumanError says why it cannot be read. `about` says what a scanner was run on.
   */
  load(uri: vscode.Uri, about?: { folder: Folder; title: string }): Promise<number> {
    return this.#next(async () => {
      if (this.#folders().length === 0) {
        throw new HumanError('Open the folder that was scanned first: findings need its files.');
      }
      const key = uri.toString();
      const folder = about?.folder.uri.toString();
      this.#opened.set(key, { uri: key, ...(about && { folder, title: about.title }) } as Opened);
      await this.#memento.update(openedKey, [...this.#opened.values()]);
      const reading = await this.#look(key, true);
      if (!reading) throw new HumanError(`${nameOf(uri)} does not exist.`);
      const [problem] = reading.problems;
      if (reading.count === 0 && problem) throw new HumanError(`${problem.message}.`);
      return reading.count;
    });
  }

  dispose(): void {
    this.#isDisposed = true;
    clearTimeout(this.#timer);
    this.#watchers.dispose();
    this.#disposable.dispose();
  }

  /** One piece of work after another, so that no older reading overtakes a newer one. */
  #next<T>(work: () => Promise<T>): Promise<T> {
    const run = this.#work.then(() =>
      vscode.window.withProgress({ location: { viewId: views.findings } }, work),
    );
    this.#work = run.catch(() => undefined);
    return run;
  }

  async #find(token: vscode.CancellationToken | undefined): Promise<readonly string[]> {
    const found: string[] = [];
    for (const folder of this.#folders()) {
      for (const glob of this.#settings.reportGlobs(folder.uri)) {
        const pattern = new vscode.RelativePattern(folder.uri, glob);
        const uris = await vscode.workspace.findFiles(pattern, passedOver, maxReports, token);
        // In nested folders, a report belongs to the innermost one.
        found.push(...uris.filter((uri) => this.#isIn(folder, uri)).map(String));
      }
    }
    return found;
  }

  #watch(): void {
    this.#watchers.dispose();
    const watchers = this.#folders().map((folder) =>
      watchReports(folder.uri, this.#settings.reportGlobs(folder.uri), {
        folder: () => this.#lookSoon(undefined),
        report: (uri) => {
          if (this.#isIn(folder, uri)) this.#lookSoon(uri.toString());
        },
      }),
    );
    this.#watchers = vscode.Disposable.from(...watchers);
  }

  /** Looks at one report, or without one for all of them, when the scanner has come to rest. */
  #lookSoon(report: string | undefined): void {
    this.#touched.add(report);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      const due = [...this.#touched];
      this.#touched.clear();
      const reports = due.filter((one) => one !== undefined);
      const work = reports.length < due.length ? this.refresh() : this.#lookAt(reports);
      work.catch(this.#fail);
    }, restMs);
  }

  #lookAt(reports: readonly string[]): Promise<void> {
    return this.#next(async () => {
      for (const key of reports) await this.#look(key);
    });
  }

  /** Reads a report if it is new or has changed since; its findings go when it is gone. */
  async #look(key: string, anew = false): Promise<Reading | undefined> {
    const uri = vscode.Uri.parse(key, true);
    const stat = await statOf(uri);
    if (!stat) {
      this.#drop(key);
      return undefined;
    }
    const last = this.#readings.get(key);
    if (last && !anew && this.#isCurrent(last, stat)) return last;
    const reading = await this.#read(uri, stat);
    if (!reading || this.#isDisposed) return undefined;
    const told = new Set(last?.problems.map(({ message }) => message));
    for (const { message } of reading.problems) if (!told.has(message)) this.#log.warn(message);
    this.#readings.set(key, reading);
    this.#loaded();
    return reading;
  }

  #isCurrent({ isWhole, at, size, folder }: Reading, stat: vscode.FileStat): boolean {
    const isSame = at === stat.mtime && size === stat.size;
    return isWhole && isSame && folderWithUri(this.#folders, folder.uri.toString()) !== undefined;
  }

  #drop(key: string): void {
    if (this.#opened.delete(key)) {
      void this.#memento.update(openedKey, [...this.#opened.values()]);
    }
    if (!this.#readings.delete(key)) return;
    this.#findings.drop(key);
    this.#reader.forget(vscode.Uri.parse(key, true).fsPath);
  }

  /** A report from outside is about the folder that has most of its files. */
  async #read(uri: vscode.Uri, stat: vscode.FileStat): Promise<Reading | undefined> {
    const key = uri.toString();
    const { folder: about, title: name = nameOf(uri) } = this.#opened.get(key) ?? {};
    const owner = about === undefined ? this.#ownerOf(uri) : folderWithUri(this.#folders, about);
    const folders = owner ? [owner] : this.#folders();
    const [first] = folders;
    if (!first) return undefined;
    const { mtime: at, size } = stat;
    const why = await this.#refusal(uri, stat, owner);
    if (why !== undefined) {
      const problems = [{ message: `${name}: it ${why}`, count: 0 }];
      this.#findings.drop(key);
      const whole = () => Promise.resolve(undefined);
      const filling = this.#findings.begin(key, { name, folder: first, at, whole }, new Map());
      filling.abandon(problems);
      return { folder: first, count: 0, problems, at, size, isWhole: false };
    }
    const request = {
      name,
      file: uri.fsPath,
      folders: folders.map((folder) => folder.uri.fsPath),
      manifestDirectory: owner ? manifestDirectory(owner.uri, uri) : '',
      maxBytes: this.#settings.maxReportBytes(owner?.uri),
      memory: vscode.Uri.joinPath(this.#storage, `${sha256Hex(key)}.bin`).fsPath,
      mayRun: vscode.workspace.isTrusted,
    };
    const loaded = await loadInto(this.#findings, this.#reader, { key, request, folders, at });
    return { ...loaded, at, size };
  }

  /** Why a report is not even opened. */
  async #refusal(
    uri: vscode.Uri,
    { type }: vscode.FileStat,
    owner: Folder | undefined,
  ): Promise<string | undefined> {
    if (uri.scheme !== 'file') return 'is not on this disk';
    if ((type & vscode.FileType.File) === 0) return 'is not a regular file';
    const path = owner && pathIn(owner.uri, uri);
    if (!owner || path === undefined || this.#opened.has(uri.toString())) return undefined;
    const real = await owner.ports.realPath(path);
    return real.ok
      ? undefined
      : `is not read, because ${real.why}; open it by hand if you trust it`;
  }

  #isIn(folder: Folder, uri: vscode.Uri): boolean {
    return this.#ownerOf(uri)?.uri.toString() === folder.uri.toString();
  }

  #ownerOf(uri: vscode.Uri): Folder | undefined {
    const owner = vscode.workspace.getWorkspaceFolder(uri);
    return owner && folderWithUri(this.#folders, owner.uri.toString());
  }
}

/** The folder that a report in it is about: the one that holds `.sarif`, else the report's own. */
function manifestDirectory(folder: vscode.Uri, report: vscode.Uri): string {
  const segments = (pathIn(folder, report) ?? '').split('/').slice(0, -1);
  if (segments.at(-1) === '.sarif') segments.pop();
  return segments.join('/');
}

async function statOf(uri: vscode.Uri): Promise<vscode.FileStat | undefined> {
  try {
    return await vscode.workspace.fs.stat(uri);
  } catch {
    return undefined;
  }
}

function nameOf(uri: vscode.Uri): string {
  return vscode.workspace.asRelativePath(uri);
}
