import * as vscode from 'vscode';
import type { Problem } from '../core/finding';
import type { Policy } from '../core/policy';
import type { ReviewPorts } from '../core/ports';
import type { Triage } from '../core/triage';

/** One workspace folder and what the disk side offers for it. Policy and AI-BOM are per folder. */
export interface Folder {
  readonly uri: vscode.Uri;
  readonly name: string;
  readonly ports: ReviewPorts;
  /** The floor with the committed and the working-tree policy; read anew at each call. */
  policy(): Promise<Policy>;
  readonly policyFile: PolicyFile;
  /** Whether the file's own permissions allow a save. */
  writable(path: string): Promise<boolean>;
  readonly aiBom: AiBomFolder;
  readonly triage: TriageFolder;
}

/** `.ai-bom/` of one workspace folder. */
export interface AiBomFolder {
  /** Makes its folders, so that a fix is not applied that cannot be recorded. A HumanError says why not. */
  prepare(): Promise<void>;
  /** Every entry file, by name. */
  list(): Promise<readonly { readonly file: string; readonly text: string }[]>;
  /**
   * Writes a new entry to disk and returns its path relative to the folder. Writing the same
   * bytes under the same id again is no error; other bytes under a taken id are a HumanError.
   */
  add(id: string, text: string): Promise<string>;
  has(id: string): Promise<boolean>;
  /** Keeps a rejected draft's entry out of version control, in `.ai-bom/local/`. */
  addLocal(id: string, text: string): Promise<void>;
  /** Replaces the generated CycloneDX document and returns its path relative to the folder. */
  writeDocument(text: string): Promise<string>;
}

/** `.countersign/policy.json` of one workspace folder. */
export interface PolicyFile {
  /** Writes it where there is none yet, and returns its path relative to the folder. A HumanError says why not. */
  create(text: string): Promise<string>;
}

/** `.countersign/triage/` of one workspace folder. */
export interface TriageFolder {
  /**
   * Every entry that can be read, by its finding's id, also one that has expired. Never throws: what
   * cannot be read is a problem. A file that did not change is not read again.
   */
  list(): Promise<{
    readonly entries: ReadonlyMap<string, Triage>;
    readonly problems: readonly Problem[];
  }>;
  /** Replaces or makes an entry, and returns its path relative to the folder. A HumanError says why not. */
  write(triage: Triage): Promise<string>;
  /** Answers whether there was an entry of this finding. A HumanError says why it could not go. */
  remove(id: string): Promise<boolean>;
  /**
   * Tells when entries come, change or go, until the function that it answers is called. Where there
   * is no folder yet, nothing is told.
   */
  watch(changed: () => void): () => void;
}

/** The folders of the window as they are now. */
export type Folders = () => readonly Folder[];

export function folderWithUri(folders: Folders, uri: string): Folder | undefined {
  return folders().find((folder) => folder.uri.toString() === uri);
}

/** The path of a URI below a folder, or undefined outside of it. */
export function pathIn(folder: vscode.Uri, uri: vscode.Uri): string | undefined {
  const top = folder.path.endsWith('/') ? folder.path : `${folder.path}/`;
  if (uri.scheme !== folder.scheme || !uri.path.startsWith(top)) return undefined;
  return uri.path.slice(top.length);
}

/** The URI of a workspace file. `path` has been checked before it gets here. */
export function fileUri(folder: Pick<Folder, 'uri'>, path: string): vscode.Uri {
  return vscode.Uri.joinPath(folder.uri, ...path.split('/'));
}

/** As `fileUri`: who asks for many findings asks file by file, and an address takes long to make. */
export function fileUris(): (folder: Folder, path: string) => vscode.Uri {
  let last:
    { readonly folder: Folder; readonly path: string; readonly uri: vscode.Uri } | undefined;
  return (folder, path) => {
    if (last?.path !== path || last.folder !== folder) {
      last = { folder, path, uri: fileUri(folder, path) };
    }
    return last.uri;
  };
}
