import * as fs from 'node:fs';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import { HumanError } from '../core/errors';
import { type SkippedPath, skipLevel } from '../core/fileScan';
import { type Problem, type Severity, severityRank } from '../core/finding';
import { oneLine, shownPath } from '../core/plainText';
import type { Rules } from '../core/rules';
import { type ReportFinding, type ScanReport, sarifReport } from '../core/sarifReport';
import type { Triage } from '../core/triage';
import type { Answer } from './answer';
import { lineOf } from './cliFindings';
import { triageOf, triagesToday } from './cliTriage';
import { type ScanResult, runScan } from './scanRun';

/** Where to look, for `scan` and `draft`. */
export interface ScanPlace {
  /** Files and folders; none: the root. */
  readonly paths: readonly string[];
  /** The folder that paths are told relative to; undefined: see `scanRoot`. */
  readonly root: string | undefined;
  /** Also what `.gitignore` leaves out. */
  readonly withIgnored: boolean;
  /** Larger files are skipped; undefined: the usual limit. */
  readonly maxBytes: number | undefined;
}

/** What this program brings with it. */
export interface ScanProgram {
  readonly rules: Rules;
  readonly version: string;
  /** The built worker. */
  readonly script: string;
}

export interface ScanOptions extends ScanPlace {
  readonly format: 'text' | 'json' | 'sarif';
  /** The answer is no when a finding is as severe as this. */
  readonly failOn: Severity;
}

/** So many lines of what went wrong are said; the document has all. */
const maxNotes = 20;

/**
 * What the built-in rules find, worst first, with those that are set aside, which says so. The
 * answer is no when one that is not set aside reaches the threshold, and incomplete when a named file
 * could not be scanned, whatever was found. A path that cannot be read is a HumanError.
 */
export async function scanPaths(options: ScanOptions, program: ScanProgram): Promise<Answer> {
  const root = scanRoot(options);
  const { rules, version } = program;
  const result = await scanIn(root, options, program, options.format !== 'text');
  const problems: Problem[] = result.skipped
    .filter((one) => skipLevel(one) !== 'note')
    .map((one) => ({ message: sentenceOf(one), count: 1 }));
  problems.push(...result.withoutFixes.map((one) => ({ message: fixlessOf(one), count: 1 })));
  const triages = await triagesToday(root, problems);
  const findings = result.findings.map((finding): ReportFinding => {
    const setAside = triages.get(finding.id)?.reason;
    return { ...finding, ...(setAside !== undefined && { setAside }) };
  });
  const isFailure = findings.some(
    ({ severity, setAside }) =>
      setAside === undefined && severityRank(severity) <= severityRank(options.failOn),
  );
  const document = { root, findings, result, problems, triages };
  return {
    code: result.isIncomplete ? 2 : isFailure ? 1 : 0,
    json: () =>
      options.format === 'sarif'
        ? sarifReport(reportOf(document, rules, version))
        : jsonOf(document),
    text: () => textOf(document),
    notes: notesOf(document),
  };
}

interface Document {
  readonly root: string;
  readonly findings: readonly ReportFinding[];
  readonly result: ScanResult;
  readonly problems: readonly Problem[];
  readonly triages: ReadonlyMap<string, Triage>;
}

/**
 * The folder that the paths of findings are relative to: the one that was named, else the current
 * one, and where a path lies outside of that, the nearest folder above all paths.
 */
export function scanRoot({ root, paths }: Pick<ScanPlace, 'root' | 'paths'>): string {
  let folder = realPath(root ?? '.');
  if (folder === undefined) throw new HumanError(`The folder ${root ?? '.'} cannot be read.`);
  if (root !== undefined) return folder;
  const real = paths.flatMap((one) => realPath(one) ?? []);
  if (real.every((one) => isWithin(folder ?? '', one))) return folder;
  const [first = folder] = real;
  folder = fs.statSync(first).isDirectory() ? first : path.dirname(first);
  while (!real.every((one) => isWithin(folder ?? '', one))) folder = path.dirname(folder);
  return folder;
}

/** Scans what was named, seen from the root. */
export function scanIn(
  root: string,
  { paths, withIgnored, maxBytes }: ScanPlace,
  { version, script }: ScanProgram,
  withFixes: boolean,
): Promise<ScanResult> {
  const request = {
    folder: root,
    withIgnored,
    ...(paths.length > 0 && { paths: paths.map((one) => path.relative(root, one) || '.') }),
  };
  const limits = maxBytes === undefined ? {} : { maxBytes };
  return runScan({ request, limits, thread: { version, withFixes }, script });
}

function realPath(file: string): string | undefined {
  try {
    return fs.realpathSync(file);
  } catch {
    return undefined;
  }
}

function isWithin(folder: string, file: string): boolean {
  const relative = path.relative(folder, file);
  return relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
}

function sentenceOf({ path: at, why }: SkippedPath): string {
  return `${shownPath(at, 300)} was not scanned: ${why}.`;
}

/** The findings are all there. */
function fixlessOf(path: string): string {
  return `${shownPath(path, 300)} was scanned without drafting its fixes: that takes too long. Use countersign draft for one of its findings.`;
}

function notesOf({ problems, result }: Document): readonly string[] {
  const notes = problems.slice(0, maxNotes).map(({ message }) => message);
  if (problems.length > maxNotes) {
    notes.push(
      `There are ${problems.length - maxNotes} more such notes; --format json lists them.`,
    );
  }
  if (result.files === 0) notes.push('No file was scanned.');
  return notes;
}

function jsonOf({ root, findings, result, problems, triages }: Document): unknown {
  return {
    root,
    count: findings.length,
    files: result.files,
    findings: findings.map(({ setAside: _reason, ...finding }) => ({
      ...finding,
      ...triageOf(triages.get(finding.id)),
    })),
    skipped: result.skipped,
    problems,
  };
}

function textOf({ findings, result: { files, skipped } }: Document): string {
  const lines = findings.map((finding) => lineOf(finding, asideOf(finding)));
  const aside = findings.filter(({ guard, setAside }) => guard ?? setAside).length;
  const open = aside === 0 ? '' : `, ${findings.length - aside} of them open,`;
  const left = skipped.length === 0 ? '' : `; ${counted(skipped.length, 'path')} skipped`;
  const total = `${counted(findings.length, 'finding')}${open} in ${counted(files, 'file')}${left}`;
  return [...lines, total].join('\n');
}

function asideOf({ guard, setAside }: ReportFinding): string {
  if (setAside !== undefined) return `(set aside: ${oneLine(setAside, 100)}) `;
  return guard?.region ? `(guarded at line ${guard.region.start.line + 1}) ` : '';
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

function reportOf({ root, findings, result }: Document, rules: Rules, version: string): ScanReport {
  return {
    findings,
    rules: rules.rules,
    version,
    rootUri: pathToFileURL(root.endsWith(path.sep) ? root : root + path.sep).href,
    isComplete: !result.isIncomplete,
    notifications: [
      ...result.skipped.map((one) => ({
        path: one.path,
        level: skipLevel(one),
        message: sentenceOf(one),
      })),
      ...result.withoutFixes.map((path) => ({
        path,
        level: 'note' as const,
        message: fixlessOf(path),
      })),
    ],
  };
}
