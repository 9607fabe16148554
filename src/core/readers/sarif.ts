import type { ReportedCode, ReportedFix, ReportedLocation, Report } from './reported';
import { defined, get, isObject, list, prose, token } from './json';
import { type Skip, type Tally, shorten, tally } from './problems';
import { type Places, readPlaces } from './sarifPlaces';
import { type Rules, readRules, withoutLinks } from './sarifRules';

/** Results above this are counted, not shown. */
export const maxResults = 200_000;
/** Of one result. */
export const maxRelated = 1000;
export const maxFlowSteps = 10_000;
/** The longest replacement text of a fix, in UTF-16 units. */
export const maxFixText = 1_000_000;

const skips = {
  notAResult: [
    'result is not an object and was skipped',
    'results are not objects and were skipped',
  ],
  suppressed: [
    'result is suppressed in the report and is not shown',
    'results are suppressed in the report and are not shown',
  ],
  gone: [
    'result is marked as gone since the baseline and is not shown',
    'results are marked as gone since the baseline and are not shown',
  ],
  noFile: [
    'result names no file and cannot be placed',
    'results name no file and cannot be placed',
  ],
  tooMany: [
    `result beyond the first ${maxResults} is not shown`,
    `results beyond the first ${maxResults} are not shown`,
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

/** Reads a SARIF 2.1.0 log. Nothing that it refers to is opened or fetched. */
export function readSarif(name: string, log: unknown): Report {
  const problems = tally(name);
  const findings: ReportedCode[] = [];
  const refusal = whyNotReadable(log);
  if (refusal !== undefined) problems.note(`it ${refusal}`);
  else for (const run of list(get(log, 'runs'))) readRun(run, findings, problems);
  if (list(get(log, 'inlineExternalProperties')).length > 0) {
    problems.note('it keeps results in inlineExternalProperties, which are not read');
  }
  return { name, format: 'sarif', findings, problems: problems.list() };
}

function whyNotReadable(log: unknown): string | undefined {
  const version = prose(get(log, 'version'), 40);
  const schema = token(get(log, '$schema')) ?? '';
  if (version === undefined ? !schema.includes('2.1.0') : !/^2\.1\.0\b/.test(version)) {
    const said = version === undefined ? 'names no SARIF version' : `is SARIF ${version}`;
    return `${said}; only 2.1.0 is read, so let the scanner write that`;
  }
  if (list(get(log, 'runs')).length === 0) return 'holds no runs, so no results';
  return undefined;
}

interface Run {
  readonly tool: ReportedCode['tool'];
  readonly rules: Rules;
  readonly places: Places;
}

function readRun(run: unknown, findings: ReportedCode[], problems: Tally): void {
  const driver = get(get(run, 'tool'), 'driver');
  const tool = defined({
    name: prose(get(driver, 'name'), 200) ?? 'unknown tool',
    version: prose(get(driver, 'version') ?? get(driver, 'semanticVersion'), 100),
  });
  noteGaps(run, tool.name, problems);
  const rules = readRules(run);
  const context: Run = {
    tool,
    rules,
    places: readPlaces(run, (message) => rules.message(message)),
  };
  for (const result of list(get(run, 'results'))) {
    const skip = whySkipped(result);
    if (skip === 'not a finding') continue;
    if (skip !== undefined) problems.add(skip);
    else if (findings.length >= maxResults) problems.add(skips.tooMany);
    else {
      const finding = readResult(context, result, problems);
      if (finding === undefined) problems.add(skips.noFile);
      else findings.push(finding);
    }
  }
}

/** What a person would wrongly take for "nothing found". */
function noteGaps(run: unknown, tool: string, problems: Tally): void {
  const outside = get(run, 'externalPropertyFileReferences');
  if (isObject(outside)) {
    const parts = shorten(Object.keys(outside).join(', '), 100);
    problems.note(`${tool} keeps its ${parts} in other files, which are not read`);
  }
  if (!Array.isArray(get(run, 'results'))) {
    problems.note(`${tool} has a run without results, so it may not have scanned at all`);
  }
  if (list(get(run, 'invocations')).some((one) => get(one, 'executionSuccessful') === false)) {
    problems.note(`${tool} says that it did not run to its end, so results may be missing`);
  }
}

function whySkipped(result: unknown): Skip | 'not a finding' | undefined {
  if (!isObject(result)) return skips.notAResult;
  const kind = get(result, 'kind');
  if (kind === 'pass' || kind === 'notApplicable') return 'not a finding';
  if (get(result, 'baselineState') === 'absent') return skips.gone;
  const suppressions = list(get(result, 'suppressions'));
  const inForce = (one: unknown): boolean => (get(one, 'status') ?? 'accepted') === 'accepted';
  return suppressions.length > 0 && suppressions.every(inForce) ? skips.suppressed : undefined;
}

function readResult(run: Run, result: unknown, problems: Tally): ReportedCode | undefined {
  const all = list(get(result, 'locations')).map((one) => run.places.location(one));
  const location = all.find(({ uri }) => uri !== undefined);
  if (location === undefined) return undefined;
  const { ruleId, rule } = run.rules.of(result);
  const related = [
    ...all.filter((one) => one !== location),
    ...list(get(result, 'relatedLocations')).map((one) => run.places.location(one)),
  ].filter(({ uri }) => uri !== undefined);
  const { codeFlows, cut } = readCodeFlows(run.places, result);
  if (cut || related.length > maxRelated) problems.add(skips.longFlow);
  const message = run.rules.message(get(result, 'message'), rule?.content);
  return {
    kind: 'code',
    tool: run.tool,
    ruleId,
    ...run.rules.severity(result, rule),
    message: withoutLinks(message ?? rule?.title ?? ruleId),
    cwe: run.rules.cwe(result, rule),
    ...(rule?.help !== undefined && { help: rule.help }),
    location,
    related: related.slice(0, maxRelated),
    codeFlows,
    fixes: readFixes(run.places, result, problems),
  };
}

function readCodeFlows(
  places: Places,
  result: unknown,
): { codeFlows: readonly (readonly ReportedLocation[])[]; cut: boolean } {
  let left = maxFlowSteps;
  let cut = false;
  const codeFlows: ReportedLocation[][] = [];
  for (const flow of list(get(result, 'codeFlows'))) {
    for (const thread of list(get(flow, 'threadFlows'))) {
      const steps = list(get(thread, 'locations'));
      cut ||= steps.length > left;
      const read = steps.slice(0, left).map((step) => places.step(step));
      left -= read.length;
      const placed = read.filter(({ uri }) => uri !== undefined);
      if (placed.length > 0) codeFlows.push(placed);
    }
  }
  return { codeFlows, cut };
}

function readFixes(places: Places, result: unknown, problems: Tally): readonly ReportedFix[] {
  return list(get(result, 'fixes')).flatMap((fix) => {
    const changes = list(get(fix, 'artifactChanges')).map((one) => readChange(places, one));
    const whole = changes.filter((one) => one !== undefined);
    if (whole.length === 0 || whole.length < changes.length) {
      problems.add(skips.badFix);
      return [];
    }
    return [defined({ description: places.text(get(fix, 'description')), changes: whole })];
  });
}

function readChange(places: Places, change: unknown): ReportedFix['changes'][number] | undefined {
  const file = places.file(get(change, 'artifactLocation'));
  if (file.uri === undefined) return undefined;
  const replacements = list(get(change, 'replacements')).map((replacement) => {
    const region = places.region(get(replacement, 'deletedRegion'));
    const inserted = get(replacement, 'insertedContent');
    const text = inserted === undefined ? '' : get(inserted, 'text');
    if (region === undefined || typeof text !== 'string' || text.length > maxFixText) {
      return undefined;
    }
    return { region, text };
  });
  const whole = replacements.filter((one) => one !== undefined);
  if (whole.length === 0 || whole.length < replacements.length) return undefined;
  return { ...file, replacements: whole };
}
