import assert from 'node:assert/strict';
import type { Check, Evidence, Outcome } from '../../../src/core/evidence';
import { gather, verdictOf } from '../../../src/core/evidence';

const ports = {
  syntax: () => Promise.reject(new Error('no parser here')),
  rules: () => Promise.reject(new Error('no rules here')),
  read: () => Promise.resolve(undefined),
};
const subject = { files: [{ path: 'a.js', before: 'a', after: 'b' }] };

const evidence = (...outcomes: readonly Outcome[]): Evidence[] =>
  outcomes.map((outcome) => ({ check: 'c', title: 'C', outcome, detail: '', boundTo: '' }));

describe('gathering evidence', () => {
  it('lets no check sink the others, and counts a broken one as not run', async () => {
    const checks: Check[] = [
      { id: 'good', title: 'Good', run: () => ({ outcome: 'pass', detail: 'Fine.' }) },
      {
        id: 'broken',
        title: 'Broken',
        run: () => {
          throw new Error('out of paper');
        },
      },
      {
        id: 'parser',
        title: 'Parser',
        run: async (_, outside) => (await outside.syntax()) as never,
      },
    ];
    const [good, broken, parser] = await gather(checks, subject, ports);
    assert.equal(good?.outcome, 'pass');
    assert.equal(broken?.outcome, 'not-run');
    assert.match(broken?.detail ?? '', /out of paper/);
    assert.equal(parser?.outcome, 'not-run');
  });
});

describe('the verdict', () => {
  const slow = (outcome: Outcome): Evidence => {
    return { check: 'slow', title: 'S', outcome, detail: '', boundTo: '', isSlow: true };
  };

  it('asks for a slow check only where it is required, and then blocks without it', () => {
    assert.equal(verdictOf([...evidence('pass'), slow('not-run')], []), 'clear');
    assert.equal(verdictOf([...evidence('pass'), slow('warn')], []), 'attention');
    assert.equal(verdictOf([...evidence('pass'), slow('not-run')], ['slow']), 'blocked');
    assert.equal(verdictOf([...evidence('pass'), slow('pass')], ['slow']), 'clear');
  });

  it('does not count what it could only ask of a draft that is not there, unless it is required', () => {
    const moot: Evidence = {
      ...{ check: 'moot', title: 'M', outcome: 'not-run', detail: '', boundTo: '' },
      isMoot: true,
    };
    assert.equal(verdictOf([...evidence('pass'), moot], []), 'clear');
    assert.equal(verdictOf([...evidence('not-run'), moot], []), 'attention');
    assert.equal(verdictOf([...evidence('pass'), { ...moot, outcome: 'warn' }], []), 'attention');
    assert.equal(verdictOf([...evidence('pass'), moot], ['moot']), 'blocked');
  });

  const cases: readonly [readonly Outcome[], string][] = [
    [['pass', 'pass'], 'clear'],
    [['pass', 'not-run'], 'attention'],
    [['pass', 'warn'], 'attention'],
    [['warn', 'fail', 'pass'], 'blocked'],
  ];
  for (const [outcomes, verdict] of cases) {
    it(`of ${outcomes.join(', ')} is ${verdict}`, () => {
      assert.equal(verdictOf(evidence(...outcomes), []), verdict);
    });
  }
});
