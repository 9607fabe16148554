import * as vscode from 'vscode';
import { HumanError, messageOf } from '../core/errors';
import type { Evidence, SlowCheck, SlowPlan, Subject } from '../core/evidence';
import { afterSha256 } from '../core/evidence';
import { oneLine } from '../core/plainText';
import type { Folder } from './folder';
import type { RunConsents } from './runConsent';
import { requireTrust } from './trust';

/** A draft as slow checks see it. */
export interface SlowSubject {
  readonly folder: Folder;
  readonly subject: Subject;
}

/** A slow check of a draft, as a view shows it. */
export interface SlowRow {
  readonly check: string;
  readonly title: string;
  readonly state: 'idle' | 'waiting' | 'running' | 'done' | 'unavailable';
  /** A few words on what is being done, while it runs. */
  readonly progress?: string;
}

export interface SlowCheckParts {
  /** The checks of a folder, in the order in which a reviewer reads them. */
  checksIn(folder: Folder): Promise<readonly SlowCheck[]>;
  readonly consents: Pick<RunConsents, 'mayRun'>;
}

interface Planned {
  readonly check: SlowCheck;
  readonly plan: SlowPlan;
}

/** What is known of one text of a draft. */
interface Known {
  readonly boundTo: string;
  planned: readonly Planned[];
  readonly results: Map<string, Evidence>;
  running?: Running;
}

interface Running {
  readonly stop: AbortController;
  readonly wanted: Set<string>;
  check?: string;
  progress: string;
}

/**
 * The slow checks of the drafts under review. Nothing runs before a person has asked for it and has
 * agreed to the commands. Results belong to one text: another text ends what runs and forgets them.
 */
