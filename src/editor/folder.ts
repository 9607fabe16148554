import * as vscode from 'vscode';
import type { Policy } from '../core/policy';
import type { Ports } from '../core/ports';

/** One workspace folder and what the disk side offers for it. Policy and AI-BOM are per folder. */
export interface Folder {
  readonly uri: vscode.Uri;
  readonly name: string;
  readonly ports: Ports;
  /** The floor with the committed and the working-tree policy; read anew at each call. */
  policy(): Promise<Policy>;
  /** Whether the file's own permissions allow a save. */
  writable(path: string): Promise<boolean>;
  readonly aiBom: AiBomFolder;
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

/** The folders of the window as they are now. */
export type Folders = () => readonly Folder[];

export function folderWithUri(folders: Folders, uri: string): Folder | undefined {
  return folders().find((folder) => folder.uri.toString() === uri);
}

/** The URI of a workspace file. `path` has been checked before it gets here. */
export function fileUri(folder: Pick<Folder, 'uri'>, path: string): vscode.Uri {
  return vscode.Uri.joinPath(folder.uri, ...path.split('/'));
}
