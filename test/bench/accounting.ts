import * as fs from 'node:fs';
import { HumanError } from '../../src/core/errors';
import {
  type Finding,
  type FindingSummary,
  type Problem,
  severities,
} from '../../src/core/finding';
import { FindingTable, column } from '../../src/core/findingTable';
import { checkRelativePath } from '../../src/core/paths';
import { get } from '../../src/core/readers/json';
import { openReport } from '../../src/core/readers/openReport';
import { maxRuns } from '../../src/core/readers/sarif';
import { type LoadedReport, loadReport } from '../../src/node/loadReport';
import { ReportBytes, broken } from '../../src/node/reportBytes';

/** What became of a report, and what of that must not be. */
export interface Account {
  readonly format: string;
  readonly findings: number;
  readonly problems: readonly Problem[];
  /** In words; empty when all is well. */
  readonly faults: readonly string[];
  /** Milliseconds of this process. */
  readonly cpu: number;
}

const name = 'report';
const maxReport = 4e9;
/** So many findings of a report are opened whole. */
const opened = 5;
/** So many of those that say the same again are looked for. */
const sought = 20;

/** What a problem's count stands for, when it is not results that are missing. */
const besides =
  /\bfix(?:es)? in the report\b|\bthe rest is not shown\b|\berrors? while scanning\b|\bare only listed\b|\bis only listed\b/;
const nothingMissing = /: (\d+) results? of kind (?:pass|notApplicable) /;

/**
 * Loads a report as the editor does and holds it to the rules for bad input: nothing is thrown, what
 * is listed is fit to be shown, and every result is a finding, says the same as one, or is counted.
 */
export async function accountOf(file: string, folder: string): Promise<Account> {
  const faults: string[] = [];
  const before = process.cpuUsage();
  const cpu = (): number => {
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  };
  try {
    const { table, report } = await load(file, folder);
    const took = cpu();
    checkProblems(report.problems, report.format, faults);
    checkRows(table, faults);
    checkWhole(table, report, faults);
    checkSums(file, table, report, faults);
    const { format, problems } = report;
    return { format, problems, findings: table.length, faults, cpu: took };
  } catch (error) {
    if (error instanceof HumanError) {
      const problems = [{ message: error.message, count: 0 }];
      return { format: 'refused', findings: 0, problems, faults, cpu: cpu() };
    }
    const said = error instanceof Error ? (error.stack ?? error.message) : String(error);
    const problems: Problem[] = [];
    return { format: 'thrown', findings: 0, problems, faults: [`threw ${said}`], cpu: cpu() };
  }
}

/** Loads a report whole. `heard` is called for each event. */
export async function load(
  file: string,
  folder: string,
  heard: () => void = () => undefined,
): Promise<{ readonly table: FindingTable; readonly report: LoadedReport }> {
  const request = { name, file, folders: [folder], manifestDirectory: '', maxBytes: maxReport };
  const table = new FindingTable();
  const loading = loadReport({ ...request, mayRun: false });
  for (;;) {
    const step = await loading.next();
    heard();
    if (step.done) {
      for (const [row, id] of step.value.newIds) table.setId(row, id);
      return { table, report: step.value };
    }
    if (step.value.kind === 'findings') table.append(step.value.batch);
  }
}

function checkProblems(problems: readonly Problem[], format: string, faults: string[]): void {
  if (format === 'unknown' && problems.length === 0) faults.push('refused without a word');
  if (problems.length > 200) faults.push(`${problems.length} problems`);
  for (const { message, count } of problems) {
    const isSaid = message.startsWith(`${name}: `) && message.length < 2000;
    if (!isSaid || !Number.isInteger(count) || count < 0) {
      faults.push(`problem (${count}) ${message.slice(0, 300)}`);
    }
  }
}

function checkRows(table: FindingTable, faults: string[]): void {
  const ids = new Set<string>();
  for (let row = 0; row < table.length; row += 1) {
    const summary = table.summary(row);
    ids.add(summary.id);
    const fault = whyUnfit(summary);
    if (fault !== undefined) faults.push(`row ${row}: ${fault}`);
  }
  if (ids.size !== table.length) faults.push(`${table.length - ids.size} ids are not unique`);
}

function whyUnfit({ ruleId, message, location, severity, place }: FindingSummary) {
  if (ruleId === '' || message === '' || location.path === '') return 'a text is empty';
  if (!severities.includes(severity)) return 'severity';
  const { start, end } = location.region ?? {};
  const numbers = start && end ? [start.line, start.character, end.line, end.character] : [];
  if (numbers.some((one) => !Number.isSafeInteger(one) || one < 0))
    return `region ${numbers.join()}`;
  if (
    start &&
    end &&
    (end.line < start.line || (end.line === start.line && end.character < start.character))
  )
    return `region ${numbers.join()} ends before it starts`;
  if (place !== 'elsewhere' && !checkRelativePath(location.path).ok) return `path ${location.path}`;
  return undefined;
}

function checkWhole(table: FindingTable, report: LoadedReport, faults: string[]): void {
  const step = Math.max(1, Math.floor(table.length / opened));
  for (let row = 0; row < table.length; row += step) {
    const summary = table.summary(row);
    const whole = report.whole(table.number(row, column.ordinal), summary.id);
    const isSame =
      whole?.id === summary.id &&
      whole.ruleId === summary.ruleId &&
      whole.location.path === summary.location.path &&
      JSON.stringify(whole.location.region) === JSON.stringify(summary.location.region);
    if (!isSame) {
      faults.push(
        `row ${row} is another when it is opened: ${JSON.stringify([whole?.location, summary.location]).slice(0, 300)}`,
      );
    }
  }
}

