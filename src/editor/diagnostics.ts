import * as vscode from 'vscode';
import type { Location, Severity } from '../core/finding';
import { oneLine } from '../core/plainText';
import { diagnosticSource } from '../ids';
import type { FolderFinding, Findings } from './findings';
import { rangeOf, toRange } from './findings';
import { fileUri } from './folder';

/** The editor shows no more of one file; the findings view has them all. */
const maxPerFile = 1000;
/** Files set at a time, so that neither side of the editor is ever blocked for long. */
const filesAtATime = 50;
const maxRelated = 20;
/** A longer squiggle hides the code: then only the first line is marked. */
const maxMarkedLines = 10;
/** How long typing must rest before the marks are set again. The editor moves them meanwhile. */
const typingDelayMs = 150;

const severityOf: Readonly<Record<Severity, vscode.DiagnosticSeverity>> = {
  critical: vscode.DiagnosticSeverity.Error,
  high: vscode.DiagnosticSeverity.Error,
  medium: vscode.DiagnosticSeverity.Warning,
  low: vscode.DiagnosticSeverity.Information,
  info: vscode.DiagnosticSeverity.Hint,
};

/** Keeps the Problems view and the squiggles in step with the findings. */
export function registerDiagnostics(findings: Findings): vscode.Disposable {
  const collection = vscode.languages.createDiagnosticCollection('countersign');
  /** What stands in the collection, so that only the files that changed are set again. */
  const shown = new Map<string, readonly FolderFinding[]>();
  const moved = new Map<string, ReturnType<typeof setTimeout>>();
  let round = 0;

  const publish = async () => {
    const mine = ++round;
    const due: vscode.Uri[] = [];
    for (const [key, old] of shown) {
      const [one] = old;
      if (one && !findings.files.has(key)) due.push(one.uri);
    }
    for (const [key, list] of findings.files) {
      const [one] = list;
      if (one && !sameItems(shown.get(key), list)) due.push(one.uri);
    }
    for (let at = 0; at < due.length && mine === round; at += filesAtATime) {
      set(due.slice(at, at + filesAtATime));
      await nextTurn();
    }
  };
  const set = (uris: readonly vscode.Uri[]) => {
    collection.set(
      uris.map((uri): [vscode.Uri, vscode.Diagnostic[] | undefined] => {
        const list = findings.inFile(uri);
        if (list.length > 0) shown.set(uri.toString(), list);
        else shown.delete(uri.toString());
        return [uri, list.length > 0 ? list.slice(0, maxPerFile).map(diagnosticOf) : undefined];
      }),
    );
  };
  const setSoon = (uri: vscode.Uri) => {
    const key = uri.toString();
    clearTimeout(moved.get(key));
    const later = () => {
      moved.delete(key);
      set([uri]);
    };
    moved.set(key, setTimeout(later, typingDelayMs));
  };

  void publish();
  return vscode.Disposable.from(
    findings.onDidChange(() => void publish()),
    findings.onDidMove(setSoon),
    new vscode.Disposable(() => {
      round++;
      for (const timer of moved.values()) clearTimeout(timer);
      collection.dispose();
    }),
  );
}

/** Everything in it is plain text, and every place is a file of the folder: no address from a report. */
function diagnosticOf({ folder, finding }: FolderFinding): vscode.Diagnostic {
  const { severity, ruleId, message } = finding;
  const text = `${severity[0]?.toUpperCase()}${severity.slice(1)}: ${oneLine(message, 2000)}`;
  const diagnostic = new vscode.Diagnostic(marked(rangeOf(finding)), text, severityOf[severity]);
  diagnostic.source = diagnosticSource;
  diagnostic.code = oneLine(ruleId, 200);
  const flow = finding.kind === 'code' ? (finding.codeFlows[0] ?? []) : [];
  diagnostic.relatedInformation = [
    ...finding.related.map((place) => ({ place, unnamed: 'Related place' })),
    ...flow.map((place, index) => ({ place, unnamed: `Data flow, step ${index + 1}` })),
  ]
    .slice(0, maxRelated)
    .map(({ place, unnamed }) => relatedAt(folder.uri, place, unnamed));
  return diagnostic;
}

function relatedAt(
  folder: vscode.Uri,
  { path, region, message }: Location,
  unnamed: string,
): vscode.DiagnosticRelatedInformation {
  const location = new vscode.Location(fileUri({ uri: folder }, path), toRange(region));
  return new vscode.DiagnosticRelatedInformation(location, oneLine(message ?? unnamed, 500));
}

function marked(range: vscode.Range): vscode.Range {
  if (range.end.line - range.start.line < maxMarkedLines) return range;
  return new vscode.Range(range.start, range.start.translate(1).with({ character: 0 }));
}

function sameItems<T>(a: readonly T[] | undefined, b: readonly T[]): boolean {
  return a?.length === b.length && a.every((item, index) => item === b[index]);
}

/** Lets the extension host answer whatever else is waiting. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}
