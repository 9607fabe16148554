import * as vscode from 'vscode';
import { HumanError } from '../core/errors';
import { lineAfter } from '../core/lineAfter';
import type { Place } from '../core/pageRows';
import { checkRelativePath } from '../core/paths';
import { oneLine } from '../core/plainText';
import type { ReviewFile } from '../core/review';
import { baseUri, draftUri } from './draftFiles';
import { fileUri } from './folder';
import type { OpenReview } from './reviews';

/** Shows one file of a draft as a diff, in the tab that it has already, at its first change or at a line. */
export async function showDiff(open: OpenReview, index: number, line?: number): Promise<void> {
  const { folder, stored, review } = open;
  const file = review.files[index];
  const draft = draftUri(folder, stored, index);
  const selection = line === undefined ? firstChange(file) : startOf(line);
  const viewColumn = columnOf(draft);
  await vscode.commands.executeCommand(
    'vscode.diff',
    baseUri(folder, stored, index),
    draft,
    titleOf(open, file?.path ?? ''),
    { preview: false, selection, ...(viewColumn === undefined ? {} : { viewColumn }) },
  );
}

/**
 * Goes to a place that a review names: on the draft's side of the diff where the draft has the file,
 * else in the file itself. A HumanError says why it cannot be shown.
 */
export async function showPlace(open: OpenReview, place: Place): Promise<void> {
  const { folder, review } = open;
  const index = review.files.findIndex(({ path }) => path === place.path);
  const file = review.files[index];
  if (file) {
    const { line, side } = place;
    const isBefore = line !== undefined && side === 'before';
    return showDiff(open, index, isBefore ? lineAfter(file, line) : line);
  }
  const checked = checkRelativePath(place.path);
  if (!checked.ok) throw new HumanError(`This place cannot be shown: ${checked.why}.`);
  let document: vscode.TextDocument;
  try {
    document = await vscode.workspace.openTextDocument(fileUri(folder, checked.path));
  } catch {
    const path = oneLine(place.path, 200);
    throw new HumanError(`${path} cannot be opened. Was it moved or deleted?`);
  }
  await vscode.window.showTextDocument(document, { selection: startOf(place.line ?? 0) });
}

function startOf(line: number): vscode.Range {
  return new vscode.Range(line, 0, line, 0);
}

/** Where the texts part, so that the change is in view even where lines are cut. */
function firstChange(file: ReviewFile | undefined): vscode.Range {
  const { before, after } = file ?? { before: '', after: '' };
  let at = 0;
  while (at < after.length && before[at] === after[at]) at++;
  const lines = after.slice(0, at).split('\n');
  const place = new vscode.Position(lines.length - 1, lines.at(-1)?.length ?? 0);
  return new vscode.Range(place, place);
}

/** The column whose tab shows this draft. */
function columnOf(draft: vscode.Uri): vscode.ViewColumn | undefined {
  const shows = ({ input }: vscode.Tab) =>
    input instanceof vscode.TabInputTextDiff && input.modified.toString() === draft.toString();
  const { activeTabGroup, all } = vscode.window.tabGroups;
  return [activeTabGroup, ...all].find(({ tabs }) => tabs.some(shows))?.viewColumn;
}

function titleOf({ review: { risk, finding } }: OpenReview, path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const tier = risk.reasons.some((one) => one.path === path && one.tier === 'high')
    ? ' [HIGH-RISK PATH]'
    : '';
  return `${name}: draft fix for ${oneLine(finding.cwe[0] ?? finding.ruleId, 80)}${tier}`;
}
