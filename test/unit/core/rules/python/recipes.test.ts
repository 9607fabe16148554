import assert from 'node:assert/strict';
import { fixes, refuses } from '../promises';
import { detect, of } from '../shapes';
import { fixCases, refusalCases } from './recipeCases';

const path = 'src/app.py';

describe('the recipes for Python', () => {
  for (const [rule, cases] of Object.entries(fixCases)) {
    fixes(rule, cases, { path });
    cases.forEach(([before, after], at) =>
      it(`${rule} keeps the line endings of a case (${at + 1})`, async () => {
        const windows = before.replaceAll('\n', '\r\n');
        assert.equal(await of(rule).fixed(windows, { path }), after.replaceAll('\n', '\r\n'));
      }),
    );
  }

  for (const [rule, cases] of Object.entries(refusalCases)) refuses(rule, cases, { path });

  it('refuse in files of tests what may be meant there', async () => {
    const code = 'import requests\nrequests.get(u, verify=False, timeout=5)\n';
    const [found] = await detect(code, { path: 'tests/test_a.py' });
    assert.match(found?.why ?? '', /test file/);
  });
});
