import * as vscode from 'vscode';
import { type Adopted, placeNow } from '../core/adopted';
import type { CodeFinding, Finding } from '../core/finding';
import { tableWriter } from '../core/findingWriter';
import { get, isObject, list } from '../core/readers/json';
import type { Fail } from './commands';
import type { Findings } from './findings';
import { type Folder, type Folders, fileUri, folderWithUri } from './folder';
import { unsavedChanges } from './unsaved';

const storageKey = 'countersign.adopted';
/** When more are adopted, the oldest go. */
const maxKept = 100;

interface Kept extends Adopted {
  /** URI of the folder. */
  readonly folder: string;
  /** When it was adopted, in milliseconds since 1970. */
  readonly at: number;
}

/**
 * Findings that were taken from other extensions of the editor. They are kept when the window is
 * reloaded, and go when a file is saved, or opened anew, without the code that they are about.
 */
export class AdoptedFindings implements vscode.Disposable {
  readonly #findings: Findings;
  readonly #folders: Folders;
  readonly #memento: vscode.Memento;
  /** By their keys as sources of findings, oldest first. */
  readonly #kept = new Map<string, Kept>();
  readonly #listening: vscode.Disposable;

  constructor(findings: Findings, folders: Folders, memento: vscode.Memento, fail: Fail) {
    this.#findings = findings;
    this.#folders = folders;
    this.#memento = memento;
    this.#listening = vscode.workspace.onDidSaveTextDocument(({ uri }) => {
      this.#lookAgain(uri).catch(fail);
    });
  }

  /** Shows those of before. */
  async restore(): Promise<void> {
    const stored = list(this.#memento.get<unknown>(storageKey)).filter(isKept);
    for (const one of stored) await this.#put(one);
    await this.#store();
  }

  /** False when the file on disk does not have its code. */
  async add(folder: Folder, adopted: Adopted): Promise<boolean> {
    const kept = { ...adopted, folder: folder.uri.toString(), at: Date.now() };
    const isThere = await this.#put(kept);
    for (const key of [...this.#kept.keys()].slice(0, -maxKept)) this.#drop(key);
    await this.#store();
    return isThere;
  }

  dispose(): void {
    this.#listening.dispose();
  }

  async #put(kept: Kept): Promise<boolean> {
    const folder = folderWithUri(this.#folders, kept.folder);
    const finding = folder && (await nowOnDisk(folder, kept));
    if (!finding) return false;
    const key = keyOf(kept);
    const name = `${finding.tool.name} in the editor`;
    const whole = (): Promise<Finding | undefined> => nowOnDisk(folder, kept);
    const unsaved = await unsavedChanges();
    const filling = this.#findings.begin(key, { name, folder, at: kept.at, whole }, unsaved);
    const writer = tableWriter();
    writer.add({
      id: finding.id,
      ordinal: 0,
      told: finding,
      location: finding.location,
      place: undefined,
      code: { hasFlow: false, hasFix: false, hasRelated: finding.related.length > 0 },
    });
    filling.append(writer.flush());
    filling.done({ problems: [], newIds: [] });
    this.#kept.delete(key);
    this.#kept.set(key, kept);
    return true;
  }

  async #lookAgain(uri: vscode.Uri): Promise<void> {
    const before = this.#kept.size;
    for (const [key, kept] of this.#kept) {
      const folder = folderWithUri(this.#folders, kept.folder);
      if (!folder) continue;
      if (fileUri(folder, kept.finding.location.path).toString() !== uri.toString()) continue;
      if (!(await nowOnDisk(folder, kept))) this.#drop(key);
    }
    if (this.#kept.size !== before) await this.#store();
  }

  #drop(key: string): void {
    this.#kept.delete(key);
    this.#findings.drop(key);
  }

  #store(): Thenable<void> {
    return this.#memento.update(storageKey, [...this.#kept.values()]);
  }
}

async function nowOnDisk(folder: Folder, kept: Kept): Promise<CodeFinding | undefined> {
  const { finding } = kept;
  const { path } = finding.location;
  const bytes = await folder.ports.read(path);
  const region = bytes && placeNow(kept, new TextDecoder().decode(bytes));
  return region && { ...finding, location: { path, region } };
}

function keyOf({ folder, finding }: Kept): string {
  return `adopted ${folder} ${finding.id}`;
}

/** It was written here; an older version may have written it otherwise. */
function isKept(value: unknown): value is Kept {
  const place = get(get(value, 'finding'), 'location');
  return (
    typeof get(value, 'folder') === 'string' &&
    typeof get(value, 'at') === 'number' &&
    typeof get(value, 'code') === 'string' &&
    typeof get(place, 'path') === 'string' &&
    isObject(get(place, 'region'))
  );
}
