import * as vscode from 'vscode';
import { HumanError, messageOf } from '../core/errors';
import type { ChangedLines } from '../core/findingQuery';
import { oneLine, withoutLinks } from '../core/plainText';
import { views } from '../ids';
import type { Folder, Folders } from './folder';

/** What is asked of git about one folder. A HumanError says why there is no answer. */
export interface FolderGit {
  /** Branches that the work in the folder may have started from, the likeliest first. */
  likelyBases(): Promise<readonly string[]>;
  /** The lines that differ from the commit at which HEAD and the base parted. */
  changedSince(base: string): Promise<ChangedLines>;
}

/** By folder. */
export type Changed = ReadonlyMap<string, ChangedLines>;

const another = 'Another Revision…';

/** How `askBase` asks. */
export interface BaseWords {
  readonly title: string;
  readonly placeHolder: string;
}

const filterWords: BaseWords = {
  title: 'Changed since Which Base?',
  placeHolder: 'Findings on lines that differ from where this work parted from it',
};

export function requireGit(): void {
  if (vscode.workspace.isTrusted) return;
  throw new HumanError('In Restricted Mode git is not run. Trust the workspace first.');
}

/** Asks for the base to compare with; undefined when the user leaves it. */
export async function askBase(
  folders: Folders,
  git: (folder: Folder) => FolderGit,
  options: BaseWords = filterWords,
): Promise<string | undefined> {
  requireGit();
  const bases = await inView(async () => {
    const asked = folders().map((folder) =>
      git(folder)
        .likelyBases()
        .catch(() => []),
    );
    return [...new Set((await Promise.all(asked)).flat())];
  });
  const picks = bases.map((base) => ({ label: withoutLinks(oneLine(base, 200)), base }));
  const separator = { label: '', kind: vscode.QuickPickItemKind.Separator, base: '' };
  const all = [...picks, separator, { label: another, base: '' }];
  const picked = await vscode.window.showQuickPick(bases.length > 0 ? all : all.slice(1), options);
  if (picked?.label !== another) return picked?.base;
  const typed = await vscode.window.showInputBox({
    title: options.title,
    prompt: 'A branch, a tag or a commit',
    validateInput: (text) => (text.trim() === '' ? 'Type a revision, or press Escape.' : undefined),
  });
  return typed?.trim();
}

/**
 * The changed lines of every folder. A folder in which it cannot be told has none, and `told` hears
 * why; a HumanError when it can be told in none of them.
 */
export function changedIn(
  folders: readonly Folder[],
  git: (folder: Folder) => FolderGit,
  base: string,
  told?: (why: string) => unknown,
): Promise<Changed> {
  return inView(async () => {
    const changed = new Map<string, ChangedLines>();
    const troubles: string[] = [];
    for (const folder of folders) {
      try {
        changed.set(folder.uri.toString(), await git(folder).changedSince(base));
      } catch (error) {
        if (!(error instanceof HumanError)) throw error;
        troubles.push(folders.length > 1 ? `${folder.name}: ${messageOf(error)}` : error.message);
      }
    }
    if (changed.size === 0) throw new HumanError(troubles.join(' '));
    if (troubles.length > 0) told?.(troubles.join(' '));
    return changed;
  });
}

function inView<T>(work: () => Promise<T>): Promise<T> {
  return Promise.resolve(
    vscode.window.withProgress({ location: { viewId: views.findings } }, work),
  );
}
