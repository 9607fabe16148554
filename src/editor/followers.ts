import * as vscode from 'vscode';
import { Follower, type LinesOf, type Places } from '../core/follow';
import { changesOf } from './unsaved';

/** Keeps the findings of open files at their code while it is edited, reloaded and undone. */
export class FileFollowers implements vscode.Disposable {
  readonly #placesIn: (uri: vscode.Uri) => Places;
  readonly #moved: (uri: vscode.Uri) => void;
  readonly #followers = new Map<string, Follower>();
  readonly #listening: vscode.Disposable;

  /** `placesIn` answers the places of a file as they are then; `moved` is told when some changed. */
  constructor(placesIn: (uri: vscode.Uri) => Places, moved: (uri: vscode.Uri) => void) {
    this.#placesIn = placesIn;
    this.#moved = moved;
    this.#listening = vscode.Disposable.from(
      vscode.workspace.onDidChangeTextDocument((event) => this.#follow(event)),
      vscode.workspace.onDidOpenTextDocument((document) => this.#open(document)),
      vscode.workspace.onDidSaveTextDocument(({ uri }) => this.remember(uri)),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#followers.delete(uri.toString())),
    );
  }

  follows(uri: vscode.Uri): boolean {
    return this.#followers.has(uri.toString());
  }

  /** Notes where the findings of a file are now, if it is followed. */
  remember(uri: vscode.Uri): void {
    this.#followers.get(uri.toString())?.remember(this.#placesIn(uri));
  }

  /** Follows every open file that has findings now. */
  openAll(): void {
    for (const document of vscode.workspace.textDocuments) this.#open(document);
  }

  /** Other findings than before: what was remembered of the old ones means nothing any more. */
  forget(): void {
    this.#followers.clear();
    this.openAll();
  }

  dispose(): void {
    this.#listening.dispose();
  }

  #open(document: vscode.TextDocument): void {
    const key = document.uri.toString();
    if (this.#followers.has(key)) return;
    const places = this.#placesIn(document.uri);
    if (places.count === 0) return;
    const follower = new Follower(document.getText());
    follower.remember(places);
    this.#followers.set(key, follower);
  }

  #follow(event: vscode.TextDocumentChangeEvent): void {
    const { document, contentChanges } = event;
    const follower = this.#followers.get(document.uri.toString());
    if (contentChanges.length === 0 || !follower) return;
    const places = this.#placesIn(document.uri);
    const moved = follower.follow(changesOf(event), linesOf(document), places);
    if (moved) this.#moved(document.uri);
  }
}

function linesOf(document: vscode.TextDocument): LinesOf {
  return (from, to = document.lineCount) => {
    const last = Math.min(to, document.lineCount) - 1;
    return document.getText(new vscode.Range(from, 0, last, document.lineAt(last).text.length));
  };
}
