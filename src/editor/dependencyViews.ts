import * as vscode from 'vscode';
import { dependencyDrafterId } from '../core/drafters';
import { HumanError } from '../core/errors';
import { type FindingSummary, compareFindings } from '../core/finding';
import { oneLine } from '../core/plainText';
import { commands } from '../ids';
import type { LaterActions } from './codeActions';
import type { Fail } from './commands';
import { type DependencyKnowledge, registerDependencyHover } from './dependencyHover';
import type { FolderFinding, Findings } from './findings';
import type { Folders } from './folder';
import { ImportMarks } from './importMarks';

export interface DependencyParts {
  readonly findings: Findings;
  readonly folders: Folders;
  readonly knowledge: DependencyKnowledge;
  readonly later: Set<LaterActions>;
  readonly fail: Fail;
}

/** What the editor shows of dependencies beside their findings: hovers, and where they are imported. */
export function dependencyViews(parts: DependencyParts): vscode.Disposable {
  const { findings, folders, knowledge, later, fail } = parts;
  const marks = new ImportMarks(findings, folders, fail);
  const actions = (uri: vscode.Uri, range: vscode.Range) =>
    marks.in(uri, range).flatMap(({ package: name, found: [worst] }) => {
      return worst ? [importAction(name, worst)] : [];
    });
  later.add(actions);
  return vscode.Disposable.from(
    marks,
    registerDependencyHover(findings, marks, knowledge),
    new vscode.Disposable(() => void later.delete(actions)),
  );
}

function importAction(name: string, { finding, folder }: FolderFinding): vscode.CodeAction {
  const title = `Review dependency fix…: ${oneLine(name, 80)}`;
  const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
  action.command = {
    command: commands.reviewDependencyFix,
    title,
    arguments: [finding.id, folder.uri.toString()],
  };
  return action;
}

/**
 * Plans a fix for a finding: its id and its folder's URI, or its row in the findings view. Without
 * them the person chooses a package that findings speak of.
 */
export async function reviewDependencyFix(
  findings: Findings,
  what: unknown,
  folder: unknown,
): Promise<void> {
  const chosen = what === undefined ? await chooseDependency(findings) : undefined;
  if (what === undefined && !chosen) return;
  const args = chosen ? [chosen.finding.id, chosen.folder.uri.toString()] : [what, folder];
  const [id, inFolder] = args;
  await vscode.commands.executeCommand(commands.reviewFix, id, dependencyDrafterId, inFolder);
}

/** Answers the worst finding of the package that the person chooses. */
async function chooseDependency(findings: Findings): Promise<FolderFinding | undefined> {
  const byPlace = new Map<string, FolderFinding>();
  for (const refs of findings.openFiles()) {
    for (const ref of refs) {
      const found = findings.get(ref);
      if (found.finding.kind !== 'dependency') continue;
      const key = placeKey(found);
      const known = byPlace.get(key);
      if (!known || compareFindings(found.finding, known.finding) < 0) byPlace.set(key, found);
    }
  }
  const all = [...byPlace.values()].sort((a, b) => compareFindings(a.finding, b.finding));
  if (all.length === 0) {
    throw new HumanError(
      'No finding speaks of a dependency. Open an audit report first, such as that of npm audit.',
    );
  }
  const picks = all.map((found) => ({ ...pickOf(found.finding), found }));
  const options = { title: 'Plan a fix of which dependency?', matchOnDescription: true };
  return (await vscode.window.showQuickPick(picks, options))?.found;
}

function placeKey({ uri, finding: { location } }: FolderFinding): string {
  const { line, character } = location.region?.start ?? { line: -1, character: -1 };
  return `${uri.toString()} ${line} ${character}`;
}

function pickOf({ message, severity, location, ruleId }: FindingSummary): vscode.QuickPickItem {
  return {
    label: oneLine(message, 150),
    description: `${severity}, ${oneLine(ruleId, 80)}`,
    detail: oneLine(location.path, 200),
  };
}
