import * as vscode from 'vscode';
import type { DraftResult } from '../core/draft';
import type { Drafter } from '../core/drafters';
import { HumanError } from '../core/errors';
import type { DependencyFinding, Finding } from '../core/finding';
import { policyPath } from '../core/policy';
import type { Review, ReviewFile } from '../core/review';
import { openDraft, review } from '../core/review';
import { decodeSource, encodeSource } from '../core/sourceText';
import { schemes } from '../ids';
import { showDiff } from './draftDiff';
import { draftFileOf, draftUri } from './draftFiles';
import type { DraftStore, StoredDraft } from './draftStore';
import type { Folder, Folders } from './folder';
import { folderWithUri } from './folder';
import type { SlowCheckParts, SlowSubject } from './slowChecks';
import { SlowChecks } from './slowChecks';

/** All that is known to be wrong with what a package.json of a folder asks for. */
export type DependenciesTold = (
  folder: Folder,
  manifest: string,
) => Promise<readonly DependencyFinding[]>;

/** A draft on screen with the evidence that belongs to its text as it is now. */
export interface OpenReview {
  readonly stored: StoredDraft;
  readonly folder: Folder;
  readonly review: Review;
}

/** How long typing in the draft must rest before it is checked again. */
const recheckDelayMs = 250;

/**
 * The drafts under review: opens them as diffs, checks them again whenever their text changes, and
 * knows which one is in front. It never touches the files of the workspace.
 */
