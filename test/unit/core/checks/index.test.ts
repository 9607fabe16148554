import assert from 'node:assert/strict';
import { checks } from '../../../../src/core/checks';
import { gather } from '../../../../src/core/evidence';
import { checkPorts, file, findingAt } from './subject';

describe('the checks together', () => {
  it('have ids of their own in kebab case, and titles', () => {
    assert.equal(new Set(checks.map(({ id }) => id)).size, checks.length);
    for (const { id, title } of checks) {
      assert.match(id, /^[a-z]+(-[a-z]+)*$/);
      assert.match(title, /^[A-Z].*[^.]$/);
    }
  });

  it('answer for a text that is not a patch of anything', async () => {
    const files = [file('\u0000\ud800<<<\n'.repeat(50), '{'.repeat(5000))];
    const evidence = await gather(checks, { finding: findingAt(3), files }, checkPorts);
    assert.equal(evidence.length, checks.length);
    assert.ok(evidence.every(({ detail }) => /\.$/.test(detail)));
  });

  it('are not-run, with the reason, when the parser cannot be had', async () => {
    const files = [file('a', 'b')];
    const syntax = () => Promise.reject(new Error('no wasm'));
    const evidence = await gather(checks, { files }, { ...checkPorts, syntax });
    const parse = evidence.find(({ check }) => check === 'new-parse-errors');
    assert.deepEqual([parse?.outcome, /no wasm/.test(parse?.detail ?? '')], ['not-run', true]);
  });
});
