import { Worker } from 'node:worker_threads';
import { HumanError, messageOf } from '../core/errors';
import {
  type FileScan,
  type FileScanner,
  type FileToScan,
  type ListRequest,
  type Listing,
  scanLimitMs,
  skip,
} from '../core/fileScan';
import type { ScanQuestion, ScanReply, ScanThread } from './scanQuestion';

/** Beyond this a file is given up: sources are hostile until scanned. Syntax trees lie elsewhere. */
const maxHeapMegabytes = 256;
/** What a file leaves behind is garbage: to keep more of it makes nothing quicker. */
const maxYoungMegabytes = 12;

/** How long things may take, in milliseconds; files and lists by the work of this process. */
const usualTimes = {
  /** Until the thread hears. */
  start: 30_000,
  scan: scanLimitMs,
  list: 120_000,
  /** A thread that nobody asks anything for this long is ended. */
  idle: 60_000,
};

/** By the clock it may be so many times as long, on a machine that does other things meanwhile. */
const patience = 5;
const lookEvery = 100;

export type ScannerTimes = typeof usualTimes;

interface Job {
  question: ScanQuestion;
  /** To be called when nobody can cancel it any more. */
  readonly done: () => void;
  readonly resolve: (answer: FileScan | Listing) => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * Scans files in a thread, started from `script` when first needed and ended when idle. A file that
 * takes too long or kills the thread is skipped, and the next one gets a new thread. Where that may be
 * the work of drafting its fixes, it is scanned again without them first.
 */
export function fileScanner(
  script: string,
  thread: ScanThread,
  times: Partial<ScannerTimes> = {},
): FileScanner & { dispose(): void } {
  return new ThreadScanner(script, thread, { ...usualTimes, ...times });
}

class ThreadScanner implements FileScanner {
  readonly #script: string;
  readonly #thread: ScanThread;
  readonly #times: ScannerTimes;
  #queue: Job[] = [];
  #running: Job | undefined;
  #worker: Worker | undefined;
  #hears = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(script: string, thread: ScanThread, times: ScannerTimes) {
    this.#script = script;
    this.#thread = thread;
    this.#times = times;
  }

