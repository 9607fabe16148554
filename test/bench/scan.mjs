// What the built-in scan takes: against parsing alone, against ESLint's security rules, in memory, and after each edit.
// The sources are those of the installed packages; COUNTERSIGN_SOURCES is a folder with more of them.
import * as fs from 'node:fs';
import * as path from 'node:path';
import * as zlib from 'node:zlib';
import { run } from '../host/processes.mjs';
import { root } from '../host/project.mjs';
import { bundle } from './bundle.mjs';
import { held, median, quantile, round } from './figures.mjs';

const ROUNDS = 3;
const MB = 1e6;
/** Of one package, so that the corpus is the work of many hands. */
const PACKAGE_BYTES = 0.5 * MB;
const grammars = path.join(root, 'dist', 'grammars');

export async function measure({ scratch }) {
  const program = await bundle('scan', scratch);
  const ask = async (what, argument) => answerOf([program, what, grammars, argument]);
  const packages = await fromPackages(ask);
  const list = (name, files) => {
    const file = path.join(scratch, `${name}.json`);
    fs.writeFileSync(file, JSON.stringify(files.map((one) => one.file)));
    return file;
  };
  const corpus = first(packages, 9 * MB);
  const more = process.env.COUNTERSIGN_SOURCES;
  return [
    ...(await againstParsing(ask, 'installed packages', corpus, list('corpus', corpus))),
    ...(more ? await others(ask, more, list) : []),
    ...(await againstEslint(ask, first(packages.filter(isScript), 1.5 * MB), list)),
    await memory(packages, scratch),
    ...(await edits(ask, packages, scratch)),
    grammarSize(),
  ];
}

const isScript = ({ file }) => /\.[cm]?js$/.test(file);

async function answerOf(args) {
  const { code, output } = await run(process.execPath, args);
  if (code !== 0) throw new Error(output);
  return JSON.parse(output);
}

/** The sources of the installed packages, a part of each in turn. */
async function fromPackages(ask) {
  const modules = path.join(root, 'node_modules');
  const folders = fs
    .readdirSync(modules)
    .filter((name) => !name.startsWith('.'))
    .flatMap((name) =>
      name.startsWith('@')
        ? fs.readdirSync(path.join(modules, name)).map((one) => path.join(name, one))
        : name,
    );
  const all = [];
  for (const folder of folders) {
    const files = await ask('list', path.join(modules, folder));
    all.push(...first(files, PACKAGE_BYTES));
  }
  return all;
}

/** The first files that come to so many bytes, or nearly. */
function first(files, bytes) {
  let left = bytes;
  return files.filter(({ size }) => {
    if (size > left) return false;
    left -= size;
    return true;
  });
}

const bytesOf = (files) => files.reduce((sum, { size }) => sum + size, 0);
const shownSize = (files) => `${round(bytesOf(files) / MB)} MB in ${files.length} files`;

async function againstParsing(ask, what, files, list) {
  const scans = [];
  const parses = [];
  for (let turn = 0; turn < ROUNDS; turn += 1) {
    scans.push(await ask('scan', list));
    parses.push((await ask('parse', list)).cpu);
  }
  const scan = median(scans.map(({ cpu }) => cpu));
  const parse = median(parses);
  const [{ found, refused }] = scans;
  return [
    {
      what: `${what}: ${shownSize(files)}`,
      figure: `${found} findings, ${refused.length} refused`,
    },
    held({
      what: '  CPU against parsing alone',
      value: scan / parse,
      limit: 1.5,
      figure: `${(scan / parse).toFixed(2)} x (${round(scan)} against ${round(parse)} ms)`,
      budget: '<= 1.5 x',
    }),
  ];
}

async function others(ask, folder, list) {
  const files = await ask('list', folder);
  return againstParsing(ask, path.basename(folder), files, list('others', files));
}

