import * as vscode from 'vscode';
import type { Entry } from '../core/aibom/entry';
import { serializeEntry } from '../core/aibom/entry';
import { replacementEdits } from '../core/draft';
import { HumanError, messageOf } from '../core/errors';
import { sha256Hex } from '../core/hash';
import type { JournalRecord, JournalStore } from '../core/journal';
import type { ReviewFile } from '../core/review';
import { encodeSource } from '../core/sourceText';
import type { Folder } from './folder';
import { fileUri } from './folder';

export interface AppliedFix {
  /** Path of the AI-BOM entry, relative to the folder. */
  readonly entryPath: string;
  /** Files whose saved text a formatter had changed; the reviewed bytes were put back. */
  readonly restored: readonly string[];
}

const inFlight = new Set<string>();

/** Whether this journal record belongs to an Accept that is still running in this window. */
export function isInFlight(id: string): boolean {
  return inFlight.has(id);
}

/**
 * The only door to the files of the workspace. The order of the steps is the protocol: intent to
 * the journal, edit, save, read back, entry, journal done. Wherever it breaks off, the journal
 * says what is missing. A HumanError means that nothing was applied, unless it says otherwise.
 */
export async function applyFix(
  folder: Folder,
  files: readonly ReviewFile[],
  entry: Entry,
  journal: JournalStore,
): Promise<AppliedFix> {
  inFlight.add(entry.id);
  // One at a time: two drafts of one file must not meet halfway.
  const mine = turn.then(() => applySteps(folder, files, intent(folder, files, entry), journal));
  turn = mine.catch(() => undefined);
  try {
    return await mine;
  } finally {
    inFlight.delete(entry.id);
  }
}

let turn: Promise<unknown> = Promise.resolve();

async function applySteps(
  folder: Folder,
  files: readonly ReviewFile[],
  record: JournalRecord,
  journal: JournalStore,
): Promise<AppliedFix> {
  const documents = await openUnchanged(folder, files);
  await folder.aiBom.prepare();
  await journal.put(record);
  let restored: readonly string[];
  const saved = new Set<string>();
  try {
    await edit(files, documents);
    restored = await saveAll(folder, files, documents, saved);
  } catch (error) {
    if (!(await takeBack(folder, files, documents, saved))) {
      throw new HumanError(
        `${messageOf(error)} Part of the fix may still stand in the editor or on disk, without a ` +
          'record: undo it there, or run “Countersign: Finish Pending Fixes”.',
      );
    }
    await journal.remove(record.id);
    throw new HumanError(`${messageOf(error)} Nothing was applied.`);
  }
  await journal.put({ ...record, state: 'applied' });
  const entryPath = await recordFix(folder, record, journal);
  return { entryPath, restored };
}

/** The last step, also of a recovery: the entry, then the end of the journal's record. */
export async function recordFix(
  folder: Folder,
  record: JournalRecord,
  journal: JournalStore,
): Promise<string> {
  let entryPath: string;
  try {
    entryPath = await folder.aiBom.add(record.id, record.entry);
  } catch (error) {
    throw new HumanError(
      `The fix is applied, but its AI-BOM entry could not be written: ${messageOf(error)} ` +
        'Mend that, then run “Countersign: Finish Pending Fixes”.',
    );
  }
  await journal.remove(record.id);
  return entryPath;
}

function intent(folder: Folder, files: readonly ReviewFile[], entry: Entry): JournalRecord {
  return {
    version: 1,
    id: entry.id,
    state: 'prepared',
    folder: folder.uri.toString(),
    files: files.map(({ path, realPath, base, after }) => ({
      path,
      realPath,
      baseSha256: base.sha256,
      finalSha256: sha256Hex(encodeSource(after, base.bom)),
      bom: base.bom,
    })),
    entry: serializeEntry(entry),
    at: entry.decidedAt,
  };
}

