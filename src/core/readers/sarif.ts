import { defined, get, isObject, list, prose, token } from './json';
import { type Skip, type Tally, shorten, tally } from './problems';
import type { Report, ReportedCode, Scanned } from './reported';
import { type Outside, gatherRuns, toolName } from './sarifExternal';
import { maxRuns } from './sarifExtents';
import { type UpgradedRun, dialectOf } from './sarifOlder';
import { readPlaces } from './sarifPlaces';
import { type ResultContext, readResult } from './sarifResult';
import { readRules } from './sarifRules';
import { readScanned } from './sarifScanned';

export { outsideFiles } from './sarifExternal';
export { maxRuns } from './sarifExtents';

/** Results above this are counted, not shown. */
export const maxResults = 1_000_000;

const skips = {
  notAResult: [
    'result is not an object and was skipped',
    'results are not objects and were skipped',
  ],
  gone: [
    'result is marked as gone since the baseline and is not shown',
    'results are marked as gone since the baseline and are not shown',
  ],
  tooMany: [
    `result beyond the first ${maxResults} is not shown`,
    `results beyond the first ${maxResults} are not shown`,
  ],
  farRun: [
    `result is in a run beyond the first ${maxRuns} and is not shown`,
    `results are in runs beyond the first ${maxRuns} and are not shown`,
  ],
  refused: ['result of it is not shown', 'results of it are not shown'],
  pass: ['result of kind pass is no finding', 'results of kind pass are no findings', 'expected'],
  notApplicable: [
    'result of kind notApplicable is no finding',
    'results of kind notApplicable are no findings',
    'expected',
  ],
} as const satisfies Record<string, Skip>;

/** A run, ready to read its results one by one. */
export interface SarifRun {
  /**
   * Reads one result (any JSON value). Undefined when it is no finding or was skipped; `problems`
   * counted it. Members that a caller cut away, such as `codeFlows`, are read as empty.
   */
  read(result: unknown): ReportedCode | undefined;
}

export interface SarifLog {
  /** In the order of the log's runs; empty when the log is refused, which `problems` says. */
  readonly runs: readonly SarifRun[];
  /** Results that are still in the log or in its external properties, as [run index, result]. */
  readonly results: readonly (readonly [number, unknown])[];
  readonly scanned: Scanned;
}

export interface SarifOptions {
  /** Gives the parsed content of an external property file beside the log: see `outsideFiles`. */
  readonly outside?: Outside;
  /** How many results of each run a streaming loader has taken out of the log. */
  readonly cutOut?: readonly number[];
}

/** Whether parsed JSON is a SARIF log, of whatever version. */
export function isSarif(content: unknown): boolean {
  return Array.isArray(get(content, 'runs')) || /sarif/i.test(token(get(content, '$schema')) ?? '');
}

/**
 * Opens a SARIF log: 2.1.0, and older ones as far as they map. Nothing that it refers to is opened
 * or fetched here. Never throws; `problems` gets what could not be read, also from later reads.
 */
export function openSarif(log: unknown, problems: Tally, options: SarifOptions = {}): SarifLog {
  const { runs, outside, scanned } = open(log, problems, options);
  const cutOut = options.cutOut?.reduce((sum, count) => sum + count, 0) ?? 0;
  if (runs.length > 0 && cutOut > maxResults)
    problems.add(skips.tooMany, undefined, cutOut - maxResults);
  const results: (readonly [number, unknown])[] = [];
  runs.forEach(({ left }, index) => {
    const room = maxResults - results.length;
    if (left.length > room) problems.add(skips.tooMany, undefined, left.length - room);
    for (const result of left.slice(0, room)) results.push([index, result]);
  });
  return { runs, results: results.concat(outside), scanned };
}

/** Reads a whole SARIF log: see `openSarif`. */
export function readSarif(name: string, log: unknown): Report {
  const problems = tally(name);
  const { runs, outside, scanned } = open(log, problems, {});
  const findings: ReportedCode[] = [];
  const read = (run: SarifRun | undefined, result: unknown): void => {
    const finding = run?.read(result);
    if (finding !== undefined) findings.push(finding);
  };
  for (const run of runs) for (const result of run.left) read(run, result);
  for (const [index, result] of outside) read(runs[index], result);
  const isTold = scanned.revision !== undefined || scanned.files.length > 0;
  return {
    name,
    format: 'sarif',
    findings,
    problems: problems.list(),
    ...(isTold && { scanned }),
  };
}

interface OpenRun extends SarifRun {
  /** The results that are in the log itself. */
  readonly left: readonly unknown[];
}

interface Opened {
  readonly runs: readonly OpenRun[];
  readonly outside: readonly (readonly [number, unknown])[];
  readonly scanned: Scanned;
}

