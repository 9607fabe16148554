import * as vscode from 'vscode';
import { replacementEdits } from '../core/draft';
import type { Finding } from '../core/finding';
import { indexText } from '../core/lines';
import { type TextChange, replacing, shiftFinding } from '../core/track';
import { pathIn } from './folder';

/** What was typed in files and is not saved, by URI: scanners have seen what is on disk. */
export type Unsaved = ReadonlyMap<string, readonly TextChange[]>;

/** The changes that lead from the texts on disk to those in the editor, each in the order to apply. */
export async function unsavedChanges(): Promise<Unsaved> {
  const dirty = vscode.workspace.textDocuments.filter(
    ({ isDirty, uri }) => isDirty && uri.scheme === 'file',
  );
  const changes = new Map<string, readonly TextChange[]>();
  for (const document of dirty) {
    const disk = await textOnDisk(document.uri);
    if (disk !== undefined) changes.set(document.uri.toString(), between(disk, document.getText()));
  }
  return changes;
}

/** A finding of a file on disk, in the coordinates of what was typed since. */
export async function withUnsaved(finding: Finding, folder: vscode.Uri): Promise<Finding> {
  let now = finding;
  for (const [uri, changes] of await unsavedChanges()) {
    const path = pathIn(folder, vscode.Uri.parse(uri, true));
    if (path === undefined) continue;
    for (const change of changes) now = shiftFinding(now, path, change);
  }
  return now;
}

function between(disk: string, now: string): readonly TextChange[] {
  const index = indexText(disk);
  return replacementEdits(disk, now)
    .toReversed()
    .map(({ start, end, text }) =>
      replacing({ start: index.positionAt(start), end: index.positionAt(end) }, text),
    );
}

async function textOnDisk(uri: vscode.Uri): Promise<string | undefined> {
  try {
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  } catch {
    return undefined;
  }
}

/** A change as the editor tells it. */
export function changesOf(event: vscode.TextDocumentChangeEvent): readonly TextChange[] {
  return event.contentChanges.map(({ range: { start, end }, text }) =>
    replacing(
      {
        start: { line: start.line, character: start.character },
        end: { line: end.line, character: end.character },
      },
      text,
    ),
  );
}
