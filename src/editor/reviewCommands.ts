import * as vscode from 'vscode';
import type { Drafter } from '../core/drafters';
import { draftersFor } from '../core/drafters';
import { HumanError } from '../core/errors';
import { commands } from '../ids';
import type { AcceptParts } from './accept';
import { acceptDraft, rejectDraft } from './accept';
import type { Fail } from './commands';
import { command } from './commands';
import { withCancel } from './drafting';
import type { Drafters } from './drafters';
import type { FolderFinding, Findings } from './findings';
import { showFinding } from './findingsTree';
import type { FindingNode } from './treeNodes';
import { revealPanel } from './panel';

/** The way of a draft, as commands: from the finding to its review to the decision. */
export function registerReviewCommands(
  findings: Findings,
  drafters: Drafters,
  parts: AcceptParts,
  fail: Fail,
): vscode.Disposable {
  const { reviews } = parts;
  const reviewFix = async (what: unknown, drafterId: unknown, folder: unknown) => {
    const found = findingMeant(findings, what, folder);
    requireSaved(found);
    const drafter = await chooseDrafter(drafters.in(found.folder), found, drafterId);
    if (!drafter) return;
    const opened = await withCancel(drafter, (signal, tell) =>
      findings
        .whole(found)
        .then((finding) => reviews.start(found.folder, finding, drafter, signal, tell)),
    );
    if (opened) await revealPanel();
  };
  const revealFinding = (what: unknown, folder: unknown) => {
    const found = findingMeant(findings, what, folder);
    return showFinding(findings, found.finding.id, found.folder.uri.toString());
  };
  return vscode.Disposable.from(
    command(commands.reviewFix, reviewFix, fail),
    command(commands.revealFinding, revealFinding, fail),
    command(commands.acceptDraft, (uri) => acceptDraft(parts, uri), fail),
    command(commands.rejectDraft, (uri) => rejectDraft(reviews, uri), fail),
    command(commands.recheckDraft, (uri) => reviews.check(reviews.idOf(uri)), fail),
    command(commands.showReview, () => revealPanel(), fail),
  );
}

/** A finding by its id, or by the row of the tree that the command was called on. */
function findingMeant(findings: Findings, what: unknown, folder: unknown): FolderFinding {
  const row = foundOfRow(what);
  const id = row?.finding.id ?? what;
  const folderUri = row?.folder.uri.toString() ?? folder;
  const inFolder = typeof folderUri === 'string' ? folderUri : undefined;
  const found = typeof id === 'string' ? findings.byId(id, inFolder) : undefined;
  if (!found) {
    throw new HumanError(
      'Choose a finding first: in Countersign’s view, or by the quick fix at its place.',
    );
  }
  return found;
}

/** What the row was made of; the finding may lie elsewhere by now, so it is looked up again. */
function foundOfRow(row: unknown): FolderFinding | undefined {
  const isRow = typeof row === 'object' && row !== null && 'found' in row;
  return isRow ? (row as FindingNode).found : undefined;
}

/** A draft is made against the bytes on disk, and a finding's place follows what is typed. */
function requireSaved({ uri, finding }: FolderFinding): void {
  const open = vscode.workspace.textDocuments.find((one) => one.uri.toString() === uri.toString());
  if (!open?.isDirty) return;
  throw new HumanError(`Save ${finding.location.path} first: a fix is drafted against the disk.`);
}

async function chooseDrafter(
  all: readonly Drafter[],
  { folder, finding }: FolderFinding,
  id: unknown,
): Promise<Drafter | undefined> {
  const able = await draftersFor(finding, all, folder.ports);
  const named = able.find((drafter) => drafter.id === id);
  if (named) return named;
  if (typeof id === 'string') throw new HumanError('This drafter is not available any more.');
  if (able.length === 0) throw new HumanError('Nothing here can draft a fix for this finding.');
  if (able.length === 1) return able[0];
  const picks = able.map((drafter) => ({ label: drafter.title, drafter }));
  const options = { title: 'Who shall draft the fix?', placeHolder: finding.message };
  return (await vscode.window.showQuickPick(picks, options))?.drafter;
}
