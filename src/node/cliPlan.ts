import * as fs from 'node:fs/promises';
import { parseArgs } from 'node:util';
import type { Advisory } from '../core/dependencies/advisories/advisory';
import type { DependencyGraph } from '../core/dependencies/graph';
import { type DependencyPlan, type Tier, tiers } from '../core/dependencies/plan';
import type { ReadyPlan } from '../core/dependencies/planning';
import { HumanError } from '../core/errors';
import { oneLine } from '../core/plainText';
import type { Answer } from './answer';
import { type PlanJob, advisoriesFor } from './cliPlanAdvisories';
import { planText } from './cliPlanText';
import { writeChosen } from './cliPlanWrite';
import { byHand } from './dependencies/draftPlan';
import { bundledSyntax } from './dependencies/grammars';
import { type NpmRegistry, npmRegistry } from './dependencies/npmRegistry';
import { settleJournal } from './dependencies/planJournal';
import { planProject } from './dependencies/planProject';
import { readInstalled } from './dependencies/understand';
import { refuseLink } from './dependencies/writePlan';

const word = { type: 'string' } as const;
const options = {
  ...{ audit: word, advisories: word, format: word, tier: word },
  write: { type: 'boolean', default: false },
  package: { type: 'string', multiple: true },
} as const;

/**
 * `countersign plan`: the smallest change of dependencies that helps. The answer is no when copies
 * stay vulnerable and nothing within the tier helps, or when the plan was not written as asked.
 */
export async function planFolder(
  args: string[],
  version: string,
): Promise<Answer & { readonly format: 'text' | 'json' }> {
  const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
  const [dir = '.', ...tooMany] = positionals;
  if (tooMany.length > 0) throw new HumanError('Name one folder only.');
  const { format = 'text', tier, audit, advisories, write, package: names = [] } = values;
  if (format !== 'text' && format !== 'json') throw new HumanError('The format is text or json.');
  if (tier !== undefined && !isTier(tier)) {
    throw new HumanError(`--tier is one of ${tiers.join(', ')}.`);
  }
  if (audit !== undefined && advisories !== undefined) {
    throw new HumanError('Name an audit or advisories, not both.');
  }
  const folder = await fs.realpath(dir).catch(() => {
    throw new HumanError(`The folder ${oneLine(dir, 300)} cannot be read.`);
  });
  if (!(await fs.stat(folder)).isDirectory()) {
    throw new HumanError(`${oneLine(dir, 300)} is no folder. Name the folder that it is in.`);
  }
  const stop = stopOnSignals();
  const control = stop.control;
  const job = { dir, folder, tier, audit, advisories, names, write, version, control };
  try {
    const { lines, ...reply } = await answer(job);
    // The document says what was planned and nothing else.
    return {
      ...reply,
      format,
      notes: format === 'json' ? [...reply.notes, ...lines] : reply.notes,
    };
  } catch (error) {
    if (!control.signal.aborted) throw error;
    throw new HumanError('It was broken off. Nothing was changed.');
  } finally {
    stop.dispose();
  }
}

function isTier(text: string): text is Tier {
  return tiers.some((one) => one === text);
}

async function answer(job: PlanJob): Promise<Answer & { readonly lines: readonly string[] }> {
  const { dir, folder, control, version, tier, names } = job;
  const settled = await settle(job);
  const registry = npmRegistry({ folder, mayRun: () => true, version });
  const installed = await readInstalled(folder, 'package.json');
  if (!installed.ok)
    throw new HumanError(dir === '.' ? installed.why : `${oneLine(dir, 300)}: ${installed.why}`);
  const { advisories, problems } = await advisoriesFor(job, installed, registry);
  const parts = { folder, mayRun: () => true, registry, syntax: bundledSyntax };
  const only = copiesNamed(names, installed.graph);
  const request = { ...(only && { only }), ...(tier !== undefined && { maxTier: tier }) };
  const planned = await planProject(installed, advisories, request, parts, control);
  if (!planned.ok) throw new HumanError(planned.why);
  const { plan, understood, notes } = planned;
  const written = job.write ? await writeChosen(job, planned) : undefined;
  const isMeant = ({ name }: { readonly name: string }) =>
    only === undefined || names.includes(name);
  const isStuck = plan.chosen === undefined && understood.vulnerable.some(isMeant);
  const isUnanswered = isStuck && registry.unanswered().length > 0;
  const isUntold = plan.before.vulnerable === 0 && understood.untold.length > 0;
  const strangers = strangersIn(advisories, installed.graph);
  const said = [
    ...settled,
    ...(isUnanswered ? [noAnswer(registry)] : []),
    ...notes,
    ...problems,
    ...understood.problems,
    ...strangers,
    ...registry.notes(),
  ];
  const lines = written?.lines ?? [];
  return {
    code: isUnanswered || isUntold ? 2 : isStuck || written?.isRefused === true ? 1 : 0,
    json: () => ({ ...documentOfPlan(planned), ...(written && { written: written.files }) }),
    text: () => {
      const next = isStuck || plan.chosen !== undefined ? nextStep(job, planned) : undefined;
      const after = lines.length > 0 ? lines : next === undefined ? [] : [next];
      const shown = planText(understood, plan, names);
      return [shown, ...(after.length > 0 ? ['', ...after] : [])].join('\n');
    },
    notes: [...shortened([...new Set(said)]), ...(written?.notes ?? [])],
    lines,
  };
}

