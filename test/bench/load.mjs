// A report of 100,000 findings opened in the editor: when they are seen, what that takes, and what the editor feels of it.
import { bundle } from './bundle.mjs';
import { held, median, quantile, round } from './figures.mjs';
import { runInHost } from './inHost.mjs';
import { largeReport, sourceReport } from './largeReport.mjs';
import { loadOnce } from './reports.mjs';

const FINDINGS = 100_000;

export async function measure({ scratch }) {
  const report = largeReport(sourceReport(), scratch, { results: FINDINGS, bytes: 101e6 });
  const program = await bundle('reports', scratch);
  const alone = [];
  for (let round = 0; round < 3; round += 1) alone.push(await loadOnce(program, report));
  const load = median(alone.map(({ cpu }) => cpu));
  const seen = await runInHost('load', scratch, {
    workspace: report.folder,
    env: { BENCH_REPORT: report.file },
  });
  const kept = seen.kept / FINDINGS;
  const opening = quantile(seen.opened, 0.95);
  return [
    { what: `${report.megabytes} MB, ${FINDINGS} findings, ${seen.marks} marks in the editor` },
    held({
      what: '  first findings in the view',
      value: seen.first,
      limit: 1000,
      figure: `${round(seen.first)} ms; report read after ${round(seen.read)} ms, quiet after ${round(seen.settled)} ms`,
      budget: '<= 1000 ms',
    }),
    held({
      what: '  CPU until all is shown, against the load alone',
      value: seen.cpu / load,
      limit: 1.5,
      figure: `${(seen.cpu / load).toFixed(2)} x (${round(seen.cpu)} against ${round(load)} ms)`,
      budget: '<= 1.5 x',
    }),
    held({
      what: '  longest slice on the extension host',
      value: seen.slice,
      limit: 50,
      figure: `${round(seen.slice)} ms`,
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
      value: opening,
      limit: 100,
      figure: `p50 ${round(quantile(seen.opened, 0.5))} ms, p95 ${round(opening)} ms`,
      budget: '< 100 ms',
    }),
  ];
}
