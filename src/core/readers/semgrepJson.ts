import type { Severity } from '../finding';
import {
  type Skipped,
  confidenceText,
  gather,
  helpOf,
  skipped,
  skips,
  suppressedInSource,
  weaknesses,
} from './codeReport';
import { defined, get, isObject, list, maxTextLength, prose, token, whole } from './json';
import type { Skip, Tally } from './problems';
import type {
  Report,
  ReportedCode,
  ReportedFix,
  ReportedLocation,
  ReportedRegion,
} from './reported';
import { maxFixText, maxFlowSteps } from './sarifResult';

const patternFix: Skip = [
  'fix is a pattern to replace, which is not offered',
  'fixes are patterns to replace, which are not offered',
];
const inHistory: Skip = [
  'result is in an earlier commit and not in the files as they are',
  'results are in earlier commits and not in the files as they are',
];

const severities = new Map<unknown, Severity>([
  ['CRITICAL', 'critical'],
  ['HIGH', 'high'],
  ['ERROR', 'high'],
  ['MEDIUM', 'medium'],
  ['WARNING', 'medium'],
  ['LOW', 'low'],
  ['INFO', 'low'],
  ['INVENTORY', 'info'],
  ['EXPERIMENT', 'info'],
]);

/** Whether this is such a report, by its content. */
export function isSemgrepJson(content: unknown): boolean {
  return (
    list(get(content, 'results')).some((one) => token(get(one, 'check_id')) !== undefined) ||
    (Array.isArray(get(content, 'results')) &&
      Array.isArray(get(content, 'errors')) &&
      isObject(get(content, 'paths')))
  );
}

/**
 * Reads `semgrep --json`, also that of Opengrep. Columns and offsets count UTF-8 bytes, from 1 and from 0, and
 * ends are exclusive. ERROR, WARNING and INFO are high, medium and low, which is what their levels
 * in Semgrep's SARIF become; the newer names are our own.
 */
export function readSemgrepJson(name: string, content: unknown): Report {
  const gathering = gather(name, 'semgrep');
  const { problems } = gathering;
  const tool = defined({ name: 'Semgrep', version: prose(get(content, 'version'), 100) });
  gathering.each(list(get(content, 'results')), (one) => readResult(tool, one, problems));
  for (const error of list(get(content, 'errors'))) {
    const path = prose(get(error, 'path'), 200);
    const said = prose(get(error, 'message') ?? get(error, 'type'), 200);
    problems.add(skips.notScanned, [path, said].filter((one) => one !== undefined).join(': '));
  }
  return gathering.report();
}

function readResult(
  tool: ReportedCode['tool'],
  result: unknown,
  problems: Tally,
): ReportedCode | Skipped {
  const extra = get(result, 'extra');
  if (!isObject(result)) return skipped(skips.notAResult);
  const ruleId = token(get(result, 'check_id'), 1000);
  if (ruleId === undefined) return skipped(skips.noRule);
  const uri = token(get(result, 'path'));
  if (uri === undefined) return skipped(skips.noFile, ruleId);
  if (isObject(get(extra, 'historical_info'))) return skipped(inHistory, uri);
  const region = regionOf(result);
  const metadata = get(extra, 'metadata');
  return defined({
    kind: 'code' as const,
    tool,
    ruleId,
    severity: severities.get(get(extra, 'severity')) ?? 'medium',
    message: prose(get(extra, 'message')) ?? ruleId,
    cwe: weaknesses(get(metadata, 'cwe')),
    help: helpOf(
      [confidenceText(get(metadata, 'confidence'))],
      [get(metadata, 'references'), get(metadata, 'source'), get(metadata, 'shortlink')].flat(),
    ),
    suppressed: get(extra, 'is_ignored') === true ? suppressedInSource : undefined,
    location: defined({ uri, region: withLines(region, get(extra, 'lines')) }),
    related: [],
    codeFlows: readFlow(get(extra, 'dataflow_trace'), problems),
    fixes: readFixes(uri, region, extra, problems),
  });
}

function regionOf(owner: unknown): ReportedRegion | undefined {
  const start = get(owner, 'start');
  const end = get(owner, 'end');
  const startLine = whole(get(start, 'line'));
  if (!startLine) return undefined;
  const from = whole(get(start, 'offset'));
  const to = whole(get(end, 'offset'));
  // Where Semgrep knows no offset it writes -1 or 0.
  const hasOffsets = from !== undefined && to !== undefined && to > from;
  return defined({
    startLine,
    startColumn: whole(get(start, 'col')),
    endLine: whole(get(end, 'line')),
    endColumn: whole(get(end, 'col')),
    byteOffset: hasOffsets ? from : undefined,
    byteLength: hasOffsets ? to - from : undefined,
    unit: 'utf8Bytes' as const,
  });
}

/** The whole lines of the match tell where it went when the file has changed. */
function withLines(region: ReportedRegion | undefined, lines: unknown): ReportedRegion | undefined {
  const isCode = typeof lines === 'string' && lines !== 'requires login';
  if (region === undefined || !isCode || lines.length > maxTextLength) return region;
  return { ...region, snippet: lines };
}

function readFixes(
  uri: string,
  region: ReportedRegion | undefined,
  extra: unknown,
  problems: Tally,
): readonly ReportedFix[] {
  const text = get(extra, 'fix') ?? undefined;
  if (text === undefined) {
    if (isObject(get(extra, 'fix_regex'))) problems.add(patternFix);
    return [];
  }
  // Without its end a region says too little to replace it.
  const isWhole = region?.startColumn && region.endLine && region.endColumn;
  if (!isWhole || typeof text !== 'string' || text.length > maxFixText) {
    problems.add(skips.badFix);
    return [];
  }
  return [{ changes: [{ uri, replacements: [{ region, text }] }] }];
}

/** One way of the data, from its source to where it must not go. */
function readFlow(trace: unknown, problems: Tally): readonly (readonly ReportedLocation[])[] {
  const source = callLevels(get(trace, 'taint_source')).reverse();
  const sink = callLevels(get(trace, 'taint_sink'));
  const steps = [
    ...source.flatMap(({ call, inside }) => [...inside, call]),
    ...variables(get(trace, 'intermediate_vars')),
    ...sink.flatMap(({ call, inside }) => [call, ...inside]),
  ].filter(({ uri }) => uri !== undefined);
  if (steps.length > maxFlowSteps) problems.add(skips.longFlow);
  return steps.length === 0 ? [] : [steps.slice(0, maxFlowSteps)];
}

interface CallLevel {
  readonly call: ReportedLocation;
  /** The steps inside of the function that is called. */
  readonly inside: readonly ReportedLocation[];
}

/** `["CliLoc", [place, code]]`, or `["CliCall", [[place, code], variables, what is inside]]`. */
function callLevels(trace: unknown): CallLevel[] {
  const levels: CallLevel[] = [];
  for (let next: unknown = trace; next !== undefined;) {
    const [kind, body] = list(next);
    const [first, inside, nested] = list(body);
    const isCall = kind === 'CliCall';
    const [location, code] = isCall ? list(first) : [first, inside];
    if (isCall || kind === 'CliLoc') {
      levels.push({ call: step(location, code), inside: isCall ? variables(inside) : [] });
    }
    next = isCall ? nested : undefined;
  }
  return levels;
}

function variables(values: unknown): readonly ReportedLocation[] {
  return list(values).map((one) => step(get(one, 'location'), get(one, 'content')));
}

function step(location: unknown, code: unknown): ReportedLocation {
  const uri = token(get(location, 'path'));
  return defined({ uri, region: withLines(regionOf(location), code) });
}
