import * as vscode from 'vscode';
import type { Finding, Problem, Region } from '../core/finding';
import { compareFindings } from '../core/finding';
import { sha256Hex } from '../core/hash';
import { replacing, shiftFinding } from '../core/track';
import type { Folder } from './folder';
import { fileUri } from './folder';

/** A finding and the folder that it belongs to. Its places follow what is typed in the editor. */
export interface FolderFinding {
  readonly folder: Folder;
  readonly finding: Finding;
  /** The file of the finding's location. */
  readonly uri: vscode.Uri;
}

/** What one report says, in the coordinates of the editor's texts as they are now. */
export interface Found {
  readonly folder: Folder;
  readonly findings: readonly Finding[];
  readonly problems: readonly Problem[];
  /** When the report was written, in milliseconds since 1970. */
  readonly at: number;
}

type Source = Omit<Found, 'findings'> & { readonly keys: readonly string[] };

/** The findings by URI of their file, and the keys of all of a file's findings, hidden ones too. */
interface Index {
  readonly visible: Map<string, readonly FolderFinding[]>;
  readonly keys: ReadonlyMap<string, readonly string[]>;
}

/** How many saved texts of a file are remembered, and how long they may be, in UTF-16 units. */
const maxRemembered = 20;
const maxRememberedLength = 1024 * 1024;

/**
 * All findings of the window, whichever report they come from: the same finding in two reports is
 * one. Follows edits, and hides what was fixed until a newer report finds it again.
 */
