import assert from 'node:assert/strict';
import { applyEdits } from '../../../../src/core/draft';
import { languageFor } from '../../../../src/core/grammars';
import { configLanguages } from '../../../../src/core/rules/configLanguages';
import { promise } from './promises';

/** What the rules for configuration files see in one. */
export function scanConfig(path: string, text: string) {
  const languages = configLanguages.filter(({ language }) => language === languageFor(path));
  assert.equal(languages.length, 1, `one language is for ${path}`);
  return languages[0]?.detect(path, text) ?? [];
}

/** What they see, and what their recipes do. */
export function detectConfig(path: string, text: string) {
  const found = scanConfig(path, text);
  const keys = found.map(({ ruleId, start, end }) => `${ruleId} ${start} ${end}`);
  assert.equal(new Set(keys).size, keys.length, 'nothing is found twice');
  return found.map((one) => {
    assert.ok(
      0 <= one.start && one.start < one.end && one.end <= text.length,
      'the place is in the text',
    );
    const result = one.recipe?.();
    const applied = result?.ok ? applyEdits(text, result.edits) : undefined;
    if (applied && !applied.ok) assert.fail(applied.why);
    return {
      rule: one.ruleId,
      code: text.slice(one.start, one.end),
      message: one.message,
      guarded: one.guard !== undefined,
      fixed: applied?.text,
      why: result && !result.ok ? result.why : undefined,
      rationale: result?.ok ? result.rationale : undefined,
    };
  });
}

/** The rules that see something, in the order of the file. */
export function rulesIn(path: string, text: string): readonly string[] {
  return detectConfig(path, text).map(({ rule }) => rule);
}

/** The pieces of code that one rule sees. */
export function codeOf(rule: string, path: string, text: string): readonly string[] {
  return detectConfig(path, text)
    .filter((one) => one.rule === rule)
    .map(({ code }) => code);
}

/** The text after the recipe for the one detection of a rule, which then sees nothing more. */
export function fixedConfig(rule: string, path: string, text: string): string {
  const found = detectConfig(path, text).filter((one) => one.rule === rule);
  assert.equal(found.length, 1, 'one thing is detected');
  const [only] = found;
  assert.equal(only?.why, undefined);
  assert.ok(only?.fixed !== undefined);
  for (const said of Object.values(only.rationale ?? {}).flat()) {
    assert.doesNotMatch(JSON.stringify(said), /undefined|\[object|""/);
  }
  assert.deepEqual(codeOf(rule, path, only.fixed), [], 'nothing is left to fix');
  return only.fixed;
}

/** Why the recipe for the one detection of a rule refuses. */
export function refusedConfig(rule: string, path: string, text: string): string {
  const found = detectConfig(path, text).filter((one) => one.rule === rule);
  assert.equal(found.length, 1, 'one thing is detected');
  assert.ok(found[0]?.why, 'the recipe refuses');
  return found[0].why;
}

const windows = (text: string) => text.replaceAll('\n', '\r\n');

/** What one rule sees in each text, as the pieces of code, and where it says nothing. */
export function promises(
  rule: string,
  path: string,
  seen: readonly (readonly [text: string, code: readonly string[]])[],
  silent: readonly string[],
): void {
  promise(rule, 'reports', () => {
    for (const [text, expected] of seen) {
      it(JSON.stringify(text), () => {
        assert.deepEqual(codeOf(rule, path, text), expected);
        assert.deepEqual(codeOf(rule, path, windows(text)), expected.map(windows));
      });
    }
  });
  promise(rule, 'is silent about', () => {
    for (const text of silent) {
      it(JSON.stringify(text), () => assert.deepEqual(codeOf(rule, path, text), []));
    }
  });
}

/** What the recipe of one rule makes of a text, whatever its line breaks are. */
export function fixesConfig(
  rule: string,
  path: string,
  cases: readonly (readonly [title: string, text: string, after: string])[],
): void {
  promise(rule, 'fixes', () => {
    for (const [title, text, after] of cases) {
      it(title, () => {
        assert.equal(fixedConfig(rule, path, text), after);
        assert.equal(fixedConfig(rule, path, windows(text)), windows(after));
      });
    }
  });
}

/** What the recipe of one rule leaves, and why. */
export function refusesConfig(
  rule: string,
  path: string,
  cases: readonly (readonly [title: string, text: string, why: RegExp])[],
): void {
  promise(rule, 'refuses to fix', () => {
    for (const [title, text, why] of cases) {
      it(title, () => {
        assert.match(refusedConfig(rule, path, text), why);
        assert.match(refusedConfig(rule, path, text), /^.+\.$/);
      });
    }
  });
}
