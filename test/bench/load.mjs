// A report of 100,000 findings opened in the editor: when they are seen, what that takes, and what the editor feels of it.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { bundle } from './bundle.mjs';
import { held, median, quantile, round } from './figures.mjs';
import { runInHost } from './inHost.mjs';
import { largeReport, sourceReport } from './largeReport.mjs';
import { loadOnce } from './reports.mjs';

const FINDINGS = 100_000;
/** Each in a window of its own; the middle counts. */
const LAUNCHES = 3;

export async function measure({ scratch }) {
  const report = largeReport(sourceReport(), scratch, { results: FINDINGS, bytes: 101e6 });
  const program = await bundle('reports', scratch);
  const alone = [];
  for (let round = 0; round < 3; round += 1) alone.push(await loadOnce(program, report));
  const load = median(alone.map(({ cpu }) => cpu));
  const launches = [];
  for (let launch = 0; launch < LAUNCHES; launch += 1) {
    const folder = path.join(scratch, `launch-${launch}`);
    fs.mkdirSync(folder);
    const env = { BENCH_REPORT: report.file };
    launches.push(await runInHost('load', folder, { workspace: report.folder, env }));
  }
  const middle = (what) => median(launches.map((one) => one[what]));
  const kept = middle('kept') / FINDINGS;
  const ours = launches.flatMap(({ opened }) => opened.ours);
  const editor = launches.flatMap(({ opened }) => opened.editor);
  return [
    {
      what: `${report.megabytes} MB, ${FINDINGS} findings, ${middle('marks')} marks in the editor`,
    },
    held({
      what: '  first findings in the view',
      value: middle('first'),
      limit: 1000,
      figure: `${round(middle('first'))} ms; report read after ${round(middle('read'))} ms, quiet after ${round(middle('settled'))} ms`,
      budget: '<= 1000 ms',
    }),
    held({
      what: '  CPU until all is shown, against the load alone',
      value: middle('cpu') / load,
      limit: 1.5,
      figure: `${(middle('cpu') / load).toFixed(2)} x (${round(middle('cpu'))} against ${round(load)} ms)`,
      budget: '<= 1.5 x',
    }),
    held({
      what: '  longest slice on the extension host',
      value: middle('slice'),
      limit: 50,
      figure: `${round(middle('slice'))} ms of its CPU; nothing heard for at most ${round(middle('gap'))} ms`,
      budget: '<= 50 ms',
    }),
    held({
      what: '  memory that stays, of a finding',
      value: kept,
      limit: 700,
      figure: `${round(kept)} bytes`,
      budget: '<= 700 bytes',
    }),
    held({
      what: "  a finding's source opened",
      value: quantile(ours, 0.95),
      limit: 100,
      figure: `p50 ${round(median(ours))} ms, p95 ${round(quantile(ours, 0.95))} ms`,
      budget: 'p95 < 100 ms',
      floor: quantile(editor, 0.95),
    }),
    {
      what: '    floor: the editor shows a file',
      figure: `p50 ${round(median(editor))} ms, p95 ${round(quantile(editor, 0.95))} ms`,
    },
  ];
}
