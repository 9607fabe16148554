import * as vscode from 'vscode';
import { HumanError } from '../core/errors';
import type { Finding, FindingSummary, Problem, Region } from '../core/finding';
import type { FindingIndex, Ref, State } from '../core/findingIndex';
import { fileKey, rowOf } from '../core/findingIndex';
import { type Batch, FindingTable, column } from '../core/findingTable';
import type { Places } from '../core/follow';
import { wholeWithOthers, withOthers } from '../core/sameFlaw';
import { type Filling, type Source, type SourceInfo, lookAgain } from './findingSource';
import { FindingSources } from './findingSources';
import { FileFollowers } from './followers';
import type { Folder, Folders } from './folder';
import { fileUris, pathIn } from './folder';
import { moveRows, packed, unpack } from './places';
import { type Unsaved, unsavedChanges, withUnsaved } from './unsaved';

export type { Filling, SourceInfo } from './findingSource';
export { rangeOf, toRange } from './places';

/** A finding and the folder that it belongs to, as it was when it was asked for. */
export interface FolderFinding {
  readonly folder: Folder;
  readonly finding: FindingSummary;
  readonly state: State;
  /** The file of the finding's location. */
  readonly uri: vscode.Uri;
}

/**
 * Changes are collected this long, so that a report of many parts is not shown anew for each; while
 * one is being read, longer each time.
 */
const changeMs = { least: 50, most: 1600 } as const;
/** Of one file, each time that it changes. */
const maxLookedAgain = 200;
const goneText = 'This finding is fixed, or its report has changed.';

/**
 * All findings of the window, whichever report they come from: the same finding in two reports is
 * one. Follows edits, and hides what was fixed until a newer report finds it again.
 */
