// How long a scratch tree of a repository of 5,000 files takes to be ready, against git's own worktree of the same commit, and against git writing the same files and nothing else.
//
// BENCH_ROUNDS is how often each is made.
import * as os from 'node:os';
import * as path from 'node:path';
import { run } from '../host/processes.mjs';
import { bundle } from './bundle.mjs';
import { held, quantile, round } from './figures.mjs';

const FILES = 5000;
const ROUNDS = Number(process.env.BENCH_ROUNDS) || 10;
const LIMIT_MS = 2000;

export async function measure({ scratch }) {
  const program = await bundle('worktree', scratch);
  const folder = path.join(scratch, 'repository');
  const { code, output } = await run(process.execPath, [program, folder, `${FILES}`, `${ROUNDS}`]);
  if (code !== 0) throw new Error(output);
  const { ours, worktree, files } = JSON.parse(output);
  const best = (all) => Math.min(...all.map(({ wall }) => wall));
  const shown = (all) => {
    const walls = all.map(({ wall }) => wall);
    const cpu = all.every((one) => one.cpu !== undefined)
      ? `, ${round(
          quantile(
            all.map((one) => one.cpu),
            0.5,
          ),
        )} ms of processor`
      : '';
    return `best ${round(best(all))} ms, p50 ${round(quantile(walls, 0.5))} ms${cpu}`;
  };
  const load = os.loadavg()[0].toFixed(1);
  return [
    {
      what: `a repository of ${FILES} files, 200 of them changed, 100 new ones, 400 packages; load ${load} on ${os.availableParallelism()} processors`,
    },
    held({
      what: '  scratch tree ready',
      value: best(ours),
      limit: LIMIT_MS,
      figure: shown(ours),
      budget: `best < ${LIMIT_MS / 1000} s`,
      floor: best(worktree),
    }),
    { what: '  floor: git worktree add', figure: shown(worktree) },
    { what: '  floor: git checkout-index', figure: shown(files) },
    {
      what: '  ratio to git worktree add',
      figure: `${(best(ours) / best(worktree)).toFixed(1)} x`,
    },
  ];
}
