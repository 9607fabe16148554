import { parse as parseTolerantly } from 'jsonc-parser';
import type { Problem } from '../finding';
import { readParsed, readReport } from '.';
import { parseReport } from './content';
import { maxReportDepth, nestsDeeper } from './depth';
import { tally } from './problems';
import type { Report, ReportedCode, ReportedFinding, Scanned } from './reported';
import { isSarif, openSarif } from './sarif';
import type { Skimmed } from './sarifSkim';

/** A report's bytes, as far as they are asked for. */
export interface ReportContent {
  /** What the first pass has found; undefined when the report has to be read in one piece. */
  readonly skimmed: Skimmed | undefined;
  /** All of it. */
  whole(): Uint8Array;
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
  const { skimmed } = content;
  if (skimmed === undefined) return settled(readReport(name, content.whole()));
  if (skimmed.isTooDeep) return settled(readParsed(name, tooDeep));
  const strict = parseReport(skimmed.skeleton);
  if (strict.ok && isSarif(strict.value)) return opened(name, content, skimmed, strict.value);
  if (skimmed.results.length === 0) return settled(readParsed(name, strict));
  const log = strict.ok ? undefined : tolerantly(skimmed.skeleton);
  if (!isSarif(log)) return settled(readReport(name, content.whole()));
  return opened(name, content, skimmed, log);
}

/** `log` has no results but those that it kept; where it is not valid JSON, what could be made of it. */
function opened(
  name: string,
  content: ReportContent,
  { counts, results, isTruncated, skeleton }: Skimmed,
  log: unknown,
): OpenedReport {
  const problems = tally(name);
  if (isTruncated) {
    problems.note(`it ends in the middle, after ${results.length} whole results; scan again`);
  } else if (!parseReport(skeleton).ok) {
    problems.note('it is not valid JSON; what could be made out of it is shown; scan again');
  }
  const options = { outside: (uri: string) => parsed(content.beside(uri)), cutOut: counts };
  const sarif = openSarif(log, problems, options);
  const unheard = openSarif(log, tally(name), options);
  return {
    format: 'sarif',
    findings: sarif.results.flatMap(([run, result]) => sarif.runs[run]?.read(result) ?? []),
    scanned: sarif.scanned,
    read: (run, result) => sarif.runs[run]?.read(result),
    peek: (run, result) => unheard.runs[run]?.read(result),
    problems: () => problems.list(),
  };
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

function tolerantly(skeleton: Uint8Array): unknown {
  const text = new TextDecoder().decode(skeleton);
  return nestsDeeper(text, maxReportDepth)
    ? undefined
    : (parseTolerantly(text, [], { allowTrailingComma: true }) as unknown);
}

function parsed(bytes: Uint8Array | undefined): unknown {
  const content = bytes && parseReport(bytes);
  return content?.ok ? content.value : undefined;
}
