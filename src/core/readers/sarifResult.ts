import type { CodeFinding } from '../finding';
import { get, isObject, list, prose, token } from './json';
import type { Skip, Tally } from './problems';
import type { ReportedCode, ReportedFix, ReportedLocation } from './reported';
import { contentText } from './sarifContent';
import { withoutLinks } from './sarifMessages';
import type { Places } from './sarifPlaces';
import type { Rules } from './sarifRules';

/** Of one result. */
export const maxRelated = 1000;
export const maxFlowSteps = 10_000;
/** The longest replacement text of a fix, in UTF-16 units. */
export const maxFixText = 1_000_000;

const skips = {
  noFile: [
    'result names no file and cannot be placed',
    'results name no file and cannot be placed',
  ],
  longFlow: [
    `result has more than ${maxFlowSteps} code flow steps or ${maxRelated} related places; the rest is not shown`,
    `results have more than ${maxFlowSteps} code flow steps or ${maxRelated} related places; the rest is not shown`,
  ],
  badFix: [
    'fix in the report is incomplete and is not offered',
    'fixes in the report are incomplete and are not offered',
  ],
} as const satisfies Record<string, Skip>;

/** All that the results of a run share. */
export interface ResultContext {
  readonly tool: ReportedCode['tool'];
  readonly rules: Rules;
  readonly places: Places;
  readonly problems: Tally;
}

type Building<T> = { -readonly [K in keyof T]: T[K] };

/** Shared by all findings that have none. */
const none: readonly never[] = [];

/** Reads a result of 2.1.0. Undefined when it names no file: then that is a counted problem. */
export function readResult(run: ResultContext, result: unknown): ReportedCode | undefined {
  const { rules, places, problems } = run;
  const placed = readPlaced(places, result);
  if (placed === undefined) {
    const [first] = list(get(result, 'locations'));
    problems.add(skips.noFile, places.logicalName(first));
    return undefined;
  }
  const { codeFlows, isCut } = readCodeFlows(places, get(result, 'codeFlows'));
  if (isCut || placed.isCut) problems.add(skips.longFlow);
  const found = rules.of(result);
  const { ruleId, rule } = found;
  const score = rules.score(result, found);
  const message = rules.message(get(result, 'message'), found) ?? rule?.title ?? ruleId;
  const finding: Building<ReportedCode> = {
    kind: 'code',
    tool: run.tool,
    ruleId,
    severity: rules.severity(result, found, score),
    message: withoutLinks(message),
    cwe: rules.cwe(result, found),
    location: placed.location,
    related: placed.related,
    codeFlows,
    fixes: readFixes(places, get(result, 'fixes'), problems),
  };
  if (score !== undefined) finding.securitySeverity = score;
  if (rule?.help !== undefined) finding.help = rule.help;
  const rank = rules.rank(result, found);
  if (rank !== undefined) finding.rank = rank;
  const suppressed = suppressionOf(get(result, 'suppressions'));
  if (suppressed !== undefined) finding.suppressed = suppressed;
  const baseline = baselines.get(get(result, 'baselineState'));
  if (baseline !== undefined) finding.baseline = baseline;
  const firstSeen = dateOf(get(get(result, 'provenance'), 'firstDetectionTimeUtc'));
  if (firstSeen !== undefined) finding.firstSeen = firstSeen;
  return finding;
}

interface Placed {
  readonly location: ReportedLocation;
  readonly related: readonly ReportedLocation[];
  readonly isCut: boolean;
}

