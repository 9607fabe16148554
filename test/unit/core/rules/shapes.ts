import assert from 'node:assert/strict';
import { applyEdits } from '../../../../src/core/draft';
import { languageFor } from '../../../../src/core/grammars';
import { type Detection, detectIn } from '../../../../src/core/rules';
import { testSyntax } from '../../grammars';

/** A file to detect in. `related` are the texts of local modules, by specifier. */
export interface Shape {
  readonly path?: string;
  readonly related?: Readonly<Record<string, string>>;
  /** The id of the only rule that is asked. Default: all are. */
  readonly rule?: string;
}

/** What the rules see: for each detection its rule, its code, and what its recipe does. */
export async function detect(code: string, { path = 'src/a.js', related = {}, rule }: Shape = {}) {
  const modules = new Map(Object.entries(related));
  const see = (detections: readonly Detection[]) =>
    detections
      .filter(({ ruleId }) => ruleId === (rule ?? ruleId))
      .map((detection) => {
        const result = detection.recipe?.();
        const applied = result?.ok ? applyEdits(code, result.edits) : undefined;
        return {
          rule: detection.ruleId,
          code: code.slice(detection.start, detection.end),
          message: detection.message,
          why: result && !result.ok ? result.why : undefined,
          fixed: applied?.ok ? applied.text : undefined,
          rationale: result?.ok ? result.rationale : undefined,
          isGuarded: detection.guard !== undefined,
          flow: detection.flow?.map(({ start, end }) => code.slice(start, end)) ?? [],
          guard: detection.guard && code.slice(detection.guard.start, detection.guard.end),
          misfit: applied && !applied.ok ? applied.why : undefined,
        };
      });
  assert.ok(languageFor(path), `there are rules for ${path}`);
  return detectIn(path, code, await testSyntax(), see, {
    related: (specifier) => modules.get(specifier),
  });
}

/**
 * The text after the recipe of the one detection in the code. Fails unless there is exactly one,
 * the edits fit, the text parses, the recipe has nothing left to do, and its rationale is whole.
 */
export async function fixed(code: string, shape: Shape = {}): Promise<string> {
  const [only, ...others] = await detect(code, shape);
  assert.ok(only, 'something is detected');
  assert.equal(others.length, 0, 'one thing is detected');
  assert.equal(only.misfit, undefined);
  assert.equal(only.why, undefined);
  assert.ok(only.fixed !== undefined);
  assert.ok(only.rationale);
  for (const text of Object.values(only.rationale).flat()) {
    assert.doesNotMatch(JSON.stringify(text), /undefined|\[object|""/);
  }
  assert.deepEqual(await detect(only.fixed, shape), [], 'nothing is left to fix');
  const path = shape.path ?? 'src/a.js';
  const broken = await (await testSyntax()).withTree(path, only.fixed, (root) => root.hasError);
  assert.equal(broken, false, `parses: ${only.fixed}`);
  return only.fixed;
}

/** Why the recipe of the one detection in the code refuses. */
export async function refusal(code: string, shape: Shape = {}): Promise<string> {
  const [only, ...others] = await detect(code, shape);
  assert.ok(only, 'something is detected');
  assert.equal(others.length, 0, 'one thing is detected');
  assert.ok(only.why, 'the recipe refuses');
  return only.why;
}

/** The same, for one rule alone. */
export function of(rule: string) {
  return {
    detect: (code: string, shape: Shape = {}) => detect(code, { ...shape, rule }),
    fixed: (code: string, shape: Shape = {}) => fixed(code, { ...shape, rule }),
    refusal: (code: string, shape: Shape = {}) => refusal(code, { ...shape, rule }),
  };
}
