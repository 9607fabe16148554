import * as vscode from 'vscode';
import { HumanError, messageOf } from '../core/errors';
import { views } from '../ids';
import type { Fail } from './commands';
import { failInto } from './commands';
import type { Findings, Found } from './findings';
import type { Folder, Folders } from './folder';
import { folderWithUri } from './folder';
import type { ListFiles } from './reportFile';
import { findingsOf, pathIn } from './reportFile';
import type { Settings } from './settings';
import { passedOver, watchReports } from './watchReports';

/** A scanner writes a report in several steps; it is read when it has rested this long. */
const restMs = 300;
const maxReports = 1000;
const maxListed = 50_000;

/** What became of a report when it was last looked at. */
interface Reading extends Found {
  readonly size: number;
  /** It was refused before it was read: by its size or because of where it lies. */
  readonly refused: boolean;
}

/**
 * Brings the reports of the window into the findings: those that the settings name, as they come,
 * change and go, and those that the user opens. One report is read at a time.
 */
export class Reports implements vscode.Disposable {
  readonly #findings: Findings;
  readonly #folders: Folders;
  readonly #settings: Settings;
  readonly #log: vscode.LogOutputChannel;
  readonly #fail: Fail;
  /** By URI. */
  readonly #readings = new Map<string, Reading>();
  /** Opened by the user, from anywhere: kept until they are gone. */
  readonly #opened = new Set<string>();
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
    log: vscode.LogOutputChannel,
  ) {
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
      const wanted = new Set([...found, ...this.#opened]);
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
   * has. A HumanError says why it cannot be read.
   */
  load(uri: vscode.Uri): Promise<number> {
    return this.#next(async () => {
      if (this.#folders().length === 0) {
        throw new HumanError('Open the folder that was scanned first: findings need its files.');
      }
      const key = uri.toString();
      this.#opened.add(key);
      const reading = await this.#look(key);
      if (!reading) throw new HumanError(`${nameOf(uri)} does not exist.`);
      const { findings, problems } = reading;
      const [problem] = problems;
      if (findings.length === 0 && problem) throw new HumanError(`${problem.message}.`);
      return findings.length;
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
  async #look(key: string): Promise<Reading | undefined> {
    const uri = vscode.Uri.parse(key, true);
    const stat = await statOf(uri);
    if (!stat) {
      this.#drop(key);
      return undefined;
    }
    const last = this.#readings.get(key);
    if (last && this.#isCurrent(last, stat)) return last;
    const reading = await this.#read(uri, stat);
    if (!reading || this.#isDisposed) return undefined;
    const told = new Set(last?.problems.map(({ message }) => message));
    for (const { message } of reading.problems) if (!told.has(message)) this.#log.warn(message);
    this.#readings.set(key, reading);
    this.#findings.put(key, reading);
    return reading;
  }

  #isCurrent({ refused, at, size, folder }: Reading, stat: vscode.FileStat): boolean {
    const isSame = at === stat.mtime && size === stat.size;
    return !refused && isSame && folderWithUri(this.#folders, folder.uri.toString()) !== undefined;
  }

  #drop(key: string): void {
    this.#opened.delete(key);
    if (this.#readings.delete(key)) this.#findings.put(key, undefined);
  }

  /** A report from outside is about the folder in which most of its findings have their place. */
  async #read(uri: vscode.Uri, stat: vscode.FileStat): Promise<Reading | undefined> {
    const owner = this.#ownerOf(uri);
    const folders = owner ? [owner] : this.#folders();
    const [first] = folders;
    if (!first) return undefined;
    const { mtime: at, size } = stat;
    const bytes = await this.#bytes(uri, stat, owner);
    if (typeof bytes === 'string') {
      const problems = [{ message: `${nameOf(uri)}: it ${bytes}`, count: 0 }];
      return { folder: first, findings: [], problems, at, size, refused: true };
    }
    const list = lister();
    let best: Reading | undefined;
    for (const folder of folders) {
      const read = await findingsOf(nameOf(uri), uri, bytes, folder, list);
      if (best && best.findings.length >= read.findings.length) continue;
      best = { folder, ...read, at, size, refused: false };
    }
    return best;
  }

  /** The bytes, or why they are not read. */
  async #bytes(
    uri: vscode.Uri,
    stat: vscode.FileStat,
    owner: Folder | undefined,
  ): Promise<Uint8Array | string> {
    const why = await this.#refusal(uri, stat, owner);
    if (why !== undefined) return why;
    try {
      return await vscode.workspace.fs.readFile(uri);
    } catch (error) {
      return `cannot be read (${messageOf(error)})`;
    }
  }

  async #refusal(
    uri: vscode.Uri,
    { type, size }: vscode.FileStat,
    owner: Folder | undefined,
  ): Promise<string | undefined> {
    if ((type & vscode.FileType.File) === 0) return 'is not a regular file';
    const limit = this.#settings.maxReportBytes(owner?.uri);
    if (size > limit) {
      const megabytes = (bytes: number) => `${Math.ceil(bytes / 2 ** 20)} MB`;
      return `is ${megabytes(size)}, above the limit of ${megabytes(limit)} that the settings give`;
    }
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

/** Lists each folder at most once. */
function lister(): ListFiles {
  const lists = new Map<Folder, Promise<readonly string[]>>();
  return (folder) => {
    const list = lists.get(folder) ?? filesOf(folder);
    lists.set(folder, list);
    return list;
  };
}

async function filesOf(folder: Folder): Promise<readonly string[]> {
  const pattern = new vscode.RelativePattern(folder.uri, '**/*');
  const uris = await vscode.workspace.findFiles(pattern, passedOver, maxListed);
  return uris.flatMap((uri) => pathIn(folder.uri, uri) ?? []);
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
