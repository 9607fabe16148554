import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { recipeDrafter } from './core/drafters/recipe';
import { suppliedDrafter } from './core/drafters/supplied';
import type { Syntax } from './core/syntax';
import { registerAdoption } from './editor/adopt';
import { AdoptedFindings } from './editor/adoptedFindings';
import { registerRecord } from './editor/aiBom';
import { registerAiBomCommands } from './editor/aiBomCommands';
import { registerFilterCommands } from './editor/filterCommands';
import { registerFlowSteps } from './editor/flowSteps';
import { registerNavigation } from './editor/navigation';
import { registerCodeActions } from './editor/codeActions';
import { command, failInto } from './editor/commands';
import { registerDiagnostics } from './editor/diagnostics';
import { registerDraftFiles } from './editor/draftFiles';
import { Drafters } from './editor/drafters';
import { DraftStore } from './editor/draftStore';
import { Findings } from './editor/findings';
import { FindingsTree } from './editor/findingsTree';
import type { Folder } from './editor/folder';
import { languageModels } from './editor/languageModel';
import { registerPanel } from './editor/panel';
import { PendingFixes } from './editor/recovery';
import { RelatedPlaces } from './editor/relatedPlaces';
import { registerReportCommands } from './editor/reportCommands';
import { Reports } from './editor/reports';
import { registerReviewCommands } from './editor/reviewCommands';
import { Reviews } from './editor/reviews';
import { type ScannerParts, registerScannerCommands } from './editor/scannerCommands';
import { readSettings } from './editor/settings';
import { noteFindings } from './editor/seenFindings';
import { Triages } from './editor/triage';
import { registerTriageCommands } from './editor/triageCommands';
import { watchSources } from './editor/watchSources';
import { commands } from './ids';
import { findProgram } from './node/findProgram';
import { firstSeen } from './node/firstSeen';
import { gitRepository } from './node/gitRepository';
import { openFolder } from './node/folder';
import { journalStore } from './node/journalStore';
import { reportReader } from './node/reportReader';
import { runScanner } from './node/runScanner';

/** Makes the parts and hands them to each other. Nothing is read, parsed or sent at this point. */
export function activate(context: vscode.ExtensionContext): void {
  const log = vscode.window.createOutputChannel('Countersign', { log: true });
  const fail = failInto(log);
  const { version } = context.extension.packageJSON as { version: string };
  const storage = context.storageUri ?? context.globalStorageUri;
  const folders = openFolders(context.extensionPath);

  const store = new DraftStore(storage);
  const draftFiles = registerDraftFiles(store);
  const journal = journalStore(path.join(storage.fsPath, 'journal'));
  const settings = readSettings();
  const findings = new Findings(folders);
  const reader = reportReader(path.join(context.extensionPath, 'dist', 'reports.js'));
  const { workspaceState } = context;
  const ledger = firstSeen(path.join(storage.fsPath, 'first-seen.bin'));
  const noteSeen = noteFindings(findings, ledger, fail);
  const memory = { memento: workspaceState, storage };
  const reports = new Reports(findings, folders, settings, reader, memory, log, noteSeen);
  const related = new RelatedPlaces(findings, fail);
  const tree = new FindingsTree(findings);
  const triages = new Triages(folders, findings, fail);
  const adopted = new AdoptedFindings(findings, folders, workspaceState, fail);
  const shown = { findings, folders, filter: () => tree.shown.filter };
  const models = languageModels(context.globalState);
  const always = [recipeDrafter(version), suppliedDrafter()];
  const drafters = new Drafters(always, models, folders, version, fail);
  const draftersIn = (folder: Folder) => drafters.in(folder);
  const reviews = new Reviews(store, folders, fail);
  const pending = new PendingFixes(journal, folders, log);
  const record = registerRecord(folders, findings, version, fail);

  const git = ({ uri }: Folder) => gitRepository(uri.fsPath);
  const filterParts = { git, reader, settings, memento: context.workspaceState };
  const filter = registerFilterCommands(findings, tree, folders, filterParts, fail);

  context.subscriptions.push(
    ...[log, draftFiles, settings, reader, findings, reports, related, tree],
    ...[models, drafters, reviews, pending, record],
    registerDiagnostics(findings, related),
    registerCodeActions(findings, draftersIn),
    ...[triages, adopted],
    registerTriageCommands({ ...shown, triages, firstSeen: (id) => ledger.of(id) }, fail),
    registerAdoption({ findings, adopted, folders, settings, drafters: draftersIn }, fail),
    registerPanel(context.extensionUri, reviews),
    watchSources(folders, findings, reader, fail),
    filter,
    registerNavigation(findings, tree, folders, fail),
    registerFlowSteps(findings, folders, fail),
    registerReportCommands(reports, filter, log, fail),
    registerScannerCommands(folders, scannerParts(reports, storage), log, fail),
    registerReviewCommands(findings, drafters, { reviews, journal, record, pending }, fail),
    registerAiBomCommands(folders, version, log, fail),
    command(commands.finishPending, () => pending.finish(), fail),
    command(commands.forgetConsent, () => models.forget(), fail),
  );
  // After activation, so that nobody waits for it.
  setImmediate(() => {
    pending.recover().catch(fail);
    triages.refresh().catch(fail);
    reports.refresh().catch(fail);
    adopted.restore().catch(fail);
  });
}

function scannerParts(reports: Reports, storage: vscode.Uri): ScannerParts {
  return {
    storage,
    find: findProgram,
    run: (scan, signal) => runScanner(scan, { mayRun: () => vscode.workspace.isTrusted, signal }),
    adopt: (uri, folder, title) => reports.load(uri, { folder, title }),
  };
}

/** The window's folders, each with its disk side made once. */
function openFolders(extensionPath: string): () => readonly Folder[] {
  const readGrammar = (file: string) =>
    fs.readFile(path.join(extensionPath, 'dist', 'grammars', file));
  let parser: Promise<Syntax> | undefined;
  const syntax = () =>
    (parser ??= import('./core/syntax').then(({ createSyntax }) => createSyntax(readGrammar)));
  const rules = () => import('./core/rules');
  const known = new Map<string, Folder>();
  const open = ({ uri, name }: vscode.WorkspaceFolder): Folder => {
    const parts = openFolder(uri.fsPath, { syntax, rules }, () => vscode.workspace.isTrusted);
    return { uri, name, ...parts };
  };
  return () =>
    (vscode.workspace.workspaceFolders ?? [])
      .filter(({ uri }) => uri.scheme === 'file')
      .map((folder) => {
        const key = folder.uri.toString();
        const made = known.get(key) ?? open(folder);
        known.set(key, made);
        return made;
      });
}
