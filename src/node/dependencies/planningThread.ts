import { SHARE_ENV, Worker } from 'node:worker_threads';
import type { PlanControl, Planning } from '../../core/dependencies/planning';
import type { HoverUse } from '../../core/dependencies/hoverText';
import type { DraftResult } from '../../core/draft';
import type { UseQuestion } from './packageUse';
import type {
  FixQuestion,
  PlanAnswers,
  PlanQuestion,
  PlanReply,
  PlannedFolder,
} from './planQuestion';
import type { PlanningParts } from './planningIn';

/** A larger project than this memory holds is given up. */
const maxHeapMegabytes = 1024;

interface Waiting {
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly progress: (text: string) => void;
}

/** What is planned in one folder. Rejects only when it is aborted, or when the thread ends. */
export interface FixPlanning extends Pick<Planning, 'understand'> {
  /** As `draftDependencyFix`. */
  fix(question: FixQuestion, control: PlanControl): Promise<DraftResult>;
}

/** Planning in a thread of its own. */
export interface PlanningThread {
  /** As `planningIn`: what the registry answers is kept as long as this is. */
  planning(parts: PlanningParts): FixPlanning;
  /** As `packageUse`. */
  use(question: UseQuestion, signal: AbortSignal): Promise<HoverUse | undefined>;
  dispose(): void;
}

/** Starts the thread from `script` when first needed. */
export function planningThread(script: string): PlanningThread {
  const asking = new Asking(script);
  let folders = 0;
  return {
    planning({ mayRun, ...parts }) {
      folders += 1;
      const number = folders;
      const of = (): PlannedFolder => ({ ...parts, number, mayRun: mayRun() });
      return {
        understand: (subject, signal) =>
          asking.ask('understand', { of: of(), subject }, { signal, progress: () => undefined }),
        fix: (fix, control) => asking.ask('fix', { of: of(), fix }, control),
      };
    },
    use: (question, signal) =>
      asking.ask('use', { question }, { signal, progress: () => undefined }),
    dispose: () => asking.dispose(),
  };
}

type Asked = keyof PlanAnswers;

class Asking {
  readonly #script: string;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | undefined;
  #last = 0;

  constructor(script: string) {
    this.#script = script;
  }

  async ask<K extends Asked>(
    kind: K,
    rest: Omit<Extract<PlanQuestion, { kind: K }>, 'kind'>,
    control: PlanControl,
  ): Promise<PlanAnswers[K]> {
    const { signal } = control;
    signal.throwIfAborted();
    this.#last += 1;
    const number = this.#last;
    const answer = new Promise<unknown>((resolve, reject) => {
      const progress = (text: string) => control.progress(text);
      this.#waiting.set(number, { resolve, reject, progress });
    });
    this.#post(number, { kind, ...rest } as unknown as PlanQuestion);
    const abort = () => this.#post(0, { kind: 'abort', question: number });
    signal.addEventListener('abort', abort);
    try {
      return (await answer) as PlanAnswers[K];
    } catch (error) {
      signal.throwIfAborted();
      throw error;
    } finally {
      signal.removeEventListener('abort', abort);
    }
  }

  dispose(): void {
    const ended = this.#worker;
    this.#failAll(new Error('The planning of dependency fixes was closed.'));
    void ended?.terminate();
  }

  #post(number: number, about: PlanQuestion): void {
    this.#worker ??= this.#started();
    this.#worker.postMessage({ number, about });
  }

  #started(): Worker {
    const worker = new Worker(this.#script, {
      resourceLimits: { maxOldGenerationSizeMb: maxHeapMegabytes },
      // The editor's own flags and hooks mean nothing there.
      execArgv: [],
      // npm is configured by the environment as it is, not as it was when the thread began.
      env: SHARE_ENV,
    });
    worker.on('message', (reply: PlanReply) => this.#hear(reply));
    worker.on('error', (error) => this.#failAll(error));
    worker.on('exit', () => {
      if (this.#worker === worker) this.#failAll(new Error('The thread that plans has ended.'));
    });
    worker.unref();
    return worker;
  }

  #hear(reply: PlanReply): void {
    const asker = this.#waiting.get(reply.question);
    if (!asker) return;
    if (reply.kind === 'progress') return asker.progress(reply.text);
    this.#waiting.delete(reply.question);
    if (reply.kind === 'answer') asker.resolve(reply.answer);
    else asker.reject(new Error(reply.message));
  }

  /** Whoever waits is told; the next question starts anew. */
  #failAll(error: Error): void {
    this.#worker = undefined;
    const all = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { reject } of all) reject(error);
  }
}
