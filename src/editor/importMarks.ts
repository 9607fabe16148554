import * as vscode from 'vscode';
import { type ImportPlace, importPlaces } from '../core/dependencies/use/importPlaces';
import { compareFindings } from '../core/finding';
import { oneLine } from '../core/plainText';
import { diagnosticSource } from '../ids';
import type { Fail } from './commands';
import type { FolderFinding, Findings } from './findings';
import { rangeOf, toRange } from './findings';
import type { Folders } from './folder';
import { pathIn } from './folder';
import { VulnerablePackages } from './vulnerablePackages';

/** An import of a package that findings speak of. */
export interface ImportMark {
  readonly package: string;
  readonly range: vscode.Range;
  /** The worst first. */
  readonly found: readonly FolderFinding[];
}

/** How long typing must rest before a file is looked at again. The editor moves the marks meanwhile. */
const typingDelayMs = 500;
/** Longer files are hardly ever written by hand. */
const maxLength = 1_000_000;
const maxRelated = 5;

/**
 * Marks, in the files that are open, where a package is imported that a finding of the project's own
 * package.json speaks of. It looks only when typing rests, and parses only files that name one.
 */
export class ImportMarks implements vscode.Disposable {
  readonly #folders: Folders;
  readonly #packages: VulnerablePackages;
  readonly #fail: Fail;
  readonly #collection = vscode.languages.createDiagnosticCollection('countersign-imports');
  readonly #marks = new Map<string, readonly ImportMark[]>();
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();
  readonly #disposable: vscode.Disposable;

  constructor(findings: Findings, folders: Folders, fail: Fail) {
    this.#folders = folders;
    this.#fail = fail;
    this.#packages = new VulnerablePackages(findings);
    const all = () => {
      for (const { document } of vscode.window.visibleTextEditors) this.#lookSoon(document);
    };
    const again = () => {
      this.#packages.forget();
      if (!findings.isFilling) all();
    };
    this.#disposable = vscode.Disposable.from(
      this.#collection,
      findings.onDidChange(again),
      findings.onDidMove(() => this.#packages.forget()),
      vscode.window.onDidChangeVisibleTextEditors(all),
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (this.#marks.has(document.uri.toString())) this.#lookSoon(document, typingDelayMs);
      }),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#forget(uri)),
    );
    all();
  }

  /** The marks that touch a range, as they stand since the file was last looked at. */
  in(uri: vscode.Uri, range: vscode.Range): readonly ImportMark[] {
    const marks = this.#marks.get(uri.toString()) ?? [];
    return marks.filter((mark) => mark.range.intersection(range) !== undefined);
  }

  dispose(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#disposable.dispose();
  }

  #lookSoon(document: vscode.TextDocument, delay = 0): void {
    const key = document.uri.toString();
    clearTimeout(this.#timers.get(key));
    const look = () => {
      this.#timers.delete(key);
      this.#look(document).catch(this.#fail);
    };
    this.#timers.set(key, setTimeout(look, delay));
  }

  async #look(document: vscode.TextDocument): Promise<void> {
    const { uri, version } = document;
    const folder = this.#folders().find((one) => pathIn(one.uri, uri) !== undefined);
    if (!folder || document.isClosed) return;
    const packages = await this.#packages.above(uri);
    const text = document.getText();
    const places =
      packages.size === 0 || text.length > maxLength
        ? []
        : await importPlaces(uri.path, text, new Set(packages.keys()), () => folder.ports.syntax());
    if (document.version !== version || document.isClosed) return;
    this.#set(
      uri,
      places.map((place) => markOf(place, packages.get(place.package) ?? [])),
    );
  }

  #set(uri: vscode.Uri, marks: readonly ImportMark[]): void {
    if (marks.length === 0 && !this.#marks.get(uri.toString())?.length) {
      this.#marks.set(uri.toString(), marks);
      return;
    }
    this.#marks.set(uri.toString(), marks);
    this.#collection.set(uri, marks.map(diagnosticOf));
  }

  #forget(uri: vscode.Uri): void {
    clearTimeout(this.#timers.get(uri.toString()));
    this.#marks.delete(uri.toString());
    this.#collection.delete(uri);
  }
}

function markOf(place: ImportPlace, found: readonly FolderFinding[]): ImportMark {
  const sorted = [...found].sort((a, b) => compareFindings(a.finding, b.finding));
  return { package: place.package, range: toRange(place.region), found: sorted };
}

/** It only tells: the finding itself stands in package.json, and is counted there. */
function diagnosticOf({ package: name, range, found }: ImportMark): vscode.Diagnostic {
  const [worst] = found;
  const count = found.length === 1 ? 'A finding says' : `${found.length} findings say`;
  const severity = worst ? `, ${found.length > 1 ? 'at worst ' : ''}${worst.finding.severity}` : '';
  const text = `${count} that the installed ${oneLine(name, 214)} is vulnerable${severity}.`;
  const mark = new vscode.Diagnostic(range, text, vscode.DiagnosticSeverity.Information);
  mark.source = diagnosticSource;
  mark.code = oneLine(worst?.finding.ruleId ?? '', 200);
  mark.relatedInformation = found.slice(0, maxRelated).map(({ uri, finding }) => {
    const place = new vscode.Location(uri, rangeOf(finding));
    return new vscode.DiagnosticRelatedInformation(place, oneLine(finding.message, 500));
  });
  return mark;
}