export class SlowChecks implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<string>();
  /** Fires with the draft whose rows are others now. */
  readonly onDidChange = this.#changed.event;
  readonly #known = new Map<string, Known>();
  readonly #subjectOf: (id: string) => Promise<SlowSubject>;
  readonly #parts: SlowCheckParts;

  constructor(subjectOf: (id: string) => Promise<SlowSubject>, parts: SlowCheckParts) {
    this.#subjectOf = subjectOf;
    this.#parts = parts;
  }

  /** Those of a draft whose evidence has been gathered; none for any other. */
  rows(id: string): readonly SlowRow[] {
    const known = this.#known.get(id);
    return (known?.planned ?? []).map(({ check, plan }) => {
      const row = { check: check.id, title: check.title };
      const { running } = known ?? {};
      if (running?.check === check.id) {
        return { ...row, state: 'running', progress: running.progress };
      }
      if (running?.wanted.has(check.id)) return { ...row, state: 'waiting' };
      if (known?.results.has(check.id)) return { ...row, state: 'done' };
      return { ...row, state: plan.ok ? 'idle' : 'unavailable' };
    });
  }

  isRunning(id: string): boolean {
    return this.#known.get(id)?.running !== undefined;
  }

  /** What has been found out about this text, and of the others how to run them, or why they cannot. */
  async evidence(id: string, { folder, subject }: SlowSubject): Promise<readonly Evidence[]> {
    const boundTo = afterSha256(subject.files);
    if (this.#known.get(id)?.boundTo !== boundTo) this.forget(id);
    const checks = await this.#parts.checksIn(folder);
    const planned = await Promise.all(
      checks.map(async (check) => ({ check, plan: await planOf(check, subject) })),
    );
    const before = this.#known.get(id);
    const known: Known =
      before?.boundTo === boundTo ? before : { boundTo, planned, results: new Map() };
    known.planned = planned;
    this.#known.set(id, known);
    return planned.map((one) => known.results.get(one.check.id) ?? notYet(one, boundTo));
  }

  /**
   * Runs one check of a draft, or all that can run, one after the other. A HumanError says why
   * nothing was run; a person who says no to the commands is no error.
   */
  async run(id: string, checkId?: string): Promise<void> {
    requireTrust();
    if (this.isRunning(id)) throw new HumanError('Checks of this draft are running already.');
    const slow = await this.#subjectOf(id);
    const known = this.#known.get(id);
    const wanted = (known?.planned ?? []).filter(
      ({ check }) => checkId === undefined || check.id === checkId,
    );
    const able = wanted.flatMap(({ check, plan }) => (plan.ok ? [{ check, plan }] : []));
    if (!known || able.length === 0) throw new HumanError(whyNone(wanted));
    const { uri, name } = slow.folder;
    const commands = [...new Set(able.flatMap(({ plan }) => plan.commands))];
    if (!(await this.#parts.consents.mayRun(uri, name, commands))) return;
    if (this.#known.get(id) !== known || known.running) {
      throw new HumanError('The draft changed meanwhile, so that nothing was run. Run it again.');
    }
    const checks = able.map(({ check }) => check);
    await this.#runAll(id, known, checks, { subject: slow.subject, agreed: commands });
  }

  /** Ends what runs of a draft. */
  cancel(id: string): void {
    this.#known.get(id)?.running?.stop.abort();
  }

  /** Ends what runs of a draft, and forgets what was found out. */
  forget(id: string): void {
    this.cancel(id);
    this.#known.delete(id);
  }

  dispose(): void {
    for (const id of [...this.#known.keys()]) this.forget(id);
    this.#changed.dispose();
  }

  async #runAll(
    id: string,
    known: Known,
    checks: readonly SlowCheck[],
    { subject, agreed }: { readonly subject: Subject; readonly agreed: readonly string[] },
  ): Promise<void> {
    const stop = new AbortController();
    const wanted = new Set(checks.map((check) => check.id));
    const running: Running = { stop, wanted, progress: '' };
    known.running = running;
    const title = 'Checking the draft';
    const location = vscode.ProgressLocation.Notification;
    try {
      await vscode.window.withProgress(
        { location, title, cancellable: true },
        async (bar, token) => {
          token.onCancellationRequested(() => stop.abort());
          for (const check of checks) {
            const progress = (text: string) => {
              running.progress = oneLine(text, 100);
              bar.report({ message: `${check.title}: ${running.progress}` });
              this.#changed.fire(id);
            };
            running.check = check.id;
            progress('starting');
            known.results.set(
              check.id,
              await ask(check, subject, { signal: stop.signal, agreed, progress }, known),
            );
            wanted.delete(check.id);
          }
        },
      );
    } catch (error) {
      if (!stop.signal.aborted) throw error;
    } finally {
      delete known.running;
      this.#changed.fire(id);
    }
  }
}

/** Rejects when it is cancelled; whatever else goes wrong is not-run, with its reason. */
async function ask(
  check: SlowCheck,
  subject: Subject,
  control: Parameters<SlowCheck['run']>[1],
  { boundTo }: Known,
): Promise<Evidence> {
  const common = { check: check.id, title: check.title, boundTo, isSlow: true } as const;
  try {
    return { ...common, ...(await check.run(subject, control)) };
  } catch (error) {
    control.signal.throwIfAborted();
    return { ...common, outcome: 'not-run', detail: `The check broke off: ${messageOf(error)}` };
  }
}

async function planOf(check: SlowCheck, subject: Subject): Promise<SlowPlan> {
  if (!vscode.workspace.isTrusted) {
    return { ok: false, why: 'In Restricted Mode nothing is run. Trust the workspace first.' };
  }
  try {
    return await check.plan(subject);
  } catch (error) {
    return { ok: false, why: `It cannot be told what it would run: ${messageOf(error)}` };
  }
}

function notYet({ check, plan }: Planned, boundTo: string): Evidence {
  const detail = plan.ok
    ? `Not run yet. “Run Slow Checks…” runs ${oneLine(plan.commands.join('; '), 200)} in a scratch copy.`
    : plan.why;
  const { id, title } = check;
  return { check: id, title, outcome: 'not-run', detail, boundTo, isSlow: true };
}

function whyNone(wanted: readonly Planned[]): string {
  const [first] = wanted;
  return first && !first.plan.ok ? first.plan.why : 'No check of this draft can be run here.';
}
