// Makes a report of any size out of a real one, and the workspace that it is about.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { root } from '../host/project.mjs';

/** The largest SARIF log below COUNTERSIGN_CORPORA, or the sample project's; parsed. */
export function sourceReport() {
  const corpora = process.env.COUNTERSIGN_CORPORA;
  const shop = path.join(root, 'test', 'workspaces', 'shop', '.sarif', 'eslint.sarif');
  return JSON.parse(fs.readFileSync(corpora ? largestSarif(corpora) : shop, 'utf8'));
}

function largestSarif(folder) {
  const files = fs
    .readdirSync(folder, { recursive: true })
    .filter((one) => one.endsWith('.sarif'))
    .map((one) => path.join(folder, one));
  const [largest] = files.sort((a, b) => fs.statSync(b).size - fs.statSync(a).size);
  if (largest === undefined) throw new Error(`There is no .sarif file below ${folder}.`);
  return largest;
}

/** A project with a hundred thousand results has about so many files that have any. */
const usualFiles = 1000;

/**
 * Writes a log with so many results: the same again and again, each time in other files or further down in them, and
 * with a data flow that fills it up to about so many bytes; and the files, with lines where results are. Answers the
 * paths of the log and of the folder, and its size in MB.
 */
export function largeReport(log, target, { results, bytes }) {
  const [run] = log.runs;
  const folder = path.join(target, 'workspace');
  const file = path.join(target, 'large.sarif');
  fs.mkdirSync(folder, { recursive: true });
  const rest = { ...run, results: [], artifacts: undefined };
  const [head, tail] = JSON.stringify({ ...log, runs: [rest] }).split('"results":[]');
  const texts = sourcesOf(run);
  const height = Math.max(...texts.map(([, lines]) => lines.length));
  const copies = Math.ceil(results / run.results.length);
  const folders = Math.min(copies, Math.ceil(usualFiles / texts.length));
  const laps = Math.ceil(copies / folders);
  for (let copy = 0; copy < folders; copy += 1) {
    for (const [name, lines] of texts) {
      const lap = [...lines, ...Array(height - lines.length).fill('')];
      const text = Array.from({ length: laps }, () => lap.join('\n')).join('\n');
      write(path.join(folder, placeIn(copy, name)), text);
    }
  }
  const handle = fs.openSync(file, 'w');
  fs.writeSync(handle, `${head}"results":[`);
  let size = 0;
  for (let count = 0, copy = 0; count < results; copy += 1) {
    const some = run.results.slice(0, results - count);
    const items = some.map((result, index) => {
      const at = { copy: copy % folders, down: Math.floor(copy / folders) * height };
      const filled = moved(result, at, (bytes - size) / (results - count - index));
      size += filled.length + 1;
      return filled;
    });
    fs.writeSync(handle, `${count > 0 ? ',' : ''}${items.join(',')}`);
    count += some.length;
  }
  fs.writeSync(handle, `]${tail}`);
  fs.closeSync(handle);
  const sources = folders * texts.length;
  return { file, folder, sources, megabytes: Math.round(fs.statSync(file).size / 1e6) };
}

function moved(result, { copy, down }, wanted) {
  const [location] = result.locations;
  const { artifactLocation, region: said } = location.physicalLocation;
  const uri = placeIn(copy, pathOf(artifactLocation.uri));
  const region = { ...said, startLine: said.startLine + down };
  if (said.endLine !== undefined) region.endLine = said.endLine + down;
  const physicalLocation = { artifactLocation: { uri }, region };
  const plain = JSON.stringify({ ...result, locations: [{ physicalLocation }] });
  const { startLine, startColumn } = region;
  const step = (text) => ({
    location: {
      physicalLocation: { artifactLocation: { uri }, region: { startLine, startColumn } },
      message: { text },
    },
  });
  const steps = [step('The value comes in here')];
  const length = () => plain.length + JSON.stringify(steps).length + 48;
  while (length() < wanted - 60) steps.push(step(`It passes on here (${steps.length})`));
  const codeFlows = [{ threadFlows: [{ locations: steps }] }];
  return `${plain.slice(0, -1)},"codeFlows":${JSON.stringify(codeFlows)}}`;
}

const placeIn = (copy, name) => `copy-${copy}/${name}`;
const pathOf = (uri) => decodeURI(uri).replace(/^[a-z]+:\/*|^\/+/i, '');

/** The lines of each file of the run, with all the places that results name. */
function sourcesOf({ results }) {
  const widths = new Map();
  for (const { locations } of results) {
    const { artifactLocation, region } = locations[0].physicalLocation;
    const name = pathOf(artifactLocation.uri);
    const lines = widths.get(name) ?? new Map();
    widths.set(name, lines);
    const { startLine, startColumn = 1, endLine = startLine, endColumn = startColumn } = region;
    for (const [line, column] of [
      [startLine, startColumn],
      [endLine, endColumn],
    ]) {
      lines.set(line, Math.max(lines.get(line) ?? 0, column));
    }
  }
  return [...widths].map(([name, lines]) => {
    const last = Math.max(...lines.keys()) + 5;
    const texts = Array.from({ length: last }, (_, index) =>
      `  const value${index} = compute(${index});`.padEnd(lines.get(index + 1) ?? 0, 'x'),
    );
    return [name, texts];
  });
}

function write(file, text) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, text);
}
