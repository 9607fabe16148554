import * as vscode from 'vscode';
import type { Drafter } from '../core/drafters';
import { draftersFor } from '../core/drafters';
import { oneLine } from '../core/plainText';
import { commands, diagnosticSource } from '../ids';
import type { FolderFinding, Findings } from './findings';
import { rangeOf, toRange } from './findings';
import type { Folder } from './folder';

/** A menu that is longer helps nobody, and a selected file may hold a thousand findings. */
const maxFindings = 25;

/**
 * Offers drafts as quick fixes. An action carries a command and never an edit: it opens a review.
 * The command's arguments are the finding's id, the drafter's id and the folder's URI.
 */
export function registerCodeActions(
  findings: Findings,
  drafters: (folder: Folder) => readonly Drafter[],
): vscode.Disposable {
  return vscode.languages.registerCodeActionsProvider(
    { scheme: 'file' },
    {
      async provideCodeActions(document, range, context) {
        const meant = findings
          .openIn(document.uri)
          .filter((ref) => toRange(findings.region(ref)).intersection(range) !== undefined)
          .slice(0, maxFindings)
          .map((ref) => findings.get(ref));
        const actions = meant.map(async (found) => {
          const { folder, finding } = found;
          const able = await draftersFor(finding, drafters(folder), folder.ports);
          return able.map((drafter) => reviewAction(found, drafter, context.diagnostics));
        });
        return (await Promise.all(actions)).flat();
      },
    },
    { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] },
  );
}

function reviewAction(
  { folder, finding }: FolderFinding,
  drafter: Drafter,
  diagnostics: readonly vscode.Diagnostic[],
): vscode.CodeAction {
  const rule = oneLine(finding.ruleId, 80);
  const title = `Review drafted fix (${oneLine(drafter.title, 80)}): ${rule}`;
  const { start } = rangeOf(finding);
  const code = oneLine(finding.ruleId, 200);
  const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
  action.command = {
    command: commands.reviewFix,
    title,
    arguments: [finding.id, drafter.id, folder.uri.toString()],
  };
  action.diagnostics = diagnostics.filter(
    (one) => one.source === diagnosticSource && one.code === code && one.range.start.isEqual(start),
  );
  return action;
}
