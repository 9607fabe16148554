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
const cli = path.join(root, 'dist', 'cli.js');

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
    await againstEslint(corpus, scratch),
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

/** Whole processes, each from its start to its end, over copies of the same files. */
async function againstEslint(corpus, scratch) {
  const { folder, files } = copied(corpus, bytesOf(corpus), path.join(scratch, 'compared'));
  const list = path.join(scratch, 'compared.json');
  fs.writeFileSync(list, JSON.stringify(files));
  const peer = path.join(root, 'test', 'bench', 'scanPeer.mjs');
  const eslint = await spent([peer, list], scratch, folder);
  const ours = [];
  for (let turn = 0; turn < ROUNDS; turn += 1) {
    ours.push((await spent([cli, 'scan'], scratch, folder)).cpu);
  }
  const ratio = eslint.cpu / median(ours);
  return held({
    what: '  CPU of ESLint with its security rules against countersign scan',
    value: -ratio,
    limit: -20,
    figure: `${ratio.toFixed(1)} x (${round(eslint.cpu)} against ${round(median(ours))} ms)`,
    budget: '>= 20 x',
    floor: -Infinity,
  });
}

/** Copies of so many bytes of the files, again and again if need be, in folders of a hundred. */
function copied(from, bytes, folder) {
  const files = [];
  let left = bytes;
  while (left > 0) {
    for (const { file, size } of from) {
      if (left <= 0) break;
      const name = `${Math.floor(files.length / 100)}/${files.length}-${path.basename(file)}`;
      const to = path.join(folder, name);
      fs.mkdirSync(path.dirname(to), { recursive: true });
      fs.copyFileSync(file, to);
      files.push(to);
      left -= size;
    }
  }
  return { folder, files };
}

/** What a whole process took: milliseconds of the processor, and megabytes at the peak. */
async function spent(args, scratch, cwd) {
  const spentFile = path.join(scratch, 'spent.json');
  const teller = path.join(scratch, 'teller.cjs');
  fs.writeFileSync(teller, tell);
  const env = { ...process.env, NODE_OPTIONS: `--require ${teller}`, SPENT_FILE: spentFile };
  const { code, output } = await run(process.execPath, args, { cwd, env });
  if (code !== 0 && code !== 1) throw new Error(output);
  return JSON.parse(fs.readFileSync(spentFile, 'utf8'));
}

const tell = `
if (require('node:worker_threads').isMainThread) {
  process.on('exit', () => {
    const { user, system } = process.cpuUsage();
    const peak = process.resourceUsage().maxRSS / 1024;
    const spent = { cpu: (user + system) / 1000, peak };
    require('node:fs').writeFileSync(process.env.SPENT_FILE, JSON.stringify(spent));
  });
}`;

/** A fresh process of the command line. */
async function memory(packages, scratch) {
  const { folder, files } = copied(packages, 25 * MB, path.join(scratch, 'project'));
  const { peak, cpu } = await spent([cli, 'scan'], scratch, folder);
  return held({
    what: `  peak memory of countersign scan, 25 MB in ${files.length} files`,
    value: peak,
    limit: 200,
    figure: `${round(peak)} MB, ${round(cpu)} ms`,
    budget: '<= 200 MB',
  });
}

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
    const { times, floor, found } = await ask('edit', file);
    const p95 = quantile(times, 0.95);
    rows.push(
      held({
        what: `  20 KB scanned again after each of 200 edits: ${what}, ${found} findings`,
        value: p95,
        limit: 15,
        figure: `p50 ${round(median(times))} ms, p95 ${round(p95)} ms`,
        budget: 'p95 < 15 ms',
        floor: quantile(floor, 0.95),
      }),
      {
        what: '    floor: parsing it',
        figure: `p50 ${round(median(floor))} ms, p95 ${round(quantile(floor, 0.95))} ms`,
      },
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