export class Findings implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  /** Other findings or problems than before. Changes that come together fire once. */
  readonly onDidChange = this.#changed.event;
  readonly #moved = new vscode.EventEmitter<vscode.Uri>();
  /** Findings of this file lie elsewhere in it than before. */
  readonly onDidMove = this.#moved.event;

  readonly #sources = new Map<string, Source>();
  readonly #found = new Map<string, FolderFinding>();
  /** When each fixed finding was fixed. */
  readonly #fixed = new Map<string, number>();
  /** Undefined while out of date. */
  #index: Index | undefined;
  /** Where a file's findings lay in each of its last saved texts, by the text's hash. */
  readonly #saved = new Map<string, Map<string, ReadonlyMap<string, Finding>>>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  readonly #disposable = vscode.Disposable.from(
    this.#changed,
    this.#moved,
    vscode.workspace.onDidChangeTextDocument((event) => this.#follow(event)),
    vscode.workspace.onDidOpenTextDocument((document) => this.#remember(document)),
    vscode.workspace.onDidSaveTextDocument((document) => this.#remember(document)),
  );

  /** By URI of their file; each file's worst first. */
  get files(): ReadonlyMap<string, readonly FolderFinding[]> {
    return this.#indexed().visible;
  }

  /** File by file. */
  get all(): readonly FolderFinding[] {
    return [...this.files.values()].flat();
  }

  get problems(): readonly Problem[] {
    return [...this.#sources.values()].flatMap(({ problems }) => problems);
  }

  inFile(uri: vscode.Uri): readonly FolderFinding[] {
    return this.files.get(uri.toString()) ?? [];
  }

  /** Without the folder's URI: the first with this id. */
  byId(id: string, folder?: string): FolderFinding | undefined {
    return folder === undefined
      ? this.all.find(({ finding }) => finding.id === id)
      : this.#visible(keyOf(folder, id));
  }

  /** Replaces all that this source said before; undefined takes it back. */
  put(source: string, found: Found | undefined): void {
    this.#sources.delete(source);
    if (found) {
      const uris = new Map<string, vscode.Uri>();
      const keys = found.findings.map((finding) => {
        const { path } = finding.location;
        const uri = uris.get(path) ?? fileUri(found.folder, path);
        uris.set(path, uri);
        const key = keyOf(found.folder.uri.toString(), finding.id);
        this.#found.set(key, { folder: found.folder, finding, uri });
        return key;
      });
      this.#sources.set(source, { ...found, keys });
      for (const uri of uris.values()) this.#saved.delete(uri.toString());
    }
    this.#changeSoon();
  }

  /** Hides a finding that was fixed at this time, in all reports that are not newer. */
  forget(folder: vscode.Uri, id: string, at = Date.now()): void {
    this.#fixed.set(keyOf(folder.toString(), id), at);
    this.#changeSoon();
  }

  /** Shows a finding again whose fix was taken back. */
  restore(folder: vscode.Uri, id: string): void {
    this.#fixed.delete(keyOf(folder.toString(), id));
    this.#changeSoon();
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#disposable.dispose();
  }

  #changeSoon(): void {
    this.#index = undefined;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      for (const document of vscode.workspace.textDocuments) this.#remember(document);
      this.#changed.fire();
    });
  }

  #indexed(): Index {
    if (this.#index) return this.#index;
    const newest = new Map<string, number>();
    for (const { keys, at } of this.#sources.values()) {
      for (const key of keys) newest.set(key, Math.max(at, newest.get(key) ?? at));
    }
    const visible = new Map<string, FolderFinding[]>();
    const byFile = new Map<string, string[]>();
    for (const [key, found] of this.#found) {
      const seen = newest.get(key);
      const file = found.uri.toString();
      if (seen === undefined) this.#found.delete(key);
      else append(byFile, file, key);
      if (seen !== undefined && seen > (this.#fixed.get(key) ?? -1)) append(visible, file, found);
    }
    for (const list of visible.values()) list.sort(worstFirst);
    this.#index = { visible, keys: byFile };
    return this.#index;
  }

  #visible(key: string): FolderFinding | undefined {
    const found = this.#found.get(key);
    return found && this.inFile(found.uri).includes(found) ? found : undefined;
  }

  #follow({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
    if (contentChanges.length === 0 || !this.#indexed().keys.has(document.uri.toString())) return;
    const changes = contentChanges.map(({ range, text }) => replacing(toRegion(range), text));
    this.#move(document.uri, ({ finding }) =>
      changes.reduce((moved, one) => shiftFinding(moved, finding.location.path, one), finding),
    );
  }

  /**
   * Remembers where the findings lie in a saved text, and brings them back there when that text
   * comes back: after a fix was undone, they must stand exactly where they stood.
   */
  #remember(document: vscode.TextDocument): void {
    const file = document.uri.toString();
    const keys = this.#indexed().keys.get(file);
    if (!keys || document.isDirty) return;
    const text = document.getText();
    if (text.length > maxRememberedLength) return;
    const hash = sha256Hex(text);
    const texts = this.#saved.get(file) ?? new Map<string, ReadonlyMap<string, Finding>>();
    this.#saved.set(file, texts);
    const then = texts.get(hash);
    if (then) {
      this.#move(document.uri, ({ finding }, key) => then.get(key) ?? finding);
      return;
    }
    const places = keys.flatMap((key) => {
      const found = this.#found.get(key);
      return found ? [[key, found.finding] as const] : [];
    });
    texts.set(hash, new Map(places));
    for (const oldest of [...texts.keys()].slice(0, -maxRemembered)) texts.delete(oldest);
  }

  /** Replaces the findings of a file by the same findings at other places. */
  #move(uri: vscode.Uri, moved: (found: FolderFinding, key: string) => Finding): void {
    const file = uri.toString();
    const { visible, keys } = this.#indexed();
    let any = false;
    for (const key of keys.get(file) ?? []) {
      const found = this.#found.get(key);
      const finding = found && moved(found, key);
      if (!finding || finding === found.finding) continue;
      this.#found.set(key, { ...found, finding });
      any = true;
    }
    if (!any) return;
    const list = (visible.get(file) ?? []).map((one) => this.#found.get(keyOfFound(one)) ?? one);
    if (list.length > 0) visible.set(file, list.sort(worstFirst));
    this.#moved.fire(uri);
  }
}

/** Where the finding is marked: its region, or the start of the file for one of a whole file. */
export function rangeOf({ location }: Finding): vscode.Range {
  return toRange(location.region);
}

export function toRange(region: Region | undefined): vscode.Range {
  if (!region) return new vscode.Range(0, 0, 0, 0);
  const { start, end } = region;
  return new vscode.Range(start.line, start.character, end.line, end.character);
}

function toRegion({ start, end }: vscode.Range): Region {
  return {
    start: { line: start.line, character: start.character },
    end: { line: end.line, character: end.character },
  };
}

function keyOf(folder: string, id: string): string {
  return `${folder}\n${id}`;
}

function keyOfFound({ folder, finding }: FolderFinding): string {
  return keyOf(folder.uri.toString(), finding.id);
}

function worstFirst(a: FolderFinding, b: FolderFinding): number {
  return compareFindings(a.finding, b.finding);
}

function append<T>(lists: Map<string, T[]>, key: string, item: T): void {
  const list = lists.get(key);
  if (list) list.push(item);
  else lists.set(key, [item]);
}
