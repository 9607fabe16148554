// What reading a large report and placing its findings costs, against JSON.parse of the same bytes.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { run } from '../host/processes.mjs';
import { root } from '../host/project.mjs';
import { bundle } from './bundle.mjs';
import { held, median, round } from './figures.mjs';

const ROUNDS = 5;
const BYTES = 20e6;

export async function measure({ scratch }) {
  const program = await bundle('reports', scratch);
  const rows = [];
  for (const [name, file] of sources()) {
    const report = path.join(scratch, `${name}.sarif`);
    const lines = path.join(scratch, `${name}.lines.json`);
    const log = JSON.parse(fs.readFileSync(file, 'utf8'));
    fs.writeFileSync(report, replicated(log));
    fs.writeFileSync(lines, JSON.stringify(linesOf(log)));
    rows.push(...(await compare(name, [program, report, lines])));
  }
  return rows;
}

/** The shop's report, and where COUNTERSIGN_CORPORA names a folder of real ones, its largest. */
function sources() {
  const shop = path.join(root, 'test', 'workspaces', 'shop', '.sarif', 'eslint.sarif');
  const corpora = process.env.COUNTERSIGN_CORPORA;
  const found = corpora ? [['corpora', path.join(corpora, largestSarif(corpora))]] : [];
  return [['shop', shop], ...found];
}

function largestSarif(folder) {
  const files = fs.readdirSync(folder, { recursive: true }).filter((one) => one.endsWith('.sarif'));
  const size = (file) => fs.statSync(path.join(folder, file)).size;
  const [largest] = files.sort((a, b) => size(b) - size(a));
  if (largest === undefined) throw new Error(`There is no .sarif file below ${folder}.`);
  return largest;
}

/** The same results again and again, each time in other files, until the report has the size. */
function replicated(log) {
  const [run] = log.runs;
  const rest = { ...run, results: [], artifacts: undefined };
  const results = [];
  for (let copy = 0, size = 0; size < BYTES; copy += 1) {
    const text = JSON.stringify(run.results.map((result) => moved(result, copy)));
    results.push(text.slice(1, -1));
    size += text.length;
  }
  const [head, tail] = JSON.stringify({ ...log, runs: [rest] }).split('"results":[]');
  return `${head}"results":[${results.join(',')}]${tail}`;
}

function moved(result, copy) {
  return JSON.parse(JSON.stringify(result), (key, value) => {
    if (key === 'artifactLocation') return { uri: placeIn(copy, value.uri ?? '') };
    return value;
  });
}

const placeIn = (copy, uri) => `copy-${copy}/${pathOf(uri)}`;
const pathOf = (uri) => decodeURI(uri).replace(/^[a-z]+:\/*|^\/+/i, '');

/** How many lines each scanned file must have had: a few more than the report names. */
function linesOf({ runs: [run] }) {
  const lines = {};
  for (const { locations = [] } of run.results) {
    const { artifactLocation, region } = locations[0]?.physicalLocation ?? {};
    if (!artifactLocation || !region) continue;
    const file = pathOf(artifactLocation.uri);
    const last = region.endLine ?? region.startLine;
    lines[file] = Math.max(lines[file] ?? 0, last + 20);
  }
  return lines;
}

async function compare(name, [program, report, lines]) {
  const runs = { ours: [], peer: [] };
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const who of ['ours', 'peer']) runs[who].push(await once([program, who, report, lines]));
  }
  const middle = (who, what) => median(runs[who].map((one) => one[what]));
  const ratio = (what) => middle('ours', what) / middle('peer', what);
  const shown = (what, unit, per) =>
    `${ratio(what).toFixed(2)} x (${round(middle('ours', what) / per)} against ${round(middle('peer', what) / per)} ${unit})`;
  const { results } = runs.ours[0];
  const megabytes = round(fs.statSync(report).size / 1e6);
  return [
    { what: `${name}: ${megabytes} MB, ${runs.peer[0].results} results, ${results} findings` },
    held({
      what: '  CPU against JSON.parse',
      value: ratio('cpu'),
      limit: 1,
      figure: shown('cpu', 'ms', 1),
      budget: '<= 1 x',
    }),
    held({
      what: '  peak memory against it',
      value: ratio('peak'),
      limit: 0.6,
      figure: shown('peak', 'MB', 1e6),
      budget: '<= 0.6 x',
    }),
  ];
}

async function once(command) {
  const { code, output } = await run(process.execPath, command);
  if (code !== 0) throw new Error(output);
  return JSON.parse(output);
}
