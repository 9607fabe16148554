import * as vscode from 'vscode';
import { answerOf } from '../core/branch/answer';
import type { BranchStory } from '../core/branch/story';
import type { TextLine } from '../core/branch/text';
import { branchLines } from '../core/branch/text';
import { HumanError } from '../core/errors';
import { oneLine } from '../core/plainText';
import { schemes } from '../ids';
import type { FolderGit } from './changedFilter';
import { askBase, requireGit } from './changedFilter';
import type { Folder, Folders } from './folder';
import { fileUri } from './folder';
import { complain, inform, warn } from './notify';

export interface BranchParts {
  readonly folders: Folders;
  readonly git: (folder: Folder) => FolderGit;
  /** What the branch with the files on disk does, since it left a base. */
  readonly story: (folder: Folder, base: string, signal: AbortSignal) => Promise<BranchStory>;
}

interface Shown {
  readonly folder: Folder;
  readonly lines: readonly TextLine[];
}

/** "Review My Branch": the story of a branch as a read-only document with links to its places. */
export class BranchReview {
  readonly #parts: BranchParts;
  readonly #shown = new Map<string, Shown>();
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #registered: vscode.Disposable;

  constructor(parts: BranchParts) {
    this.#parts = parts;
    const scheme = schemes.branch;
    this.#registered = vscode.Disposable.from(
      this.#changed,
      vscode.workspace.registerTextDocumentContentProvider(scheme, {
        onDidChange: this.#changed.event,
        provideTextDocumentContent: (uri) => this.#textOf(uri),
      }),
      vscode.languages.registerDocumentLinkProvider(
        { scheme },
        { provideDocumentLinks: ({ uri }) => this.#linksOf(uri) },
      ),
    );
  }

  /** Asks for the base, unless it is named, and shows the story; the answer is told as well. */
  async review(named?: unknown): Promise<void> {
    requireGit();
    const folder = await this.#folder();
    if (!folder) return;
    const { git, story } = this.#parts;
    const base = typeof named === 'string' ? named : await askBase(() => [folder], git, words);
    if (base === undefined) return;
    const told = await withProgress((signal) => story(folder, base, signal));
    const uri = branchUri(folder, base);
    this.#shown.set(uri.toString(), { folder, lines: branchLines(told) });
    this.#changed.fire(uri);
    await vscode.window.showTextDocument(uri, { preview: true });
    const { answer, sentence } = answerOf(told);
    void { no: complain, look: warn, clear: inform }[answer](sentence);
  }

  dispose(): void {
    this.#registered.dispose();
  }

  async #folder(): Promise<Folder | undefined> {
    const all = this.#parts.folders();
    if (all.length === 0) throw new HumanError('Open a folder first.');
    if (all.length === 1) return all[0];
    const picks = all.map((folder) => ({ label: oneLine(folder.name, 100), folder }));
    const picked = await vscode.window.showQuickPick(picks, { title: 'Review Which Folder?' });
    return picked?.folder;
  }

  /** A window that was restored has the document, and no story to it. */
  #textOf(uri: vscode.Uri): string {
    const lines = this.#shown.get(uri.toString())?.lines;
    if (!lines) return 'Run “Countersign: Review My Branch” again to see how the branch is now.\n';
    return lines.map(({ text }) => `${text}\n`).join('');
  }

  #linksOf(uri: vscode.Uri): vscode.DocumentLink[] {
    const { folder, lines = [] } = this.#shown.get(uri.toString()) ?? {};
    return lines.flatMap(({ link }, at) => {
      if (!folder || !link) return [];
      const range = new vscode.Range(at, link.start, at, link.end);
      const { path, line = 0 } = link.place;
      const target = fileUri(folder, path).with({ fragment: `L${line + 1}` });
      return [new vscode.DocumentLink(range, target)];
    });
  }
}

const words = {
  title: 'Review My Branch: Which Base?',
  placeHolder: 'Where this branch parted from: what came since is judged, uncommitted files too',
};

function branchUri({ uri, name }: Folder, base: string): vscode.Uri {
  const title = `Review of ${oneLine(name, 60)} since ${oneLine(base, 60)}`.replaceAll('/', '∕');
  return vscode.Uri.from({ scheme: schemes.branch, path: `/${title}`, query: uri.toString() });
}

function withProgress<T>(work: (signal: AbortSignal) => Promise<T>): Thenable<T> {
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: 'Reviewing the branch…',
    cancellable: true,
  };
  return vscode.window.withProgress(options, (_progress, token) => {
    const abort = new AbortController();
    token.onCancellationRequested(() => abort.abort(new vscode.CancellationError()));
    return work(abort.signal);
  });
}
