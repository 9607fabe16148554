import type { Severity } from '../finding';
import { type Skipped, gather, helpOf, skipped, skips } from './codeReport';
import { defined, get, isObject, list, prose, token, whole } from './json';
import type { Tally } from './problems';
import type { ColumnUnit, Report, ReportedCode, ReportedFix, ReportedRegion } from './reported';
import { maxFixText } from './sarifResult';

const severities = new Map<unknown, Severity>([
  ['error', 'high'],
  ['warning', 'medium'],
  ['info', 'low'],
  ['style', 'info'],
]);

/** Whether this is such a report, by its content. */
export function isShellcheckJson(content: unknown): boolean {
  return list(content).some(isComment) || isReport(get(content, 'comments'));
}

/** A report without findings has an empty list. */
function isReport(comments: unknown): boolean {
  return Array.isArray(comments) && (comments.length === 0 || comments.some(isComment));
}

function isComment(value: unknown): boolean {
  return (
    typeof get(value, 'code') === 'number' &&
    typeof get(value, 'level') === 'string' &&
    typeof get(value, 'file') === 'string'
  );
}

/**
 * Reads `shellcheck -f json1` and `-f json`. Columns count code points; in the older `json` a tab goes up
 * to the next multiple of 8. Severities are the four levels in their order.
 */
export function readShellcheckJson(name: string, content: unknown): Report {
  const gathering = gather(name, 'shellcheck');
  const unit = Array.isArray(content) ? 'tabbedCodePoints' : 'unicodeCodePoints';
  const comments = Array.isArray(content) ? list(content) : list(get(content, 'comments'));
  gathering.each(comments, (one) => readComment(unit, one, gathering.problems));
  return gathering.report();
}

function readComment(unit: ColumnUnit, comment: unknown, problems: Tally): ReportedCode | Skipped {
  if (!isObject(comment)) return skipped(skips.notAResult);
  const code = whole(get(comment, 'code'));
  if (code === undefined) return skipped(skips.noRule);
  const ruleId = `SC${code}`;
  const uri = token(get(comment, 'file'));
  if (uri === undefined) return skipped(skips.noFile, ruleId);
  return defined({
    kind: 'code' as const,
    tool: { name: 'ShellCheck' },
    ruleId,
    severity: severities.get(get(comment, 'level')) ?? 'medium',
    message: prose(get(comment, 'message')) ?? ruleId,
    cwe: [],
    help: helpOf([], `https://www.shellcheck.net/wiki/${ruleId}`),
    location: defined({ uri, region: regionOf(unit, comment) }),
    related: [],
    codeFlows: [],
    fixes: readFix(unit, uri, get(comment, 'fix'), problems),
  });
}

function regionOf(unit: ColumnUnit, place: unknown): ReportedRegion | undefined {
  const startLine = whole(get(place, 'line'));
  if (!startLine) return undefined;
  const startColumn = whole(get(place, 'column'));
  const endLine = whole(get(place, 'endLine')) ?? startLine;
  const endColumn = whole(get(place, 'endColumn'));
  // A mere point is shown to the end of its line.
  const isPoint = endLine === startLine && endColumn === startColumn;
  return defined({
    startLine,
    startColumn,
    endLine,
    endColumn: isPoint ? undefined : endColumn,
    unit,
  });
}

interface Replacement {
  readonly region: ReportedRegion;
  readonly text: string;
  /** Higher ones are made first. */
  readonly precedence: number;
  /** Whether what is inserted at the same place later goes in front of it. */
  readonly staysBehind: boolean;
}

function readFix(
  unit: ColumnUnit,
  uri: string,
  fix: unknown,
  problems: Tally,
): readonly ReportedFix[] {
  const given = list(get(fix, 'replacements'));
  if (given.length === 0) return [];
  const read = given.map((one) => readReplacement(unit, one));
  const replacements = read.filter((one) => one !== undefined);
  if (replacements.length < given.length) {
    problems.add(skips.badFix);
    return [];
  }
  const changes = inOrder(replacements).map(({ region, text }) => ({ region, text }));
  return [{ changes: [{ uri, replacements: changes }] }];
}

function readReplacement(unit: ColumnUnit, value: unknown): Replacement | undefined {
  const startLine = whole(get(value, 'line'));
  const startColumn = whole(get(value, 'column'));
  const endLine = whole(get(value, 'endLine'));
  const endColumn = whole(get(value, 'endColumn'));
  const text = get(value, 'replacement');
  if (!startLine || !startColumn || !endLine || !endColumn) return undefined;
  if (typeof text !== 'string' || text.length > maxFixText) return undefined;
  return {
    region: { startLine, startColumn, endLine, endColumn, unit },
    text,
    precedence: whole(get(value, 'precedence')) ?? 0,
    staysBehind: get(value, 'insertionPoint') === 'afterEnd',
  };
}

/**
 * Insertions at one place in the order in which their texts stand there in the end. Those with the
 * higher precedence are made first; a later one goes behind those of `beforeStart` and in front of
 * those of `afterEnd`. Between other places the order means nothing.
 */
function inOrder(replacements: readonly Replacement[]): readonly Replacement[] {
  const first = [...replacements].sort((a, b) => b.precedence - a.precedence);
  return [
    ...first.filter(({ staysBehind }) => !staysBehind),
    ...first.filter(({ staysBehind }) => staysBehind).reverse(),
  ];
}