/** Opens every file and holds it against the base: on disk, in the editor, and where it really is. */
async function openUnchanged(
  folder: Folder,
  files: readonly ReviewFile[],
): Promise<readonly vscode.TextDocument[]> {
  const documents: vscode.TextDocument[] = [];
  for (const { path, realPath, base } of files) {
    const stale = new HumanError(
      `${path} changed since the fix was drafted. Nothing was applied; draft the fix again.`,
    );
    const real = await folder.ports.realPath(path);
    if (!real.ok || real.path !== realPath) throw stale;
    const bytes = await folder.ports.read(path);
    if (bytes === undefined) throw new HumanError(`${path} is gone. Nothing was applied.`);
    if (sha256Hex(bytes) !== base.sha256) throw stale;
    if (!(await folder.writable(path))) {
      throw new HumanError(`${path} is read-only. Nothing was applied; make it writable first.`);
    }
    const document = await vscode.workspace.openTextDocument(fileUri(folder, path));
    if (document.isDirty) {
      throw new HumanError(
        `${path} has unsaved changes. Nothing was applied; save or revert them, then accept again.`,
      );
    }
    if (document.getText() !== base.text) throw stale;
    documents.push(document);
  }
  return documents;
}

/** One edit for all files, in the same turn in which every document is still at its base text. */
async function edit(
  files: readonly ReviewFile[],
  documents: readonly vscode.TextDocument[],
): Promise<void> {
  const workspaceEdit = new vscode.WorkspaceEdit();
  for (const [index, document] of documents.entries()) {
    const file = files[index];
    if (file?.base.text !== document.getText()) {
      throw new HumanError('The file changed at the last moment.');
    }
    for (const { start, end, text } of replacementEdits(file.base.text, file.after)) {
      const range = new vscode.Range(document.positionAt(start), document.positionAt(end));
      workspaceEdit.replace(document.uri, range, text);
    }
  }
  if (!(await vscode.workspace.applyEdit(workspaceEdit))) {
    throw new HumanError('The editor refused the change; try again.');
  }
}

async function saveAll(
  folder: Folder,
  files: readonly ReviewFile[],
  documents: readonly vscode.TextDocument[],
  saved: Set<string>,
): Promise<readonly string[]> {
  const restored: string[] = [];
  for (const [index, document] of documents.entries()) {
    const file = files[index];
    if (!file) continue;
    if (!(await document.save())) {
      throw new HumanError(
        `${file.path} could not be saved (is it read-only, or did it change on disk?).`,
      );
    }
    saved.add(file.path);
    const final = encodeSource(file.after, file.base.bom);
    if (!(await holds(folder, file.path, final))) {
      await vscode.workspace.fs.writeFile(document.uri, final);
      restored.push(file.path);
    }
    if (!(await holds(folder, file.path, final))) {
      throw new HumanError(`${file.path} did not keep the reviewed text.`);
    }
  }
  return restored;
}

async function holds(folder: Folder, path: string, bytes: Uint8Array): Promise<boolean> {
  const disk = await folder.ports.read(path);
  return disk !== undefined && sha256Hex(disk) === sha256Hex(bytes);
}

/**
 * Puts the base text back wherever the buffer still holds our text and nothing else. Answers
 * whether no file on disk holds the fix any more.
 */
async function takeBack(
  folder: Folder,
  files: readonly ReviewFile[],
  documents: readonly vscode.TextDocument[],
  saved: ReadonlySet<string>,
): Promise<boolean> {
  let clean = true;
  for (const [index, document] of documents.entries()) {
    const file = files[index];
    if (!file) continue;
    const final = encodeSource(file.after, file.base.bom);
    if (document.getText() === file.after) {
      await putBack(document, file);
      if (await holds(folder, file.path, final)) await document.save();
      if (document.isDirty) await discardBuffer(document);
    }
    const base = encodeSource(file.base.text, file.base.bom);
    clean &&=
      !document.isDirty && (!saved.has(file.path) || (await holds(folder, file.path, base)));
  }
  return clean;
}

async function putBack(document: vscode.TextDocument, file: ReviewFile): Promise<void> {
  const back = new vscode.WorkspaceEdit();
  for (const { start, end, text } of replacementEdits(file.after, file.base.text)) {
    const range = new vscode.Range(document.positionAt(start), document.positionAt(end));
    back.replace(document.uri, range, text);
  }
  await vscode.workspace.applyEdit(back);
}

/** Reads a buffer again from disk. It holds nothing but the base text, so nothing is lost. */
async function discardBuffer(document: vscode.TextDocument): Promise<void> {
  await vscode.window.showTextDocument(document, { preview: true });
  await vscode.commands.executeCommand('workbench.action.files.revert');
}
