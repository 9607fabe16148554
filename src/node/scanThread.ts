import { Worker } from 'node:worker_threads';
import { messageOf } from '../core/errors';
import type { CodeFinding } from '../core/finding';
import type { Skipped } from './scanFiles';
import type { ScanQuestion, ScanReply, ScanSettings } from './cliScanWorker';

/** What became of a file. */
export type ScanOutcome =
  | { readonly kind: 'findings'; readonly findings: readonly CodeFinding[] }
  | ({ readonly kind: 'skipped' } & Pick<Skipped, 'reason' | 'why'>);

/** Of one file, in milliseconds of this process's own work. */
export const maxScanTime = 2000;
/** The same by the clock, for a machine that does other things meanwhile. */
const maxWait = 10_000;
const watchEvery = 100;
/** Of JavaScript objects; syntax trees lie elsewhere. */
const maxHeapMegabytes = 256;
/** What a file leaves behind is garbage: to keep more of it makes nothing quicker. */
const maxYoungMegabytes = 12;

/**
 * Scans files one by one in a thread of its own: what hangs, crashes or eats memory there costs that
 * file only. Ask again when the answer has come.
 */
export class ScanThread {
  readonly #script: string;
  readonly #settings: ScanSettings;
  readonly #limit: number;
  #worker: Promise<Worker> | undefined;

  /** `script` is the built worker. */
  constructor(script: string, settings: ScanSettings, limit = maxScanTime) {
    this.#script = script;
    this.#settings = settings;
    this.#limit = limit;
  }

  async scan(question: ScanQuestion): Promise<ScanOutcome> {
    this.#worker ??= started(this.#script, this.#settings);
    const worker = await this.#worker;
    const reply = await answered(worker, question, this.#limit);
    if (reply.kind === 'findings') return reply;
    // Nobody knows what a thread is worth that hung or met a defect.
    if (reply.kind !== 'failure' || !reply.isExpected) this.dispose();
    if (reply.kind === 'slow') {
      return {
        kind: 'skipped',
        reason: 'slow',
        why: `it takes longer than ${this.#limit / 1000} s`,
      };
    }
    if (reply.isExpected) return { kind: 'skipped', reason: 'unfit', why: clause(reply.message) };
    return { kind: 'skipped', reason: 'unfit', why: `the scan broke off (${reply.message})` };
  }

  dispose(): void {
    const ended = this.#worker;
    this.#worker = undefined;
    void ended?.then((worker) => worker.terminate());
  }
}

/** A whole sentence of the core, as the end of another one. */
function clause(sentence: string): string {
  return sentence.replace(/\.$/, '');
}

function started(script: string, settings: ScanSettings): Promise<Worker> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(script, {
      workerData: settings,
      resourceLimits: {
        maxOldGenerationSizeMb: maxHeapMegabytes,
        maxYoungGenerationSizeMb: maxYoungMegabytes,
      },
      execArgv: [],
    });
    worker.once('error', reject);
    worker.once('message', () => {
      worker.off('error', reject);
      resolve(worker);
    });
  });
}

type Answered = Exclude<ScanReply, { kind: 'ready' }> | { readonly kind: 'slow' };

function answered(worker: Worker, question: ScanQuestion, limit: number): Promise<Answered> {
  return new Promise((resolve) => {
    const isOver = watch(limit);
    const timer = setInterval(() => {
      if (isOver()) end({ kind: 'slow' });
    }, watchEvery);
    const end = (reply: Answered) => {
      clearInterval(timer);
      worker.off('message', end).off('error', failed);
      resolve(reply);
    };
    const failed = (error: unknown) => {
      const isFull = codeIn(error) === 'ERR_WORKER_OUT_OF_MEMORY';
      const message = isFull ? 'it takes too much memory' : messageOf(error);
      end({ kind: 'failure', message, isExpected: false });
    };
    worker.on('message', end).on('error', failed);
    worker.postMessage(question);
  });
}

/** Whether the time of a file is over: by the processor's time, so that a busy machine skips no more. */
function watch(limit: number): () => boolean {
  const began = performance.now();
  const { user, system } = process.cpuUsage();
  return () => {
    const waited = performance.now() - began;
    if (waited < limit) return false;
    const now = process.cpuUsage();
    return waited > maxWait || (now.user - user + now.system - system) / 1000 >= limit;
  };
}

function codeIn(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
