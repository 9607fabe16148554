import * as vscode from 'vscode';
import type { Drafter } from '../core/drafters';
import { modelDrafter } from '../core/drafters/model';
import type { Folder, Folders } from './folder';
import type { LanguageModels } from './languageModel';

/**
 * Who can draft in which folder: the given ones everywhere, and the editor's language models as
 * they come and go. Asking is cheap, because every quick-fix menu asks.
 */
export class Drafters implements vscode.Disposable {
  readonly #always: (folder: Folder) => readonly Drafter[];
  readonly #models: LanguageModels;
  readonly #folders: Folders;
  readonly #version: string;
  readonly #fail: (error: unknown) => void;
  readonly #ofModels = new Map<string, readonly Drafter[]>();
  readonly #disposable: vscode.Disposable;

  constructor(
    always: (folder: Folder) => readonly Drafter[],
    models: LanguageModels,
    folders: Folders,
    version: string,
    fail: (error: unknown) => void,
  ) {
    this.#always = always;
    this.#models = models;
    this.#folders = folders;
    this.#version = version;
    this.#fail = fail;
    const again = () => void this.#list().catch(this.#fail);
    this.#disposable = vscode.Disposable.from(
      models.onDidChange(again),
      vscode.workspace.onDidChangeWorkspaceFolders(again),
    );
    again();
  }

  in(folder: Folder): readonly Drafter[] {
    return [...this.#always(folder), ...(this.#ofModels.get(folder.uri.toString()) ?? [])];
  }

  dispose(): void {
    this.#disposable.dispose();
  }

  async #list(): Promise<void> {
    for (const { uri } of this.#folders()) {
      const ports = await this.#models.list(uri);
      const drafters = ports.map((port) => modelDrafter(port, this.#version));
      this.#ofModels.set(uri.toString(), drafters);
    }
  }
}
