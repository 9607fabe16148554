import * as fs from 'node:fs';
import { locateFindings, reportResolver, workspaceOf } from '../../src/core/locate';
import { readReport, reportedPaths } from '../../src/core/readers';

/**
 * One run in a process of its own: `node reports.mjs ours|peer REPORT LINES`. LINES is a JSON file that gives the
 * number of lines of each file that was scanned, without the folder of its copy. Says what the run took, as JSON.
 */
const [, , who, report = '', lines = ''] = process.argv;
const bytes = fs.readFileSync(report);
const texts = new Map(
  Object.entries(JSON.parse(fs.readFileSync(lines, 'utf8')) as Record<string, number>).map(
    ([path, length]) => [path, Array.from({ length }, (_, line) => lineAt(line)).join('\n')],
  ),
);

const memory = process.memoryUsage().rss;
const before = process.cpuUsage();
const results = who === 'ours' ? findings(bytes) : parsed(bytes);
const { user, system } = process.cpuUsage(before);
const peak = process.resourceUsage().maxRSS * 1024 - memory;
process.stdout.write(JSON.stringify({ cpu: (user + system) / 1000, peak, results }));

function lineAt(line: number): string {
  return `  statement(${line}, 'as long as lines of code are');`;
}

function textOf(path: string): string | undefined {
  return texts.get(path.slice(path.indexOf('/') + 1));
}

function findings(content: Uint8Array): number {
  const read = readReport('report.sarif', content);
  const paths = reportedPaths(read).map(({ uri }) => uri ?? '');
  const resolve = reportResolver(read, workspaceOf(['/workspace'], paths));
  return locateFindings(read, { resolve, text: textOf }).findings.length;
}

function parsed(content: Uint8Array): number {
  interface Log {
    readonly runs: readonly { readonly results: readonly unknown[] }[];
  }
  const log = JSON.parse(new TextDecoder().decode(content)) as Log;
  return log.runs.reduce((count, { results }) => count + results.length, 0);
}