/** What to do with the plan; where there is none, which question may have a better answer. */
function nextStep({ tier, names, write }: PlanJob, { plan, understood }: ReadyPlan) {
  if (plan.chosen !== undefined) {
    if (write) return undefined;
    return byHand(understood.graph.lockfile) ?? 'Add --write to do it.';
  }
  if (tier === 'remove') return 'Leave out --tier remove to see what another version does.';
  if (tier === 'lockfile' || tier === 'parent') {
    return `This is what --tier ${tier} allows. Without it, ranges in package.json may change too.`;
  }
  if (tier === 'major' || names.length > 0) return undefined;
  return 'With --tier major, direct dependencies may move to another major too.';
}

const plannedFiles = ['package.json', 'npm-shrinkwrap.json', 'package-lock.json'];

/** What a run before this one left behind, and links that this one would not write through. */
async function settle({ folder, write }: PlanJob): Promise<readonly string[]> {
  const said = await settleJournal(folder, write);
  if (write) for (const name of plannedFiles) await refuseLink(folder, name);
  return said === undefined ? [] : [said];
}

function noAnswer(registry: NpmRegistry): string {
  const names = registry.unanswered();
  const [first = ''] = names;
  const more = names.length > 1 ? ` and ${names.length - 1} more` : '';
  return `The registry gave no usable answer for ${oneLine(first, 100)}${more}, so nobody knows whether something would help. Try again when it answers.`;
}

/** The installed copies of these packages; a name of which there is none is a HumanError. */
function copiesNamed(
  names: readonly string[],
  { nodes }: DependencyGraph,
): readonly string[] | undefined {
  if (names.length === 0) return undefined;
  return names.flatMap((name) => {
    const copies = [...nodes.values()].filter((node) => node.name === name);
    if (copies.length > 0) return copies.map((node) => node.path);
    throw new HumanError(`${oneLine(name, 100)} is not installed here.`);
  });
}

/** Advisories that are all about other packages come from the wrong file, more likely than not. */
function strangersIn(
  advisories: readonly Advisory[],
  { nodes }: DependencyGraph,
): readonly string[] {
  const installed = new Set([...nodes.values()].map(({ name }) => name));
  const names = new Set(advisories.map((one) => one.package));
  if (names.size === 0 || [...names].some((name) => installed.has(name))) return [];
  const count = names.size === 1 ? 'The one package' : `None of the ${names.size} packages`;
  const not = names.size === 1 ? 'is not' : 'is';
  return [`${count} that the advisories speak of ${not} installed here. Is it the right file?`];
}

const maxNotes = 20;

function shortened(notes: readonly string[]): readonly string[] {
  const more = notes.length - maxNotes;
  return more > 0 ? [...notes.slice(0, maxNotes), `There are ${more} more such notes.`] : notes;
}

/** Ctrl-C ends what runs and clears up; while files are being written it waits for both. */
function stopOnSignals() {
  const stop = new AbortController();
  const abort = () => stop.abort();
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const one of signals) process.on(one, abort);
  const progress = (text: string) => {
    if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${oneLine(text, 70)}…`);
  };
  return {
    control: { signal: stop.signal, progress },
    dispose() {
      if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
      for (const one of signals) process.off(one, abort);
    },
  };
}

/** The members in the order of the documented form, and what is vulnerable now behind them. */
function documentOfPlan({ plan, understood }: ReadyPlan) {
  const { before, options, chosen, remaining, passedOver }: DependencyPlan = plan;
  const vulnerable = understood.vulnerable.map(({ advisories, ...copy }) => ({
    ...copy,
    advisories: advisories.map(({ id, severity }) => ({ id, severity })),
  }));
  return {
    ...{ before, options, chosen: chosen ?? null, remaining },
    ...(passedOver && { passedOver }),
    vulnerable,
  };
}
