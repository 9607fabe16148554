import * as vscode from 'vscode';
import { HumanError } from '../core/errors';
import { FindingTable } from '../core/findingTable';
import type { ReportReader } from '../core/reportLoad';
import type { Folders } from './folder';

/** The findings of an older report. */
export interface Baseline {
  /** Names the report to people. */
  readonly name: string;
  readonly ids: ReadonlySet<string>;
}

/** Lets the user choose a report and reads which findings it has; undefined when he leaves it. */
export async function askBaseline(
  folders: Folders,
  reader: ReportReader,
  maxBytes: number,
): Promise<Baseline | undefined> {
  const [uri] =
    (await vscode.window.showOpenDialog({
      title: 'Show What Is Not in Which Report?',
      openLabel: 'Compare',
      filters: { 'Scanner reports': ['sarif', 'json', 'xml'], 'All files': ['*'] },
    })) ?? [];
  return uri && readBaseline(uri, folders, reader, maxBytes);
}

/** A HumanError says why the report cannot be read. */
export async function readBaseline(
  uri: vscode.Uri,
  folders: Folders,
  reader: ReportReader,
  maxBytes: number,
): Promise<Baseline> {
  if (folders().length === 0) throw new HumanError('Open the folder that was scanned first.');
  const name = vscode.workspace.asRelativePath(uri);
  // The same report may be among those that are shown: under this spelling it is forgotten alone.
  const file = uri.fsPath.replace(/[^\\/]*$/, './$&');
  const request = {
    name,
    file,
    folders: folders().map((folder) => folder.uri.fsPath),
    manifestDirectory: '',
    maxBytes,
    mayRun: vscode.workspace.isTrusted,
  };
  const table = new FindingTable();
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: `Reading ${name}…`,
    cancellable: true,
  };
  const loaded = await vscode.window.withProgress(options, (_progress, token) => {
    const abort = new AbortController();
    token.onCancellationRequested(() => abort.abort(new vscode.CancellationError()));
    const told: Parameters<ReportReader['load']>[1] = (event) => {
      if (event.kind === 'findings') table.append(event.batch);
    };
    return reader.load(request, told, abort.signal).finally(() => reader.forget(file));
  });
  const [problem] = loaded.problems;
  if (table.length === 0 && problem) throw new HumanError(`${problem.message}.`);
  for (const [row, id] of loaded.newIds) table.setId(row, id);
  return { name, ids: new Set(Array.from({ length: table.length }, (_, row) => table.id(row))) };
}
