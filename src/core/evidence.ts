import type { Draft } from './draft';
import { textsSha256 } from './draft';
import { messageOf } from './errors';
import type { DependencyFinding, Finding } from './finding';
import type { Ports } from './ports';
import type { Syntax } from './syntax';

/** `not-run` is never a pass. */
export type Outcome = 'pass' | 'warn' | 'fail' | 'not-run';

/** What one check says about a draft. */
export interface Evidence {
  /** Kebab-case id of the check. */
  readonly check: string;
  /** The check as a plain sentence, such as "The finding is gone". */
  readonly title: string;
  readonly outcome: Outcome;
  /** A sentence that a person can act on. */
  readonly detail: string;
  /** The lines of the text after that it speaks of; lines are zero-based. */
  readonly lines?: readonly { readonly path: string; readonly line: number }[];
  /** `textsSha256` of the text after: other text, other evidence. */
  readonly boundTo: string;
  /** It comes from a `SlowCheck`. */
  readonly isSlow?: true;
  /** Only of `not-run`: it asks about a draft or code that is not there, so that nothing was left unseen. */
  readonly isMoot?: true;
}

/** One file of a draft, before and after, as text without byte order marks. */
export interface SubjectFile {
  readonly path: string;
  readonly before: string;
  readonly after: string;
  /** Absent when the file is there before and after. A created one is empty before, a deleted one after. */
  readonly status?: 'created' | 'deleted';
  /** What happens to the byte order mark, when something does. */
  readonly byteOrderMark?: 'added' | 'removed';
}

/** What the checks look at. `draft` is absent for a patch that came without one (the CLI). */
export interface Subject {
  readonly finding?: Finding;
  readonly draft?: Draft;
  readonly files: readonly SubjectFile[];
}

export type CheckAnswer = Pick<Evidence, 'outcome' | 'detail' | 'lines' | 'isMoot'>;

/** One question about a draft. It may throw: then it counts as not-run, with the reason. */
export interface Check {
  readonly id: string;
  readonly title: string;
  run(subject: Subject, ports: CheckPorts): Promise<CheckAnswer> | CheckAnswer;
}

/** What a check may ask of the outside. */
export interface CheckPorts extends Pick<Ports, 'rules' | 'read'> {
  syntax(): Promise<Syntax>;
  /** What scanners have said of packages, where somebody keeps it. */
  readonly dependencyFindings?: () => Promise<readonly DependencyFinding[]>;
}

/**
 * A check that takes its time and runs programs of the project: only on demand or by policy, and
 * only when a person has agreed to what it runs.
 */
export interface SlowCheck {
  readonly id: string;
  readonly title: string;
  /** What it would run, as a person would type it; or why it cannot run here, as a sentence. */
  plan(subject: Subject): Promise<SlowPlan>;
  /** Rejects with an AbortError when it is cancelled. Whatever else goes wrong is an answer. */
  run(subject: Subject, control: SlowControl): Promise<CheckAnswer>;
}

export type SlowPlan =
  | { readonly ok: true; readonly commands: readonly string[] }
  | { readonly ok: false; readonly why: string };

export interface SlowControl {
  readonly signal: AbortSignal;
  /** What a person has agreed to, as `plan` named it: when it is something else by now, nothing runs. */
  readonly agreed: readonly string[];
  /** A few words on what is being done. */
  progress(text: string): void;
}

/** Hash of the whole text after, which evidence and confirmations are bound to. */
export function afterSha256(files: readonly SubjectFile[]): string {
  return textsSha256(files.map(({ path, after }) => ({ path, text: after })));
}

/**
 * Asks every check; none can sink the others. The order is that of `checks`. Whoever wants each text
 * to be parsed only once hands in ports of `withSharedSyntax`.
 */
export async function gather(
  checks: readonly Check[],
  subject: Subject,
  ports: CheckPorts,
): Promise<readonly Evidence[]> {
  const boundTo = afterSha256(subject.files);
  return Promise.all(
    checks.map(async (check) => {
      let answer: CheckAnswer;
      try {
        answer = await check.run(subject, ports);
      } catch (error) {
        answer = { outcome: 'not-run', detail: `The check broke off: ${messageOf(error)}` };
      }
      return { check: check.id, title: check.title, ...answer, boundTo };
    }),
  );
}

/** `clear` reads "No objection found": never "verified", never "safe". */
export type Verdict = 'blocked' | 'attention' | 'clear';

/**
 * Blocked by any fail, and by a required check that did not run; attention for any warning, and for
 * any other check that did not run unless it is a slow one, which nobody asked for, or one about a
 * draft or code that is not there: those are only shown.
 */
export function verdictOf(evidence: readonly Evidence[], required: readonly string[]): Verdict {
  if (objections(evidence, required).length > 0) return 'blocked';
  const isQuiet = ({ outcome, isSlow, isMoot }: Evidence) =>
    outcome === 'pass' || (outcome === 'not-run' && (isSlow === true || isMoot === true));
  return evidence.every(isQuiet) ? 'clear' : 'attention';
}

/** What blocks: the checks that failed, and those that are required and did not run. */
export function objections(
  evidence: readonly Evidence[],
  required: readonly string[],
): readonly Evidence[] {
  return evidence.filter(
    ({ check, outcome }) =>
      outcome === 'fail' || (outcome === 'not-run' && required.includes(check)),
  );
}

export const verdictText: Readonly<Record<Verdict, string>> = {
  blocked: 'Blocked',
  attention: 'Needs attention',
  clear: 'No objection found',
};

/** Worst first. */
export const outcomes: readonly Outcome[] = ['fail', 'warn', 'not-run', 'pass'];

/** As a reader needs them, those that do not count last; what is alike keeps its order. */
export function worstFirst(evidence: readonly Evidence[]): readonly Evidence[] {
  const counting = evidence.filter(({ isMoot }) => isMoot !== true);
  return [
    ...outcomes.flatMap((outcome) => counting.filter((one) => one.outcome === outcome)),
    ...evidence.filter(({ isMoot }) => isMoot === true),
  ];
}
