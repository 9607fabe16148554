import * as fs from 'node:fs';
import * as path from 'node:path';
import { HumanError } from '../core/errors';
import type { Finding, FindingBase, FindingSummary, Problem } from '../core/finding';
import { compareFindings } from '../core/finding';
import { FindingTable, column } from '../core/findingTable';
import { oneLine, shownPath } from '../core/plainText';
import type { Triage } from '../core/triage';
import type { Answer } from './answer';
import { triageOf, triagesToday } from './cliTriage';
import { type LoadedReport, loadReport } from './loadReport';

export interface FindingsOptions {
  readonly reports: readonly string[];
  /** The folder that the reports are about. */
  readonly root: string;
  readonly countOnly: boolean;
}

/** The command line has no settings; a larger report is hardly meant. */
const maxBytes = 4 * 1024 ** 3;

/**
 * Reads scanners' reports: each finding once, worst first, also those that are set aside, which says
 * so. An unreadable report is a HumanError.
 */
export async function findingsIn(options: FindingsOptions): Promise<Answer> {
  const { reports, root, countOnly } = options;
  if (!isFolder(root)) throw new HumanError(`The folder ${root} cannot be read.`);
  const problems: Problem[] = [];
  const loaded: Loaded[] = [];
  for (const name of reports) {
    const one = await read(name, root);
    problems.push(...one.report.problems);
    loaded.push(one);
  }
  const rows = distinct(loaded);
  const triages = await triagesToday(root, problems);
  const { length: count } = rows;
  const open = rows.filter((at) => isOpen(at, triages)).length;
  const notes = problems.map(({ message }) => message);
  if (countOnly) {
    return { code: 0, json: () => ({ count, open, problems }), text: () => String(count), notes };
  }
  const sorted = rows
    .map((at) => ({ at, summary: at.table.summary(at.row) }))
    .sort((a, b) => compareFindings(a.summary, b.summary));
  const named = `${count} ${count === 1 ? 'finding' : 'findings'}`;
  const total = open === count ? named : `${named}, ${open} open`;
  return {
    code: 0,
    json: () => {
      const openers = new Map(loaded.map(({ report }) => [report, report.opener()]));
      const findings = sorted.map(({ at: { table, row, report }, summary }) => ({
        ...(openers.get(report)?.(table.number(row, column.ordinal), summary.id) ?? summary),
        ...triageOf(triages.get(summary.id)),
      }));
      return { count, open, findings, problems };
    },
    text: () => {
      const lines = sorted.map(({ summary }) =>
        lineOf(summary, asideOf(summary, triages.get(summary.id))),
      );
      return [...lines, total].join('\n');
    },
    notes,
  };
}

interface Loaded {
  readonly table: FindingTable;
  readonly report: LoadedReport;
}

interface FindingRow extends Loaded {
  readonly row: number;
}

/** Each finding once; where several reports have it, the last one tells of it. */
function distinct(loaded: readonly Loaded[]): readonly FindingRow[] {
  const all = loaded.flatMap(({ table, report }) =>
    Array.from({ length: table.length }, (_, row) => ({ table, report, row })),
  );
  if (loaded.length === 1) return all;
  return [...new Map(all.map((at) => [at.table.id(at.row), at])).values()];
}

function isOpen({ table, row }: FindingRow, triages: ReadonlyMap<string, Triage>): boolean {
  if (table.place(row) !== undefined || table.textIn(row, 'suppressed') !== undefined) return false;
  return triages.size === 0 || !triages.has(table.id(row));
}

/** The findings of a report whose ids are wanted, with all that it tells of them. */
export async function findingsOf(
  name: string,
  root: string,
  isWanted: (id: string) => boolean,
): Promise<readonly Finding[]> {
  return wanted(await read(name, root), isWanted);
}

/** All findings of a report, and what could not be read of it. */
export async function reportOf(
  name: string,
  root: string,
): Promise<{ readonly findings: readonly Finding[]; readonly problems: readonly Problem[] }> {
  const loaded = await read(name, root);
  return { findings: wanted(loaded, () => true), problems: loaded.report.problems };
}

function wanted({ table, report }: Loaded, isWanted: (id: string) => boolean): readonly Finding[] {
  const whole = report.opener();
  return Array.from({ length: table.length }, (_, row) => row)
    .filter((row) => isWanted(table.id(row)))
    .flatMap((row) => whole(table.number(row, column.ordinal), table.id(row)) ?? []);
}

async function read(name: string, root: string): Promise<Loaded> {
  const folder = path.resolve(root);
  const file = path.resolve(name);
  const manifestDirectory = manifestFolder(file, folder);
  const request = { name, file, folders: [folder], manifestDirectory, maxBytes, mayRun: true };
  const table = new FindingTable();
  const loading = loadReport(request);
  for (;;) {
    const step = await loading.next();
    if (!step.done) {
      if (step.value.kind === 'findings') table.append(step.value.batch);
      continue;
    }
    const report = step.value;
    if (report.format === 'unknown') {
      throw new HumanError(report.problems[0]?.message ?? `${name} cannot be read.`);
    }
    for (const [row, id] of report.newIds) table.setId(row, id);
    return { table, report };
  }
}

/** The nearest folder at or above the report with a package.json; the top one when there is none. */
function manifestFolder(file: string, root: string): string {
  const relative = path.relative(root, file);
  const folders = relative.split(path.sep).slice(0, -1);
  if (folders[0] === '..' || path.isAbsolute(relative)) return '';
  for (; folders.length > 0; folders.pop()) {
    if (fs.existsSync(path.join(root, ...folders, 'package.json'))) return folders.join('/');
  }
  return '';
}

function isFolder(root: string): boolean {
  try {
    return fs.statSync(root).isDirectory();
  } catch {
    return false;
  }
}

/**
 * A finding as a line of a list, with as much of its id as `draft` asks for. `aside` says, with a
 * space at its end, why it is none to work on.
 */
export function lineOf(finding: FindingBase, aside: string): string {
  const { id, severity, location, ruleId, message } = finding;
  const { start } = location.region ?? {};
  const place = start ? `:${start.line + 1}:${start.character + 1}` : '';
  const where = `${shownPath(location.path, 300)}${place}`;
  return `${severity.padEnd(8)}  ${id.slice(0, 8)}  ${where}  ${oneLine(ruleId, 100)}  ${aside}${oneLine(message, 200)}`;
}

/** Why a finding that is listed is none to work on. */
function asideOf({ place, suppressed }: FindingSummary, triage: Triage | undefined): string {
  if (triage) return `(set aside: ${oneLine(triage.reason, 100)}) `;
  if (suppressed !== undefined) return '(suppressed by the tool) ';
  if (place === 'stale') return '(its code is gone) ';
  return place === 'elsewhere' ? '(not in this folder) ' : '';
}
