import * as vscode from 'vscode';
import type { Drafter } from '../core/drafters';
import { draftersFor } from '../core/drafters';
import { type FindingSummary, compareFindings } from '../core/finding';
import { oneLine } from '../core/plainText';
import { commands, diagnosticSource } from '../ids';
import type { FolderFinding, Findings } from './findings';
import { rangeOf, toRange } from './findings';
import type { Folder } from './folder';

/** A menu that is longer helps nobody, and a selected file may hold a thousand findings. */
const maxFindings = 25;

/** Quick fixes of parts that are loaded later. A provider of their own would end every question under way. */
export type LaterActions = (uri: vscode.Uri, range: vscode.Range) => vscode.CodeAction[];

/**
 * Offers drafts as quick fixes, the one for the worst finding first, and behind them to set a finding
 * aside. An action carries a command and never an edit. The command's arguments are the finding's id,
 * the drafter's id and the folder's URI; to set aside, the id and the folder's URI.
 */
export function registerCodeActions(
  findings: Findings,
  drafters: (folder: Folder) => readonly Drafter[],
  later: ReadonlySet<LaterActions>,
): vscode.Disposable {
  return vscode.languages.registerCodeActionsProvider(
    { scheme: 'file' },
    {
      async provideCodeActions(document, range, context) {
        const meant = findings
          .openIn(document.uri)
          .filter((ref) => toRange(findings.region(ref)).intersection(range) !== undefined)
          .slice(0, maxFindings)
          .map((ref) => findings.get(ref))
          .sort((a, b) => compareFindings(a.finding, b.finding));
        const read = readOnce();
        const actions = meant.map(async (found) => {
          const { folder, finding } = found;
          const ports = { ...folder.ports, read: read(folder) };
          const able = await draftersFor(finding, drafters(folder), ports);
          return able.map((drafter) => ({ drafter, found }));
        });
        const offers = oncePerPlace((await Promise.all(actions)).flat());
        const drafts = [
          ...offers.map((one) => reviewAction(one, context.diagnostics)),
          ...[...later].flatMap((actions) => actions(document.uri, range)),
        ];
        // It writes into the workspace.
        if (!vscode.workspace.isTrusted) return drafts;
        return [...drafts, ...meant.map((found) => asideAction(found, context.diagnostics))];
      },
    },
    { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] },
  );
}

/** All questions of one menu are about the same bytes. */
function readOnce(): (folder: Folder) => Folder['ports']['read'] {
  const known = new Map<string, Promise<Uint8Array | undefined>>();
  return (folder) => (path) => {
    const key = `${folder.uri.toString()} ${path}`;
    const bytes = known.get(key) ?? folder.ports.read(path);
    known.set(key, bytes);
    return bytes;
  };
}

interface Offer {
  readonly drafter: Drafter;
  readonly found: FolderFinding;
}

/** Who mends all that is wrong at a place is offered for the worst of it. */
function oncePerPlace(offers: readonly Offer[]): readonly Offer[] {
  const known = new Set<string>();
  return offers.filter(({ drafter: { id, offer }, found: { finding } }) => {
    const { line, character } = rangeOf(finding).start;
    const key = `${id} ${line} ${character}`;
    if (offer === undefined || !known.has(key)) return known.add(key);
    return false;
  });
}

function reviewAction(
  { drafter, found: { folder, finding } }: Offer,
  diagnostics: readonly vscode.Diagnostic[],
): vscode.CodeAction {
  const rule = oneLine(finding.ruleId, 80);
  const offer = drafter.offer ?? `Review drafted fix (${oneLine(drafter.title, 80)})`;
  const title = `${offer}: ${rule}`;
  const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
  action.command = {
    command: commands.reviewFix,
    title,
    arguments: [finding.id, drafter.id, folder.uri.toString()],
  };
  action.diagnostics = marksOf(finding, diagnostics);
  return action;
}

function asideAction(
  { folder, finding }: FolderFinding,
  diagnostics: readonly vscode.Diagnostic[],
): vscode.CodeAction {
  const title = `Set aside…: ${oneLine(finding.ruleId, 80)}`;
  const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
  action.command = {
    command: commands.setAside,
    title,
    arguments: [finding.id, folder.uri.toString()],
  };
  action.diagnostics = marksOf(finding, diagnostics);
  return action;
}

function marksOf(
  finding: FindingSummary,
  diagnostics: readonly vscode.Diagnostic[],
): vscode.Diagnostic[] {
  const { start } = rangeOf(finding);
  const code = oneLine(finding.ruleId, 200);
  return diagnostics.filter(
    (one) => one.source === diagnosticSource && one.code === code && one.range.start.isEqual(start),
  );
}