async function againstEslint(ask, files, list) {
  const peer = path.join(root, 'test', 'bench', 'scanPeer.mjs');
  const all = list('scripts', files);
  const ratios = [];
  let row;
  for (let turn = 0; turn < ROUNDS; turn += 1) {
    const eslint = await answerOf([peer, all]);
    const parsed = new Set(eslint.parsed);
    const same = files.filter(({ file }) => parsed.has(file));
    const ours = await ask('scan', list('parsed', same));
    ratios.push(eslint.cpu / ours.cpu);
    row = { ours, eslint, same };
  }
  const ratio = median(ratios);
  return [
    held({
      what: `  CPU of ESLint's security rules against ours, ${shownSize(row.same)}`,
      value: 20 / ratio,
      limit: 1.0001,
      figure: `${ratio.toFixed(1)} x (last: ${round(row.eslint.cpu)} against ${round(row.ours.cpu)} ms)`,
      budget: '>= 20 x',
    }),
  ];
}

/** A fresh process of the command line, over copies. */
async function memory(packages, scratch) {
  const folder = path.join(scratch, 'project');
  let at = 0;
  let bytes = 0;
  for (let turn = 0; bytes < 25 * MB; turn += 1) {
    for (const { file, size } of packages) {
      if (bytes >= 25 * MB) break;
      const to = path.join(
        folder,
        `${turn}-${Math.floor(at / 100)}`,
        `${at}-${path.basename(file)}`,
      );
      fs.mkdirSync(path.dirname(to), { recursive: true });
      fs.copyFileSync(file, to);
      at += 1;
      bytes += size;
    }
  }
  const peakFile = path.join(scratch, 'peak.txt');
  const teller = path.join(scratch, 'teller.cjs');
  fs.writeFileSync(teller, tellPeak);
  const began = performance.now();
  const { code, output } = await run(
    process.execPath,
    [path.join(root, 'dist', 'cli.js'), 'scan', folder],
    { env: { ...process.env, NODE_OPTIONS: `--require ${teller}`, PEAK_FILE: peakFile } },
  );
  if (code !== 0 && code !== 1) throw new Error(output);
  const seconds = (performance.now() - began) / 1000;
  const peak = Number(fs.readFileSync(peakFile, 'utf8')) / 1024;
  return held({
    what: `  peak memory of countersign scan, ${round(bytes / MB)} MB in ${at} files`,
    value: peak,
    limit: 200,
    figure: `${round(peak)} MB, in ${round(seconds)} s`,
    budget: '<= 200 MB',
  });
}

const tellPeak = `
if (require('node:worker_threads').isMainThread) {
  process.on('exit', () => {
    require('node:fs').writeFileSync(process.env.PEAK_FILE, String(process.resourceUsage().maxRSS));
  });
}`;

async function edits(ask, packages, scratch) {
  const size = 20_000;
  const [usual] = packages
    .filter(isScript)
    .sort((a, b) => Math.abs(a.size - size) - Math.abs(b.size - size));
  const flawed = path.join(scratch, 'flawed.js');
  const products = path.join(root, 'test', 'workspaces', 'shop', 'src', 'routes', 'products.js');
  const text = fs.readFileSync(products, 'utf8');
  fs.writeFileSync(flawed, text.repeat(Math.ceil(size / text.length)).slice(0, size));
  const rows = [];
  for (const [what, file] of [
    ['a file of a package', usual.file],
    ['a file full of flaws', flawed],
  ]) {
    const { times, found } = await ask('edit', file);
    const p95 = quantile(times, 0.95);
    rows.push(
      held({
        what: `  20 KB scanned again after each of 200 edits: ${what}, ${found} findings`,
        value: p95,
        limit: 15,
        figure: `p50 ${round(median(times))} ms, p95 ${round(p95)} ms`,
        budget: 'p95 < 15 ms',
      }),
    );
  }
  return rows;
}

function grammarSize() {
  const files = fs.readdirSync(grammars).filter((name) => name.startsWith('tree-sitter-'));
  const sizes = files.map(
    (name) => zlib.gzipSync(fs.readFileSync(path.join(grammars, name)), { level: 9 }).length,
  );
  const total = sizes.reduce((sum, size) => sum + size, 0) / 1000;
  return held({
    what: `  ${files.length} grammars, gzipped`,
    value: total,
    limit: 500,
    figure: `${round(total)} KB`,
    budget: '<= 500 KB',
  });
}
