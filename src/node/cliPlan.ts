import * as fs from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import { parseArgs } from 'node:util';
import type { Advisories, Advisory } from '../core/dependencies/advisories/advisory';
import type { DependencyGraph } from '../core/dependencies/graph';
import { readAdvisories } from '../core/dependencies/advisories/advisories';
import { advisoriesOfFindings } from '../core/dependencies/advisories/findingAdvisories';
import { type DependencyPlan, type Tier, tiers } from '../core/dependencies/plan';
import type { PlanControl, PlannedFile, ReadyPlan } from '../core/dependencies/planning';
import { HumanError } from '../core/errors';
import { oneLine, shownPath } from '../core/plainText';
import type { Answer } from './answer';
import { codeOf } from './atomicFile';
import { findingsOf } from './cliFindings';
import { planText } from './cliPlanText';
import { bundledSyntax } from './dependencies/grammars';
import { type NpmRegistry, npmRegistry } from './dependencies/npmRegistry';
import { planProject } from './dependencies/planProject';
import { type Installed, readInstalled } from './dependencies/understand';
import { writePlan } from './dependencies/writePlan';
import { gitIn } from './git';

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
  const stop = stopOnSignals();
  const control = stop.control;
  const job = { folder, tier, audit, advisories, names, write, version, control };
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

interface Job {
  readonly folder: string;
  readonly tier: Tier | undefined;
  readonly audit: string | undefined;
  readonly advisories: string | undefined;
  /** Only these packages are planned for; all when there is none. */
  readonly names: readonly string[];
  readonly write: boolean;
  readonly version: string;
  readonly control: PlanControl;
}

