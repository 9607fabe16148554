import type { ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { stripVTControlCharacters } from 'node:util';

/** How a process ended, or why it never started. */
export interface End {
  readonly startError?: unknown;
  readonly exitCode?: number | null;
  readonly endSignal?: string | null;
}

export function endOf(child: ChildProcess): Promise<End> {
  return new Promise((resolve) => {
    child.once('error', (startError) => resolve({ startError }));
    child.once('exit', (exitCode, endSignal) => resolve({ exitCode, endSignal }));
  });
}

/** Whether the work is done within this time. */
export async function within(ms: number, work: Promise<unknown>): Promise<boolean> {
  const over = new AbortController();
  const late = sleep(ms, false, { signal: over.signal }).catch(() => false);
  const isDone = await Promise.race([work.then(() => true), late]);
  over.abort();
  return isDone;
}

export interface Tail {
  add(chunk: Buffer): void;
  /** Without colours. */
  text(): string;
  /** Something came before what is kept. */
  isCut(): boolean;
}

/** The last of what a stream brings. */
export function tail(keptBytes: number): Tail {
  let chunks: Buffer[] = [];
  let held = 0;
  let cut = false;
  const shorten = () => {
    const all = Buffer.concat(chunks);
    cut ||= all.length > keptBytes;
    chunks = [all.subarray(-keptBytes)];
    held = chunks[0]?.length ?? 0;
  };
  return {
    add(chunk) {
      chunks.push(chunk);
      held += chunk.length;
      // Not at each chunk, which would copy all that is kept again and again.
      if (held > 2 * keptBytes) shorten();
    },
    text() {
      shorten();
      return stripVTControlCharacters(Buffer.concat(chunks).toString('utf8'));
    },
    isCut: () => cut || held > keptBytes,
  };
}
