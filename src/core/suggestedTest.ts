import type { CheckAnswer } from './evidence';
import { oneLine } from './plainText';
import type { CommandOutcome } from './testComparison';

/**
 * Whether a test that came with a draft shows what the draft is for: it has to fail without the
 * change, and pass with it. What a drafter's own test does not show is no reason to block.
 */
export async function judgeSuggestedTest(
  path: string,
  run: (side: 'before' | 'after') => Promise<CommandOutcome>,
): Promise<CheckAnswer> {
  const name = oneLine(path, 200);
  const after = await run('after');
  if (!after.ok) return { outcome: 'not-run', detail: after.why };
  if (isFine(after) && after.tests.ran !== true) {
    return { outcome: 'not-run', detail: `The suggested test ${name} has no test that runs.` };
  }
  if (!isFine(after)) {
    return warn(
      `The suggested test ${name} fails with the change${namesOf(after)}. The change or the test is wrong; read both.`,
    );
  }
  const before = await run('before');
  if (!before.ok) return { outcome: 'not-run', detail: `Without the change: ${before.why}` };
  if (isFine(before)) {
    return warn(
      `The suggested test ${name} passes without the change too, so it shows nothing about the flaw.`,
    );
  }
  return {
    outcome: 'pass',
    detail: `The suggested test ${name} fails without the change and passes with it. Read what it asserts: the drafter wrote it.`,
  };
}

type Ended = Extract<CommandOutcome, { readonly ok: true }>;

const isFine = ({ succeeded, tests }: Ended): boolean => succeeded && tests.failed.length === 0;

function namesOf({ tests: { failed } }: Ended): string {
  const [first] = failed;
  return first === undefined ? '' : ` (“${oneLine(first, 120)}”)`;
}

const warn = (detail: string): CheckAnswer => ({ outcome: 'warn', detail });
