import type { Severity } from '../finding';
import {
  type Skipped,
  confidenceText,
  gather,
  helpOf,
  listedLines,
  skipped,
  skips,
  suppressedInSource,
  weaknesses,
} from './codeReport';
import { defined, get, isObject, list, prose, token } from './json';
import type { Report, ReportedCode, ReportedRegion } from './reported';

const severities = new Map<unknown, Severity>([
  ['HIGH', 'high'],
  ['MEDIUM', 'medium'],
  ['LOW', 'low'],
]);

/** Whether this is such a report, by its content. */
export function isGosecJson(content: unknown): boolean {
  return (
    get(content, 'Issues') !== undefined &&
    (isObject(get(content, 'Stats')) ||
      isObject(get(content, 'Golang errors')) ||
      list(get(content, 'Issues')).some((one) => typeof get(one, 'rule_id') === 'string'))
  );
}

/**
 * Reads `gosec -fmt json`. Severities keep their names: in gosec's SARIF high and medium would be the
 * same. Columns count UTF-8 bytes, as Go does; only the start has one, so the region is not empty.
 */
export function readGosecJson(name: string, content: unknown): Report {
  const gathering = gather(name, 'gosec');
  const version = prose(get(content, 'GosecVersion'), 100);
  // A build of one's own is called dev.
  const tool = defined({ name: 'gosec', version: version === 'dev' ? undefined : version });
  const issues = get(content, 'Issues') ?? [];
  if (!Array.isArray(issues)) gathering.problems.note('it has no list of issues; run gosec again');
  gathering.each(list(issues), (one) => readIssue(tool, one));
  const errors = get(content, 'Golang errors');
  for (const [file, ofFile] of isObject(errors) ? Object.entries(errors) : []) {
    for (const error of list(ofFile)) {
      const said = prose(get(error, 'error'), 200) ?? 'no reason given';
      gathering.problems.add(skips.notScanned, `${file}: ${said}`);
    }
  }
  return gathering.report();
}

function readIssue(tool: ReportedCode['tool'], issue: unknown): ReportedCode | Skipped {
  if (!isObject(issue)) return skipped(skips.notAResult);
  const ruleId = token(get(issue, 'rule_id'), 1000);
  if (ruleId === undefined) return skipped(skips.noRule);
  const uri = token(get(issue, 'file'));
  if (uri === undefined) return skipped(skips.noFile, ruleId);
  const cwe = get(issue, 'cwe');
  return defined({
    kind: 'code' as const,
    tool,
    ruleId,
    severity: severities.get(get(issue, 'severity')) ?? 'medium',
    message: prose(get(issue, 'details')) ?? ruleId,
    cwe: weaknesses(get(cwe, 'id') ?? get(cwe, 'ID')),
    help: helpOf([confidenceText(get(issue, 'confidence'))], [get(cwe, 'url') ?? get(cwe, 'URL')]),
    suppressed: whySuppressed(issue),
    location: defined({ uri, region: regionOf(issue) }),
    related: [],
    codeFlows: [],
    fixes: [],
  });
}

/** `line` is `12` or `10-12`, `column` is `5`, all as text. */
function regionOf(issue: unknown): ReportedRegion | undefined {
  const line = get(issue, 'line');
  const [, first, last = first] =
    /^(\d{1,9})(?:-(\d{1,9}))?$/.exec(String(numberOrText(line))) ?? [];
  const column = /^[1-9]\d{0,8}$/.exec(String(numberOrText(get(issue, 'column'))))?.[0];
  const startLine = Number(first ?? 0);
  const endLine = Math.max(startLine, Number(last ?? 0));
  if (startLine === 0) return undefined;
  return defined({
    startLine,
    startColumn: column === undefined ? undefined : Number(column),
    endLine,
    snippet: listedLines(get(issue, 'code'), startLine, endLine),
    unit: 'utf8Bytes' as const,
  });
}

function numberOrText(value: unknown): string | number {
  return typeof value === 'number' || typeof value === 'string' ? value : '';
}

function whySuppressed(issue: unknown): string | undefined {
  const suppressions = list(get(issue, 'suppressions'));
  if (suppressions.length === 0 && get(issue, 'nosec') !== true) return undefined;
  const reasons = suppressions.flatMap((one) => prose(get(one, 'justification'), 1000) ?? []);
  return reasons.length === 0 ? suppressedInSource : [...new Set(reasons)].slice(0, 10).join('; ');
}
