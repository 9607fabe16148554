// Bad input: reports that are cut off, mutated, or made to fill the memory, loaded as the editor does. Nothing may throw
// or hang, memory has a bound, and every result is a finding or counted.
//
// FUZZ_SEED repeats a run, FUZZ_MUTANTS is how many there are besides 50 cuts of each report. COUNTERSIGN_CORPORA is a
// folder with real reports; without it, the sample projects' are broken.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { start, stopTree } from '../host/processes.mjs';
import { bundle } from './bundle.mjs';
import { held, round } from './figures.mjs';
import { grown } from './grownReports.mjs';
import { largeMutants, writeLarge } from './largeMutants.mjs';
import { samples } from './samples.mjs';

const seed = Number(process.env.FUZZ_SEED ?? Date.now() % 1_000_000);
const mutants = Number(process.env.FUZZ_MUTANTS ?? 10_000);
const cuts = 50;
const largeBytes = 24e6;
/** Of this process; the machine may be busy, so only what takes as long by itself counts as a hang. */
const hang = 5000;
/** Nothing was heard for so long: the process is ended, and that is a hang. */
const patience = 30_000;
/** What a finding itself may take; the benchmark `reports` holds it to this. */
const findingBytes = 700;

export async function measure({ scratch }) {
  const program = await bundle('fuzz', scratch);
  const small = await breakSmall(program, scratch);
  const large = await breakLarge(program, scratch);
  return [{ what: `seed ${seed}`, figure: 'FUZZ_SEED repeats it' }, ...small, ...large];
}

/** Each turn in its order; a process that dies or hangs in one is followed by another for the rest. */
async function breakSmall(program, scratch) {
  const nowhere = path.join(scratch, 'empty');
  fs.mkdirSync(nowhere);
  const all = samples()
    .filter(({ file }) => fs.statSync(file).size > 0)
    .map(({ folder = nowhere, ...sample }) => ({ ...sample, folder }));
  const job = path.join(scratch, 'job.json');
  fs.writeFileSync(job, JSON.stringify({ samples: all, seed, cuts, scratch }));
  const turns = all.length * cuts + mutants;
  const told = [];
  const dead = [];
  for (let from = 0; from < turns;) {
    const to = Math.min(turns, from + 1000);
    const { lines, died } = await linesOf([program, 'mutants', job, from, to], '1024');
    told.push(...lines);
    from = (lines.at(-1)?.turn ?? from - 1) + 1;
    if (from >= to) continue;
    dead.push({ turn: from, died });
    from += 1;
  }
  const slow = told.filter(({ cpu }) => cpu > hang).length;
  const hung = slow + dead.filter(({ died }) => died === 'hung').length;
  const thrown =
    told.filter(({ format }) => format === 'thrown').length + dead.length - (hung - slow);
  const faulty = told.filter(({ faults, format }) => format !== 'thrown' && faults.length > 0);
  for (const { turn, died } of dead) console.log(`turn ${turn}: ${died}`);
  for (const { turn, name, how, faults } of told
    .filter((one) => one.faults.length > 0)
    .slice(0, 20)) {
    console.log(`turn ${turn}, ${name}, ${how}:\n  ${faults.slice(0, 3).join('\n  ')}`);
  }
  const slowest = told.reduce((worst, one) => (one.cpu > worst.cpu ? one : worst), { cpu: 0 });
  const count = (what) => told.reduce((sum, one) => sum + one[what], 0);
  return [
    { what: `${all.length} reports`, figure: `${all.length * cuts} cut off, ${mutants} mutants` },
    { what: '  findings, problems', figure: `${count('findings')}, ${count('counted')}` },
    none('  throw', thrown),
    none('  hang', hung),
    none('  lose a result, or list what is not fit', faulty.length),
    {
      what: '  slowest',
      figure: `${round(slowest.cpu)} ms (turn ${slowest.turn}, ${slowest.name})`,
    },
  ];
}

