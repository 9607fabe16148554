import type { CodeFinding, Location, Position, Region, Severity } from './finding';
import { findSnippet } from './drift';
import { type TextIndex, indexText } from './lines';
import { createLocator } from './locate';
import { defined, prose, webAddress } from './readers/json';
import type { ReportedCode } from './readers/reported';

/** What another extension of the editor says of a place in a file. Nothing in it is trusted. */
export interface Remark {
  /** Names the extension or its scanner. */
  readonly source: string;
  readonly code?: string;
  readonly severity: Severity;
  readonly message: string;
  readonly region: Region;
  /** An address where the rule is explained. */
  readonly help?: string;
  readonly related: readonly Location[];
}

/** A remark that was taken as a finding, and the code that it was about. */
export interface Adopted {
  /** In the coordinates that it was adopted in: see `placeNow`. */
  readonly finding: CodeFinding;
  /** The lines of its region, or the first of them. */
  readonly code: string;
}

const longest = { source: 100, code: 200, message: 2000, related: 20, cwe: 10 } as const;
const maxLines = 20;
const maxCode = 4000;

/**
 * The finding that a remark speaks of. Its id is as if it stood in a report of that tool. `all` are
 * the remarks of the same file, among which equal ones are told apart; `text` is the file's own.
 */
export function adopt(remark: Remark, all: readonly Remark[], path: string, text: string): Adopted {
  const index = indexText(text);
  const region = within(index, remark.region);
  const reported = reportedAs(remark, region);
  const others = all
    .filter((one) => sourceOf(one) === reported.tool.name && ruleOf(one) === reported.ruleId)
    .filter((one) => sameness(one) !== sameness(remark))
    .map((one) => reportedAs(one, within(index, one.region)));
  const id = idAmong([reported, ...others], path, text);
  const { location: _said, ...told } = reported;
  const related = remark.related.slice(0, longest.related).map(plainPlace);
  const parts = { location: { path, region }, related, codeFlows: [], fixes: [] };
  const finding: CodeFinding = { ...told, ...parts, id };
  return { finding, code: codeAt(index, region) };
}

/** What a remark's rule is called in its finding. */
export function ruleOf({ code }: Pick<Remark, 'code'>): string {
  return prose(code, longest.code) ?? 'no-rule-id';
}

/** Where the code of an adopted finding is in the file's text as it is now; undefined when it is gone. */
export function placeNow({ finding, code }: Adopted, text: string): Region | undefined {
  const index = indexText(text);
  const before = finding.location.region;
  if (before === undefined) return undefined;
  const same = within(index, before);
  if (same.start.line === before.start.line && codeAt(index, same) === code) return same;
  const lines = code.split(lineBreaks);
  const first = lines.findIndex((line) => line.trim() !== '');
  const found = first < 0 ? undefined : findSnippet(index, code.trim(), before.start.line + first);
  if (found === undefined) return undefined;
  const down = found.start.line - first - before.start.line;
  const right = found.start.character - marginOf(lines[first] ?? '');
  const moved = (at: Position): Position => ({
    line: at.line + down,
    character: Math.max(0, at.character + (at.line === before.start.line + first ? right : 0)),
  });
  return within(index, { start: moved(before.start), end: moved(before.end) });
}

const lineBreaks = /\r\n|\n|\r/;

function sourceOf({ source }: Remark): string {
  return prose(source, longest.source) ?? 'unknown';
}

function reportedAs(remark: Remark, { start, end }: Region): ReportedCode {
  const help = webAddress(remark.help);
  return defined({
    kind: 'code' as const,
    tool: { name: sourceOf(remark) },
    ruleId: ruleOf(remark),
    severity: remark.severity,
    message: prose(remark.message, longest.message) ?? '(no message)',
    cwe: cweIn(`${remark.code ?? ''} ${remark.message} ${help ?? ''}`),
    help: help === undefined ? undefined : { uri: help },
    location: {
      region: {
        unit: 'utf16CodeUnits' as const,
        startLine: start.line + 1,
        startColumn: start.character + 1,
        endLine: end.line + 1,
        endColumn: end.character + 1,
      },
    },
    related: [],
    codeFlows: [],
    fixes: [],
  });
}

/** The id of the first of several findings in a file. */
function idAmong(findings: readonly ReportedCode[], path: string, text: string): string {
  let id = '';
  const files = { resolve: () => path, text: () => text };
  const locator = createLocator('', files, (placed) => {
    if (placed.ordinal === 0) id = placed.id;
  });
  findings.forEach((finding, ordinal) => locator.add(finding, ordinal));
  const changed = locator.finish().newIds.find(([row]) => row === 0);
  return changed?.[1] ?? id;
}

function sameness({ message, region }: Remark): string {
  return JSON.stringify([message, region]);
}

function cweIn(text: string): readonly string[] {
  const said = text.slice(0, 10_000).matchAll(/\bCWE[-_: ]?0*(\d{1,5})\b/gi);
  const ids = [...said].map(([, number = '']) => `CWE-${number}`);
  return [...new Set(ids)].slice(0, longest.cwe);
}

function plainPlace({ path, region, message }: Location): Location {
  const said = prose(message, longest.message);
  return { path, ...(region && { region }), ...(said !== undefined && { message: said }) };
}

function codeAt(text: TextIndex, { start, end }: Region): string {
  const last = Math.min(end.line, start.line + maxLines - 1);
  const from = text.lineStart(start.line);
  return text.text.slice(from, Math.min(text.lineEnd(last), from + maxCode));
}

/** The nearest region that the text has. */
function within(text: TextIndex, { start, end }: Region): Region {
  const clamped = (at: Position): Position => {
    const line = clamp(at.line, text.lineCount - 1);
    return { line, character: clamp(at.character, text.lineEnd(line) - text.lineStart(line)) };
  };
  const [from, to] = [clamped(start), clamped(end)];
  return isBefore(to, from) ? { start: from, end: from } : { start: from, end: to };
}

function clamp(value: number, max: number): number {
  return Math.min(Math.max(Math.trunc(value) || 0, 0), max);
}

function marginOf(line: string): number {
  return line.length - line.trimStart().length;
}

function isBefore(a: Position, b: Position): boolean {
  return a.line < b.line || (a.line === b.line && a.character < b.character);
}
