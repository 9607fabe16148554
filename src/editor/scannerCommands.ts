import * as vscode from 'vscode';
import { HumanError } from '../core/errors';
import { sha256Hex } from '../core/hash';
import { oneLine, withoutLinks } from '../core/plainText';
import type { Program, Scan, Scanner } from '../core/scanners';
import { detectScanners, inFolder } from '../core/scanners';
import { userScanners } from '../core/userScanners';
import { settings, views } from '../ids';
import type { Folder, Folders } from './folder';
import { folderWithUri } from './folder';
import { inform, warn } from './notify';

/** What the commands need from the outside. */
export interface ScannerParts {
  /** Looks for the program, and runs nothing. */
  find(scanner: Scanner, folder: string): Promise<Program | undefined>;
  /** Runs it, and writes its report; a HumanError says why there is none. */
  run(scan: Scan, signal: AbortSignal): Promise<unknown>;
  /** Takes a fresh report of this folder into the findings; answers how many it has. */
  adopt(report: vscode.Uri, folder: Folder, title: string): Promise<number>;
  /** Where reports are kept, out of the workspace. */
  readonly storage: vscode.Uri;
}

/** A scanner that may be run in a folder, and its program if that is there. */
interface Choice {
  readonly folder: Folder;
  readonly scanner: Scanner;
  readonly program: Program | undefined;
}

type Pick = vscode.QuickPickItem & { readonly choice?: Choice };

const nameAnother = 'Name a Scanner in Settings';

/** The commands that run scanners. */
export interface ScannerCommands {
  choose(): Promise<void>;
  again(): Promise<void>;
  /** Ends whatever still runs. */
  dispose(): void;
}

/** Running scanners over the window's folders. */
export function scannerCommands(
  folders: Folders,
  parts: ScannerParts,
  log: vscode.LogOutputChannel,
): ScannerCommands {
  const running = new Map<string, AbortController>();
  let last: { readonly folder: string; readonly scanner: string } | undefined;

  async function run({ folder, scanner, program }: Choice): Promise<void> {
    if (!program) throw new HumanError(`${scanner.title} is not there. ${scanner.install}`);
    const report = reportOf(parts.storage, folder, scanner);
    const key = report.toString();
    if (running.has(key)) {
      throw new HumanError(`${scanner.title} is still running in ${folder.name}.`);
    }
    const stop = new AbortController();
    running.set(key, stop);
    last = { folder: folder.uri.toString(), scanner: scanner.id };
    try {
      const scan = { scanner, program, folder: folder.uri.fsPath, report: report.fsPath };
      log.info(`Running ${commandLine(scan)} in ${scan.folder}`);
      const count = await withProgress(choiceTitle(scanner, folder), stop, async () => {
        await parts.run(scan, stop.signal);
        return parts.adopt(report, folder, scanner.title);
      });
      await tell(scanner, count);
    } catch (error) {
      if (!stop.signal.aborted) throw error;
    } finally {
      running.delete(key);
    }
  }

  const runScanner = async () => {
    requireTrusted();
    const choice = await choose(folders, parts, log);
    if (choice) await run(choice);
  };
  const runAgain = async () => {
    requireTrusted();
    const folder = last && folderWithUri(folders, last.folder);
    const scanners = folder ? await scannersIn(folder, log) : [];
    const scanner = scanners.find(({ id }) => id === last?.scanner);
    if (!folder || !scanner) return runScanner();
    await run({ folder, scanner, program: await parts.find(scanner, folder.uri.fsPath) });
  };
  return {
    choose: runScanner,
    again: runAgain,
    dispose: () => running.forEach((one) => one.abort()),
  };
}

function requireTrusted(): void {
  if (vscode.workspace.isTrusted) return;
  throw new HumanError('In Restricted Mode no scanner is run. Trust the workspace first.');
}

async function choose(
  folders: Folders,
  parts: ScannerParts,
  log: vscode.LogOutputChannel,
): Promise<Choice | undefined> {
  const folder = await chooseFolder(folders());
  if (!folder) return undefined;
  const scanners = await scannersIn(folder, log);
  if (scanners.length === 0) {
    const text = `${folder.name} is not set up for any scanner that Countersign knows. Name yours in the settings, or open a report that it wrote.`;
    if ((await inform(text, nameAnother)) === nameAnother) await openSetting();
    return undefined;
  }
  const choices = await Promise.all(
    scanners.map(async (scanner) => {
      const program = await parts.find(scanner, folder.uri.fsPath);
      return { folder, scanner, program };
    }),
  );
  const picked = await vscode.window.showQuickPick<Pick>(picksOf(choices), {
    title: `Run a scanner in ${oneLine(folder.name, 60)}`,
    placeHolder: 'The report is kept out of the workspace; its findings are shown.',
    matchOnDescription: true,
  });
  if (picked?.label === nameAnother) await openSetting();
  return picked?.choice;
}

