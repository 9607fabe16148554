import * as vscode from 'vscode';
import { type Remark, adopt, ruleOf } from '../core/adopted';
import type { Drafter } from '../core/drafters';
import { draftersFor } from '../core/drafters';
import { HumanError } from '../core/errors';
import { type Location, type Severity, summaryOf } from '../core/finding';
import { checkRelativePath } from '../core/paths';
import { oneLine } from '../core/plainText';
import { commands, diagnosticSource } from '../ids';
import type { AdoptedFindings } from './adoptedFindings';
import type { Fail } from './commands';
import { command } from './commands';
import type { FolderFinding, Findings } from './findings';
import { type Folder, type Folders, pathIn } from './folder';
import type { Settings } from './settings';

/** What other extensions say and how it becomes a finding. */
export interface AdoptParts {
  readonly findings: Findings;
  readonly adopted: AdoptedFindings;
  readonly folders: Folders;
  readonly settings: Settings;
  drafters(folder: Folder): readonly Drafter[];
}

/** A file may hold a thousand; a menu that is longer than this helps nobody. */
const maxOffered = 5;
/** So many of a file's remarks are told apart. */
const maxRemarks = 1000;
/** Longer than any rule's name. */
const maxCode = 1000;

const severityOf: Readonly<Record<vscode.DiagnosticSeverity, Severity>> = {
  [vscode.DiagnosticSeverity.Error]: 'high',
  [vscode.DiagnosticSeverity.Warning]: 'medium',
  [vscode.DiagnosticSeverity.Information]: 'low',
  [vscode.DiagnosticSeverity.Hint]: 'info',
};

/**
 * Offers to review a fix where another extension has found something, if the settings name it and
 * something here can draft. The action carries a command, which takes the remark as a finding.
 */
export function registerAdoption(parts: AdoptParts, fail: Fail): vscode.Disposable {
  const actions = vscode.languages.registerCodeActionsProvider(
    { scheme: 'file' },
    { provideCodeActions: (document, _range, context) => offers(parts, document, context) },
    { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] },
  );
  const run = (uri: unknown, key: unknown) => adoptAndReview(parts, uri, key);
  return vscode.Disposable.from(actions, command(commands.adoptDiagnostic, run, fail));
}

async function offers(
  parts: AdoptParts,
  document: vscode.TextDocument,
  { diagnostics }: vscode.CodeActionContext,
): Promise<vscode.CodeAction[]> {
  const file = fileOf(parts.folders, document.uri);
  const wanted = parts.settings.adoptedSources(document.uri);
  const foreign = file ? diagnostics.filter((one) => isWanted(one, wanted)) : [];
  if (!file || foreign.length === 0) return [];
  const text = document.getText();
  const actions = foreign.slice(0, maxOffered).map(async (diagnostic) => {
    const remark = remarkOf(diagnostic, file.folder);
    if (known(parts.findings, document.uri, remark)) return [];
    const { finding } = adopt(remark, [], file.path, text);
    const { folder } = file;
    const able = await draftersFor(summaryOf(finding), parts.drafters(folder), folder.ports);
    return able.length > 0 ? [actionOf(diagnostic, remark, document.uri)] : [];
  });
  return (await Promise.all(actions)).flat();
}

function actionOf(
  diagnostic: vscode.Diagnostic,
  remark: Remark,
  uri: vscode.Uri,
): vscode.CodeAction {
  const title = `Review a fix with Countersign: ${oneLine(ruleOf(remark), 80)}`;
  const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
  action.diagnostics = [diagnostic];
  const id = commands.adoptDiagnostic;
  action.command = { command: id, title, arguments: [uri.toString(), keyOf(diagnostic)] };
  return action;
}

/** The arguments only say which remark is meant: what becomes the finding is what stands there now. */
async function adoptAndReview(parts: AdoptParts, given: unknown, key: unknown): Promise<void> {
  const uri = uriIn(given);
  const file = uri && fileOf(parts.folders, uri);
  if (!uri || !file) throw new HumanError('This file is not in an open folder.');
  const { folder, path } = file;
  const foreign = vscode.languages.getDiagnostics(uri).filter((one) => !isOurs(one));
  const diagnostic = foreign.find((one) => keyOf(one) === key);
  if (!diagnostic) throw new HumanError('This problem is not there any more. Choose another one.');
  const document = await vscode.workspace.openTextDocument(uri);
  if (document.isDirty) {
    throw new HumanError(`Save ${path} first: a fix is drafted against the disk.`);
  }
  const remark = remarkOf(diagnostic, folder);
  const found = known(parts.findings, uri, remark);
  const id = found?.finding.id ?? (await take(parts, file, remark, foreign, document));
  await vscode.commands.executeCommand(commands.reviewFix, id, undefined, folder.uri.toString());
}

