import * as path from 'node:path';
import { FindingTable } from '../../src/core/findingTable';
import { openReport } from '../../src/core/readers/openReport';
import type { LoadEvent } from '../../src/core/reportLoad';
import { ReportBytes } from '../../src/node/reportBytes';
import { reportReader } from '../../src/node/reportReader';

/**
 * One load as the editor does it, in a process of its own: `node reports.mjs WORKER REPORT FOLDER`;
 * without a worker and a folder (`-`), reading alone: each result becomes a finding, without a place.
 * Says what it took, as JSON: CPU in milliseconds and memory in bytes of the whole process, all its
 * threads; when the first findings came; what is kept of them; the longest stretch in which the
 * main thread heard nothing.
 */
const [, , worker = '', file = '', folder = ''] = process.argv;

/** The same as a program that parses the whole log is asked for: every result, as an object. */
function readAlone(): void {
  const before = process.cpuUsage();
  const bytes = ReportBytes.open(file, 'report', 4e9);
  const steps = bytes.skim();
  while (steps.next().done !== true);
  const report = openReport('report', bytes);
  let findings = report.findings.length;
  for (const { from, results } of bytes.results()) {
    results.forEach((result, index) => {
      if (report.read(bytes.runOf(from + index), result)) findings += 1;
    });
  }
  const { user, system } = process.cpuUsage(before);
  const peak = process.resourceUsage().maxRSS * 1024;
  process.stdout.write(JSON.stringify({ cpu: (user + system) / 1000, peak, findings }));
}

async function main(): Promise<void> {
  const table = new FindingTable();
  const reader = reportReader(path.resolve(worker));
  const before = process.cpuUsage();
  const began = performance.now();
  let first = 0;
  let longest = 0;
  const told = (event: LoadEvent) => {
    const from = performance.now();
    if (event.kind === 'findings') {
      table.append(event.batch);
      if (table.length > 0 && first === 0) first = performance.now() - began;
    }
    longest = Math.max(longest, performance.now() - from);
  };
  const manifestDirectory = '';
  const request = { name: 'report', file, folders: [folder], manifestDirectory, maxBytes: 4e9 };
  const { signal } = new AbortController();
  // The reader alone keeps no process running.
  const alive = setInterval(() => undefined, 1000);
  const loaded = await reader.load({ ...request, mayRun: false }, told, signal);
  const { user, system } = process.cpuUsage(before);
  const peak = process.resourceUsage().maxRSS * 1024;
  const wall = performance.now() - began;
  for (const [row, id] of loaded.newIds) table.setId(row, id);
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  const opened = performance.now();
  const middle = Math.floor(table.length / 2);
  await reader.whole(file, middle, table.id(middle));
  const whole = performance.now() - opened;
  reader.dispose();
  clearInterval(alive);
  const cpu = (user + system) / 1000;
  const kept = heapUsed + arrayBuffers;
  const { length: findings } = table;
  const shown = {
    cpu,
    peak,
    wall,
    first,
    longest,
    kept,
    whole,
    findings,
    problems: loaded.problems,
  };
  process.stdout.write(JSON.stringify(shown));
}

if (worker === '-') readAlone();
else void main();
