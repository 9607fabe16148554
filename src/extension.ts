import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import * as vscode from 'vscode';
import type { Tier } from './core/dependencies/plan';
import { type Drafter, dependencyDrafterId } from './core/drafters';
import { recipeDrafter } from './core/drafters/recipe';
import { suppliedDrafter } from './core/drafters/supplied';
import type { LoadedSyntax } from './core/syntax';
import { registerAdoption } from './editor/adopt';
import { AdoptedFindings } from './editor/adoptedFindings';
import { registerRecord } from './editor/aiBom';
import { registerAiBomCommands } from './editor/aiBomCommands';
import { registerFilterCommands } from './editor/filterCommands';
import { registerFlowSteps } from './editor/flowSteps';
import { registerNavigation } from './editor/navigation';
import { registerCodeActions } from './editor/codeActions';
import { type Fail, command, failInto } from './editor/commands';
import { dependencyFindings } from './editor/dependencyFindings';
import { registerDiagnostics } from './editor/diagnostics';
import { registerDraftFiles } from './editor/draftFiles';
import { Drafters } from './editor/drafters';
import { DraftStore } from './editor/draftStore';
import { Findings } from './editor/findings';
import { FindingsTree } from './editor/findingsTree';
import type { Folder } from './editor/folder';
import { languageModels } from './editor/languageModel';
import { registerPanel } from './editor/panel';
import { registerPolicyCommands } from './editor/policyCommands';
import { PendingFixes } from './editor/recovery';
import { callersByReferences } from './editor/references';
import { RelatedPlaces } from './editor/relatedPlaces';
import { registerReportCommands } from './editor/reportCommands';
import { Reports } from './editor/reports';
import { registerReviewCommands } from './editor/reviewCommands';
import { Reviews } from './editor/reviews';
import { runConsents } from './editor/runConsent';
import { registerSlowCommands } from './editor/slowCommands';
import { type Settings, readSettings } from './editor/settings';
import { noteFindings } from './editor/seenFindings';
import { Triages } from './editor/triage';
import { registerTriageCommands } from './editor/triageCommands';
import { watchSources } from './editor/watchSources';
import { commands } from './ids';
import { firstSeen } from './node/firstSeen';
import { gitRepository } from './node/gitRepository';
import { openFolder } from './node/folder';
import { journalStore } from './node/journalStore';
import { reportReader } from './node/reportReader';
import {
  type FixPlanning,
  type PlanningThread,
  planningThread,
} from './node/dependencies/planningThread';
import type { Scanning, ScanningParts } from './scanning';

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
  const knowledge = planDependencies(findings, context.extensionPath, version);
  const drafters = new Drafters(alwaysThere(knowledge, version), models, folders, version, fail);
  const draftersIn = (folder: Folder) => drafters.in(folder);
  const slow = slowChecks(settings, context.globalState);
  const reviews = new Reviews(store, folders, slow, fail, knowledge.told);
  const pending = new PendingFixes(journal, folders, log);
  const record = registerRecord(folders, findings, version, fail);

  const filterParts = { git: gitOf, reader, settings, memento: workspaceState };
  const filter = registerFilterCommands(findings, tree, folders, filterParts, fail);
  const told = { settings, log, fail, seen: noteSeen, storage, reports, knowledge };

  context.subscriptions.push(
    ...[log, draftFiles, settings, reader, findings, reports, related, tree],
    ...[models, drafters, knowledge, slow, reviews, pending, record],
    registerDiagnostics(findings, related),
    registerCodeActions(findings, draftersIn),
    ...[triages, adopted, filter, registerPolicyCommands(folders, fail)],
    registerTriageCommands({ ...shown, triages, firstSeen: (id) => ledger.of(id) }, fail),
    registerAdoption({ findings, adopted, folders, settings, drafters: draftersIn }, fail),
    registerPanel(context.extensionUri, reviews, knowledge.drafter, fail),
    watchSources(folders, findings, reader, fail),
    registerNavigation(findings, tree, folders, fail),
    registerFlowSteps(findings, folders, fail),
    registerReportCommands(reports, filter, log, fail),
    registerScanning(context, { findings, folders, ...told }, fail),
    registerReviewCommands(findings, drafters, { reviews, journal, record, pending }, fail),
    registerSlowCommands(reviews, slow.consents, fail),
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

/** Who drafts whether or not there is a language model. */
function alwaysThere({ drafter }: ReturnType<typeof planDependencies>, version: string) {
  const always = [recipeDrafter(version), suppliedDrafter()];
  return (folder: Folder) => [...always, drafter(folder)];
}

const gitOf = ({ uri }: Folder) => gitRepository(uri.fsPath);

/** By then the window has come to rest. */
const idleMs = 1000;

/** All that scans: loaded when a command asks for it, or a while after the window. */
function registerScanning(
  { extensionPath, extension }: vscode.ExtensionContext,
  parts: Omit<ScanningParts, 'script' | 'thread'>,
  fail: Fail,
): vscode.Disposable {
  const dist = path.join(extensionPath, 'dist');
  const { version } = extension.packageJSON as { version: string };
  const thread = { version };
  let isDisposed = false;
  let started: Promise<Scanning> | undefined;
  const start = () =>
    (started ??= import('./scanning').then(({ startScanning }) => {
      if (isDisposed) throw new vscode.CancellationError();
      return startScanning({ ...parts, script: path.join(dist, 'scan.js'), thread });
    }));
  const timer = setTimeout(() => void start().catch(fail), idleMs);
  return vscode.Disposable.from(
    command(commands.scanWorkspace, async () => (await start()).workspace(), fail),
    command(
      commands.reviewDependencyFix,
      async (what, folder) => (await start()).dependency(what, folder),
      fail,
    ),
    command(commands.reviewBranch, async (base) => (await start()).branch.review(base), fail),
    command(commands.runScanner, async () => (await start()).scanners.choose(), fail),
    command(commands.runScannerAgain, async () => (await start()).scanners.again(), fail),
    new vscode.Disposable(() => {
      isDisposed = true;
      clearTimeout(timer);
      void started?.then((scanning) => scanning.dispose()).catch(() => undefined);
    }),
  );
}

/** Who plans fixes of dependencies, and what is known of them. All of it is loaded when first needed. */
function planDependencies(findings: Findings, extensionPath: string, version: string) {
  const script = path.join(extensionPath, 'dist', 'plan.js');
  const mayRun = () => vscode.workspace.isTrusted;
  let thread: PlanningThread | undefined;
  const started = () => (thread ??= planningThread(script));
  const known = new Map<string, FixPlanning>();
  const fresh = ({ uri }: Folder) => {
    const made = started().planning({ folder: uri.fsPath, mayRun, version });
    known.set(uri.toString(), made);
    return made;
  };
  const planning = (folder: Folder) => known.get(folder.uri.toString()) ?? fresh(folder);
  const drafter = (folder: Folder, tier?: Tier): Drafter => ({
    id: dependencyDrafterId,
    title: 'dependency plan',
    offer: 'Review dependency fix…',
    offers: ({ kind }) => kind === 'dependency',
    async draft(finding, _ports, signal, progress = () => undefined) {
      const manifest = finding.location.path.replace(/[^/]*$/, 'package.json');
      const told = await dependencyFindings(findings, folder, manifest);
      // Another option is of the plan that is shown; a new plan goes by what the registry says now.
      const own = tier ? planning(folder) : fresh(folder);
      return own.fix({ finding, findings: told, ...(tier && { tier }) }, { signal, progress });
    },
  });
  return {
    planning,
    drafter,
    use: ({ uri }: Folder, manifest: string, name: string, signal: AbortSignal) =>
      started().use({ folder: uri.fsPath, manifest, name }, signal),
    dispose: () => thread?.dispose(),
    told: dependencyFindings.bind(undefined, findings),
  };
}

/** The checks that run programs of a folder. What they need is loaded when first needed. */
function slowChecks(settings: Settings, memento: vscode.Memento) {
  const mayRun = () => vscode.workspace.isTrusted;
  let tidied = false;
  const start = async () => {
    const { pruneScratch, slowChecksIn } = await import('./checking');
    if (!tidied && mayRun()) void pruneScratch();
    tidied ||= mayRun();
    return slowChecksIn;
  };
  const timer = setTimeout(() => void start(), idleMs);
  return {
    consents: runConsents(memento),
    async checksIn({ uri, ports }: Folder) {
      const limits = () => settings.checks();
      return (await start())({ folder: uri.fsPath, mayRun, limits, syntax: () => ports.syntax() });
    },
    dispose: () => clearTimeout(timer),
  };
}

/** The window's folders, each with its disk side made once. */
function openFolders(extensionPath: string): () => readonly Folder[] {
  const readGrammar = (file: string) =>
    fs.readFile(path.join(extensionPath, 'dist', 'grammars', file));
  let parser: Promise<LoadedSyntax> | undefined;
  const syntax = () =>
    (parser ??= import('./core/syntax').then(({ createSyntax }) => createSyntax(readGrammar)));
  const rules = () => import('./core/rules');
  const content = () => import('./core/checks');
  const checks = async () => (await content()).checks;
  const known = new Map<string, Folder>();
  const open = ({ uri, name }: vscode.WorkspaceFolder): Folder => {
    const parts = openFolder(
      uri.fsPath,
      { syntax, rules, checks, content },
      () => vscode.workspace.isTrusted,
    );
    const callers = callersByReferences(uri, async (functions) =>
      (await import('./checking')).callersOnDisk(uri.fsPath, functions),
    );
    return { uri, name, ...parts, ports: { ...parts.ports, callers } };
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
