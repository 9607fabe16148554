import * as vscode from 'vscode';
import type { Location } from '../core/finding';
import type { FolderFinding, Findings } from './findings';

/** A place that belongs to a finding, and what it is when the report does not say. */
export interface NamedPlace extends Location {
  readonly name: string;
}

/** Of one file; the places of more are read when their findings are opened. */
const maxFindings = 100;

/**
 * The related places and data flows of the findings in the files that are shown. Lists do without
 * them: they are read from the report when somebody looks at the code.
 */
export class RelatedPlaces implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  /** The places of findings in this file are known now. */
  readonly onDidChange = this.#changed.event;
  readonly #findings: Findings;
  readonly #fail: (error: unknown) => void;
  /** By file, then by the finding's id. */
  readonly #known = new Map<string, Map<string, readonly NamedPlace[]>>();
  readonly #disposable: vscode.Disposable;
  #work: Promise<unknown> = Promise.resolve();

  constructor(findings: Findings, fail: (error: unknown) => void) {
    this.#findings = findings;
    this.#fail = fail;
    const look = () => this.#look(vscode.window.visibleTextEditors);
    this.#disposable = vscode.Disposable.from(
      this.#changed,
      vscode.window.onDidChangeVisibleTextEditors(look),
      findings.onDidChange(() => {
        this.#known.clear();
        look();
      }),
    );
  }

  of({ uri, finding }: FolderFinding): readonly NamedPlace[] {
    return this.#known.get(uri.toString())?.get(finding.id) ?? [];
  }

  /** Another number when other places of the file are known. */
  version(uri: vscode.Uri): number {
    return this.#known.get(uri.toString())?.size ?? 0;
  }

  dispose(): void {
    this.#disposable.dispose();
  }

  #look(editors: readonly vscode.TextEditor[]): void {
    for (const { document } of editors) {
      const key = document.uri.toString();
      if (this.#known.has(key)) continue;
      const due = this.#findings
        .openIn(document.uri)
        .slice(0, maxFindings)
        .map((ref) => this.#findings.get(ref))
        .filter(
          ({ finding }) => finding.kind === 'code' && (finding.hasFlow || finding.hasRelated),
        );
      if (due.length === 0) continue;
      this.#known.set(key, new Map());
      this.#work = this.#work.then(() => this.#read(document.uri, due)).catch(this.#fail);
    }
  }

  async #read(uri: vscode.Uri, due: readonly FolderFinding[]): Promise<void> {
    const known = this.#known.get(uri.toString());
    if (!known) return;
    for (const found of due) {
      // The report may have changed since; then all is read anew.
      const whole = await this.#findings.whole(found).catch(() => undefined);
      if (whole?.kind !== 'code') continue;
      const flow = whole.codeFlows[0] ?? [];
      known.set(found.finding.id, [
        ...whole.related.map((place) => ({ ...place, name: 'Related place' })),
        ...(whole.guard ? [{ ...whole.guard, name: 'A check that stands before it' }] : []),
        ...flow.map((place, index) => ({ ...place, name: `Data flow, step ${index + 1}` })),
      ]);
    }
    this.#changed.fire(uri);
  }
}