async function answer(job: Job): Promise<Answer & { readonly lines: readonly string[] }> {
  const { folder, control, version, tier } = job;
  const registry = npmRegistry({ folder, mayRun: () => true, version });
  const installed = await readInstalled(folder, 'package.json');
  if (!installed.ok) throw new HumanError(installed.why);
  const { advisories, problems } = await advisoriesFor(job, installed, registry);
  const parts = { folder, mayRun: () => true, registry, syntax: bundledSyntax };
  const only = copiesNamed(job.names, installed.graph);
  const request = { ...(only && { only }), ...(tier !== undefined && { maxTier: tier }) };
  const planned = await planProject(installed, advisories, request, parts, control);
  if (!planned.ok) throw new HumanError(planned.why);
  const { plan, understood, notes } = planned;
  const written = job.write ? await writeChosen(job, planned) : undefined;
  const isStuck = plan.before.vulnerable > 0 && plan.chosen === undefined;
  const strangers = strangersIn(advisories, installed.graph);
  const said = [...notes, ...problems, ...understood.problems, ...strangers, ...registry.notes()];
  const lines = written?.lines ?? [];
  return {
    code: isStuck || written?.isRefused === true ? 1 : 0,
    json: () => documentOfPlan(planned),
    text: () => {
      const next = job.write || plan.chosen === undefined ? [] : ['', 'Add --write to do it.'];
      const after = lines.length > 0 ? ['', ...lines] : next;
      return [planText(understood, plan), ...after].join('\n');
    },
    notes: [...shortened([...new Set(said)]), ...(written?.notes ?? [])],
    lines,
  };
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

/** From the files that are named, else from the registry's audit, which many registries lack. */
async function advisoriesFor(
  { audit, advisories, folder, control }: Job,
  { graph }: Installed,
  registry: NpmRegistry,
): Promise<Advisories> {
  if (audit !== undefined) {
    const findings = await findingsOf(audit, folder, () => true).catch((error: unknown) => {
      if (!(error instanceof HumanError)) throw error;
      throw new HumanError(`${error.message} Advisories are named with --advisories.`);
    });
    return advisoriesOfFindings(findings.flatMap((one) => (one.kind === 'dependency' ? one : [])));
  }
  if (advisories !== undefined) return advisoriesIn(advisories);
  const answered = await registry.audit(versionsIn(graph), control.signal);
  if (!answered.ok) {
    throw new HumanError(
      `Nobody has said what is vulnerable: ${answered.why} Name a report with --audit FILE, or advisories with --advisories FILE.`,
    );
  }
  const read = readAdvisories("The registry's answer", answered.text);
  return { ...read, problems: [...read.problems, ...answered.notes] };
}

const maxAdvisoryFiles = 20_000;

/** One file, or all JSON files of a folder and of those below it. */
async function advisoriesIn(name: string): Promise<Advisories> {
  try {
    const isFolder = (await fs.stat(name)).isDirectory();
    const names = isFolder ? await fs.readdir(name, { recursive: true }) : [''];
    const files = names.filter((one) => !isFolder || one.endsWith('.json')).sort();
    if (files.length === 0) throw new HumanError(`There is no JSON in ${shownPath(name, 300)}.`);
    if (files.length > maxAdvisoryFiles) {
      throw new HumanError(`${shownPath(name, 300)} holds more than ${maxAdvisoryFiles} files.`);
    }
    const read: Advisories[] = [];
    for (const one of files) {
      const file = path.join(name, one);
      read.push(readAdvisories(shownPath(file, 300), await fs.readFile(file, 'utf8')));
    }
    const all = {
      advisories: read.flatMap((one) => one.advisories),
      problems: read.flatMap((one) => one.problems),
    };
    if (all.advisories.length > 0) return all;
    const why = all.problems[0] ?? `There is no advisory in ${shownPath(name, 300)}.`;
    throw new HumanError(`${why} A scanner's report is named with --audit.`);
  } catch (error) {
    if (error instanceof HumanError) throw error;
    throw new HumanError(`${shownPath(name, 300)} cannot be read (${codeOf(error)}).`);
  }
}

function versionsIn({ nodes }: DependencyGraph): ReadonlyMap<string, readonly string[]> {
  const versions = new Map<string, string[]>();
  for (const { name, version, source } of nodes.values()) {
    if (source !== 'registry' || version === '') continue;
    const known = versions.get(name) ?? [];
    if (!known.includes(version)) versions.set(name, [...known, version]);
  }
  return versions;
}

interface Written {
  readonly isRefused: boolean;
  readonly lines: readonly string[];
  readonly notes: readonly string[];
}

/** Writes the proposed option, or says why it does not. */
async function writeChosen(job: Job, planned: ReadyPlan): Promise<Written> {
  const { chosen } = planned.plan;
  if (chosen === undefined)
    return refused(
      'Nothing was written: there is nothing to propose.',
      planned.plan.before.vulnerable > 0,
    );
  const draft = await planned.draft(chosen, job.control);
  if (!draft.ok) return refused(`Nothing was written: ${draft.why}`, true);
  job.control.signal.throwIfAborted();
  const undo = await wayBack(job.folder, draft.files);
  await writePlan(job.folder, draft.files);
  const names = draft.files.map((file) => shownPath(file.path, 200)).join(' and ');
  return {
    isRefused: false,
    lines: [
      `Wrote ${names}.`,
      ...draft.validation.map(({ text }) => `  ${oneLine(text, 500)}`),
      `Run npm ci to install it. ${undo}`,
    ],
    notes: [],
  };
}

/** Git has the files as they were only where they are committed; else they are kept elsewhere. */
async function wayBack(folder: string, files: readonly PlannedFile[]): Promise<string> {
  const paths = files.map((file) => file.path);
  const git = gitIn(folder);
  const tracked = await git(['ls-files', '--error-unmatch', '--', ...paths]);
  const changed = await git(['status', '--porcelain', '--', ...paths]);
  if (tracked.code === 0 && changed.code === 0 && changed.output.length === 0) {
    const shown = paths.map((one) => shownPath(one, 200)).join(' ');
    return `To undo it: git checkout -- ${shown}`;
  }
  const kept = await fs.mkdtemp(path.join(os.tmpdir(), 'countersign-before-'));
  for (const one of paths) {
    await fs.mkdir(path.dirname(path.join(kept, one)), { recursive: true });
    await fs.copyFile(path.join(folder, one), path.join(kept, one));
  }
  return `Git does not have them as they were; that is kept in ${kept}.`;
}

function refused(why: string, isRefused: boolean): Written {
  return { isRefused, lines: [], notes: [why] };
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
