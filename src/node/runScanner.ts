import type { ChildProcessByStdio } from 'node:child_process';
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { HumanError, messageOf } from '../core/errors';
import { oneLine } from '../core/plainText';
import type { Scan } from '../core/scanners';
import { inFolder } from '../core/scanners';
import { codeOf } from './atomicFile';
import type { End, Tail } from './childOutput';
import { endOf, tail, within } from './childOutput';
import { endTree, endTreeAtOnce } from './endTree';
import { searchPath } from './findProgram';

/** What bounds a run. */
export interface ScanLimits {
  /** Asked first; while it says no, nothing is started. */
  readonly mayRun: () => boolean;
  /** Ends the scanner and all that it has started. */
  readonly signal?: AbortSignal;
  readonly timeLimitMs?: number;
  readonly maxBytes?: number;
  /** All that it gets to see of the environment; what it needs of this process's own if absent. */
  readonly environment?: NodeJS.ProcessEnv;
}

export interface ScanResult {
  /** The report, whole. */
  readonly file: string;
  /** One of those by which the scanner says that it ran. */
  readonly exitCode: number;
  /** The end of what it wrote to stderr, without colours. */
  readonly stderr: string;
}

const defaultTimeLimitMs = 10 * 60_000;
const defaultMaxBytes = 256 * 1024 * 1024;
/** So long may output come in after the scanner's own process has ended, and after all of them. */
const drainMs = 1000;
const lastDrainMs = 1000;
const keptBytes = 10 * 1024;
const shownLength = 500;

/**
 * Runs a scanner over a folder, without a shell, and keeps what it writes to stdout as the report.
 * No process of it outlives the call. A HumanError says why there is no new report; the one before
 * is untouched then.
 */