export class Findings implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  /** Other findings, states or problems than before. Changes that come together fire once. */
  readonly onDidChange = this.#changed.event;
  readonly #moved = new vscode.EventEmitter<vscode.Uri>();
  /** Findings of this file lie elsewhere in it than before. */
  readonly onDidMove = this.#moved.event;

  readonly #folders: Folders;
  readonly #sources = new FindingSources();
  readonly #problems = new Map<string, readonly Problem[]>();
  readonly #fileUri = fileUris();
  readonly #followers = new FileFollowers(
    (uri) => this.#placesIn(uri),
    (uri) => this.#moved.fire(uri),
  );
  #timer: ReturnType<typeof setTimeout> | undefined;
  #delayMs: number = changeMs.least;
  #filling = 0;

  constructor(folders: Folders) {
    this.#folders = folders;
  }

  /** All findings in columns, for whoever counts and filters them. Its refs hold until the next change. */
  get index(): FindingIndex {
    return this.#sources.index;
  }

  get problems(): readonly Problem[] {
    return [
      ...this.#sources.all.flatMap(({ problems }) => problems),
      ...[...this.#problems.values()].flat(),
    ];
  }

  /** More findings are on their way. */
  get isFilling(): boolean {
    return this.#filling > 0;
  }

  /** The findings to look at, file by file. */
  *openFiles(): Generator<readonly Ref[]> {
    const { index } = this;
    for (const refs of index.files.values()) {
      const open = refs.filter((ref) => index.state(ref) === 'open');
      if (open.length > 0) yield open;
    }
  }

  /** The findings of a file that somebody has to look at, in their order in it. */
  openIn(uri: vscode.Uri): readonly Ref[] {
    const { index } = this;
    return this.#refsIn(uri).filter((ref) => index.state(ref) === 'open');
  }

  /** The file of a finding. */
  uriOf(ref: Ref): vscode.Uri {
    const source = this.#sources.of(ref);
    if (!source) throw new HumanError(goneText);
    return this.#fileUri(source.folder, source.table.textIn(rowOf(ref), 'path') ?? '');
  }

  region(ref: Ref): Region | undefined {
    return this.#sources.of(ref)?.table.region(rowOf(ref));
  }

  get(ref: Ref): FolderFinding {
    const source = this.#sources.of(ref);
    if (!source) throw new HumanError(goneText);
    const { index } = this;
    const others = index.others(ref).flatMap((one) => this.#summary(one) ?? []);
    const finding = withOthers(source.table.summary(rowOf(ref)), others);
    return { folder: source.folder, finding, state: index.state(ref), uri: this.uriOf(ref) };
  }

  /** Without the folder's URI: the first with this id. */
  byId(id: string, folder?: string): FolderFinding | undefined {
    const ref = this.index.find(id, folder);
    return ref === undefined ? undefined : this.get(ref);
  }

  /** The finding with all its parts, where they are now. A HumanError when its report is gone. */
  async whole({ folder, finding: { id } }: FolderFinding): Promise<Finding> {
    const { index } = this;
    const ref = index.find(id, folder.uri.toString());
    if (ref === undefined) throw new HumanError(goneText);
    const others = index.others(ref).map((one) => this.#readWhole(one).catch(() => undefined));
    const [found, ...also] = await Promise.all([this.#readWhole(ref), ...others]);
    if (!found) throw new HumanError(goneText);
    return withUnsaved(wholeWithOthers(found, also), folder.uri);
  }

  /**
   * Makes room for what the report of this key says now. It is shown as it comes, unless it takes
   * the place of what it said before; then it is shown when it is complete.
   */
  begin(key: string, info: SourceInfo, unsaved: Unsaved): Filling {
    const table = new FindingTable();
    const isNew = !this.#sources.has(key);
    if (isNew) this.#sources.set(key, { ...info, table, problems: [] });
    this.#filling += 1;
    return {
      append: (batch) => {
        const from = table.length;
        table.append(batch);
        moveRows(table, from, info.folder, unsaved);
        if (isNew) this.#changeSoon();
      },
      done: ({ problems, newIds }) => {
        for (const [row, id] of newIds) table.setId(row, id);
        this.#filled(key, { ...info, table, problems });
      },
      abandon: (problems) => this.#filled(key, { ...info, table: new FindingTable(), problems }),
    };
  }

  /** Puts what is found in these files now in place of what this source said of them before. */
  replaceIn(
    key: string,
    info: SourceInfo,
    paths: ReadonlySet<string>,
    batch: Batch,
    unsaved: Unsaved,
  ): void {
    this.#sources.replaceIn(key, info, paths, batch, unsaved);
    for (const path of paths) this.#followers.remember(this.#fileUri(info.folder, path));
    this.#changeSoon();
  }

  /** Takes back what the report of this key said. */
  drop(key: string): void {
    if (this.#sources.delete(key)) this.#changeSoon();
  }

  /** Hides a finding that was fixed at this time, in all reports that are not newer. */
  forget(folder: vscode.Uri, id: string, at = Date.now()): void {
    this.#sources.noteFixed(folder.toString(), id, at);
    this.#changeSoon();
  }

  /** Shows a finding again whose fix was taken back. */
  restore(folder: vscode.Uri, id: string): void {
    this.#sources.noteFixed(folder.toString(), id, undefined);
    this.#changeSoon();
  }

  /** Tells which findings of a folder are set aside today. */
  setAside(folder: vscode.Uri, ids: ReadonlySet<string>): void {
    this.#sources.noteSetAside(folder.toString(), ids);
    this.#changeSoon();
  }

  /** Shows problems beside those of the reports, in place of the last ones of this key. */
  putProblems(key: string, problems: readonly Problem[]): void {
    if (problems.length === 0 && !this.#problems.has(key)) return;
    this.#problems.set(key, problems);
    this.#changeSoon();
  }

  /** Whether the file has findings of any state. */
  has(uri: vscode.Uri): boolean {
    return this.#refsIn(uri).length > 0;
  }

  /** Whether a change of this file on disk moves findings that no editor follows. */
  isOnDiskOnly(uri: vscode.Uri): boolean {
    return !this.#followers.follows(uri) && this.has(uri);
  }

  /** Moves the findings of a file: four numbers a region, line -1 where there is none. */
  async moveIn(
    uri: vscode.Uri,
    moved: (regions: Int32Array) => Promise<Int32Array>,
  ): Promise<void> {
    const before = packed(this.#placesIn(uri));
    const after = await moved(before.slice());
    // Where other findings have come meanwhile, they know their places.
    unpack(this.#placesIn(uri), before, after);
    this.#changeSoon();
  }

  /** Looks again for code that was gone from a file without unsaved text; or for all, in any file. */
  async lookAgain(uri: vscode.Uri, all = false): Promise<void> {
    const changes = all ? ((await unsavedChanges()).get(uri.toString()) ?? []) : [];
    const { index } = this;
    const due = this.#refsIn(uri).filter((ref) => all || index.state(ref) === 'stale');
    const looked = due.slice(0, maxLookedAgain).map(async (ref) => {
      const source = this.#sources.of(ref);
      return source !== undefined && (await lookAgain(source, rowOf(ref), changes));
    });
    if ((await Promise.all(looked)).includes(true)) this.#changeSoon();
  }

  dispose(): void {
    clearTimeout(this.#timer);
    vscode.Disposable.from(this.#followers, this.#changed, this.#moved).dispose();
  }

  #summary(ref: Ref): FindingSummary | undefined {
    return this.#sources.of(ref)?.table.summary(rowOf(ref));
  }

  async #readWhole(ref: Ref): Promise<Finding | undefined> {
    const source = this.#sources.of(ref);
    const row = rowOf(ref);
    return source?.whole(source.table.number(row, column.ordinal), source.table.id(row));
  }

  #filled(key: string, source: Source): void {
    this.#sources.set(key, source);
    this.#filling -= 1;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#delayMs = changeMs.least;
    this.#followers.forget();
    this.#changeSoon();
  }

  /** The first change of several is told soon, also while more keep coming. */
  #changeSoon(): void {
    this.#sources.touch();
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#delayMs = this.isFilling ? Math.min(this.#delayMs * 2, changeMs.most) : changeMs.least;
      this.#followers.openAll();
      this.#changed.fire();
    }, this.#delayMs);
  }

  /** All of a file, also those that are set aside or gone. */
  #refsIn(uri: vscode.Uri): readonly Ref[] {
    for (const folder of this.#folders()) {
      const path = pathIn(folder.uri, uri);
      const refs =
        path === undefined ? undefined : this.index.files.get(fileKey(folder.uri.toString(), path));
      if (refs) return refs;
    }
    return [];
  }

  /** Also of those that others stand for. */
  #placesIn(uri: vscode.Uri): Places {
    const refs = this.#refsIn(uri).flatMap((ref) => [ref, ...this.index.others(ref)]);
    const rows = refs.flatMap((ref) => {
      const table = this.#sources.of(ref)?.table;
      return table ? [{ table, row: rowOf(ref) }] : [];
    });
    return {
      count: rows.length,
      id: (index) => rows[index]?.table.id(rows[index].row) ?? '',
      get: (index) => rows[index]?.table.region(rows[index].row),
      set: (index, region) => rows[index]?.table.move(rows[index].row, region),
    };
  }
}
