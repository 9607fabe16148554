import * as vscode from 'vscode';
import { toCycloneDx } from '../core/aibom/cyclonedx';
import type { Entry } from '../core/aibom/entry';
import { readEntry, reappliedEntry, revertedEntry, serializeEntry } from '../core/aibom/entry';
import { verifyEntries } from '../core/aibom/verify';
import { compareText } from '../core/finding';
import { sha256Hex } from '../core/hash';
import { decodeSource } from '../core/sourceText';
import type { Folder, Folders } from './folder';

/** The entries of a folder in the order of their ids, which is that of time; unreadable ones left out. */
export async function entriesOf(folder: Folder): Promise<readonly Entry[]> {
  const files = await folder.aiBom.list();
  return files
    .map(({ file, text }) => readEntry(file, text))
    .flatMap((read) => ('entry' in read ? [read.entry] : []))
    .sort((a, b) => compareText(a.id, b.id));
}

/** Makes the CycloneDX document anew from the entries and answers its path. */
export async function writeDocument(folder: Folder, version: string): Promise<string> {
  const tool = { name: 'countersign', version };
  return folder.aiBom.writeDocument(toCycloneDx(await entriesOf(folder), { tool }));
}

/** The entries' answer to "is the code still what was approved?", one line each. */
export async function verifyFolder(folder: Folder) {
  const entries = await folder.aiBom.list();
  const texts = new Map<string, string>();
  for (const { file, text } of entries) {
    const read = readEntry(file, text);
    if (!('entry' in read)) continue;
    for (const { path } of read.entry.change.files) {
      const bytes = await folder.ports.read(path);
      const decoded = bytes && decodeSource(bytes);
      if (decoded?.ok) texts.set(path, decoded.source.text);
    }
  }
  return verifyEntries({ entries, readText: (path) => texts.get(path) });
}

/** A fix that was undone, or done again, outside of Countersign. */
export interface Reconciled {
  readonly folder: Folder;
  readonly entry: Entry;
}

/**
 * Notices on save that an accepted fix was undone (or an undone one done again), by the bytes on
 * disk, and appends an entry that says so. Entries are never changed.
 */
export function registerReconciliation(
  folders: Folders,
  onReconciled: (reconciled: Reconciled) => Promise<void>,
  fail: (error: unknown) => void,
): vscode.Disposable {
  let work: Promise<void> = Promise.resolve();
  return vscode.workspace.onDidSaveTextDocument(({ uri }) => {
    const found = folderOf(folders, uri);
    if (!found || !vscode.workspace.isTrusted) return;
    work = work.then(() => reconcile(found.folder, found.path, onReconciled)).catch(fail);
  });
}

function folderOf(folders: Folders, uri: vscode.Uri) {
  if (uri.scheme !== 'file') return undefined;
  for (const folder of folders()) {
    const root = `${folder.uri.path.replace(/\/$/, '')}/`;
    if (uri.path.startsWith(root)) return { folder, path: uri.path.slice(root.length) };
  }
  return undefined;
}

async function reconcile(
  folder: Folder,
  path: string,
  onReconciled: (reconciled: Reconciled) => Promise<void>,
): Promise<void> {
  const entries = await entriesOf(folder);
  const superseded = new Set(entries.flatMap(({ supersedes }) => supersedes ?? []));
  for (const last of entries) {
    if (superseded.has(last.id) || last.decision === 'rejected') continue;
    if (!last.change.files.some((file) => file.path === path)) continue;
    if (!(await diskIsTheOtherSide(folder, last))) continue;
    const next = last.decision === 'reverted' ? reappliedEntry : revertedEntry;
    const { ports } = folder;
    const entry = next(last, await ports.person(), ports.now(), ports.newId());
    await folder.aiBom.add(entry.id, serializeEntry(entry));
    await onReconciled({ folder, entry });
    return;
  }
}

/** Every file of the last entry is, byte for byte, what it was before that entry. */
async function diskIsTheOtherSide(folder: Folder, { change }: Entry): Promise<boolean> {
  for (const { path, preSha256 } of change.files) {
    const bytes = await folder.ports.read(path);
    if (bytes === undefined || sha256Hex(bytes) !== preSha256) return false;
  }
  return true;
}
