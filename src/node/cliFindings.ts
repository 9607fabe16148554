import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { HumanError, messageOf } from '../core/errors';
import type { Finding, Problem } from '../core/finding';
import { compareFindings } from '../core/finding';
import type { Workspace } from '../core/locate';
import { locateFindings, manifestPaths, reportResolver, workspaceOf } from '../core/locate';
import { oneLine } from '../core/plainText';
import type { Report } from '../core/readers';
import { readReport, reportedPaths, tooLarge } from '../core/readers';
import { decodeSource } from '../core/sourceText';
import type { Answer } from './answer';
import { codeOf } from './atomicFile';
import { listTree } from './fileTree';
import { workspaceFiles } from './workspaceFiles';

export interface FindingsOptions {
  readonly reports: readonly string[];
  /** The folder that the reports are about. */
  readonly root: string;
  readonly countOnly: boolean;
}

/** Reads scanners' reports: each finding once, worst first. An unreadable report is a HumanError. */
export async function findingsIn(options: FindingsOptions): Promise<Answer> {
  const { reports, root, countOnly } = options;
  const paths = (await listTree(root)).map((file) => file.path);
  const roots = [path.resolve(root), await fs.realpath(root)];
  const workspace = workspaceOf([...new Set(roots)], paths);
  const byId = new Map<string, Finding>();
  const problems: Problem[] = [];
  for (const name of reports) {
    const report = readReport(name, await reportBytes(name));
    if (report.format === 'unknown') {
      throw new HumanError(report.problems[0]?.message ?? `${name} cannot be read.`);
    }
    const located = await locate(report, root, workspace);
    for (const finding of located.findings) byId.set(finding.id, finding);
    problems.push(...located.problems);
  }
  const findings = [...byId.values()].sort(compareFindings);
  const { length: count } = findings;
  const total = `${count} ${count === 1 ? 'finding' : 'findings'}`;
  return {
    code: 0,
    json: countOnly ? { count, problems } : { count, findings, problems },
    text: countOnly ? String(count) : [...findings.map(lineOf), total].join('\n'),
    notes: problems.map(({ message }) => message),
  };
}

/** Refused by size before a byte is read. */
async function reportBytes(name: string): Promise<Uint8Array> {
  try {
    const stat = await fs.stat(name);
    if (!stat.isFile()) throw new HumanError(`${name} is no file.`);
    const why = tooLarge(stat.size);
    if (why !== undefined) throw new HumanError(`${name} ${why}`);
    return await fs.readFile(name);
  } catch (error) {
    if (error instanceof HumanError) throw error;
    if (codeOf(error) === 'ENOENT') throw new HumanError(`${name} does not exist.`);
    throw new HumanError(`${name} cannot be read: ${messageOf(error)}`);
  }
}

async function locate(report: Report, root: string, workspace: Workspace) {
  const resolve = reportResolver(report, workspace);
  const manifestDirectory = manifestFolder(report.name, root, workspace);
  const wanted = new Set<string>(
    report.format === 'npm-audit' ? manifestPaths(manifestDirectory) : [],
  );
  for (const { uri, base } of reportedPaths(report)) {
    const found = resolve(uri, base);
    if (found !== undefined) wanted.add(found);
  }
  const files = workspaceFiles(root);
  const texts = new Map<string, string>();
  for (const file of wanted) {
    const bytes = await files.read(file).catch(() => undefined);
    const decoded = bytes && decodeSource(bytes);
    if (decoded?.ok) texts.set(file, decoded.source.text);
  }
  return locateFindings(report, { resolve, text: (file) => texts.get(file), manifestDirectory });
}

/** The nearest folder at or above the report with a package.json; the top one when there is none. */
function manifestFolder(report: string, root: string, workspace: Workspace): string {
  const relative = path.relative(path.resolve(root), path.resolve(report));
  const folders = relative.split(path.sep).slice(0, -1);
  if (folders[0] === '..' || path.isAbsolute(relative)) return '';
  for (; folders.length > 0; folders.pop()) {
    if (workspace.has(`${folders.join('/')}/package.json`)) return folders.join('/');
  }
  return '';
}

function lineOf({ severity, location, ruleId, message }: Finding): string {
  const { start } = location.region ?? {};
  const place = start ? `:${start.line + 1}:${start.character + 1}` : '';
  const where = `${oneLine(location.path, 300)}${place}`;
  return `${severity.padEnd(8)}  ${where}  ${oneLine(ruleId, 100)}  ${oneLine(message, 200)}`;
}
