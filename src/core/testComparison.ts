import type { CheckAnswer } from './evidence';
import { grouped, oneLine } from './plainText';
import type { TestRun } from './testRuns';

/** One run of a test command: how it ended and what it told, or why it says nothing. */
export type CommandOutcome =
  | { readonly ok: true; readonly succeeded: boolean; readonly tests: TestRun }
  | { readonly ok: false; readonly why: string };

const shownNames = 3;

/**
 * Whether tests fail with a change that do not fail without it. `run` runs the command on the text
 * of the given side; the side without the change is run only when something fails with it, and what
 * fails anew is run again, since a test may fail by chance.
 */
export async function compareTests(
  command: string,
  run: (side: 'before' | 'after' | 'again') => Promise<CommandOutcome>,
): Promise<CheckAnswer> {
  const after = await run('after');
  if (!after.ok) return notRun(after.why);
  if (after.succeeded && after.tests.failed.length === 0) return succeeded(command, after.tests);
  const before = await run('before');
  if (!before.ok) return notRun(`Without the change: ${before.why}`);
  if (isHopeless(before)) {
    return notRun(
      `No test passes even without the change, so ${command} says nothing about it. See that it works in this project first.`,
    );
  }
  const fresh = newlyFailing(before, after);
  if (fresh.length === 0) return asBefore(before.tests, after.tests);
  const again = await run('again');
  if (!again.ok) return notRun(`When run again: ${again.why}`);
  const still = newlyFailing(before, again).filter((name) => fresh.includes(name));
  return still.length > 0 ? fails(command, still) : flaky(command, fresh);
}

/** Stands for the failure of a command that names no test. */
const unnamed = '';

type Ended = Extract<CommandOutcome, { readonly ok: true }>;

function newlyFailing(before: Ended, after: Ended): readonly string[] {
  const known = new Set(before.tests.failed);
  const names = after.tests.failed.filter((name) => !known.has(name));
  const isUnnamed = !after.succeeded && after.tests.failed.length === 0;
  return isUnnamed && (before.succeeded || before.tests.ran === true) ? [unnamed] : names;
}

function isHopeless({ succeeded: isFine, tests }: Ended): boolean {
  if (isFine) return false;
  return tests.passed === undefined ? tests.ran !== true : tests.passed === 0;
}

function succeeded(command: string, { passed, ran }: TestRun): CheckAnswer {
  if (ran === false) {
    return notRun(`${command} succeeded without running a test. Name the command that runs them.`);
  }
  if (ran === undefined) {
    return notRun(
      `${command} succeeded, but its output does not tell that any test ran. Look at it yourself.`,
    );
  }
  const count = passed === undefined ? 'The' : `All ${grouped(passed)}`;
  return pass(`${count} tests of the project that ran pass with the change (${command}).`);
}

function asBefore(before: TestRun, after: TestRun): CheckAnswer {
  const lost = (before.passed ?? 0) - (after.passed ?? 0);
  const known = after.failed.length;
  const same = `${grouped(known)} of the project’s tests fail with and without it: ${namesText(after.failed)}`;
  if (after.passed !== undefined && lost > 0) {
    return {
      outcome: 'warn',
      detail: `${grouped(lost)} fewer tests pass with the change, though no other fails. ${same}. Look at why they did not run.`,
    };
  }
  const passed = after.passed === undefined ? '' : `, ${grouped(after.passed)} pass`;
  return pass(`No test fails because of the change${passed}. ${same}.`);
}

function fails(command: string, names: readonly string[]): CheckAnswer {
  const what =
    names[0] === unnamed
      ? `${command} succeeds without the change and failed twice with it.`
      : `Passes without the change and failed twice with it: ${namesText(names)}.`;
  return { outcome: 'fail', detail: `${what} Run ${command} to see why.` };
}

function flaky(command: string, names: readonly string[]): CheckAnswer {
  const what = names[0] === unnamed ? command : namesText(names);
  return {
    outcome: 'warn',
    detail: `Failed once with the change and passed when run again: ${what}. It may be flaky; look whether the change touches it.`,
  };
}

function namesText(names: readonly string[]): string {
  const shown = names.slice(0, shownNames).map((name) => `“${oneLine(name, 120)}”`);
  const more = names.length - shown.length;
  return more > 0 ? `${shown.join(', ')} and ${grouped(more)} more` : shown.join(', ');
}

const pass = (detail: string): CheckAnswer => ({ outcome: 'pass', detail });
const notRun = (detail: string): CheckAnswer => ({ outcome: 'not-run', detail });