/** What a reading without places makes of the results. */
interface Sums {
  /** Those that were cut out of the log, and are to be read. */
  readonly results: number;
  /** The numbers of those that made a finding; of those in the log too. */
  readonly read: readonly number[];
  /** How many findings were made of results that were cut out. */
  readonly made: number;
  /** Those that were counted while reading. */
  readonly counted: number;
  /** Those that were counted before. */
  readonly early: number;
  /** Those that are not to be read at all. */
  readonly leftOut: number;
}

function checkSums(
  file: string,
  table: FindingTable,
  report: LoadedReport,
  faults: string[],
): void {
  const sums = sumsOf(file);
  const { results, read, made, counted, early, leftOut } = sums;
  const told = report.problems.map(({ message }) => message).join(' | ');
  const said = told.slice(0, 500);
  const wanted = results + leftOut;
  // Those that are left out are counted before any is read, with those that the log has kept.
  if (made + counted > results || made + counted + early < wanted) {
    faults.push(`of ${wanted} results ${made} were read and ${counted} counted; ${said}`);
  }
  const all = resultsIn(file, report.format);
  if (read.length + counted + early < (all ?? 0)) {
    faults.push(`${all} results: ${read.length} read, ${counted + early} counted; ${said}`);
  }
  checkMerged(read, table, report, faults);
}

function checkMerged(
  read: readonly number[],
  table: FindingTable,
  report: LoadedReport,
  faults: string[],
): void {
  const listed = new Set<number>();
  const said = new Set<string>();
  for (let row = 0; row < table.length; row += 1) {
    listed.add(table.number(row, column.ordinal));
    said.add(wordsOf(table.summary(row)));
  }
  const merged = read.filter((ordinal) => !listed.has(ordinal));
  const step = Math.max(1, Math.floor(merged.length / sought));
  for (let at = 0; at < merged.length; at += step) {
    const whole = report.whole(merged[at] ?? 0, 'merged');
    const isThere = whole !== undefined && said.has(wordsOf(whole));
    if (!isThere) faults.push(`result ${merged[at]} is nowhere`);
  }
}

/** What two results have to share to be one. */
function wordsOf(finding: FindingSummary | Finding): string {
  const { ruleId, message, location, tool } = finding;
  if (finding.kind === 'dependency') return JSON.stringify([ruleId, location.path]);
  return JSON.stringify([ruleId, message, location.path, location.region, tool.name]);
}

function sumsOf(file: string): Sums {
  const bytes = ReportBytes.open(file, name, maxReport);
  try {
    for (const seen of bytes.skim()) void seen;
    const report = openReport(name, bytes);
    const isCut = report.format === 'sarif' && bytes.skimmed !== undefined;
    const held = report.findings.length;
    const problems = () => countedIn([...report.problems(), ...bytes.problems]);
    const early = problems();
    const read = Array.from({ length: held }, (_, ordinal) => ordinal);
    let [results, made, leftOut] = [0, 0, 0];
    const extents = bytes.skimmed?.results;
    if (isCut && extents !== undefined) {
      const all = bytes.skimmed.counts.reduce((sum, count) => sum + count, 0);
      leftOut = all - extents.length;
      for (const { from, results: some } of bytes.results()) {
        for (const [index, result] of some.entries()) {
          const run = bytes.runOf(from + index);
          const isFar = run >= maxRuns;
          if (isFar) leftOut += 1;
          else results += 1;
          const finding = result === broken ? undefined : report.read(run, result);
          if (finding === undefined) continue;
          made += 1;
          read.push(held + from + index);
        }
      }
    }
    return { results, read, made, counted: problems() - early, early, leftOut };
  } finally {
    bytes.close();
  }
}

function countedIn(problems: readonly Problem[]): number {
  return problems.reduce((sum, { message, count }) => {
    if (besides.test(message)) return sum;
    return sum + Number(nothingMissing.exec(message)?.[1] ?? count);
  }, 0);
}

const size = (value: unknown): number => (Array.isArray(value) ? value.length : 0);
const each = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const sum = (value: unknown, count: (one: unknown) => number): number =>
  each(value).reduce<number>((all, one) => all + count(one), 0);
const ofFile = (file: unknown): number =>
  typeof get(file, 'filePath') === 'string' && Array.isArray(get(file, 'messages'))
    ? size(get(file, 'messages')) + size(get(file, 'suppressedMessages'))
    : 1;

/** How many results a format's reports have, by a reading of our own. */
const counters: Readonly<Record<string, (content: unknown) => number>> = {
  sarif: (log) => sum(get(log, 'runs'), (run) => size(get(run, 'results'))),
  eslint: (all) => sum(Array.isArray(all) ? all : get(all, 'results'), ofFile),
  bandit: (all) => size(get(all, 'results')),
  gosec: (all) => size(get(all, 'Issues')),
  gitlab: (all) => size(get(all, 'vulnerabilities')),
  shellcheck: (all) => size(Array.isArray(all) ? all : get(all, 'comments')),
};

/** Undefined for what is no JSON, and for formats where results are not a plain list. */
function resultsIn(file: string, format: string): number | undefined {
  const counter = counters[format];
  if (counter === undefined) return undefined;
  try {
    const text = fs.readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
    return counter(JSON.parse(text));
  } catch {
    return undefined;
  }
}
