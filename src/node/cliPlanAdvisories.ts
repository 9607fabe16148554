import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { readAdvisories } from '../core/dependencies/advisories/advisories';
import type { Advisories } from '../core/dependencies/advisories/advisory';
import { advisoriesOfFindings } from '../core/dependencies/advisories/findingAdvisories';
import type { DependencyGraph } from '../core/dependencies/graph';
import type { Tier } from '../core/dependencies/plan';
import type { PlanControl } from '../core/dependencies/planning';
import { HumanError } from '../core/errors';
import { shownPath } from '../core/plainText';
import { codeOf } from './atomicFile';
import { reportOf } from './cliFindings';
import type { NpmRegistry } from './dependencies/npmRegistry';
import type { Installed } from './dependencies/understand';

/** What `countersign plan` was asked for. */
export interface PlanJob {
  /** As it was named. */
  readonly dir: string;
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

/** From the files that are named, else from the registry's audit, which many registries lack. */
export async function advisoriesFor(
  { audit, advisories, folder, control }: PlanJob,
  { graph }: Installed,
  registry: NpmRegistry,
): Promise<Advisories> {
  if (audit !== undefined) return advisoriesOfReport(audit, folder);
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

/** A report that tells of no package because it could not be read is no all-clear. */
async function advisoriesOfReport(name: string, folder: string): Promise<Advisories> {
  const { findings, problems } = await reportOf(name, folder).catch((error: unknown) => {
    if (!(error instanceof HumanError)) throw error;
    throw notReport(error.message);
  });
  const told = findings.flatMap((one) => (one.kind === 'dependency' ? one : []));
  const [missing] = problems.filter(({ isExpected }) => isExpected !== true);
  if (told.length === 0 && findings.length > 0) {
    throw notReport(`${shownPath(name, 300)} speaks of code and of no package`);
  }
  if (told.length === 0 && missing !== undefined) {
    throw new HumanError(`${sentence(missing.message)} So nobody has said what is vulnerable.`);
  }
  const read = advisoriesOfFindings(told);
  return { ...read, problems: [...problems.map(({ message }) => message), ...read.problems] };
}

function notReport(why: string): HumanError {
  return new HumanError(
    `${sentence(why)} --audit is for a scanner's report on packages; advisories are named with --advisories.`,
  );
}

function sentence(text: string): string {
  return text.endsWith('.') ? text : `${text}.`;
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
