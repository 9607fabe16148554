import * as vscode from 'vscode';
import type { Entry } from '../core/aibom/entry';
import { readEntry, reappliedEntry, revertedEntry, serializeEntry } from '../core/aibom/entry';
import { verifyEntries } from '../core/aibom/verify';
import { compareText } from '../core/finding';
import { sha256Hex } from '../core/hash';
import { decodeSource } from '../core/sourceText';
import type { Findings } from './findings';
import type { Folder, Folders } from './folder';

/** The entries of a folder in the order of their ids, which is that of time; unreadable ones left out. */
export async function entriesOf(folder: Folder): Promise<readonly Entry[]> {
  const files = await folder.aiBom.list();
  return files
    .flatMap(({ file, text }) => parsed(folder, file, text) ?? [])
    .sort((a, b) => compareText(a.id, b.id));
}

const known = new Map<string, { readonly text: string; readonly entry: Entry | undefined }>();

/** Every save asks for all entries, and they never change: each is parsed once. */
function parsed(folder: Folder, file: string, text: string): Entry | undefined {
  const key = `${folder.uri.toString()} ${file}`;
  const before = known.get(key);
  if (before?.text === text) return before.entry;
  const read = readEntry(file, text);
  const entry = 'entry' in read ? read.entry : undefined;
  known.set(key, { text, entry });
  return entry;
}

/** Makes the CycloneDX document anew from the entries and answers its path. */
export async function writeDocument(folder: Folder, version: string): Promise<string> {
  const tool = { name: 'countersign', version };
  const { toCycloneDx } = await import('../core/aibom/cyclonedx');
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

/** Keeps the record in step with what happens to fixes after Accept. */
export interface RecordKeeper extends vscode.Disposable {
  /** To be told after a fix and its entry are on disk. */
  applied(folder: Folder, findingId: string): Promise<void>;
}

/**
 * Notices on save that an accepted fix was undone (or an undone one done again), by the bytes on
 * disk, and appends an entry that says so. Entries are never changed. The document is made anew
 * after each.
 */
export function registerRecord(
  folders: Folders,
  findings: Findings,
  version: string,
  fail: (error: unknown) => void,
): RecordKeeper {
  let work: Promise<void> = Promise.resolve();
  const listening = vscode.workspace.onDidSaveTextDocument(({ uri }) => {
    const found = folderOf(folders, uri);
    if (!found || !vscode.workspace.isTrusted) return;
    work = work.then(() => keep(found.folder, found.path)).catch(fail);
  });
  const applied = async (folder: Folder, findingId: string) => {
    findings.forget(folder.uri, findingId);
    // The entries are the record; without the document made from them nothing is lost.
    await writeDocument(folder, version).catch(fail);
  };
  const keep = async (folder: Folder, path: string) => {
    const entry = await reconcile(folder, path);
    if (!entry) return;
    if (entry.decision === 'reverted') findings.restore(folder.uri, entry.finding.id);
    else findings.forget(folder.uri, entry.finding.id);
    await writeDocument(folder, version);
    const what = entry.decision === 'reverted' ? 'undone' : 'applied again';
    vscode.window.setStatusBarMessage(`$(history) Recorded: a fix was ${what}`, 5000);
  };
  return { applied, dispose: () => void listening.dispose() };
}

function folderOf(folders: Folders, uri: vscode.Uri) {
  if (uri.scheme !== 'file') return undefined;
  for (const folder of folders()) {
    const root = `${folder.uri.path.replace(/\/$/, '')}/`;
    if (uri.path.startsWith(root)) return { folder, path: uri.path.slice(root.length) };
  }
  return undefined;
}

/** Appends the entry that a save calls for, if it calls for one, and answers it. */
async function reconcile(folder: Folder, path: string): Promise<Entry | undefined> {
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
    return entry;
  }
  return undefined;
}

/** Every file of the last entry is, byte for byte, what it was before that entry. */
async function diskIsTheOtherSide(folder: Folder, { change }: Entry): Promise<boolean> {
  for (const { path, preSha256, postSha256 } of change.files) {
    if (preSha256 === postSha256) return false;
    const bytes = await folder.ports.read(path);
    if (bytes === undefined || sha256Hex(bytes) !== preSha256) return false;
  }
  return true;
}
