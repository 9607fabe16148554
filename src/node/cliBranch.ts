import * as path from 'node:path';
import { answerOf } from '../core/branch/answer';
import { branchMarkdown } from '../core/branch/markdown';
import type { BranchStory } from '../core/branch/story';
import { branchStory } from '../core/branch/story';
import { branchText } from '../core/branch/text';
import { HumanError } from '../core/errors';
import type { Finding } from '../core/finding';
import type { Answer } from './answer';
import { branchFacts } from './branchFacts';
import type { CheckProgram } from './cliCheck';
import { findingsOf } from './cliFindings';
import { gitIn } from './git';
import { gitRepository } from './gitRepository';
import { workspaceFiles } from './workspaceFiles';

export interface BranchOptions {
  readonly base: string;
  /** A revision; undefined: HEAD, unless the working tree is asked for. */
  readonly head: string | undefined;
  readonly isWorkingTree: boolean;
  /** The folder; undefined: the repository around the current one. */
  readonly root: string | undefined;
  /** Reports on the head. */
  readonly reports: readonly string[];
  readonly format: 'text' | 'json' | 'markdown';
}

/**
 * Whether a branch may be merged, from git alone. The policy is that of the base. The answer is no
 * when there is an objection.
 */
export async function checkBranch(options: BranchOptions, program: CheckProgram): Promise<Answer> {
  if (options.head !== undefined && options.isWorkingTree) {
    throw new HumanError('Name a --head, or ask for the --working-tree: not both.');
  }
  const story = await storyOf(options, program);
  const { answer, sentence, reasons } = answerOf(story);
  return {
    code: answer === 'no' ? 1 : 0,
    json: () => ({ answer, sentence, reasons, ...story }),
    text: () => (options.format === 'markdown' ? branchMarkdown(story) : branchText(story)),
    notes: [],
  };
}

async function storyOf(options: BranchOptions, program: CheckProgram): Promise<BranchStory> {
  const folder = path.resolve(options.root ?? (await topOf(path.resolve('.'))));
  if (!(await gitRepository(folder).isRepository())) {
    throw new HumanError(`${folder} is in no git repository, so there is no branch to check.`);
  }
  const reported = new Map<string, Finding>();
  for (const report of options.reports) {
    for (const one of await findingsOf(report, folder, () => true)) reported.set(one.id, one);
  }
  const head = options.isWorkingTree ? undefined : (options.head ?? 'HEAD');
  const question = { folder, base: options.base, head, reported: [...reported.values()] };
  const facts = await branchFacts(question);
  const disk = workspaceFiles(folder);
  const repository = gitRepository(folder);
  const { id } = facts.head;
  const read = (file: string) => {
    return id === undefined ? disk.read(file) : repository.blobAt(id, file);
  };
  return branchStory(facts, { ...program, read }, program.version);
}

async function topOf(folder: string): Promise<string> {
  const { code, output } = await gitIn(folder)(['rev-parse', '--show-toplevel']);
  return code === 0 ? output.toString('utf8').replace(/\r?\n$/, '') : folder;
}
