import assert from 'node:assert/strict';
import { rules } from '../../../../src/core/rules';
import { detect, fixed, refusal, type Shape } from './shapes';

/** What each rule promises: `promises.test.ts` counts the tests in the suites of these names. */
export type Promised =
  | 'reports'
  | 'is silent about'
  | 'fixes'
  | 'refuses to fix'
  | 'in every style of a file'
  | 'run before and after its fix';

const withRecipe = new Set(rules.flatMap(({ id, recipe }) => (recipe ? id : [])));

/** A suite of tests that show that a rule keeps one of its promises. */
export function promise(rule: string, what: Promised, tests: () => void): void {
  describe(`${rule} ${what}`, tests);
}

/** Code that a rule reports once, and the piece of it at which it does. */
export type Found = readonly [title: string, code: string, at?: string, path?: string];
/** Code that a rule does not report. */
export type Quiet = readonly [title: string, code: string, path?: string];
/** A flaw, and what the recipe makes of it, or what that matches. */
export type Fix =
  | readonly [code: string, after: string]
  | readonly [title: string, code: string, after: string | RegExp, path?: string];
/** A flaw that the recipe leaves, and what it says of the reason. */
export type Refusal =
  | readonly [code: string, why: RegExp]
  | readonly [title: string, code: string, why: RegExp, path?: string];

/** Each case in a test of its own: the rule reports it, at this code, with no check before it. */
export function reports(rule: string, cases: readonly (string | Found)[], shape: Shape = {}): void {
  promise(rule, 'reports', () => {
    for (const one of cases) {
      const [title, code, at, path] = typeof one === 'string' ? [lastLine(one), one] : one;
      it(title, async () => {
        const seen = await detect(code, { ...fileOf(title, path), ...shape, rule });
        assert.equal(seen.length, 1, `reported once: ${code}`);
        assert.match(seen[0]?.message ?? '', /^.*\S.*\.$/);
        const hasRecipe = seen[0]?.fixed !== undefined || seen[0]?.why !== undefined;
        assert.ok(!hasRecipe || withRecipe.has(rule), 'the rule says that it has a recipe');
        if (at === undefined) return;
        assert.deepEqual([seen[0]?.code, seen[0]?.guard], [at, undefined]);
        assert.ok(at.includes(seen[0]?.flow.at(-1) ?? at), 'the way of the value ends there');
      });
    }
  });
}

/** Each case in a test of its own: the rule says nothing. */
export function isSilent(
  rule: string,
  cases: readonly (string | Quiet)[],
  shape: Shape = {},
): void {
  promise(rule, 'is silent about', () => {
    for (const one of cases) {
      const [title, code, path] = typeof one === 'string' ? [lastLine(one), one] : one;
      it(title, async () => {
        const seen = await detect(code, { ...fileOf(title, path), ...shape, rule });
        assert.deepEqual(seen, [], `not reported: ${code}`);
      });
    }
  });
}

/** Each case in a test of its own: the recipe makes this of it, and is then done. */
export function fixes(rule: string, cases: readonly Fix[], shape: Shape = {}): void {
  promise(rule, 'fixes', () => {
    for (const one of cases) {
      const [title, code, after, path] = one.length === 2 ? [lastLine(one[0]), ...one] : one;
      it(title, async () => {
        const text = await fixed(code, { ...fileOf(title, path), ...shape, rule });
        if (typeof after === 'string') assert.equal(text, after);
        else assert.match(text, after);
      });
    }
  });
}

/** Each case in a test of its own: the recipe leaves it, in a whole sentence that says why. */
export function refuses(rule: string, cases: readonly Refusal[], shape: Shape = {}): void {
  promise(rule, 'refuses to fix', () => {
    for (const one of cases) {
      const [title, code, why, path] = one.length === 2 ? [lastLine(one[0]), ...one] : one;
      it(title, async () => {
        const said = await refusal(code, { ...fileOf(title, path), ...shape, rule });
        assert.match(said, why);
        assert.match(said, /^.+\.$/);
      });
    }
  });
}

/** A test that runs flawed code and its fix: what is meant stays, and the attack fails. */
export function runs(rule: string, title: string, test: () => void | Promise<void>): void {
  promise(rule, 'run before and after its fix', () => {
    it(title, test).timeout(60_000);
  });
}

/** The same cases, each inside more code. */
export function inside<Rest extends readonly unknown[]>(
  around: (code: string) => string,
  cases: readonly (readonly [title: string, code: string, ...rest: Rest])[],
): readonly (readonly [title: string, code: string, ...rest: Rest])[] {
  return cases.map(([title, code, ...rest]) => [title, around(code), ...rest]);
}

/** A case whose title speaks of TypeScript is a file of it. */
function fileOf(title: string, path: string | undefined): Shape {
  return { path: path ?? (title.includes('TypeScript') ? 'src/a.ts' : 'src/a.js') };
}

/** The last line of code that says something names a case that has no title. */
export function lastLine(code: string): string {
  const lines = code.split('\n').filter((line) => /\w\W+\w/.test(line));
  return lines.at(-1)?.trim() ?? code;
}
