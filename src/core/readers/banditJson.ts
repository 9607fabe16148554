import type { Severity } from '../finding';
import {
  type Skipped,
  confidenceText,
  gather,
  helpOf,
  listedLines,
  skipped,
  skips,
  weaknesses,
} from './codeReport';
import { defined, get, isObject, list, prose, token, whole } from './json';
import type { Report, ReportedCode, ReportedRegion } from './reported';

const severities = new Map<unknown, Severity>([
  ['HIGH', 'high'],
  ['MEDIUM', 'medium'],
  ['LOW', 'low'],
  ['UNDEFINED', 'info'],
]);

/** Whether this is such a report, by its content. */
export function isBanditJson(content: unknown): boolean {
  return (
    Array.isArray(get(content, 'results')) &&
    (isObject(get(content, 'metrics')) ||
      list(get(content, 'results')).some((one) => typeof get(one, 'issue_text') === 'string'))
  );
}

/**
 * Reads `bandit -f json`. Severities keep their names; UNDEFINED has no level in Bandit's SARIF, so it is
 * info. Where there are columns, they count UTF-8 bytes from 0, as Python's syntax trees do.
 */
export function readBanditJson(name: string, content: unknown): Report {
  const gathering = gather(name, 'bandit');
  gathering.each(list(get(content, 'results')), readResult);
  for (const error of list(get(content, 'errors'))) {
    const file = prose(get(error, 'filename'), 200) ?? 'a file';
    const reason = prose(get(error, 'reason'), 200) ?? 'no reason given';
    gathering.problems.add(skips.notScanned, `${file}: ${reason}`);
  }
  return gathering.report();
}

function readResult(result: unknown): ReportedCode | Skipped {
  if (!isObject(result)) return skipped(skips.notAResult);
  const ruleId = token(get(result, 'test_id'), 1000) ?? token(get(result, 'test_name'), 1000);
  if (ruleId === undefined) return skipped(skips.noRule);
  const uri = token(get(result, 'filename'));
  if (uri === undefined) return skipped(skips.noFile, ruleId);
  const cwe = get(result, 'issue_cwe');
  return defined({
    kind: 'code' as const,
    tool: { name: 'Bandit' },
    ruleId,
    severity: severities.get(get(result, 'issue_severity')) ?? 'medium',
    message: prose(get(result, 'issue_text')) ?? ruleId,
    cwe: weaknesses(get(cwe, 'id')),
    help: helpOf(
      [confidenceText(get(result, 'issue_confidence'))],
      [get(result, 'more_info'), get(cwe, 'link')],
    ),
    location: defined({ uri, region: regionOf(result) }),
    related: [],
    codeFlows: [],
    fixes: [],
  });
}

function regionOf(result: unknown): ReportedRegion | undefined {
  const startLine = whole(get(result, 'line_number'));
  if (!startLine) return undefined;
  const lines = list(get(result, 'line_range')).flatMap((line) => whole(line) ?? []);
  const endLine = lines.reduce((last, line) => Math.max(last, line), startLine);
  const from = whole(get(result, 'col_offset'));
  const to = whole(get(result, 'end_col_offset'));
  // The columns are those of the whole construct, the line may be one inside of it.
  const isWhole = lines.every((line) => line >= startLine);
  const hasEnd = isWhole && from !== undefined && Boolean(to);
  return defined({
    startLine,
    startColumn: isWhole && from !== undefined ? from + 1 : undefined,
    endLine,
    endColumn: hasEnd && to !== undefined ? to + 1 : undefined,
    snippet: listedLines(get(result, 'code'), startLine, endLine),
    unit: 'utf8Bytes' as const,
  });
}
