// What reading a large report and placing its findings costs, against JSON.parse of the same file.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { run } from '../host/processes.mjs';
import { root } from '../host/project.mjs';
import { bundle } from './bundle.mjs';
import { held, median, round } from './figures.mjs';
import { largeReport, sourceReport } from './largeReport.mjs';

const ROUNDS = 5;

export async function measure({ scratch }) {
  const program = await bundle('reports', scratch);
  const peer = path.join(scratch, 'peer.mjs');
  fs.writeFileSync(peer, PEER);
  const log = sourceReport();
  const report = largeReport(log, path.join(scratch, 'large'), { results: 100_000, bytes: 101e6 });
  const rows = await compare(program, peer, report);
  const huge = largeReport(log, path.join(scratch, 'huge'), { results: 600_000, bytes: 606e6 });
  return [...rows, ...(await loads(program, huge))];
}

/** What a program does that reads the log as everybody does. */
const PEER = `import * as fs from 'node:fs';
const before = process.cpuUsage();
const log = JSON.parse(fs.readFileSync(process.argv[2], 'utf8'));
const { user, system } = process.cpuUsage(before);
const peak = process.resourceUsage().maxRSS * 1024;
const results = log.runs.reduce((count, run) => count + run.results.length, 0);
console.log(JSON.stringify({ cpu: (user + system) / 1000, peak, results }));
`;

async function compare(program, peer, report) {
  const { file, megabytes, sources } = report;
  const runs = { ours: [], alone: [], peer: [] };
  for (let round = 0; round < ROUNDS; round += 1) {
    runs.ours.push(await loadOnce(program, report));
    runs.alone.push(await once([program, '-', file]));
    runs.peer.push(await once([peer, file]));
  }
  const middle = (who, what) => median(runs[who].map((one) => one[what]));
  const ratio = (what, who = 'ours') => middle(who, what) / middle('peer', what);
  const shown = (what, unit, per, who = 'ours') =>
    `${ratio(what, who).toFixed(2)} x (${round(middle(who, what) / per)} against ${round(middle('peer', what) / per)} ${unit})`;
  const [{ findings }] = runs.ours;
  const [{ results }] = runs.peer;
  const kept = middle('ours', 'kept') / findings;
  return [
    { what: `${megabytes} MB, ${results} results, ${findings} findings` },
    held({
      what: '  reading every result: CPU against JSON.parse',
      value: ratio('cpu', 'alone'),
      limit: 1,
      figure: shown('cpu', 'ms', 1, 'alone'),
      budget: '<= 1 x',
    }),
    held({
      what: `  all in the view's table, placed in ${sources} sources, with ids`,
      value: ratio('cpu'),
      limit: 1.5,
      figure: shown('cpu', 'ms', 1),
      budget: '<= 1.5 x',
    }),
    held({
      what: '  peak memory against it',
      value: ratio('peak'),
      limit: 0.6,
      figure: shown('peak', 'MB', 1e6),
      budget: '<= 0.6 x',
    }),
    held({
      what: '  first findings after',
      value: middle('ours', 'first'),
      limit: 1000,
      figure: `${round(middle('ours', 'first'))} ms of ${round(middle('ours', 'wall'))} ms`,
      budget: '<= 1000 ms',
    }),
    held({
      what: '  kept of a finding',
      value: kept,
      limit: 700,
      figure: `${round(kept)} bytes`,
      budget: '<= 700 bytes',
    }),
    held({
      what: '  one finding whole, with its data flow',
      value: middle('ours', 'whole'),
      limit: 100,
      figure: `${round(middle('ours', 'whole'))} ms`,
      budget: '< 100 ms',
    }),
  ];
}

async function loads(program, report) {
  const { megabytes } = report;
  const { findings, cpu, peak } = await loadOnce(program, report);
  return [
    {
      what: `${megabytes} MB, ${findings} findings`,
      figure: `${round(cpu / 1000)} s of CPU, ${round(peak / 1e6)} MB at most`,
      budget: 'loads',
      verdict: findings > 0 ? 'ok' : 'over',
    },
  ];
}

/** One load in a process of its own, by the bundle of `reports.ts`. */
export function loadOnce(program, { file, folder }) {
  const worker = path.join(root, 'dist', 'reports.js');
  return once(['--expose-gc', program, worker, file, folder]);
}

async function once(command) {
  const { code, output } = await run(process.execPath, command);
  if (code !== 0) throw new Error(output);
  return JSON.parse(output);
}
