import * as fs from 'node:fs';
import * as path from 'node:path';
import { messageOf } from '../../src/core/errors';
import { accountOf, load } from './accounting';
import { type Mutant, mutantOf, sampleOf, truncated } from './mutants';

/**
 * Breaks reports and loads them, in a process of its own so that one that never ends or takes all
 * memory is seen from outside:
 *
 *   node fuzz.mjs mutants JOB FROM TO    a line of JSON for each of these turns
 *   node fuzz.mjs large FILE FOLDER      one line: what loading that file took
 *   node fuzz.mjs formats JOB            a line for each report: its name and format
 */
export interface Job {
  readonly samples: readonly {
    readonly name: string;
    readonly file: string;
    readonly folder: string;
  }[];
  readonly seed: number;
  /** How often each sample is cut off; the turns after those are mutants. */
  readonly cuts: number;
  readonly scratch: string;
}

const [, , mode, subject = '', first = '', last = ''] = process.argv;

async function mutants(job: Job, from: number, to: number): Promise<void> {
  const samples = job.samples.map(({ name, file }) => sampleOf(name, fs.readFileSync(file)));
  const file = path.join(job.scratch, `mutant-${process.pid}`);
  for (let turn = from; turn < to; turn += 1) {
    const { at, mutant } = mutantAt(turn);
    fs.writeFileSync(file, mutant.bytes);
    const { name = '', folder = '' } = job.samples[at] ?? {};
    const { format, findings, problems, faults, cpu } = await accountOf(file, folder);
    const counted = problems.reduce((sum, { count }) => sum + count, 0);
    const told = { turn, name, how: mutant.how, bytes: mutant.bytes.length };
    say({ ...told, format, findings, counted, faults, cpu });
  }

  function mutantAt(turn: number): { at: number; mutant: Mutant } {
    const isCut = turn < samples.length * job.cuts;
    const at = isCut ? Math.floor(turn / job.cuts) : turn % samples.length;
    const sample = samples[at];
    if (sample === undefined) throw new Error(`There is no sample ${at}.`);
    const { seed } = job;
    return {
      at,
      mutant: isCut ? truncated(sample, seed, turn) : mutantOf(sample, samples, seed, turn),
    };
  }
}

async function large(file: string, folder: string): Promise<void> {
  globalThis.gc?.();
  const before = process.memoryUsage.rss();
  const began = process.cpuUsage();
  let heard = 0;
  let silence = 0;
  const hear = () => {
    const { user, system } = process.cpuUsage(began);
    const now = (user + system) / 1000;
    silence = Math.max(silence, now - heard);
    heard = now;
  };
  let told: object;
  try {
    const { table, report } = await load(file, folder, hear);
    const problems = report.problems.map(({ message }) => message.slice(0, 200));
    const counted = report.problems.reduce((sum, { count }) => sum + count, 0);
    told = { format: report.format, findings: table.length, counted, problems };
  } catch (error) {
    const isHuman = error instanceof Error && error.name === 'HumanError';
    told = { format: isHuman ? 'refused' : 'thrown', problems: [messageOf(error).slice(0, 200)] };
  }
  hear();
  const grown = process.resourceUsage().maxRSS * 1024 - before;
  say({ ...told, cpu: heard, silence, grown, bytes: fs.statSync(file).size });
}

async function formats(job: Pick<Job, 'samples'>): Promise<void> {
  for (const { name, file, folder } of job.samples) {
    say([name, (await accountOf(file, folder)).format]);
  }
}

function say(what: object): void {
  fs.writeSync(1, `${JSON.stringify(what)}\n`);
}

const jobOf = (file: string): Job => JSON.parse(fs.readFileSync(file, 'utf8')) as Job;

if (mode === 'large') void large(subject, first);
else if (mode === 'formats') void formats(jobOf(subject));
else void mutants(jobOf(subject), Number(first), Number(last));