export async function runScanner(scan: Scan, limits: ScanLimits): Promise<ScanResult> {
  const { folder, report } = scan;
  if (!limits.mayRun()) {
    throw new HumanError('In Restricted Mode no scanner is run. Trust the workspace first.');
  }
  if (!(await isFolder(folder))) throw new HumanError(`There is no folder ${folder} to scan.`);
  const { title } = scan.scanner;
  await keeping(title, fs.mkdir(path.dirname(report), { recursive: true }));
  const part = `${report}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    const { exitCode, stderr } = await run(scan, part, limits);
    await keeping(title, fs.rename(part, report));
    return { file: report, exitCode, stderr };
  } finally {
    await fs.rm(part, { force: true });
  }
}

/** Why a scanner did not end by itself, or its report is not whole. */
type Stop = 'cancelled' | 'late' | 'large' | 'held open' | 'unwritten';

type Child = ChildProcessByStdio<null, Readable, Readable>;

async function run(
  scan: Scan,
  part: string,
  {
    signal,
    timeLimitMs = defaultTimeLimitMs,
    maxBytes = defaultMaxBytes,
    environment: env,
  }: ScanLimits,
): Promise<{ readonly exitCode: number; readonly stderr: string }> {
  const title = scan.scanner.title;
  if (signal?.aborted) throw new HumanError(whyStopped(title, 'cancelled', ''));
  const child = started(scan, env);
  let stopped: Stop | undefined;
  let ending: Promise<void> | undefined;
  const endAll = () => (ending ??= endTree(child));
  const stop = (why: Stop): void => {
    stopped ??= why;
    void endAll();
  };
  const cancel = () => stop('cancelled');
  const leave = () => endTreeAtOnce(child);
  const timer = setTimeout(() => stop('late'), timeLimitMs);
  signal?.addEventListener('abort', cancel);
  process.on('exit', leave);
  try {
    const errors = tail(keptBytes);
    const output = tail(keptBytes);
    child.stderr.on('data', (chunk: Buffer) => errors.add(chunk)).on('error', () => undefined);
    const written = keep(child.stdout, part, maxBytes, output, stop);
    const end = await endOf(child);
    if (!stopped) await within(drainMs, written);
    await endAll();
    // Who has left the group on purpose can still hold the pipe.
    if (!(await within(lastDrainMs, written))) {
      stop('held open');
      child.stdout.destroy();
    }
    const trouble = await written;
    const said = lastWords(errors.text()) || lastWords(output.text());
    const why =
      (end.startError === undefined ? undefined : whyNotStarted(scan, end.startError)) ??
      (stopped && whyStopped(title, stopped, trouble ?? '', timeLimitMs)) ??
      whyFailed(scan, end, said) ??
      whyEmpty(scan, output.text(), said);
    if (why !== undefined) throw new HumanError(why);
    return { exitCode: end.exitCode ?? 0, stderr: errors.text() };
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', cancel);
    process.removeListener('exit', leave);
  }
}

function started(scan: Scan, env: NodeJS.ProcessEnv | undefined): Child {
  try {
    return start(scan, env);
  } catch (startError) {
    throw new HumanError(whyNotStarted(scan, startError));
  }
}

function start(
  { scanner, program, folder }: Scan,
  env = environment(folder, program.isOwnNode),
): Child {
  const args = [...program.args, ...scanner.args.map((one) => inFolder(one, folder))];
  return spawn(program.file, args, {
    cwd: folder,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    // On POSIX: a process group of its own, so that all of it can be ended.
    detached: process.platform !== 'win32',
    windowsHide: true,
    shell: false,
  });
}

/** What a scanner gets to see: nothing that steers the editor, and a PATH that nobody can slip into. */
function environment(folder: string, isOwnNode: boolean): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(?:ELECTRON_|VSCODE_|PATH$)/i.test(name),
  );
  return {
    ...Object.fromEntries(kept),
    PATH: searchPath(process.env, folder).join(path.delimiter),
    NO_COLOR: '1',
    NoDefaultCurrentDirectoryInExePath: '1',
    ...(isOwnNode && process.versions['electron'] !== undefined && { ELECTRON_RUN_AS_NODE: '1' }),
  };
}

/** Copies a stream to a new file. Answers what went wrong, if anything did. */
async function keep(
  stream: Readable,
  file: string,
  maxBytes: number,
  end: Tail,
  stop: (why: Stop) => void,
): Promise<string | undefined> {
  let bytes = 0;
  async function* bounded(chunks: AsyncIterable<Buffer>) {
    for await (const chunk of chunks) {
      bytes += chunk.length;
      if (bytes > maxBytes) {
        stop('large');
        return;
      }
      end.add(chunk);
      yield chunk;
    }
  }
  try {
    await pipeline(stream, bounded, createWriteStream(file, { flags: 'wx', mode: 0o600 }));
    return undefined;
  } catch (error) {
    stop('unwritten');
    return messageOf(error);
  }
}

/** The end of an output, as much as a message can hold, without the calls that led there. */
function lastWords(text: string): string {
  const trimmed = text.replace(/^[ \t]+at .*$/gm, '').trim();
  const start = Math.max(0, trimmed.length - shownLength);
  return oneLine(`${start > 0 ? '…' : ''}${trimmed.slice(start)}`, shownLength + 1);
}

function whyStopped(title: string, stopped: Stop, trouble: string, timeLimitMs = 0): string {
  switch (stopped) {
    case 'cancelled':
      return `${title} was cancelled, and its report was not kept.`;
    case 'late':
      return `${title} took longer than ${span(timeLimitMs)} and was ended. Scan a smaller folder, or run it in a terminal and open its report.`;
    case 'large':
      return `${title} wrote too large a report and was ended. Let it scan fewer files at a time.`;
    case 'held open':
      return `${title} ended, but something that it started still holds its report open. Run it in a terminal and open its report.`;
    case 'unwritten':
      return `The report of ${title} could not be kept: ${oneLine(trouble, shownLength)}.`;
  }
}

/** Work on the disk whose failure is no defect. */
async function keeping(title: string, work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    throw new HumanError(whyStopped(title, 'unwritten', messageOf(error)));
  }
}

function span(ms: number): string {
  return ms < 60_000 ? `${ms / 1000} s` : `${Math.round(ms / 60_000)} min`;
}

function whyNotStarted({ scanner, program }: Scan, startError: unknown): string {
  const why = codeOf(startError) || messageOf(startError);
  return `${scanner.title} could not be started from ${program.shown} (${why}). ${scanner.install}`;
}

function whyFailed({ scanner }: Scan, end: End, said: string): string | undefined {
  const words = said === '' ? 'It does not say why.' : `It says: ${said}`;
  if (typeof end.exitCode !== 'number') {
    return `${scanner.title} was ended by ${end.endSignal ?? 'a signal'}. ${words}`;
  }
  if (scanner.exitCodes.includes(end.exitCode)) return undefined;
  return `${scanner.title} failed with exit code ${end.exitCode}. ${words}`;
}

function whyEmpty({ scanner }: Scan, output: string, said: string): string | undefined {
  if (output.trim() !== '') return undefined;
  const words = said === '' ? 'Run it in a terminal to see why.' : `It says: ${said}`;
  return `${scanner.title} wrote no report. ${words}`;
}

async function isFolder(folder: string): Promise<boolean> {
  return fs.stat(folder).then(
    (stat) => stat.isDirectory(),
    () => false,
  );
}
