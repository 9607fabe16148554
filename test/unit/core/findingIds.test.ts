import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import type { Region } from '../../../src/core/finding';
import { type Line, idKeeper } from '../../../src/core/findingIds';

interface Result {
  readonly ruleId: string;
  readonly message: string;
  readonly line: number;
  /** Undefined: its place is not in the text, only in the report. */
  readonly character: number | undefined;
}

const hash = (text: string) => createHash('sha256').update(text).digest('hex');

/** Lines 0 and 2 are equal, and so are 1 and 3. */
const lineText = (line: number) => (line % 2 === 0 ? 'eval(a);' : 'b();');

/** What each of the results is known by in the end; undefined when it says what another said. */
function finalIds(results: readonly Result[]): (string | undefined)[] {
  const keeper = idKeeper(hash);
  const ids: string[] = [];
  const numbers: (number | undefined)[] = [];
  for (const { ruleId, message, line, character } of results) {
    const isPlaced = character !== undefined;
    const own: Line = { path: 'a.js', text: isPlaced ? lineText(line) : message, ids: new Map() };
    const start = { line, character: character ?? 0 };
    const region: Region | undefined = isPlaced
      ? { start, end: { line, character: 99 } }
      : undefined;
    const location = { region: { startLine: line + 1 } };
    const id = keeper.idOf({ tool: { name: 'tool' }, ruleId, message, location }, own, region);
    numbers.push(id === undefined ? undefined : ids.push(id) - 1);
  }
  for (const [number, id] of keeper.inFileOrder()) ids[number] = id;
  return numbers.map((number) => (number === undefined ? undefined : ids[number]));
}

const result = (line: number, more: Partial<Result> = {}): Result => ({
  ruleId: 'no-eval',
  message: 'Bad.',
  line,
  character: 0,
  ...more,
});

const results: fc.Arbitrary<readonly Result[]> = fc.array(
  fc.record({
    ruleId: fc.constantFrom('no-eval', 'other'),
    message: fc.constantFrom('Bad.', 'Worse.', 'Best.'),
    line: fc.nat(3),
    character: fc.constantFrom(0, 4, undefined),
  }),
  { maxLength: 12 },
);

describe('the ids of findings', () => {
  it('differ between rules in one line', () => {
    const [one, other] = finalIds([result(0), result(0, { ruleId: 'other' })]);
    assert.match(one ?? '', /^[0-9a-f]{64}$/);
    assert.notEqual(one, other);
  });

  it('differ between equal lines, and go by their order in the text', () => {
    const [first, second] = finalIds([result(0), result(2)]);
    assert.notEqual(first, second);
    assert.deepEqual(finalIds([result(2), result(0)]), [second, first]);
    assert.deepEqual(finalIds([result(2)]), [first]);
  });

  it('are given once to results that say the same, and to each that says more', () => {
    const [one, again, more] = finalIds([result(0), result(0), result(0, { message: 'Worse.' })]);
    assert.equal(again, undefined);
    assert.notEqual(more, undefined);
    assert.notEqual(one, more);
  });

  it('are given to thousands of findings of equal lines', () => {
    const many = Array.from({ length: 3000 }, (_, line) => result(2 * (2999 - line)));
    const ids = finalIds(many);
    assert.equal(new Set(ids).size, 3000);
    assert.deepEqual(finalIds([...many].reverse()), [...ids].reverse());
  });

  it('are all different', () => {
    fc.assert(
      fc.property(results, (all) => {
        const ids = finalIds(all).filter((id) => id !== undefined);
        const said = new Set(all.map((one) => JSON.stringify(Object.values(one))));
        assert.equal(new Set(ids).size, ids.length);
        assert.equal(ids.length, said.size);
      }),
    );
  });

  it('stay the same, each for what it says, in whichever order they are reported', () => {
    const shuffled = results.chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray([...all], { minLength: all.length })),
    );
    const known = (all: readonly Result[]) => {
      const ids = finalIds(all);
      const known = new Map<string, string>();
      all.forEach((one, at) => {
        const id = ids[at];
        if (id !== undefined) known.set(JSON.stringify(Object.values(one)), id);
      });
      return known;
    };
    fc.assert(
      fc.property(shuffled, ([one, other]) => assert.deepEqual(known(other), known(one))),
      { numRuns: 300 },
    );
  });
});
