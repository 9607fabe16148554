import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { CommandOutcome } from '../../../src/core/testComparison';
import { compareTests } from '../../../src/core/testComparison';

type Side = 'before' | 'after' | 'again';

const ended = (succeeded: boolean, failed: readonly string[], passed?: number): CommandOutcome => ({
  ok: true,
  succeeded,
  tests: { failed, passed, ran: passed === undefined && failed.length === 0 ? undefined : true },
});

async function compare(outcomes: Partial<Record<Side, CommandOutcome>>) {
  const asked: Side[] = [];
  const answer = await compareTests('npm test', async (side) => {
    asked.push(side);
    const outcome = outcomes[side];
    assert.ok(outcome, `${side} was asked for`);
    return Promise.resolve(outcome);
  });
  return { ...answer, asked };
}

describe('the comparison of test runs', () => {
  it('runs once where all tests pass', async () => {
    const { outcome, asked, detail } = await compare({ after: ended(true, [], 12) });
    assert.deepEqual([outcome, asked], ['pass', ['after']]);
    assert.match(detail, /^All 12 tests/);
  });

  it('names three of many that fail anew, and only those', async () => {
    const names = ['a', 'b', 'c', 'd', 'e'];
    const { outcome, detail } = await compare({
      after: ended(false, ['old', ...names], 3),
      before: ended(false, ['old'], 8),
      again: ended(false, ['old', ...names], 3),
    });
    assert.equal(outcome, 'fail');
    assert.match(detail, /“a”, “b”, “c” and 2 more/);
    assert.doesNotMatch(detail, /old/);
  });

  it('warns where it fails only once, also when another fails then', async () => {
    const { outcome } = await compare({
      after: ended(false, ['a'], 3),
      before: ended(true, [], 4),
      again: ended(false, ['b'], 3),
    });
    assert.equal(outcome, 'warn');
  });

  it('goes by the exit code where no test is named', async () => {
    const { outcome, detail } = await compare({
      after: ended(false, []),
      before: ended(true, []),
      again: ended(false, []),
    });
    assert.equal(outcome, 'fail');
    assert.match(detail, /npm test succeeds without the change and failed twice with it/);
  });

  it('sees a run that breaks off before it can name a test', async () => {
    const crash = ended(false, []);
    const { outcome } = await compare({
      after: crash,
      before: ended(false, ['old'], 5),
      again: crash,
    });
    assert.equal(outcome, 'fail');
  });

  it('warns where fewer tests pass though none fails', async () => {
    const { outcome, detail } = await compare({
      after: ended(false, ['old'], 2),
      before: ended(false, ['old'], 5),
    });
    assert.equal(outcome, 'warn');
    assert.match(detail, /^3 fewer tests pass/);
  });

  it('is not run where a run says nothing', async () => {
    const no = { ok: false, why: 'It took too long.' } as const;
    assert.equal((await compare({ after: no })).outcome, 'not-run');
    assert.equal((await compare({ after: ended(false, ['a'], 1), before: no })).outcome, 'not-run');
    const twice = { after: ended(false, ['a'], 1), before: ended(true, [], 2), again: no };
    assert.equal((await compare(twice)).outcome, 'not-run');
    assert.equal((await compare({ after: ended(true, []) })).outcome, 'not-run');
    const none = { after: ended(false, ['a'], 0), before: ended(false, ['b'], 0) };
    assert.equal((await compare(none)).outcome, 'not-run');
  });

  it('fails exactly where a name fails twice with the change and never without it', async () => {
    const names = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'));
    await fc.assert(
      fc.asyncProperty(names, names, names, async (before, after, again) => {
        const of = (failed: readonly string[]) =>
          ended(failed.length === 0, failed, 10 - failed.length);
        const sides = { before: of(before), after: of(after), again: of(again) };
        const { outcome } = await compareTests('x', (side) => Promise.resolve(sides[side]));
        const anew = after.filter((name) => !before.includes(name));
        const twice = anew.filter((name) => again.includes(name));
        assert.equal(outcome === 'fail', twice.length > 0);
        if (outcome === 'pass') assert.equal(anew.length, 0);
      }),
    );
  });
});
