// node test/bench/redos.mjs: the analyser of regular expressions against its samples, and against its peers.
//
//   node test/bench/redos.mjs             verdicts, processor time, and what it adds to the bundle
//   node test/bench/redos.mjs --labels    first runs the attack of every sample on the engine: takes minutes
//
// REDOS_PEERS is a folder in whose node_modules peers are installed: recheck, safe-regex2, redos-detector.
// They are no dependencies of this project; `redos.md` has the figures.
import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import * as os from 'node:os';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { root } from '../host/project.mjs';
import { bundle } from './bundle.mjs';
import { printTable, round } from './figures.mjs';

const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'countersign-redos-'));
process.on('exit', () => fs.rmSync(scratch, { recursive: true, force: true }));
const { regexRisk, samples } = await import(pathToFileURL(await bundle('redos', scratch)).href);

if (process.argv.includes('--labels')) await checkLabels();
const analysers = [{ name: 'Countersign', kindOf: (p, f) => regexRisk(p, f)?.kind }, ...peers()];
for (const analyser of analysers) printTable(analyser.name, judge(analyser));
await printSize();

/** Any of the two kinds counts as found; a polynomial that is said to be exponential does, too. */
function judge({ kindOf }) {
  let [hits, alarms, same, longest] = [0, 0, 0, 0];
  const start = process.cpuUsage();
  for (const { kind, pattern, flags } of samples) {
    const before = process.cpuUsage();
    let found;
    try {
      found = kindOf(pattern, flags);
    } catch {
      found = undefined;
    }
    longest = Math.max(longest, process.cpuUsage(before).user / 1000);
    if (found && kind === 'safe') alarms++;
    else if (found) hits++;
    if (found === kind) same++;
  }
  const vulnerable = samples.filter(({ kind }) => kind !== 'safe').length;
  return [
    { what: 'recall', figure: `${hits} of ${vulnerable}` },
    { what: 'precision', figure: `${hits} of ${hits + alarms}` },
    { what: 'of the right kind', figure: `${same}` },
    {
      what: 'ms a pattern',
      figure: round(process.cpuUsage(start).user / 1000 / samples.length),
    },
    { what: 'ms at most', figure: round(longest) },
  ];
}

function peers() {
  const folder = process.env.REDOS_PEERS;
  if (!folder) return [];
  const require = createRequire(path.resolve(folder, 'package.json'));
  const { checkSync } = require('recheck');
  const isSafe = require('safe-regex2');
  const { isSafePattern } = require('redos-detector');
  return [
    {
      name: 'recheck',
      kindOf(pattern, flags) {
        const verdict = checkSync(pattern, flags.replace('v', 'u'), { timeout: 5000 });
        return verdict.status === 'vulnerable' ? verdict.complexity.type : undefined;
      },
    },
    {
      name: 'safe-regex2',
      kindOf: (p, f) => (isSafe(new RegExp(p, f)) ? undefined : 'exponential'),
    },
    {
      name: 'redos-detector',
      kindOf: (p, f) => (isSafePattern(p, modesOf(f)).safe ? undefined : 'vulnerable'),
    },
  ];
}

const modesOf = (flags) => ({
  unicode: /[uv]/.test(flags),
  caseInsensitive: flags.includes('i'),
  multiLine: flags.includes('m'),
  dotAll: flags.includes('s'),
  timeout: 2000,
});

async function printSize() {
  const { outputFiles } = await build({
    entryPoints: [path.join(root, 'src/core/rules/redosMessage.ts')],
    bundle: true,
    minify: true,
    format: 'cjs',
    write: false,
  });
  const [{ contents }] = outputFiles;
  const kilobytes = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;
  printTable('size', [
    { what: 'minified', figure: kilobytes(contents.length) },
    { what: 'and packed', figure: kilobytes(gzipSync(contents, { level: 9 }).length) },
  ]);
}

/** Sixty pumps are too many for an exponential sample; twice the pumps take a polynomial far more than twice as long. */
async function checkLabels() {
  const wrong = [];
  for (const sample of samples.filter(({ attack }) => attack)) {
    const label = await measured(sample);
    if (label !== sample.kind) wrong.push({ what: sample.pattern, figure: label });
  }
  printTable('labels that the engine contradicts', wrong);
}

async function measured({ pattern, flags, attack: { prefix, pump, suffix } }) {
  const time = (pumps) => timeOf({ pattern, flags, text: prefix + pump.repeat(pumps) + suffix });
  if ((await time(60)) > 400) return 'exponential';
  const many = Math.ceil(20_000 / pump.length);
  const once = await time(many);
  const twice = await time(2 * many);
  const outgrows = twice === Infinity || (twice > 30 && twice > 2.7 * once);
  return outgrows ? 'polynomial' : 'safe';
}

function timeOf(regex) {
  const worker = new Worker(
    `const { parentPort, workerData: { pattern, flags, text } } = require('node:worker_threads');
     const regex = new RegExp(pattern, flags);
     const start = performance.now();
     text.replace(regex, '');
     parentPort.postMessage(performance.now() - start);`,
    { eval: true, workerData: regex },
  );
  return new Promise((resolve, reject) => {
    const tooLong = setTimeout(() => resolve(Infinity), 1500);
    worker.once('message', (milliseconds) => {
      clearTimeout(tooLong);
      resolve(milliseconds);
    });
    worker.once('error', reject);
  }).finally(() => worker.terminate());
}