async function chooseFolder(all: readonly Folder[]): Promise<Folder | undefined> {
  if (all.length === 0) throw new HumanError('Open the folder to scan first.');
  if (all.length === 1) return all[0];
  const picks = all.map((folder) => ({
    label: withoutLinks(oneLine(folder.name, 60)),
    description: withoutLinks(oneLine(folder.uri.fsPath, 200)),
    folder,
  }));
  return (await vscode.window.showQuickPick(picks, { title: 'Scan which folder?' }))?.folder;
}

/** Those that the folder is set up for, then those that the user has named. */
async function scannersIn(
  folder: Folder,
  log: vscode.LogOutputChannel,
): Promise<readonly Scanner[]> {
  const entries = await vscode.workspace.fs.readDirectory(folder.uri);
  const manifest = await readManifest(folder);
  const detected = detectScanners({ names: entries.map(([name]) => name), manifest });
  // The user's own value and no other: a workspace must not name programs to run.
  const setting = vscode.workspace.getConfiguration().inspect<unknown>(settings.scanners);
  const { scanners, problems } = userScanners(setting?.globalValue);
  for (const problem of problems) log.warn(problem);
  const [problem] = problems;
  if (problem !== undefined) void warn(problem);
  return [...detected, ...scanners];
}

async function readManifest(folder: Folder): Promise<unknown> {
  try {
    const bytes = await folder.ports.read('package.json');
    return bytes && (JSON.parse(new TextDecoder().decode(bytes)) as unknown);
  } catch {
    return undefined;
  }
}

function picksOf(choices: readonly Choice[]): readonly Pick[] {
  const separator = (label: string): Pick => ({
    label,
    kind: vscode.QuickPickItemKind.Separator,
  });
  const there = choices.filter(({ program }) => program);
  const missing = choices.filter(({ program }) => !program);
  return [
    ...there.map((choice) => ({
      label: choice.scanner.title,
      description: withoutLinks(oneLine(choice.program?.shown ?? '', 200)),
      detail: detailOf(choice.scanner),
      choice,
    })),
    ...(missing.length > 0 ? [separator('not found on this machine')] : []),
    ...missing.map((choice) => ({
      label: choice.scanner.title,
      detail: choice.scanner.install,
      choice,
    })),
    separator(''),
    { label: nameAnother },
  ];
}

/** What it sends, before anybody has chosen it; for the user's own: what he has named. */
function detailOf({ network, args, id }: Scanner): string {
  if (network !== undefined) return `$(globe) ${network}`;
  if (!id.startsWith('user-')) return 'Sends nothing by itself.';
  return withoutLinks(oneLine(`From your settings, with: ${args.join(' ')}`, 200));
}

function withProgress(
  title: string,
  stop: AbortController,
  work: () => Promise<number>,
): Thenable<number> {
  const location = vscode.ProgressLocation.Notification;
  return vscode.window.withProgress({ location, title, cancellable: true }, (_progress, token) => {
    token.onCancellationRequested(() => stop.abort());
    return work();
  });
}

async function tell({ title }: Scanner, count: number): Promise<void> {
  if (count === 0) {
    void inform(`${title} ran and found nothing.`);
    return;
  }
  const text = `${title}: ${count} finding${count === 1 ? '' : 's'}`;
  vscode.window.setStatusBarMessage(`$(shield) ${text}`, 5000);
  await vscode.commands.executeCommand(`${views.findings}.focus`);
}

function choiceTitle({ title }: Scanner, { name }: Folder): string {
  return withoutLinks(`Running ${title} in ${oneLine(name, 60)}…`);
}

function commandLine({ scanner, program, folder }: Scan): string {
  const args = scanner.args.map((one) => inFolder(one, folder));
  return oneLine([program.shown, ...args].join(' '), 1000);
}

/** Always the same for a scanner and a folder, so that its next report replaces this one. */
function reportOf(storage: vscode.Uri, folder: Folder, { id }: Scanner): vscode.Uri {
  const hash = sha256Hex(folder.uri.toString()).slice(0, 16);
  return vscode.Uri.joinPath(storage, 'scans', hash, `${id}.json`);
}

async function openSetting(): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.openSettings', settings.scanners);
}
