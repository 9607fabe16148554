import * as vscode from 'vscode';
import { schemes } from '../ids';
import type { DraftStore, StoredDraft } from './draftStore';
import type { Folder } from './folder';
import { fileUri } from './folder';

/** A file of a draft, as its URI names it: the real path, with draft and file number in the query. */
export interface DraftFile {
  readonly draftId: string;
  readonly index: number;
}

/** The editable side of the diff. It mirrors the real path, so the language and the title fit. */
export function draftUri(folder: Pick<Folder, 'uri'>, stored: StoredDraft, index: number) {
  return virtualUri(schemes.draft, folder, stored, index);
}

/** The immutable side of the diff: the bytes that the draft was made against. */
export function baseUri(folder: Pick<Folder, 'uri'>, stored: StoredDraft, index: number) {
  return virtualUri(schemes.base, folder, stored, index);
}

function virtualUri(
  scheme: string,
  folder: Pick<Folder, 'uri'>,
  stored: StoredDraft,
  index: number,
): vscode.Uri {
  const path = stored.files[index]?.path ?? '';
  return vscode.Uri.from({
    scheme,
    path: fileUri(folder, path).path,
    query: `${stored.id}.${index}`,
  });
}

/** Which draft a URI of either scheme belongs to; undefined for any other URI. */
export function draftFileOf(uri: vscode.Uri | undefined): DraftFile | undefined {
  if (uri?.scheme !== schemes.draft && uri?.scheme !== schemes.base) return undefined;
  const [, draftId, index] = /^([0-9A-Z]{26})\.(\d{1,4})$/.exec(uri.query) ?? [];
  return draftId && index ? { draftId, index: Number(index) } : undefined;
}

/** Serves both sides of the diff from the store. Nothing here touches the workspace. */
export function registerDraftFiles(store: DraftStore): vscode.Disposable {
  const changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  return vscode.Disposable.from(
    changed,
    vscode.workspace.registerTextDocumentContentProvider(schemes.base, {
      provideTextDocumentContent: async (uri) => (await storedFile(store, uri)).base.text,
    }),
    vscode.workspace.registerFileSystemProvider(schemes.draft, draftFileSystem(store, changed), {
      isCaseSensitive: true,
    }),
  );
}

function draftFileSystem(
  store: DraftStore,
  changed: vscode.EventEmitter<vscode.FileChangeEvent[]>,
): vscode.FileSystemProvider {
  const refused = (uri: vscode.Uri) => vscode.FileSystemError.NoPermissions(uri);
  return {
    onDidChangeFile: changed.event,
    watch: () => new vscode.Disposable(() => undefined),
    stat: async (uri) => {
      const { draftId, index } = await known(store, uri);
      const stat = await store.stat(draftId, index);
      return vscode.workspace.isTrusted
        ? stat
        : { ...stat, permissions: vscode.FilePermission.Readonly };
    },
    readFile: async (uri) => {
      const { draftId, index } = await known(store, uri);
      return store.read(draftId, index);
    },
    writeFile: async (uri, content) => {
      if (!vscode.workspace.isTrusted) throw refused(uri);
      const { draftId, index } = await known(store, uri);
      await store.write(draftId, index, content);
      changed.fire([{ type: vscode.FileChangeType.Changed, uri }]);
    },
    readDirectory: () => [],
    createDirectory: (uri) => {
      throw refused(uri);
    },
    delete: (uri) => {
      throw refused(uri);
    },
    rename: (uri) => {
      throw refused(uri);
    },
  };
}

async function known(store: DraftStore, uri: vscode.Uri): Promise<DraftFile> {
  const file = draftFileOf(uri);
  const stored = file && (await store.get(file.draftId));
  if (!file || !stored?.files[file.index]) throw vscode.FileSystemError.FileNotFound(uri);
  return file;
}

async function storedFile(store: DraftStore, uri: vscode.Uri) {
  const { draftId, index } = await known(store, uri);
  const file = (await store.get(draftId))?.files[index];
  if (!file) throw vscode.FileSystemError.FileNotFound(uri);
  return file;
}