/** The first location that names a file, with the others and the related ones. */
function readPlaced(places: Places, result: unknown): Placed | undefined {
  const said = list(get(result, 'locations'));
  const toRelate = list(get(result, 'relatedLocations'));
  let location: ReportedLocation | undefined;
  let unplaced: ReportedLocation | undefined;
  let related: ReportedLocation[] | undefined;
  let isCut = false;
  for (const values of [said, toRelate]) {
    for (const value of values) {
      if (related?.length === maxRelated) {
        isCut = true;
        break;
      }
      const read = places.location(value);
      if (read.uri === undefined) unplaced ??= values === said ? read : undefined;
      else if (location === undefined && values === said) location = read;
      else (related ??= []).push(read);
    }
  }
  if (location === undefined) {
    const target = places.file(get(result, 'analysisTarget'));
    if (target.uri === undefined) return undefined;
    location = { ...unplaced, ...target };
  }
  return { location, related: related ?? none, isCut };
}

function readCodeFlows(
  places: Places,
  said: unknown,
): { codeFlows: readonly (readonly ReportedLocation[])[]; isCut: boolean } {
  const flows = list(said);
  if (flows.length === 0) return { codeFlows: none, isCut: false };
  let left = maxFlowSteps;
  let isCut = false;
  const codeFlows: ReportedLocation[][] = [];
  for (const flow of flows) {
    for (const thread of list(get(flow, 'threadFlows'))) {
      const steps = list(get(thread, 'locations'));
      isCut ||= steps.length > left;
      const read = steps.slice(0, left).map((step) => places.step(step));
      left -= read.length;
      const placed = read.filter(({ uri }) => uri !== undefined);
      if (placed.length > 0) codeFlows.push(placed);
    }
  }
  return { codeFlows, isCut };
}

function readFixes(places: Places, said: unknown, problems: Tally): readonly ReportedFix[] {
  const fixes = list(said);
  if (fixes.length === 0) return none;
  return fixes.flatMap((fix) => {
    const changes = list(get(fix, 'artifactChanges') ?? get(fix, 'changes')).map((one) =>
      readChange(places, one),
    );
    const whole = changes.filter((one) => one !== undefined);
    if (whole.length === 0 || whole.length < changes.length) {
      problems.add(skips.badFix);
      return [];
    }
    const description = places.text(get(fix, 'description'));
    return [{ ...(description !== undefined && { description }), changes: whole }];
  });
}

function readChange(places: Places, change: unknown): ReportedFix['changes'][number] | undefined {
  const file = places.file(get(change, 'artifactLocation'));
  if (file.uri === undefined) return undefined;
  const replacements = list(get(change, 'replacements')).map((replacement) => {
    const region = places.region(get(replacement, 'deletedRegion'));
    const inserted = get(replacement, 'insertedContent');
    const text = inserted === undefined ? '' : contentText(inserted);
    if (region === undefined || text === undefined || text.length > maxFixText) return undefined;
    return { region, text };
  });
  const whole = replacements.filter((one) => one !== undefined);
  if (whole.length === 0 || whole.length < replacements.length) return undefined;
  return { ...file, replacements: whole };
}

/** Why the tool set the result aside; undefined unless every suppression is in force. */
function suppressionOf(said: unknown): string | undefined {
  const suppressions = list(said);
  if (suppressions.length === 0) return undefined;
  let why: string | undefined;
  let kind: string | undefined;
  for (const one of suppressions) {
    // A draft of 2.1.0 called the status a state.
    const status = get(one, 'status') ?? get(one, 'state') ?? 'accepted';
    if (!isObject(one) || status !== 'accepted') return undefined;
    why ??= prose(get(one, 'justification'), 1000);
    kind ??= token(get(one, 'kind'), 100);
  }
  return why ?? kind ?? '';
}

const baselines = new Map<unknown, NonNullable<CodeFinding['baseline']>>([
  ['new', 'new'],
  ['unchanged', 'unchanged'],
  ['updated', 'updated'],
  ['existing', 'unchanged'],
]);

function dateOf(value: unknown): string | undefined {
  const text = token(value, 40);
  if (text === undefined) return undefined;
  const isDate = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d)$/.test(
    text,
  );
  return isDate && !Number.isNaN(Date.parse(text)) ? text : undefined;
}
