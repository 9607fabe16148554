import type { ChildProcessByStdio } from 'node:child_process';
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import type { Readable } from 'node:stream';
import { messageOf } from '../core/errors';
import type { Program } from '../core/scanners';
import { codeOf } from './atomicFile';
import type { End } from './childOutput';
import { endOf, tail, within } from './childOutput';
import { endTree, endTreeAtOnce } from './endTree';
import { commandEnvironment } from './commandEnvironment';
import { endMarked, markName } from './markedProcesses';

/** One program to run, and where. */
export interface Command {
  readonly program: Program;
  readonly args: readonly string[];
  readonly folder: string;
  /** Set above what `commandEnvironment` gives. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface CommandLimits {
  readonly signal: AbortSignal;
  readonly timeLimitMs: number;
  /** A program that writes more is ended. */
  readonly maxBytes?: number;
}

/** Why a command did not end by itself. */
export type Stop = 'late' | 'large';

export type CommandRun =
  | {
      readonly started: true;
      /** Undefined when it was ended, by us or by a signal. */
      readonly exitCode: number | undefined;
      readonly stopped: Stop | undefined;
      /** What it wrote to stdout and stderr as it came, without colours; the end of it when `isCut`. */
      readonly output: string;
      readonly isCut: boolean;
    }
  | { readonly started: false; readonly why: string };

type Child = ChildProcessByStdio<null, Readable, Readable>;

const defaultMaxBytes = 64 * 1024 * 1024;
const keptBytes = 8 * 1024 * 1024;
/** So long may output come in after the command's own process has ended. */
const drainMs = 500;

/**
 * Runs a program of the project without a shell, with nothing to read and without the secrets of
 * the environment. What it has started ends with it, on Linux also what left its group. Rejects
 * with an AbortError when it is cancelled.
 */
export async function runCommand(command: Command, limits: CommandLimits): Promise<CommandRun> {
  const { signal, timeLimitMs, maxBytes = defaultMaxBytes } = limits;
  signal.throwIfAborted();
  const mark = randomBytes(12).toString('hex');
  const child = start(command, mark);
  if (typeof child === 'string') return { started: false, why: child };
  let stopped: Stop | undefined;
  let ending: Promise<void> | undefined;
  const endAll = () => (ending ??= endTree(child).then(() => endMarked(mark)));
  const stop = (why: Stop): void => {
    stopped ??= why;
    void endAll();
  };
  const cancel = () => void endAll();
  const leave = () => endTreeAtOnce(child);
  const timer = setTimeout(() => stop('late'), timeLimitMs);
  signal.addEventListener('abort', cancel);
  process.on('exit', leave);
  try {
    const output = tail(keptBytes);
    const written = gather(child, output, maxBytes, () => stop('large'));
    const end = await endOf(child);
    if (stopped === undefined && !signal.aborted) await within(drainMs, written);
    await endAll();
    // Who has left the group on purpose can still hold the pipes.
    await within(drainMs, written);
    signal.throwIfAborted();
    if (end.startError !== undefined) return { started: false, why: whyNot(end.startError) };
    return {
      started: true,
      ...howEnded(end, stopped),
      output: output.text(),
      isCut: output.isCut(),
    };
  } finally {
    child.stdout.destroy();
    child.stderr.destroy();
    clearTimeout(timer);
    signal.removeEventListener('abort', cancel);
    process.removeListener('exit', leave);
  }
}

function start({ program, args, folder, env }: Command, mark: string): Child | string {
  try {
    return spawn(program.file, [...program.args, ...args], {
      cwd: folder,
      env: {
        ...commandEnvironment(process.env, folder, program.isOwnNode),
        ...env,
        [markName]: mark,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
      // On POSIX: a process group of its own, so that all of it can be ended.
      detached: process.platform !== 'win32',
      windowsHide: true,
      shell: false,
    });
  } catch (error) {
    return whyNot(error);
  }
}

const whyNot = (error: unknown): string => codeOf(error) || messageOf(error);

function howEnded({ exitCode }: End, stopped: Stop | undefined) {
  return { stopped, exitCode: stopped === undefined ? (exitCode ?? undefined) : undefined };
}

/** Takes both streams in as they come, until both are closed. */
function gather(
  child: Child,
  output: ReturnType<typeof tail>,
  maxBytes: number,
  tooLarge: () => void,
): Promise<unknown> {
  let bytes = 0;
  const take = (chunk: Buffer) => {
    bytes += chunk.length;
    output.add(chunk);
    if (bytes > maxBytes) tooLarge();
  };
  return Promise.all(
    [child.stdout, child.stderr].map(
      (stream) =>
        new Promise<void>((resolve) => {
          stream.on('data', take).on('error', () => resolve());
          stream.once('close', () => resolve());
        }),
    ),
  );
}
