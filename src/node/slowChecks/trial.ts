import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { HumanError } from '../../core/errors';
import type { CheckAnswer, SlowControl, SlowPlan, Subject } from '../../core/evidence';
import type { Program } from '../../core/scanners';
import type { ProjectCommand, ProjectLook } from '../../core/testCommands';
import type { LoadedSyntax } from '../../core/syntax';
import { commandFiles } from '../../core/testCommands';
import { findProgram } from '../findProgram';
import type { CommandRun } from '../runCommand';
import { runCommand } from '../runCommand';
import { sharedFolders } from '../scratch/dependencies';
import type { ScratchTree } from '../scratch/tree';
import { scratchTree } from '../scratch/tree';
import { workspaceFiles } from '../workspaceFiles';

/** What slow checks need to know of the folder that they are about. */
export interface SlowParts {
  /** Absolute path. */
  readonly folder: string;
  /** Asked before anything is run; while it says no, nothing is. */
  readonly mayRun: () => boolean;
  /** As the user has set it, and nobody else; read anew at each call. */
  readonly limits: () => {
    readonly testCommand: unknown;
    readonly timeLimitMs: number;
    /** Scanners of the user's own. */
    readonly scanners: unknown;
  };
  /** Absent where nobody has a parser. */
  readonly syntax?: () => Promise<LoadedSyntax>;
}

/** A command whose program is there, and the folder below the top in which it runs. */
export interface Found {
  readonly command: ProjectCommand;
  readonly program: Program;
  readonly below: string;
}

export type Search = { readonly ok: true; readonly found: Found } | (SlowPlan & { ok: false });

export const cannot = (why: string) => ({ ok: false, why }) as const;
export const notRun = (detail: string): CheckAnswer => ({ outcome: 'not-run', detail });

/** The folders of a file, the nearest first, the top (an empty text) last. */
export function foldersOf(file: string): readonly string[] {
  const names = path.posix.dirname(file).split('/');
  const all = names.map((_, index) => names.slice(0, names.length - index).join('/'));
  return [...all.filter((one) => one !== '.'), ''];
}

const maxLookBytes = 1024 * 1024;

/** What a folder below the top has; empty when it is not there. */
export async function lookIn({ folder }: SlowParts, below: string): Promise<ProjectLook> {
  const names: readonly string[] = await fs.readdir(path.join(folder, below)).catch(() => []);
  const texts = new Map<string, string>();
  for (const name of commandFiles.filter((one) => names.some((name) => name === one))) {
    const file = below === '' ? name : `${below}/${name}`;
    const bytes = await workspaceFiles(folder)
      .read(file)
      .catch(() => undefined);
    if (bytes && bytes.length <= maxLookBytes) texts.set(name, new TextDecoder().decode(bytes));
  }
  return { names, text: (name) => texts.get(name) };
}

/** Looks for the program of a command, and runs nothing. */
export async function withProgram(
  { folder }: SlowParts,
  command: ProjectCommand,
  below: string,
): Promise<Search> {
  const places = below === '' ? [folder] : [path.join(folder, below), folder];
  for (const place of places) {
    const program = await findProgram(command, place);
    if (program) return { ok: true, found: { command, program, below } };
  }
  return cannot(`The program of ${command.shown} is not on this machine. ${command.install}`);
}

/** Whether this is what a person has agreed to. Files may have changed while somebody thought about it. */
export function isAgreed({ agreed }: SlowControl, ...commands: readonly string[]): boolean {
  return commands.every((one) => agreed.includes(one));
}

export const notAgreed = 'What it would run has changed since you agreed to it. Run it again.';

/** Does work on a scratch tree that is gone afterwards. Trouble that was to be expected is not-run. */
export async function inScratch(
  { folder, mayRun }: SlowParts,
  control: SlowControl,
  work: (tree: ScratchTree) => Promise<CheckAnswer>,
): Promise<CheckAnswer> {
  if (!mayRun()) return notRun('In Restricted Mode nothing is run. Trust the workspace first.');
  let tree: ScratchTree | undefined;
  try {
    control.progress('making a scratch copy');
    tree = await scratchTree(folder, control.signal);
    const answer = await work(tree);
    return { ...answer, detail: [answer.detail, ...tree.notes].join(' ') };
  } catch (error) {
    if (error instanceof HumanError) return notRun(error.message);
    throw error;
  } finally {
    await tree?.dispose();
  }
}

/** Runs a command on one side of a change. */
export async function runIn(
  tree: ScratchTree,
  { program, below, command }: Found,
  { folder, mayRun, limits }: SlowParts,
  { signal }: SlowControl,
): Promise<CommandRun> {
  if (!mayRun()) throw new HumanError('In Restricted Mode nothing is run.');
  const place = path.join(tree.folder, below);
  const paths = [place, path.join(place, 'src'), process.env['PYTHONPATH']];
  const env = {
    ...{ TMPDIR: tree.temporary, TEMP: tree.temporary, TMP: tree.temporary },
    // Before what is installed: a project that is installed in its own environment lies elsewhere.
    PYTHONPATH: paths.filter(Boolean).join(path.delimiter),
  };
  const { timeLimitMs } = limits();
  return runCommand(
    { program: await ownProgram(program, folder, tree), args: command.args, folder: place, env },
    { signal, timeLimitMs },
  );
}

/** A program that the project has written itself, or that a change installs, is the one of the tree. */
async function ownProgram(program: Program, folder: string, tree: ScratchTree): Promise<Program> {
  const own = async (file: string): Promise<string> => {
    const relative = path.relative(folder, file);
    if (!path.isAbsolute(file) || relative.startsWith('..') || path.isAbsolute(relative))
      return file;
    const inTree = path.join(tree.folder, relative);
    const isShared = relative.split(path.sep).some((name) => sharedFolders.includes(name));
    if (!isShared) return inTree;
    const real = await fs.realpath(inTree).catch(() => '');
    return real.startsWith((await fs.realpath(tree.folder)) + path.sep) ? inTree : file;
  };
  const args = await Promise.all(program.args.map(own));
  return { ...program, file: await own(program.file), args };
}

/** Why a run says nothing; undefined for one that came to its own end. */
export function whyNothing(
  run: CommandRun,
  shown: string,
  timeLimitMs: number,
): string | undefined {
  if (!run.started) return `${shown} could not be started (${run.why}).`;
  if (run.stopped === 'late') {
    return `${shown} took longer than ${span(timeLimitMs)} and was ended. Raise countersign.checks.timeLimit, or name a faster command.`;
  }
  if (run.stopped === 'large') return `${shown} wrote more than 64 MB and was ended.`;
  return run.exitCode === undefined ? `${shown} was ended by a signal.` : undefined;
}

function span(ms: number): string {
  return ms < 60_000 ? `${ms / 1000} s` : `${Math.round(ms / 60_000)} min`;
}

/** The paths of a change, those of code first. */
export function pathsOf({ files }: Subject): readonly string[] {
  const isCode = (file: string) => /\.(?:[cm]?[jt]sx?|pyi?|go|rs|java|kts?)$/.test(file);
  const paths = files.map(({ path: one }) => one);
  return [...paths.filter(isCode), ...paths.filter((one) => !isCode(one))];
}
