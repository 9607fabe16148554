// What the checks say of real fixes: the releases of npm packages that mended a published flaw (test/exam/packages.json).
//
//   npm run bench -- upstream
//
// The packages are fetched with npm when they are asked for. Every objection is listed, to be read: it has to be true.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { fetched } from '../exam/packages.mjs';
import { filesBelow } from '../exam/report.mjs';
import { run } from '../host/processes.mjs';
import { root } from '../host/project.mjs';
import { bundle } from './bundle.mjs';

const MOST = 48;
const notSource =
  /(?:^|[\\/])(?:test|tests|__tests__|spec|example|examples|bench|benchmark|docs?|min|dist|build|node_modules)[\\/]|\.min\.js$|\.d\.ts$|(?:^|[\\/])(?:test|bundle)\.js$/;

export async function measure({ scratch }) {
  const { jobs, problems } = await chosenJobs();
  const list = path.join(scratch, 'jobs.json');
  fs.writeFileSync(list, JSON.stringify(jobs));
  const program = await bundle('upstream', scratch);
  const grammars = path.join(root, 'dist', 'grammars');
  const { code, output } = await run(process.execPath, [program, grammars, list]);
  if (code !== 0) throw new Error(output);
  const told = JSON.parse(output);
  for (const problem of problems) console.log(`left out  ${problem}`);
  told.forEach(print);
  return summary(told);
}

/** Releases that differ in their last number have little in them beside the fix. */
async function chosenJobs() {
  const packages = JSON.parse(
    fs.readFileSync(path.join(root, 'test', 'exam', 'packages.json'), 'utf8'),
  );
  const isSmall = ({ vulnerable, fixed = '' }) =>
    vulnerable.replace(/\.\d+$/, '') === fixed.replace(/\.\d+$/, '');
  const names = new Set();
  const jobs = [];
  const problems = [];
  for (const entry of packages.filter(isSmall)) {
    if (jobs.length === MOST) break;
    if (names.has(entry.name)) continue;
    names.add(entry.name);
    const job = await jobOf(entry).catch((error) => ({ problem: error.message }));
    if (job.problem) problems.push(`${entry.name}: ${job.problem}`);
    else jobs.push(job);
  }
  return { jobs, problems };
}

async function jobOf({ name, vulnerable, fixed, cwe, file, snippet }) {
  const before = await fetched(name, vulnerable);
  const after = await fetched(name, fixed);
  const sources = (folder) =>
    filesBelow(folder, ['.js', '.mjs', '.cjs', '.ts'])
      .map((one) => path.relative(folder, one).replaceAll('\\', '/'))
      .filter((one) => !notSource.test(one));
  const text = (folder, one) => {
    const at = path.join(folder, one);
    return fs.existsSync(at) ? fs.readFileSync(at, 'utf8') : undefined;
  };
  const all = [...new Set([...sources(before), ...sources(after)])];
  const files = all.filter((one) => text(before, one) !== text(after, one));
  if (files.length === 0) return { problem: 'no source of its own differs' };
  const wanted = [snippet].flat();
  const lines = (text(before, file) ?? '')
    .split('\n')
    .flatMap((line, index) => (wanted.some((one) => line.includes(one)) ? [index] : []));
  return { name: `${name} ${vulnerable} -> ${fixed}`, cwe, before, after, files, file, lines };
}

function print({ name, said, gone }) {
  const of = (outcome) => said.filter((one) => one.outcome === outcome);
  const left = gone ? `finding-gone ${gone.outcome}` : 'not seen before';
  console.log(`\n${name}: ${left}`);
  if (gone && gone.outcome !== 'pass') console.log(`        ${gone.detail}`);
  for (const outcome of ['fail', 'warn']) {
    for (const { check, detail } of of(outcome)) console.log(`  ${outcome}  ${check}: ${detail}`);
  }
}

function summary(told) {
  const having = (outcome) =>
    told.filter(({ said }) => said.some((one) => one.outcome === outcome));
  const seen = told.filter(({ gone }) => gone);
  const recognised = seen.filter(({ gone }) => gone.outcome === 'pass' || gone.outcome === 'warn');
  const share = (part, all) => `${part} of ${all}`;
  const least = 0.7;
  return [
    { what: 'patches', figure: String(told.length) },
    {
      what: 'blocked (read them: each has to be true)',
      figure: share(having('fail').length, told.length),
    },
    { what: 'warned', figure: share(having('warn').length, told.length) },
    {
      what: 'seen before: gone or guarded after',
      figure: share(recognised.length, seen.length),
      budget: `>= ${100 * least} %`,
      verdict: recognised.length >= least * seen.length ? 'ok' : 'off',
    },
  ];
}
