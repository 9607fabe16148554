import { HumanError } from '../core/errors';
import type { Evidence, SlowCheck, Subject } from '../core/evidence';
import { afterSha256 } from '../core/evidence';
import type { SlowParts } from './slowChecks';

/** What may be asked for by name, and the check that it is. */
const names: Readonly<Record<string, string>> = {
  scanner: 'same-scanner',
  types: 'type-check',
  tests: 'project-tests',
  packages: 'dependency-impact',
};

/** The checks that `--run tests,types` asks for; a HumanError names what there is. */
export function slowChecksNamed(text: string): readonly string[] {
  return text.split(',').map((name) => {
    const id = Object.hasOwn(names, name.trim()) ? names[name.trim()] : undefined;
    if (id !== undefined) return id;
    throw new HumanError(`--run takes ${Object.keys(names).join(', ')}, with commas between.`);
  });
}

/**
 * Runs these checks on a change, in a scratch copy of the folder, which holds the text before.
 * Whoever asks for them by name has agreed to what the project itself names as its commands.
 */
export async function slowEvidence(
  folder: string,
  subject: Subject,
  wanted: readonly string[],
  checksIn: (parts: SlowParts) => readonly SlowCheck[],
  syntax: NonNullable<SlowParts['syntax']>,
): Promise<readonly Evidence[]> {
  const limits = () => ({ testCommand: [], timeLimitMs: 5 * 60_000, scanners: [] });
  const checks = checksIn({ folder, mayRun: () => true, limits, syntax });
  const { signal } = new AbortController();
  const boundTo = afterSha256(subject.files);
  const evidence: Evidence[] = [];
  for (const check of checks.filter(({ id }) => wanted.includes(id))) {
    const { id, title } = check;
    const plan = await check.plan(subject);
    const answer = plan.ok
      ? await check.run(subject, { signal, agreed: plan.commands, progress: () => undefined })
      : ({ outcome: 'not-run', detail: plan.why } as const);
    // Not marked as slow: one that was asked for and did not run is worth a look.
    evidence.push({ check: id, title, ...answer, boundTo });
  }
  return evidence;
}
