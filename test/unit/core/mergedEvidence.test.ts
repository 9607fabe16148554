import assert from 'node:assert/strict';
import type { Evidence } from '../../../src/core/evidence';
import { mergeEvidence } from '../../../src/core/mergedEvidence';
import { findingAt } from './checks/subject';

function evidence(outcome: Evidence['outcome'], detail: string, line = 0): Evidence {
  const lines = [{ path: 'src/a.js', line }];
  return { check: 'finding-gone', title: 'Gone', outcome, detail, lines, boundTo: 'x' };
}

const of = (line: number, one: Evidence) => ({
  finding: findingAt(line, { ruleId: `rule${line}` }),
  evidence: [one],
});

describe('merged evidence', () => {
  it('is the worst of the answers, and names the findings that got it', () => {
    const [merged] = mergeEvidence([
      of(1, evidence('pass', 'It is gone.')),
      of(2, evidence('fail', 'It is there.', 7)),
      of(3, evidence('not-run', 'Nobody knows.')),
    ]);
    assert.equal(merged?.outcome, 'fail');
    assert.equal(merged.detail, 'rule2 at src/a.js:3: It is there.');
    assert.deepEqual(merged.lines, [{ path: 'src/a.js', line: 7 }]);
  });

  it('prefers a warning to a check that did not run, and that to a pass', () => {
    const all = [of(1, evidence('pass', 'a')), of(2, evidence('not-run', 'b'))];
    assert.equal(mergeEvidence(all)[0]?.outcome, 'not-run');
    assert.equal(mergeEvidence([...all, of(3, evidence('warn', 'c'))])[0]?.outcome, 'warn');
  });

  it('says once what is the same for all', () => {
    const [merged] = mergeEvidence([1, 2].map((line) => of(line, evidence('warn', 'Look.'))));
    assert.equal(merged?.detail, 'Look.');
  });

  it('cuts a long list, and says so', () => {
    const all = Array.from({ length: 8 }, (_, line) => of(line, evidence('fail', `Bad ${line}.`)));
    assert.match(mergeEvidence(all)[0]?.detail ?? '', /Bad 4\. And 3 more\.$/);
  });

  it('is empty without answers', () => {
    assert.deepEqual(mergeEvidence([]), []);
  });
});
