import * as vscode from 'vscode';
import type { Location, Severity } from '../core/finding';
import { type Ref, signatureOf, worstRank } from '../core/findingIndex';
import { oneLine } from '../core/plainText';
import { toolsOf } from '../core/sameFlaw';
import { diagnosticSource } from '../ids';
import type { FolderFinding, Findings } from './findings';
import { rangeOf, toRange } from './findings';
import { fileUri } from './folder';
import type { RelatedPlaces } from './relatedPlaces';

/** The editor shows no more of one file; the findings view has them all. */
const maxPerFile = 1000;
/** More marks than this help nobody and cost memory; files that are shown have theirs in any case. */
const maxInAll = 5000;
/** Marks set at a time, and for how long, so that neither side of the editor is ever blocked. */
const atATime = 500;
const sliceMs = 10;
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

/** Keeps the Problems view and the squiggles in step with the findings that are open. */
export function registerDiagnostics(findings: Findings, related: RelatedPlaces): vscode.Disposable {
  const collection = vscode.languages.createDiagnosticCollection('countersign');
  /** What stands in the collection, so that only the files that changed are set again. */
  const shown = new Map<string, string>();
  const moved = new Map<string, ReturnType<typeof setTimeout>>();
  let round = 0;

  /** Answers how many marks were set. */
  const set = (uri: vscode.Uri, refs = findings.openIn(uri)): number => {
    const key = uri.toString();
    const some = refs.slice(0, maxPerFile);
    const state = `${signatureOf(findings.index, some)} ${related.version(uri)}`;
    if (some.length === 0) shown.delete(key);
    else if (shown.get(key) === state) return 0;
    else shown.set(key, state);
    const marks = some.map((ref) => diagnosticOf(findings.get(ref), related));
    collection.set(uri, marks.length > 0 ? marks : undefined);
    return marks.length;
  };
  const publish = async () => {
    const mine = ++round;
    // What is shown of a report that is still being read would be set anew again and again.
    const chosen = findings.isFilling ? visibleFiles(findings) : chosenFiles(findings);
    await nextTurn();
    if (mine !== round) return;
    const uris = new Map(chosen.map((ref) => [findings.uriOf(ref).toString(), ref]));
    let pause = pauser();
    const due = findings.isFilling ? [] : shown.keys();
    for (const key of [...due, ...uris.keys()]) {
      const uri = vscode.Uri.parse(key, true);
      const count = set(uri, uris.has(key) ? findings.openIn(uri) : []);
      if (!pause(count)) continue;
      await nextTurn();
      if (mine !== round) return;
      pause = pauser();
    }
  };
  const publishSoon = () => {
    publish().catch(() => undefined);
  };
  const setSoon = (uri: vscode.Uri) => {
    const key = uri.toString();
    clearTimeout(moved.get(key));
    const later = () => {
      moved.delete(key);
      set(uri);
    };
    moved.set(key, setTimeout(later, typingDelayMs));
  };

  publishSoon();
  return vscode.Disposable.from(
    findings.onDidChange(publishSoon),
    findings.onDidMove(setSoon),
    related.onDidChange(setSoon),
    vscode.window.onDidChangeVisibleTextEditors((editors) => {
      for (const { document } of editors) setSoon(document.uri);
    }),
    new vscode.Disposable(() => {
      round++;
      for (const timer of moved.values()) clearTimeout(timer);
      collection.dispose();
    }),
  );
}

/** Says when it is time to let others work: after so many marks or so long. */
function pauser(): (marks: number) => boolean {
  const end = performance.now() + sliceMs;
  let left = atATime;
  return (marks) => {
    left -= marks;
    return left <= 0 || performance.now() > end;
  };
}

/**
 * One finding of each file to mark: of those with the worst findings, up to the limit, and of what
 * the user looks at.
 */
function chosenFiles(findings: Findings): readonly Ref[] {
  const files = [...findings.openFiles()];
  const total = files.reduce((sum, refs) => sum + Math.min(refs.length, maxPerFile), 0);
  const firsts = (some: typeof files) => some.flatMap(([first]) => first ?? []);
  if (total <= maxInAll) return firsts(files);
  let left = maxInAll;
  const worst = new Map(files.map((refs) => [refs, worstRank(findings.index, refs)]));
  const marked = files
    .sort((a, b) => (worst.get(a) ?? 0) - (worst.get(b) ?? 0))
    .filter((refs) => {
      left -= Math.min(refs.length, maxPerFile);
      return left >= 0;
    });
  return [...firsts(marked), ...visibleFiles(findings)];
}

function visibleFiles(findings: Findings): readonly Ref[] {
  const { visibleTextEditors } = vscode.window;
  return visibleTextEditors.flatMap(({ document }) => findings.openIn(document.uri)[0] ?? []);
}

/** Everything in it is plain text, and every place is a file of the folder: no address from a report. */
function diagnosticOf(shown: FolderFinding, related: RelatedPlaces): vscode.Diagnostic {
  const { folder, finding } = shown;
  const { severity, ruleId, message, also } = finding;
  const found = also ? ` (${oneLine(toolsOf(finding), 200)})` : '';
  const text = `${severity[0]?.toUpperCase()}${severity.slice(1)}: ${oneLine(message, 2000)}${found}`;
  const diagnostic = new vscode.Diagnostic(marked(rangeOf(finding)), text, severityOf[severity]);
  diagnostic.source = diagnosticSource;
  diagnostic.code = oneLine(ruleId, 200);
  const places = related.of(shown);
  if (places.length > 0) {
    diagnostic.relatedInformation = places
      .slice(0, maxRelated)
      .map((place) => relatedAt(folder.uri, place, place.name));
  }
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

/** Lets the extension host answer whatever else is waiting. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}
