import * as vscode from 'vscode';
import type { Problem } from '../core/finding';
import { type Triage, inForce, triagePath, untilNextDay } from '../core/triage';
import type { Fail } from './commands';
import type { Findings } from './findings';
import type { Folder, Folders } from './folder';

/** Many files change at once when findings are set aside, or a branch is checked out. */
const restMs = 200;
/** A machine that slept learns of the new day at the latest so long after it woke. */
const longestSleepMs = 10 * 60 * 1000;
/** So many files are written at a time. */
const atATime = 16;

const noEntries: ReadonlyMap<string, Triage> = new Map();
const noProblems: readonly Problem[] = [];
const noIds: ReadonlySet<string> = new Set();

/** Without a triage: the finding is set aside no longer. */
export interface TriageChange {
  readonly folder: Folder;
  readonly id: string;
  readonly triage?: Triage;
}

/** Is told how many changes are done; answers whether to stop. */
export type Stop = (done: number) => boolean;

/**
 * Which findings are set aside: what stands in the folders' files, whoever wrote them, as far as it
 * holds today. Keeps the findings in step with it.
 */
export class Triages implements vscode.Disposable {
  readonly #folders: Folders;
  readonly #findings: Findings;
  readonly #fail: Fail;
  /** By folder, as last read. */
  #entries = new Map<string, ReadonlyMap<string, Triage>>();
  readonly #told = new Map<string, ReadonlySet<string>>();
  readonly #disposable: vscode.Disposable;
  #watchers = vscode.Disposable.from();
  #endings: readonly (() => void)[] = [];
  #isDisposed = false;
  #rest: ReturnType<typeof setTimeout> | undefined;
  #midnight: ReturnType<typeof setTimeout> | undefined;
  #work: Promise<unknown> = Promise.resolve();

  constructor(folders: Folders, findings: Findings, fail: Fail) {
    this.#folders = folders;
    this.#findings = findings;
    this.#fail = fail;
    this.#disposable = vscode.workspace.onDidChangeWorkspaceFolders(() => {
      this.#watch();
      this.#refreshSoon();
    });
    this.#watch();
  }

  /** What is on record about a finding, also when it has expired. */
  entry(folder: vscode.Uri, id: string): Triage | undefined {
    return this.#entries.get(folder.toString())?.get(id);
  }

  /** Reads the files of all folders. */
  refresh(): Promise<void> {
    return this.#next(async () => {
      if (this.#isDisposed) return;
      const before = this.#entries;
      const folders = this.#folders();
      this.#entries = new Map();
      this.#endings.forEach((end) => end());
      this.#endings = folders.map(({ triage }) => triage.watch(() => this.#refreshSoon()));
      for (const folder of folders) {
        const { entries, problems } = await folder.triage.list();
        this.#entries.set(folder.uri.toString(), entries);
        this.#findings.putProblems(problemKey(folder.uri.toString()), problems);
      }
      for (const key of before.keys()) {
        if (this.#entries.has(key)) continue;
        this.#findings.putProblems(problemKey(key), noProblems);
        this.#tell(vscode.Uri.parse(key, true), noIds);
      }
      this.#show();
    });
  }

  /**
   * Writes or removes the entries and answers how many that were. What was done stays when it is
   * stopped and when one fails, which rejects with a HumanError.
   */
  change(changes: readonly TriageChange[], stop: Stop): Promise<number> {
    return this.#next(async () => {
      const done: TriageChange[] = [];
      try {
        for (let at = 0; at < changes.length && !stop(done.length); at += atATime) {
          const some = changes.slice(at, at + atATime).map(async (change) => {
            const { folder, id, triage } = change;
            await (triage ? folder.triage.write(triage) : folder.triage.remove(id));
            done.push(change);
          });
          for (const one of await Promise.allSettled(some)) {
            if (one.status === 'rejected') throw one.reason;
          }
        }
      } finally {
        this.#note(done);
      }
      return done.length;
    });
  }

  dispose(): void {
    clearTimeout(this.#rest);
    clearTimeout(this.#midnight);
    this.#isDisposed = true;
    this.#endings.forEach((end) => end());
    this.#watchers.dispose();
    this.#disposable.dispose();
  }

  /** One after another, so that what was read before a change is not shown after it. */
  #next<T>(work: () => Promise<T>): Promise<T> {
    const run = this.#work.then(work);
    this.#work = run.catch(() => undefined);
    return run;
  }

  #note(changes: readonly TriageChange[]): void {
    for (const folder of new Set(changes.map((change) => change.folder))) {
      const key = folder.uri.toString();
      const entries = new Map(this.#entries.get(key) ?? noEntries);
      for (const { folder: own, id, triage } of changes) {
        if (own !== folder) continue;
        if (triage) entries.set(id, triage);
        else entries.delete(id);
      }
      this.#entries.set(key, entries);
    }
    this.#show();
  }

  /** Has the findings hidden that are set aside today, and looks again tomorrow. */
  #show(): void {
    for (const { uri, ports } of this.#folders()) {
      const today = ports.now().slice(0, 10);
      const entries = this.#entries.get(uri.toString()) ?? noEntries;
      const held = [...entries.values()].filter((one) => inForce(one, today));
      this.#tell(uri, new Set(held.map(({ finding }) => finding)));
    }
    this.#awaitTomorrow();
  }

  #tell(folder: vscode.Uri, ids: ReadonlySet<string>): void {
    const before = this.#told.get(folder.toString()) ?? noIds;
    if (ids.size === before.size && [...ids].every((id) => before.has(id))) return;
    this.#told.set(folder.toString(), ids);
    this.#findings.setAside(folder, ids);
  }

  #awaitTomorrow(): void {
    clearTimeout(this.#midnight);
    const [first] = this.#folders();
    if (!first) return;
    const today = first.ports.now().slice(0, 10);
    const look = () => {
      if (first.ports.now().slice(0, 10) === today) this.#awaitTomorrow();
      else this.#show();
    };
    const wait = untilNextDay(first.ports.now()) + 1;
    this.#midnight = setTimeout(look, Math.min(wait, longestSleepMs));
  }

  /** The editor tells when the folders come and go; while one is there, it is asked itself. */
  #watch(): void {
    this.#watchers.dispose();
    const look = () => this.#refreshSoon();
    const [top = ''] = triagePath.split('/');
    const watchers = this.#folders().flatMap(({ uri }) =>
      [top, `${top}/*`, `${triagePath}/*.json`].map((glob) => {
        const pattern = new vscode.RelativePattern(uri, glob);
        const watcher = vscode.workspace.createFileSystemWatcher(pattern);
        const told = [watcher.onDidCreate, watcher.onDidChange, watcher.onDidDelete];
        return vscode.Disposable.from(watcher, ...told.map((event) => event(look)));
      }),
    );
    this.#watchers = vscode.Disposable.from(...watchers);
  }

  #refreshSoon(): void {
    clearTimeout(this.#rest);
    this.#rest = setTimeout(() => {
      this.refresh().catch(this.#fail);
    }, restMs);
  }
}

function problemKey(folder: string): string {
  return `triage ${folder}`;
}
