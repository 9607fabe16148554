import * as vscode from 'vscode';
import type { Draft } from '../core/draft';
import type { Finding } from '../core/finding';
import type { SourceText } from '../core/sourceText';

/** A draft under review, as it is kept in the extension's storage until it is decided. */
export interface StoredDraft {
  readonly version: 1;
  readonly id: string;
  /** URI of the workspace folder. */
  readonly folder: string;
  readonly finding: Finding;
  readonly draft: Draft;
  readonly files: readonly StoredFile[];
  /** ISO 8601, UTC. */
  readonly createdAt: string;
}

export interface StoredFile {
  readonly path: string;
  readonly realPath: string;
  readonly base: SourceText;
}

/**
 * The drafts under review, on disk below the extension's storage folder, so that a reload or a
 * crash loses neither a draft nor what the reviewer typed into it.
 */
export class DraftStore {
  readonly #root: vscode.Uri;
  readonly #cache = new Map<string, StoredDraft>();

  constructor(storage: vscode.Uri) {
    this.#root = vscode.Uri.joinPath(storage, 'drafts');
  }

  /** Keeps a draft; `texts` are the proposed texts, one for each of its files. */
  async add(stored: StoredDraft, texts: readonly Uint8Array[]): Promise<void> {
    await vscode.workspace.fs.createDirectory(this.#folder(stored.id));
    for (const [index, text] of texts.entries()) await this.write(stored.id, index, text);
    await vscode.workspace.fs.writeFile(
      vscode.Uri.joinPath(this.#folder(stored.id), 'draft.json'),
      new TextEncoder().encode(JSON.stringify(stored)),
    );
    this.#cache.set(stored.id, stored);
  }

  /** The draft, or undefined when it was decided or never was. */
  async get(id: string): Promise<StoredDraft | undefined> {
    const known = this.#cache.get(id);
    if (known || !/^[0-9A-Z]{26}$/.test(id)) return known;
    try {
      const file = vscode.Uri.joinPath(this.#folder(id), 'draft.json');
      const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
      const stored = JSON.parse(text) as StoredDraft;
      if (stored.version !== 1 || stored.id !== id) return undefined;
      this.#cache.set(id, stored);
      return stored;
    } catch {
      return undefined;
    }
  }

  /** The bytes proposed now for the file at `index`, as last saved in the draft editor. */
  async read(id: string, index: number): Promise<Uint8Array> {
    return vscode.workspace.fs.readFile(this.#text(id, index));
  }

  async write(id: string, index: number, text: Uint8Array): Promise<void> {
    await vscode.workspace.fs.writeFile(this.#text(id, index), text);
  }

  async stat(id: string, index: number): Promise<vscode.FileStat> {
    return vscode.workspace.fs.stat(this.#text(id, index));
  }

  /** Forgets a decided draft. */
  async delete(id: string): Promise<void> {
    this.#cache.delete(id);
    try {
      await vscode.workspace.fs.delete(this.#folder(id), { recursive: true });
    } catch (error) {
      if (!(error instanceof vscode.FileSystemError && error.code === 'FileNotFound')) throw error;
    }
  }

  #folder(id: string): vscode.Uri {
    return vscode.Uri.joinPath(this.#root, id);
  }

  #text(id: string, index: number): vscode.Uri {
    return vscode.Uri.joinPath(this.#folder(id), `${index}.txt`);
  }
}
