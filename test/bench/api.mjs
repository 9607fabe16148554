// What is read of the exports of real packages, held against what their code says when it is required: the pairs of
// dependencies/api-diffs.json in the corpora.
//
//   COUNTERSIGN_CORPORA=… npm run bench -- api
//
// The packages are fetched with npm when they are asked for, kept in the system's temporary folder, and never run.
// For the same 34 pairs, the exports that cjs-module-lexer gives find 2 of 93 removed names with 11 false ones.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { fetched } from '../exam/packages.mjs';
import { run } from '../host/processes.mjs';
import { root } from '../host/project.mjs';
import { bundle } from './bundle.mjs';
import { held, quantile, round } from './figures.mjs';

export async function measure({ scratch }) {
  const corpora = process.env.COUNTERSIGN_CORPORA;
  const list = corpora && path.join(corpora, 'dependencies', 'api-diffs.json');
  if (!list || !fs.existsSync(list)) {
    return [{ what: 'set COUNTERSIGN_CORPORA', figure: 'nothing was read' }];
  }
  const { pairs } = JSON.parse(fs.readFileSync(list, 'utf8'));
  const { jobs, problems } = await jobsOf(pairs);
  const file = path.join(scratch, 'jobs.json');
  fs.writeFileSync(file, JSON.stringify(jobs));
  const program = await bundle('api', scratch);
  const grammars = path.join(root, 'dist', 'grammars');
  const { code, output } = await run(process.execPath, [program, grammars, file]);
  if (code !== 0) throw new Error(output);
  for (const problem of problems) console.log(`left out  ${problem}`);
  const judged = JSON.parse(output).map((result, index) => judge(result, jobs[index].truth));
  judged.forEach(print);
  return summary(judged);
}

async function jobsOf(pairs) {
  const jobs = [];
  const problems = [];
  for (const truth of pairs) {
    const { package: name, from, to } = truth;
    try {
      const folders = [await fetched(name, from), await fetched(name, to)];
      jobs.push({ package: name, from, to, folders, truth });
    } catch (error) {
      problems.push(`${name} ${from} -> ${to}: ${error.message}`);
    }
  }
  return { jobs, problems };
}

function judge(result, truth) {
  const { removed, stopsBeingCallable } = result.difference;
  return {
    ...result,
    truth,
    hits: removed.filter((name) => truth.removed.includes(name)),
    falses: removed.filter((name) => !truth.removed.includes(name)),
    missed: truth.removed.filter((name) => !removed.includes(name)),
    isShape: truth.stopsBeingCallable && stopsBeingCallable === 'yes',
    isFalseShape: !truth.stopsBeingCallable && stopsBeingCallable === 'yes',
    wrong: ['before', 'after'].filter((side) => isWrong(result[side], truth, side)),
  };
}

/** A reading that calls itself whole and has another number of names; `default` and names with `_` count apart. */
function isWrong({ reading, names }, truth, side) {
  const expected = side === 'before' ? truth.namesFrom : truth.namesTo;
  return reading === 'complete' && Math.abs(expected - names.length) > 1;
}

function print({ package: name, from, to, before, after, hits, falses, missed, wrong }) {
  const side = ({ reading, shape, names }) => `${reading} ${shape} with ${names.length}`;
  const said = `${name} ${from} -> ${to}: ${side(before)}, then ${side(after)}`;
  const counts = `${hits.length} of ${hits.length + missed.length} removed names`;
  const errors = [...falses.map((one) => `FALSE ${one}`), ...wrong.map((one) => `WRONG ${one}`)];
  console.log([said, counts, ...errors].join('; '));
}

function summary(judged) {
  const sum = (count) => judged.reduce((total, one) => total + count(one), 0);
  const reads = judged.flatMap(({ before, after }) => [before, after]);
  const hits = sum((one) => one.hits.length);
  const all = sum(({ truth }) => truth.removed.length);
  const falses = sum((one) => one.falses.length);
  const shapes = judged.filter(({ truth }) => truth.stopsBeingCallable).length;
  const wrong = sum((one) => one.wrong.length);
  const falseShapes = sum((one) => Number(one.isFalseShape));
  const readings = (kind) => reads.filter(({ reading }) => reading === kind).length;
  const ms = reads.map((one) => one.ms);
  return [
    {
      what: `${judged.length} pairs, ${reads.length} versions`,
      figure: `${readings('complete')} complete, ${readings('incomplete')} incomplete, ${readings('unknown')} unknown`,
    },
    held({
      what: '  removed names found',
      value: 1 - hits / all,
      limit: 0.57,
      figure: `${hits} of ${all}`,
      budget: '> 43 %',
    }),
    held({
      what: '  called removed, and are there',
      value: falses,
      limit: 1,
      figure: String(falses),
      budget: '0',
    }),
    {
      what: '  stop being callable, found',
      figure: `${sum((one) => Number(one.isShape))} of ${shapes}`,
    },
    held({
      what: '  said to, and do not',
      value: falseShapes,
      limit: 1,
      figure: String(falseShapes),
      budget: '0',
    }),
    held({
      what: '  called complete, and are not',
      value: wrong,
      limit: 1,
      figure: String(wrong),
      budget: '0',
    }),
    {
      what: '  a version',
      figure: `p50 ${round(quantile(ms, 0.5))} ms, p90 ${round(quantile(ms, 0.9))} ms`,
    },
  ];
}