function open(log: unknown, problems: Tally, { outside, cutOut = [] }: SarifOptions): Opened {
  const dialect = dialectOf(log);
  const all = list(get(log, 'runs'));
  // Runs that are too many may have been cut out with their results.
  const counts = Array.from(
    { length: Math.max(all.length, cutOut.length) },
    (_, index) => list(get(all[index], 'results')).length + (cutOut[index] ?? 0),
  );
  const inRuns = (from: number): number => counts.slice(from).reduce((sum, one) => sum + one, 0);
  if (!dialect.ok || all.length === 0) {
    problems.note(`it ${dialect.ok ? 'holds no runs, so no results' : dialect.why}`);
    if (inRuns(0) > 0) problems.add(skips.refused, undefined, inRuns(0));
    return { runs: [], outside: [], scanned: { files: [] } };
  }
  if (dialect.note !== undefined) problems.note(`it ${dialect.note}`);
  if (inRuns(maxRuns) > 0) problems.add(skips.farRun, undefined, inRuns(maxRuns));
  const gathered = gatherRuns(log, all.slice(0, maxRuns), problems, outside);
  const withMore = new Set(gathered.results.map(([index]) => index));
  const counter = { shown: 0 };
  const runs = gathered.runs.map((run, index) => {
    const upgraded = dialect.upgrade?.(run);
    const hasResults = (cutOut[index] ?? 0) > 0 || withMore.has(index);
    noteGaps(upgraded?.run ?? run, hasResults, problems);
    return openRun(upgraded ?? { run, result: (result) => result }, index, counter, problems);
  });
  return { runs, outside: gathered.results, scanned: readScanned(runs) };
}

function openRun(
  upgraded: UpgradedRun,
  index: number,
  counter: { shown: number },
  problems: Tally,
) {
  const { run } = upgraded;
  const driver = get(get(run, 'tool'), 'driver');
  let known: ResultContext | undefined;
  // A log may have thousands of runs without a result.
  const contextOf = (): ResultContext => {
    if (known !== undefined) return known;
    const rules = readRules(run);
    const places = readPlaces(run, index, (message) => rules.message(message));
    const tool = defined({
      name: toolName(run),
      version: prose(get(driver, 'version') ?? get(driver, 'semanticVersion'), 100),
    });
    return (known = { tool, rules, places, problems });
  };
  return {
    run,
    places: { file: (location: unknown) => contextOf().places.file(location) },
    left: list(get(run, 'results')),
    read(said: unknown): ReportedCode | undefined {
      const result = upgraded.result(said);
      const skip = whySkipped(result) ?? (counter.shown >= maxResults ? skips.tooMany : undefined);
      if (skip !== undefined) {
        problems.add(skip);
        return undefined;
      }
      const finding = readResult(contextOf(), result);
      if (finding !== undefined) counter.shown += 1;
      return finding;
    },
  };
}

function whySkipped(result: unknown): Skip | undefined {
  if (!isObject(result)) return skips.notAResult;
  const kind = get(result, 'kind');
  if (kind === 'pass' || kind === 'notApplicable') return skips[kind];
  return get(result, 'baselineState') === 'absent' ? skips.gone : undefined;
}

/** What a person would wrongly take for "nothing found". */
function noteGaps(run: unknown, hasResults: boolean, problems: Tally): void {
  const tool = toolName(run);
  const elsewhere = get(run, 'externalPropertyFiles');
  if (isObject(elsewhere)) {
    const parts = shorten(Object.keys(elsewhere).join(', '), 100);
    problems.note(`${tool} keeps its ${parts} in other files, which are not read`);
  }
  const references = get(get(run, 'externalPropertyFileReferences'), 'results');
  if (!hasResults && !Array.isArray(get(run, 'results')) && references === undefined) {
    problems.note(`${tool} has a run without results, so it may not have scanned at all`);
  }
  const invocations = list(get(run, 'invocations'));
  const error = firstError(invocations);
  const said = error === undefined ? '' : `: ${error}`;
  if (invocations.some((one) => get(one, 'executionSuccessful') === false)) {
    problems.note(`${tool} says that it did not run to its end, so results may be missing${said}`);
  } else if (error !== undefined) {
    problems.note(`${tool} met an error, so results may be missing${said}`);
  }
}

/** What a tool says of the first error that it met itself. */
function firstError(invocations: readonly unknown[]): string | undefined {
  for (const invocation of invocations) {
    for (const key of ['toolExecutionNotifications', 'toolConfigurationNotifications']) {
      const error = list(get(invocation, key)).find((one) => get(one, 'level') === 'error');
      if (error !== undefined) return prose(get(get(error, 'message'), 'text'), 200) ?? 'unknown';
    }
  }
  return undefined;
}
