import { parse as parseTolerantly } from 'jsonc-parser';
import type { Problem } from '../finding';
import { readParsed, readText } from '.';
import {
  type Decoded,
  decodeReport,
  parseReport,
  parseText,
  tooHeavy,
  weighedAbove,
} from './content';
import { isHeavy, maxReportDepth, nestsDeeper } from './depth';
import { get, isObject, list } from './json';
import { type Skip, type Tally, tally } from './problems';
import type { Report, ReportedCode, ReportedFinding, Scanned } from './reported';
import { isSarif, maxRuns, openSarif } from './sarif';
import type { Skimmed } from './sarifSkim';

/** A report's bytes, as far as they are asked for. */
export interface ReportContent {
  /** What the first pass has found; undefined when the report has to be read in one piece. */
  readonly skimmed: Skimmed | undefined;
  /** All of it. */
  whole(): Uint8Array;
  /** Called when the skeleton is not needed any more. */
  release?(): void;
  /** A file beside the report, by a relative path that the report gives. */
  beside(uri: string): Uint8Array | undefined;
}

/** A report of which the results that were cut out are still to come. */
export interface OpenedReport {
  readonly format: string;
  /** Those that were not cut out. */
  readonly findings: readonly ReportedFinding[];
  readonly scanned: Scanned | undefined;
  /** Reads a result that was cut out of a run; `problems` count one that is skipped. */
  read(run: number, result: unknown): ReportedCode | undefined;
  /** The same, without counting it. */
  peek(run: number, result: unknown): ReportedCode | undefined;
  problems(): readonly Problem[];
}

/** Reads all of a report but the results that were cut out. Never throws for what a report says. */
export function openReport(name: string, content: ReportContent): OpenedReport {
  if (content.skimmed === undefined) return settled(readText(name, decodeReport(content.whole())));
  if (content.skimmed.isTooDeep) return settled(readParsed(name, tooDeep));
  // Of a report that is no log, the skeleton is all there is: it is not kept while it is parsed.
  const skeleton = takeSkeleton(content);
  const strict = parseText(skeleton);
  if (strict.ok && isSarif(strict.value)) return opened(name, content, strict.value, true);
  const isHopeless = !strict.ok && strict.why === tooHeavy;
  if (isHopeless || content.skimmed.results.length === 0) return settled(readParsed(name, strict));
  const log = strict.ok || !skeleton.ok ? undefined : tolerantly(skeleton.text, skeleton.size);
  if (!isSarif(log)) return settled(readText(name, decodeReport(content.whole())));
  return opened(name, content, log, false);
}

function takeSkeleton(content: ReportContent): Decoded {
  const decoded = decodeReport(content.skimmed?.skeleton ?? new Uint8Array());
  content.release?.();
  return decoded;
}

/** `log` has no results but those that it kept; where it is not valid JSON, what could be made of it. */
function opened(
  name: string,
  content: ReportContent,
  log: unknown,
  isValid: boolean,
): OpenedReport {
  const { counts = [], results, isTruncated = false } = content.skimmed ?? {};
  const problems = tally(name);
  const options = { outside: (uri: string) => parsed(content.beside(uri)), cutOut: counts };
  const readable = isValid ? log : withVersion(log, problems);
  const sarif = openSarif(readable, problems, options);
  const unheard = openSarif(readable, tally(name), options);
  if (isTruncated) {
    const before = (results?.length ?? 0) + sarif.results.length;
    const whole = before === 1 ? 'result' : 'results';
    problems.note(`it ends in the middle, after ${before} whole ${whole}; scan again`);
  } else if (!isValid) {
    problems.note('it is not valid JSON; what could be made out of it is shown; scan again');
  }
  const inLog = list(get(log, 'runs')).length;
  return {
    format: 'sarif',
    findings: sarif.results.flatMap(([run, result]) => sarif.runs[run]?.read(result) ?? []),
    scanned: sarif.scanned,
    read(run, result) {
      if (sarif.runs.length > 0 && run >= inLog && run < maxRuns) problems.add(ofNoRun);
      return sarif.runs[run]?.read(result);
    },
    peek: (run, result) => unheard.runs[run]?.read(result),
    problems: () => problems.list(),
  };
}

const ofNoRun: Skip = [
  'result is in a run that cannot be read',
  'results are in runs that cannot be read',
];

/** Some tools write the version last, so that it is gone when the end of a log is missing or broken. */
function withVersion(log: unknown, problems: Tally): unknown {
  if (!isObject(log) || log['version'] !== undefined || log['$schema'] !== undefined) return log;
  problems.note('its version cannot be made out, so it is read as SARIF 2.1.0');
  return { ...log, version: '2.1.0' };
}

function settled(report: Report): OpenedReport {
  return {
    format: report.format,
    findings: report.findings,
    scanned: report.scanned,
    read: () => undefined,
    peek: () => undefined,
    problems: () => report.problems,
  };
}

const tooDeep = {
  ok: false,
  why: `nests more than ${maxReportDepth} levels deep; no scanner writes such a report`,
} as const;

function tolerantly(text: string, size: number): unknown {
  return nestsDeeper(text, maxReportDepth) || (text.length > weighedAbove && isHeavy(text, size))
    ? undefined
    : (parseTolerantly(text, [], { allowTrailingComma: true }) as unknown);
}

function parsed(bytes: Uint8Array | undefined): unknown {
  const content = bytes && parseReport(bytes);
  return content?.ok ? content.value : undefined;
}
