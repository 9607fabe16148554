import assert from 'node:assert/strict';
import { detect } from '../shapes';
import { testSyntax } from '../../../grammars';
import { fixes, refusals } from './recipeCases';

const path = 'src/app.py';

/** The text after the recipe of a rule, which has nothing left to do in it. */
async function fixedBy(rule: string, code: string): Promise<string> {
  const found = (await detect(code, { path })).filter((one) => one.rule === rule);
  assert.equal(found.length, 1, `${rule} reports one thing`);
  const [only] = found;
  assert.equal(only?.why, undefined);
  assert.equal(only?.misfit, undefined);
  assert.ok(only?.fixed !== undefined && only.rationale);
  for (const text of Object.values(only.rationale).flat()) {
    assert.doesNotMatch(JSON.stringify(text), /undefined|\[object|""/);
  }
  const after = await detect(only.fixed, { path });
  assert.deepEqual(
    after.filter((one) => one.rule === rule),
    [],
    `nothing is left to fix: ${only.fixed}`,
  );
  const broken = await (await testSyntax()).withTree(path, only.fixed, (root) => root.hasError);
  assert.equal(broken, false, `parses: ${only.fixed}`);
  return only.fixed;
}

describe('the recipes for Python', () => {
  for (const [rule, cases] of Object.entries(fixes)) {
    cases.forEach(([before, after], at) => {
      it(`${rule} fixes ${before.trim().split('\n').at(-1)?.trim() ?? ''} (${at + 1})`, async () => {
        assert.equal(await fixedBy(rule, before), after);
      });
      it(`${rule} keeps the line endings of that case (${at + 1})`, async () => {
        const windows = before.replaceAll('\n', '\r\n');
        assert.equal(await fixedBy(rule, windows), after.replaceAll('\n', '\r\n'));
      });
    });
  }

  for (const [rule, cases] of Object.entries(refusals)) {
    cases.forEach(([code, why], at) =>
      it(`${rule} refuses ${code.trim().split('\n').at(-1)?.trim() ?? ''} (${at + 1})`, async () => {
        const found = (await detect(code, { path })).filter((one) => one.rule === rule);
        assert.equal(found.length, 1, 'one thing is reported');
        assert.match(found[0]?.why ?? '', why);
        assert.match(found[0]?.why ?? '', /^.+\.$/);
      }),
    );
  }

  it('have three shapes that they fix and three that they refuse, each of them', () => {
    for (const rule of Object.keys(fixes)) {
      assert.ok((fixes[rule]?.length ?? 0) >= 3, `${rule} fixes too few`);
      assert.ok((refusals[rule]?.length ?? 0) >= 3, `${rule} refuses too few`);
    }
  });

  it('refuse in files of tests what may be meant there', async () => {
    const code = 'import requests\nrequests.get(u, verify=False, timeout=5)\n';
    const [found] = await detect(code, { path: 'tests/test_a.py' });
    assert.match(found?.why ?? '', /test file/);
  });
});