async function take(
  { adopted }: AdoptParts,
  { folder, path }: File,
  remark: Remark,
  foreign: readonly vscode.Diagnostic[],
  document: vscode.TextDocument,
): Promise<string> {
  const alike = foreign
    .filter(({ source }) => source === remark.source)
    .slice(0, maxRemarks)
    .map((one) => remarkOf(one, folder));
  const one = adopt(remark, alike, path, document.getText());
  if (!(await adopted.add(folder, one))) {
    throw new HumanError(
      `${path} on disk is not what the editor shows. Save it or reload it first.`,
    );
  }
  return one.finding.id;
}

interface File {
  readonly folder: Folder;
  readonly path: string;
}

function fileOf(folders: Folders, uri: vscode.Uri): File | undefined {
  for (const folder of folders()) {
    const path = pathIn(folder.uri, uri);
    if (path === undefined) continue;
    const checked = checkRelativePath(path);
    // Another spelling of a path would be another file to everybody who compares.
    if (checked.ok && checked.path === path) return { folder, path };
  }
  return undefined;
}

function uriIn(given: unknown): vscode.Uri | undefined {
  if (typeof given !== 'string') return undefined;
  try {
    const uri = vscode.Uri.parse(given, true);
    return uri.scheme === 'file' ? uri : undefined;
  } catch {
    return undefined;
  }
}

function isOurs({ source = '' }: vscode.Diagnostic): boolean {
  return source.startsWith(diagnosticSource);
}

function isWanted(diagnostic: vscode.Diagnostic, sources: readonly string[]): boolean {
  const source = diagnostic.source?.slice(0, 200).toLowerCase() ?? '';
  return !isOurs(diagnostic) && sources.some((one) => one !== '' && source.startsWith(one));
}

/** The finding of a report, or one adopted before, that says the same. */
function known(findings: Findings, uri: vscode.Uri, remark: Remark): FolderFinding | undefined {
  const rule = ruleOf(remark);
  for (const ref of findings.openIn(uri)) {
    if (findings.region(ref)?.start.line !== remark.region.start.line) continue;
    const found = findings.get(ref);
    if (found.finding.ruleId === rule) return found;
  }
  return undefined;
}

function remarkOf(diagnostic: vscode.Diagnostic, folder: Folder): Remark {
  const { source = '', severity, message, range } = diagnostic;
  const help = typeof diagnostic.code === 'object' ? diagnostic.code.target.toString() : undefined;
  const code = codeOf(diagnostic);
  return {
    source,
    severity: severityOf[severity],
    message,
    region: regionOf(range),
    related: (diagnostic.relatedInformation ?? [])
      .slice(0, 100)
      .flatMap(({ location, message: said }) => {
        const path = fileOf(() => [folder], location.uri)?.path;
        const place: Location[] =
          path === undefined ? [] : [{ path, region: regionOf(location.range), message: said }];
        return place;
      }),
    ...(code !== undefined && { code }),
    ...(help !== undefined && { help }),
  };
}

function codeOf({ code }: vscode.Diagnostic): string | undefined {
  const value = typeof code === 'object' ? code.value : code;
  return value === undefined ? undefined : String(value).slice(0, maxCode);
}

/** Names a remark among those of its file. */
function keyOf(diagnostic: vscode.Diagnostic): string {
  const { range, source, message } = diagnostic;
  const { start, end } = regionOf(range);
  const place = [start.line, start.character, end.line, end.character];
  return JSON.stringify([source, codeOf(diagnostic), message.slice(0, 500), ...place]);
}

function regionOf({ start, end }: vscode.Range): Required<Location>['region'] {
  return {
    start: { line: start.line, character: start.character },
    end: { line: end.line, character: end.character },
  };
}