export class Reviews implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<OpenReview | undefined>();
  /** Fires with the review in front, after each check and each change of editor. */
  readonly onDidChange = this.#changed.event;
  /** Those checks that run programs, which somebody has to ask for. */
  readonly slow: SlowChecks;
  readonly #reviews = new Map<string, OpenReview>();
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();
  readonly #disposable: vscode.Disposable;
  readonly #store: DraftStore;
  readonly #told: DependenciesTold;
  /** By draft, because reading them takes longer than all the checks. */
  readonly #toldOf = new Map<string, Promise<readonly DependencyFinding[]>>();
  readonly #folders: Folders;
  readonly #fail: (error: unknown) => void;
  #front: string | undefined;

  constructor(
    store: DraftStore,
    folders: Folders,
    slow: SlowCheckParts,
    fail: (error: unknown) => void,
    told: DependenciesTold,
  ) {
    this.#told = told;
    this.#store = store;
    this.#folders = folders;
    this.#fail = fail;
    this.slow = new SlowChecks(async (id) => slowSubject(await this.check(id)), slow);
    this.#disposable = vscode.Disposable.from(
      this.#changed,
      this.slow,
      this.slow.onDidChange((id) => {
        if (this.#reviews.has(id)) this.#checkSoon(id);
      }),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        const file = draftFileOf(document.uri);
        if (file && contentChanges.length > 0) this.#checkSoon(file.draftId);
      }),
      vscode.workspace.onDidSaveTextDocument(({ uri }) => {
        if (!uri.path.endsWith(`/${policyPath}`)) return;
        for (const id of this.#reviews.keys()) this.#checkSoon(id);
      }),
      vscode.window.tabGroups.onDidChangeTabs(() => this.#followFront()),
      vscode.window.tabGroups.onDidChangeTabGroups(() => this.#followFront()),
    );
    this.#followFront();
  }

  /** The review in front, if its evidence is there. */
  get front(): OpenReview | undefined {
    return this.#front === undefined ? undefined : this.#reviews.get(this.#front);
  }

  /** The evidence that was last gathered, and shown, for a draft. */
  shown(id: string): OpenReview | undefined {
    return this.#reviews.get(id);
  }

  /** Asks a drafter and opens what it drafted. A HumanError says why nothing was drafted. */
  async start(
    folder: Folder,
    finding: Finding,
    drafter: Drafter,
    signal: AbortSignal,
    tell?: (doing: string) => void,
  ): Promise<OpenReview | undefined> {
    const result: DraftResult = await drafter.draft(finding, folder.ports, signal, tell);
    if (signal.aborted) return undefined;
    if (!result.ok) throw new HumanError(`No fix was drafted (${drafter.title}): ${result.why}`);
    const opened = await openDraft(result.draft, folder.ports);
    if (!opened.ok) throw new HumanError(`The draft was refused: ${opened.why}`);
    const stored: StoredDraft = {
      version: 1,
      id: result.draft.id,
      folder: folder.uri.toString(),
      finding,
      draft: result.draft,
      files: opened.files.map(({ path, realPath, base }) => ({ path, realPath, base })),
      createdAt: folder.ports.now(),
    };
    const texts = opened.files.map(({ after, base }) => encodeSource(after, base.bom));
    await this.#store.add(stored, texts);
    return this.show(stored.id);
  }

  /** Brings a draft to the front, with fresh evidence. */
  async show(id: string): Promise<OpenReview> {
    const open = await this.check(id);
    for (const index of open.stored.files.keys()) await showDiff(open, index);
    this.#followFront();
    return open;
  }

  /** The draft that a command means: by the URI it was called with, else by the active diff. */
  idOf(uri: unknown): string {
    const file = uri instanceof vscode.Uri ? draftFileOf(uri) : undefined;
    const tab = vscode.window.tabGroups.activeTabGroup.activeTab;
    const id = file?.draftId ?? (tab && draftIdOfTab(tab));
    if (id === undefined) {
      throw new HumanError('No draft is in front. Open one with the quick fix of a finding.');
    }
    return id;
  }

  /** Gathers evidence on the text as it stands in the editor (or in the store) at this moment. */
  async check(id: string): Promise<OpenReview> {
    const stored = await this.#store.get(id);
    const folder = stored && folderWithUri(this.#folders, stored.folder);
    if (!stored || !folder) throw new HumanError('This draft has been decided or is gone.');
    const files = await Promise.all(
      stored.files.map(async ({ path, realPath, base }, index): Promise<ReviewFile> => {
        const after = await this.#textNow(folder, stored, index);
        return { path, realPath, base, before: base.text, after };
      }),
    );
    const { finding, draft } = stored;
    const policy = await folder.policy();
    const dependencyFindings = () => {
      const manifest = (files[0]?.path ?? '').replace(/[^/]*$/, 'package.json');
      const known = this.#toldOf.get(id) ?? this.#told(folder, manifest);
      this.#toldOf.set(id, known);
      return known;
    };
    const ports = { ...folder.ports, dependencyFindings };
    const slow = await this.slow.evidence(id, { folder, subject: { finding, draft, files } });
    const open = {
      stored,
      folder,
      review: await review(finding, draft, files, policy, ports, slow),
    };
    this.#reviews.set(id, open);
    if (this.#front === id) this.#changed.fire(open);
    return open;
  }

  /** Saves what the reviewer typed into the draft, so that closing its tab asks nothing. */
  async save(id: string): Promise<void> {
    for (const document of draftDocuments(id)) {
      if (document.isDirty && !(await document.save())) {
        throw new HumanError('The edited draft could not be saved. Save it by hand and try again.');
      }
    }
  }

  /** Forgets a decided draft and closes its tabs, and no others. */
  async close(id: string): Promise<void> {
    const tabs = vscode.window.tabGroups.all
      .flatMap((group) => group.tabs)
      .filter((tab) => draftIdOfTab(tab) === id);
    this.#reviews.delete(id);
    this.#toldOf.delete(id);
    this.slow.forget(id);
    clearTimeout(this.#timers.get(id));
    if (tabs.length > 0) await vscode.window.tabGroups.close(tabs, true);
    await this.#store.delete(id);
    this.#followFront();
  }

  dispose(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#disposable.dispose();
  }

  async #textNow(folder: Folder, stored: StoredDraft, index: number): Promise<string> {
    const uri = draftUri(folder, stored, index).toString();
    const document = vscode.workspace.textDocuments.find((one) => one.uri.toString() === uri);
    if (document && !document.isClosed) return document.getText();
    const decoded = decodeSource(await this.#store.read(stored.id, index));
    if (!decoded.ok) throw new HumanError(`The draft cannot be used: ${decoded.why}.`);
    return decoded.source.text;
  }

  #checkSoon(id: string): void {
    clearTimeout(this.#timers.get(id));
    this.#timers.set(
      id,
      setTimeout(() => {
        this.#timers.delete(id);
        this.check(id).catch(this.#fail);
      }, recheckDelayMs),
    );
  }

  #followFront(): void {
    const tab = vscode.window.tabGroups.activeTabGroup.activeTab;
    const id = tab && draftIdOfTab(tab);
    // The panel keeps the last review while the reviewer looks around in other files.
    if (id === undefined && this.#front !== undefined && this.#reviews.has(this.#front)) return;
    this.#front = id;
    if (id !== undefined && !this.#reviews.has(id)) this.check(id).catch(this.#fail);
    else this.#changed.fire(this.front);
  }
}

function slowSubject({ folder, review: { finding, draft, files } }: OpenReview): SlowSubject {
  return { folder, subject: { finding, draft, files } };
}

function draftIdOfTab(tab: vscode.Tab): string | undefined {
  return tab.input instanceof vscode.TabInputTextDiff
    ? draftFileOf(tab.input.modified)?.draftId
    : undefined;
}

function draftDocuments(id: string): vscode.TextDocument[] {
  return vscode.workspace.textDocuments.filter(
    ({ uri }) => uri.scheme === schemes.draft && draftFileOf(uri)?.draftId === id,
  );
}