  async scan(file: FileToScan, signal: AbortSignal): Promise<FileScan> {
    return (await this.#ask({ kind: 'scan', file }, signal)) as FileScan;
  }

  async list(request: ListRequest, signal: AbortSignal): Promise<Listing> {
    return (await this.#ask({ kind: 'list', request }, signal)) as Listing;
  }

  dispose(): void {
    const jobs = [...(this.#running ? [this.#running] : []), ...this.#queue];
    this.#queue = [];
    this.#end();
    for (const { reject } of jobs) reject(abortError());
  }

  #ask(question: ScanQuestion, signal: AbortSignal): Promise<FileScan | Listing> {
    if (signal.aborted) return Promise.reject(abortError());
    const answer = new Promise<FileScan | Listing>((resolve, reject) => {
      // What already runs goes on, since nothing can be heard there meanwhile; nobody waits for it.
      const cancel = () => {
        this.#queue = this.#queue.filter((one) => one !== job);
        reject(abortError());
      };
      const job: Job = {
        question,
        resolve,
        reject,
        done: () => signal.removeEventListener('abort', cancel),
      };
      signal.addEventListener('abort', cancel);
      if (isUrgent(question)) this.#queue.splice(this.#firstPatient(), 0, job);
      else this.#queue.push(job);
    });
    this.#next();
    return answer;
  }

  /** Behind what is urgent too, so that all come in their order. */
  #firstPatient(): number {
    const at = this.#queue.findIndex(({ question }) => !isUrgent(question));
    return at < 0 ? this.#queue.length : at;
  }

  #next(): void {
    if (this.#running) return;
    this.#running = this.#queue.shift();
    const job = this.#running;
    if (!job) {
      this.#wait(this.#times.idle, () => this.#end());
      // An idle thread keeps nobody from ending.
      this.#timer?.unref();
      return;
    }
    this.#send(job);
  }

  #send(job: Job): void {
    this.#worker ??= this.#started();
    this.#worker.postMessage(job.question);
    if (this.#hears) this.#limit(job);
    else this.#wait(this.#times.start, () => this.#lose(new Error('it did not start in time')));
  }

  #limit(job: Job): void {
    const { kind } = job.question;
    const limit = this.#times[kind];
    const isOver = watch(limit);
    const look = () => {
      if (!isOver()) this.#wait(lookEvery, look);
      else if (kind === 'list') this.#lose(new Error('the files took too long to list'));
      else if (!this.#again(job))
        this.#settle(job, skip('slow', `more than ${limit / 1000} s`), true);
    };
    this.#wait(limit, look);
  }

  #started(): Worker {
    const worker = new Worker(this.#script, {
      workerData: this.#thread,
      resourceLimits: {
        maxOldGenerationSizeMb: maxHeapMegabytes,
        maxYoungGenerationSizeMb: maxYoungMegabytes,
      },
      // The editor's own flags and hooks mean nothing there.
      execArgv: [],
    });
    const isCurrent = () => this.#worker === worker;
    worker.on('message', (reply: ScanReply) => isCurrent() && this.#hear(reply));
    worker.on('error', (error) => isCurrent() && this.#lose(error));
    worker.on('exit', () => isCurrent() && this.#lose(new Error('it ended by itself')));
    worker.unref();
    return worker;
  }

  #hear(reply: ScanReply): void {
    const job = this.#running;
    if (reply.kind === 'ready') {
      this.#hears = true;
      if (job) this.#limit(job);
    } else if (job && reply.kind === 'answer') this.#settle(job, reply.answer, false);
    else if (job && reply.kind === 'failure') {
      if (reply.isExpected) this.#settle(job, new HumanError(reply.message), false);
      // Nobody knows what a thread is worth that met a defect.
      else this.#lose(new Error(reply.message));
    }
  }

  /** The thread is gone, or no good any more. */
  #lose(error: Error): void {
    const job = this.#running;
    const isFull = 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
    const why = isFull ? 'it takes too much memory' : messageOf(error);
    if (!job) return this.#end();
    if (isFull && this.#hears && this.#again(job)) return;
    // Before it hears, no file is to blame.
    if (this.#hears && job.question.kind === 'scan') this.#settle(job, failed(why), true);
    else this.#settle(job, new Error(`Nothing can be scanned: ${why}`), true);
  }

  /** Scans a file without its fixes when it was too much with them; the findings count for more. */
  #again(job: Job): boolean {
    const { question } = job;
    if (question.kind !== 'scan' || !this.#thread.withFixes || question.withoutFixes) return false;
    this.#end();
    job.question = { ...question, withoutFixes: true };
    this.#send(job);
    return true;
  }

  #settle(job: Job, answer: FileScan | Listing | Error, isLost: boolean): void {
    if (isLost) this.#end();
    this.#running = undefined;
    job.done();
    if (answer instanceof Error) job.reject(answer);
    else job.resolve(answer);
    this.#next();
  }

  #wait(ms: number, then: () => void): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(then, ms);
  }

  #end(): void {
    const ended = this.#worker;
    clearTimeout(this.#timer);
    this.#worker = undefined;
    this.#hears = false;
    void ended?.terminate();
  }
}

function isUrgent(question: ScanQuestion): boolean {
  return question.kind === 'scan' && question.file.isUrgent === true;
}

function failed(why: string): FileScan {
  return { kind: 'skipped', reason: 'unfit', why: `the scan broke off (${why})` };
}

/** Tells whether a time is over: by the processor's, so that a busy machine skips no more files. */
function watch(limit: number): () => boolean {
  const began = performance.now();
  const before = process.cpuUsage();
  return () => {
    const waited = performance.now() - began;
    if (waited < limit) return false;
    const { user, system } = process.cpuUsage(before);
    return waited > patience * limit || (user + system) / 1000 >= limit;
  };
}

function abortError(): Error {
  return AbortSignal.abort().reason as Error;
}
