import { Worker } from 'node:worker_threads';
import { HumanError } from '../core/errors';
import type { Finding } from '../core/finding';
import type { LoadEvent, LoadRequest, Loaded, ReportReader } from '../core/reportLoad';
import type { Numbered, Question, Reply } from './reportWorker';

/** Beyond this, reading is given up: reports are hostile until read. */
const maxHeapMegabytes = 1536;

interface Waiting {
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly told: ((event: LoadEvent) => void) | undefined;
}

/** Reads reports in a worker, started from `script` when first needed. */
export function reportReader(script: string): ReportReader & { dispose(): void } {
  return new WorkerReader(script);
}

class WorkerReader implements ReportReader {
  readonly #script: string;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | undefined;
  #last = 0;

  constructor(script: string) {
    this.#script = script;
  }

  async load(
    request: LoadRequest,
    told: (event: LoadEvent) => void,
    signal: AbortSignal,
  ): Promise<Loaded> {
    signal.throwIfAborted();
    const { number, answer } = this.#ask({ kind: 'load', request }, told);
    const cancel = () => this.#post(0, { kind: 'cancel', question: number });
    signal.addEventListener('abort', cancel);
    try {
      return (await answer) as Loaded;
    } catch (error) {
      signal.throwIfAborted();
      throw error;
    } finally {
      signal.removeEventListener('abort', cancel);
    }
  }

  async whole(file: string, ordinal: number, id: string): Promise<Finding | undefined> {
    return (await this.#ask({ kind: 'whole', file, ordinal, id }).answer) as Finding | undefined;
  }

  async moved(folder: string, path: string, regions: Int32Array): Promise<Int32Array> {
    return (await this.#ask({ kind: 'moved', folder, path, regions }).answer) as Int32Array;
  }

  forget(file: string): void {
    if (this.#worker) this.#post(0, { kind: 'forget', file });
  }

  dispose(): void {
    const ended = this.#worker;
    this.#failAll(new Error('The reader of reports was closed.'));
    void ended?.terminate();
  }

  #ask(question: Question, told?: (event: LoadEvent) => void) {
    this.#last += 1;
    const number = this.#last;
    const answer = new Promise<unknown>((resolve, reject) => {
      this.#waiting.set(number, { resolve, reject, told });
    });
    this.#post(number, question);
    return { number, answer };
  }

  #post(number: number, about: Question): void {
    this.#worker ??= this.#started();
    this.#worker.postMessage({ number, about } satisfies Numbered<Question>);
  }

  #started(): Worker {
    const worker = new Worker(this.#script, {
      resourceLimits: { maxOldGenerationSizeMb: maxHeapMegabytes },
      // The editor's own flags and hooks mean nothing there.
      execArgv: [],
    });
    worker.on('message', (reply: Numbered<Reply>) => this.#hear(reply));
    worker.on('error', (error) => {
      const isFull = 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
      this.#failAll(
        isFull ? new HumanError('The report takes too much memory to be read.') : error,
      );
    });
    worker.on('exit', () => {
      if (this.#worker === worker) this.#failAll(new Error('The reader of reports has ended.'));
    });
    worker.unref();
    return worker;
  }

  #hear({ number, about }: Numbered<Reply>): void {
    const asker = this.#waiting.get(number);
    if (!asker) return;
    if (about.kind === 'event') {
      asker.told?.(about.event);
      return;
    }
    this.#waiting.delete(number);
    if (about.kind === 'answer') asker.resolve(about.answer);
    else asker.reject(about.isExpected ? new HumanError(about.message) : new Error(about.message));
  }

  /** Whoever waits is told; the next question starts anew. */
  #failAll(error: Error): void {
    this.#worker = undefined;
    const all = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { reject } of all) reject(error);
  }
}
