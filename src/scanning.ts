import * as vscode from 'vscode';
import { BuiltInScan, type ScanParts } from './editor/builtInScan';
import { BranchReview } from './editor/branchReview';
import type { DependencyKnowledge } from './editor/dependencyHover';
import type { LaterActions } from './editor/codeActions';
import { dependencyViews, reviewDependencyFix } from './editor/dependencyViews';
import type { Folder } from './editor/folder';
import { inform } from './editor/notify';
import type { Reports } from './editor/reports';
import { scanWorkspace } from './editor/scanWorkspace';
import { type ScannerCommands, scannerCommands } from './editor/scannerCommands';
import { branchStory } from './core/branch/story';
import { branchFacts } from './node/branchFacts';
import { fileScanner } from './node/fileScanner';
import { findProgram } from './node/findProgram';
import { gitRepository } from './node/gitRepository';
import { runScanner } from './node/runScanner';
import type { ScanThread } from './node/scanQuestion';

/** What scanning needs from the window. */
export interface ScanningParts extends Omit<ScanParts, 'scanner'> {
  /** Absolute path of the thread's script. */
  readonly script: string;
  readonly thread: ScanThread;
  /** Where reports are kept, out of the workspace. */
  readonly storage: vscode.Uri;
  readonly reports: Pick<Reports, 'load'>;
  readonly knowledge: DependencyKnowledge;
  readonly later: Set<LaterActions>;
}

export interface Scanning {
  /** Scans all of the workspace; a second time at once only says that it is being done. */
  workspace(): Promise<void>;
  readonly scanners: ScannerCommands;
  readonly branch: Pick<BranchReview, 'review'>;
  /** As `reviewDependencyFix`. */
  dependency(what: unknown, folder: unknown): Promise<void>;
  dispose(): void;
}

/** The third root: all that scans, in a bundle of its own that is loaded when the window has come to rest. */
export function startScanning(parts: ScanningParts): Scanning {
  const scanner = fileScanner(parts.script, parts.thread);
  const scan = new BuiltInScan({ ...parts, scanner });
  const { storage, folders, log, reports } = parts;
  const scannerParts = {
    storage,
    find: findProgram,
    run: (...[one, signal]: [Parameters<typeof runScanner>[0], AbortSignal]) =>
      runScanner(one, { mayRun: () => vscode.workspace.isTrusted, signal }),
    adopt: (report: vscode.Uri, folder: Folder, title: string) =>
      reports.load(report, { folder, title }),
  };
  const scanners = scannerCommands(folders, scannerParts, log);
  const branch = new BranchReview({
    folders,
    git: ({ uri }) => gitRepository(uri.fsPath),
    async story({ uri, ports }, base, signal) {
      const facts = await branchFacts({ folder: uri.fsPath, base, head: undefined }, signal);
      return branchStory(facts, ports, parts.thread.version);
    },
  });
  const views = dependencyViews(parts);
  let isBusy = false;
  return {
    scanners,
    branch,
    dependency: (what, folder) => reviewDependencyFix(parts.findings, what, folder),
    async workspace() {
      if (isBusy) {
        void inform('The workspace is being scanned already.');
        return;
      }
      isBusy = true;
      try {
        await scanWorkspace(scan, scanner);
      } finally {
        isBusy = false;
      }
    },
    dispose() {
      views.dispose();
      branch.dispose();
      scan.dispose();
      scanner.dispose();
      scanners.dispose();
    },
  };
}
