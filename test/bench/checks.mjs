// What all in-process checks on one draft of a file take, of 40 KB and of 400 KB, against parsing the two texts and nothing else.
import * as path from 'node:path';
import { run } from '../host/processes.mjs';
import { root } from '../host/project.mjs';
import { bundle } from './bundle.mjs';
import { held, quantile, round } from './figures.mjs';

/** Bytes of the file, and what the slowest but one in twenty may take. */
const SIZES = [
  { bytes: 40_000, limit: 100 },
  { bytes: 400_000, limit: 400 },
];

export async function measure({ scratch }) {
  const program = await bundle('checks', scratch);
  const rows = [];
  for (const size of SIZES) rows.push(...(await rowsFor(program, size)));
  return rows;
}

async function rowsFor(program, { bytes: wanted, limit }) {
  const { code, output } = await run(process.execPath, [
    program,
    path.join(root, 'dist', 'grammars'),
    String(wanted),
  ]);
  if (code !== 0) throw new Error(output);
  const { bytes, verdict, ours, floor } = JSON.parse(output);
  const p95 = quantile(ours, 0.95);
  const ratio = quantile(ours, 0.5) / quantile(floor, 0.5);
  const shown = (values) =>
    `p50 ${round(quantile(values, 0.5))} ms, p95 ${round(quantile(values, 0.95))} ms`;
  return [
    { what: `a draft of a file of ${round(bytes / 1000)} KB, verdict "${verdict}"` },
    held({
      what: '  all checks',
      value: p95,
      limit,
      figure: shown(ours),
      budget: `p95 < ${limit} ms`,
      floor: quantile(floor, 0.95),
    }),
    { what: '  floor: parsing before and after', figure: shown(floor) },
    { what: '  ratio of the medians', figure: `${ratio.toFixed(1)} x` },
  ];
}
