import assert from 'node:assert/strict';
import { pythonRules } from '../../../../../src/core/rules/pythonRules';
import { detect } from '../shapes';
import { injectionCases } from './injectionCases';
import { settingCases } from './settingCases';

const shape = { path: 'src/app.py' };

describe('the rules for Python', () => {
  const cases = { ...injectionCases, ...settingCases };

  for (const [id, { bad, good }] of Object.entries(cases)) {
    describe(id, () => {
      bad.forEach((code, at) =>
        it(`reports once: ${lastLine(code)} (${at + 1})`, async () => {
          const found = await detect(code, shape);
          const own = found.filter(({ rule }) => rule === id);
          assert.equal(
            own.length,
            1,
            JSON.stringify(found.map(({ rule, message }) => [rule, message])),
          );
          assert.match(own[0]?.message ?? '', /^.+\.$/);
        }),
      );
      good.forEach((code, at) =>
        it(`is silent: ${lastLine(code)} (${at + 1})`, async () => {
          const found = await detect(code, shape);
          assert.deepEqual(
            found.filter(({ rule }) => rule === id),
            [],
            code,
          );
        }),
      );
    });
  }

  it('have four cases of either kind, each of them', () => {
    for (const { id } of pythonRules) {
      assert.ok((cases[id]?.bad.length ?? 0) >= 4, `${id} has too few cases that it reports`);
      assert.ok((cases[id]?.good.length ?? 0) >= 4, `${id} has too few cases that are fine`);
    }
  });

  it('say nothing about JavaScript, nor do its rules about Python', async () => {
    assert.deepEqual(await detect('eval(request.args.get("q"))', { path: 'a.js' }), []);
    const found = await detect('import os\nos.system("ls")\n', shape);
    assert.deepEqual(found, []);
  });

  it('survive code that does not parse', async () => {
    for (const code of [
      'def (',
      'import os\nos.system(f"{',
      'from x import',
      '@app.route(\ndef x(:\n  return',
      'x = """',
    ]) {
      await detect(code, shape);
    }
  });
});

function lastLine(code: string): string {
  return (
    code
      .trimEnd()
      .split('\n')
      .filter((line) => !/^\s*return (HttpResponse\("ok"\)|\{\})$/.test(line))
      .at(-1)
      ?.trim() ?? ''
  );
}
