import type { Draft } from './draft';
import { textsSha256 } from './draft';
import { messageOf } from './errors';
import type { Finding } from './finding';
import type { Ports } from './ports';

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
}

/** One file of a draft, before and after, as text without byte order marks. */
export interface SubjectFile {
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

/** What the checks look at. `draft` is absent for a patch that came without one (the CLI). */
export interface Subject {
  readonly finding?: Finding;
  readonly draft?: Draft;
  readonly files: readonly SubjectFile[];
}

export type CheckAnswer = Pick<Evidence, 'outcome' | 'detail' | 'lines'>;

/** One question about a draft. It may throw: then it counts as not-run, with the reason. */
export interface Check {
  readonly id: string;
  readonly title: string;
  run(subject: Subject, ports: Pick<Ports, 'syntax' | 'rules'>): Promise<CheckAnswer> | CheckAnswer;
}

/** Hash of the whole text after, which evidence and confirmations are bound to. */
export function afterSha256(files: readonly SubjectFile[]): string {
  return textsSha256(files.map(({ path, after }) => ({ path, text: after })));
}

/** Asks every check; none can sink the others. The order is that of `checks`. */
export async function gather(
  checks: readonly Check[],
  subject: Subject,
  ports: Pick<Ports, 'syntax' | 'rules'>,
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

/** Blocked by any fail; attention for any warning and for any check that did not run. */
export function verdictOf(evidence: readonly Evidence[]): Verdict {
  if (evidence.some(({ outcome }) => outcome === 'fail')) return 'blocked';
  return evidence.every(({ outcome }) => outcome === 'pass') ? 'clear' : 'attention';
}

export const verdictText: Readonly<Record<Verdict, string>> = {
  blocked: 'Blocked',
  attention: 'Needs attention',
  clear: 'No objection found',
};