async function breakLarge(program, scratch) {
  const folder = path.join(scratch, 'workspace');
  fs.mkdirSync(folder);
  fs.writeFileSync(path.join(folder, 'a.js'), 'eval(x);\n'.repeat(100_000));
  const file = path.join(scratch, 'large');
  const rows = [];
  for (const [name, write] of [...largeReports(), ...hostileReports()]) {
    write(file);
    const { lines, died } = await linesOf(['--expose-gc', program, 'large', file, folder]);
    const [one] = lines;
    if (one === undefined) console.log(`${name}: ${died}`);
    rows.push({ name, died, ...one });
  }
  const measured = rows.filter(({ bytes }) => bytes >= 20e6);
  const cut = measured.filter(isCut);
  const others = measured.filter((one) => !isCut(one));
  const slowest = rows.reduce((a, b) => ((b.silence ?? 0) > (a.silence ?? 0) ? b : a));
  return [
    {
      what: `${rows.length} large reports`,
      figure: 'grown and broken, or made to fill the memory',
    },
    none(
      '  throw',
      rows.filter(({ format, died }) => format === 'thrown' || died === 'died').length,
    ),
    none('  hang', rows.filter(({ died, silence }) => died === 'hung' || silence > hang).length),
    { what: '  longest silence', figure: `${round(slowest.silence)} ms (${slowest.name})` },
    memory('  memory, read in parts or refused', cut, 4),
    memory('  memory, read in one piece', others, 4),
  ];
}

/** SARIF whose results are cut out, and what is made to be refused; the others are in memory as a whole. */
function isCut({ name, format }) {
  if (name === 'UTF-16' || / broken$/.test(name)) return false;
  return format === 'sarif' || Object.hasOwn(largeMutants, name);
}

/** Held to a budget without what the findings themselves may take. */
function memory(what, rows, limit) {
  const ratio = ({ grown, findings = 0, bytes }) => (grown - findings * findingBytes) / bytes;
  const worst = rows.reduce((a, b) => (ratio(b) > ratio(a) ? b : a));
  const plain = round(worst.grown / worst.bytes);
  return held({
    what,
    value: ratio(worst),
    limit,
    figure: `${round(ratio(worst))} x the file, ${plain} x with findings (${worst.name})`,
    budget: `<= ${limit} x without findings`,
  });
}

function hostileReports() {
  return Object.keys(largeMutants).map((name) => [name, (file) => writeLarge(name, file)]);
}

/** Real ones: whole, cut off, and with bytes of them changed. */
function largeReports() {
  const largest = new Map();
  for (const sample of samples()) {
    const size = fs.statSync(sample.file).size;
    const kind = path.extname(sample.file) + path.dirname(sample.file);
    if (size > (largest.get(kind)?.size ?? 0)) largest.set(kind, { ...sample, size });
  }
  for (const sample of samples().filter(({ name }) => /\/tools\//.test(name))) {
    largest.set(sample.name, sample);
  }
  return [...largest.values()].flatMap(({ name, file: source }) => {
    const whole = () => grown(source, largeBytes);
    if (grown(source, 0) === undefined) return [];
    return [
      [`${name}, grown`, (file) => fs.writeFileSync(file, whole())],
      [
        `${name}, grown and cut off`,
        (file) => fs.writeFileSync(file, whole().slice(0, -largeBytes / 8)),
      ],
      [`${name}, grown and broken`, (file) => fs.writeFileSync(file, broken(whole()))],
    ];
  });
}

/** Some bytes in the middle become others. */
function broken(text) {
  const bytes = Buffer.from(text);
  for (let at = 1; at < 20; at += 1) bytes[Math.floor((bytes.length * at) / 20)] = (at * 37) % 256;
  return bytes;
}

function none(what, value) {
  return held({ what, value, limit: 1, figure: String(value), budget: 'none' });
}

/** What a program says, a JSON value a line; `died` tells why there is no more when it did not end by itself. */
async function linesOf(command, megabytes = '4096') {
  const child = start(process.execPath, [
    `--max-old-space-size=${megabytes}`,
    ...command.map(String),
  ]);
  let output = '';
  let error = '';
  let died;
  const hungUp = () => {
    died = 'hung';
    void stopTree(child);
  };
  let timer = setTimeout(hungUp, patience);
  child.stdout.setEncoding('utf8').on('data', (chunk) => {
    clearTimeout(timer);
    timer = setTimeout(hungUp, patience);
    output += chunk;
  });
  child.stderr.setEncoding('utf8').on('data', (chunk) => (error += chunk));
  const code = await new Promise((resolve) => child.on('close', resolve));
  clearTimeout(timer);
  if (code !== 0) died ??= 'died';
  if (died === 'died') console.log(error.slice(0, 1000));
  const lines = output.split('\n').slice(0, -1);
  return { lines: lines.map((line) => JSON.parse(line)), died };
}
