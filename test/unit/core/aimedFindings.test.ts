import assert from 'node:assert/strict';
import { aimedFindings } from '../../../src/core/aimedFindings';
import { file, findingAt } from './checks/subject';

const before = Array.from({ length: 100 }, (_, line) => `line ${line}\n`).join('');
const changed = file(before, before.replace('line 50\n', 'other\n'));

describe('the findings that a patch may be meant for', () => {
  it('are those near what it changes', () => {
    const [near, far] = [findingAt(45), findingAt(5)];
    assert.deepEqual(aimedFindings([far, near], [changed]), [near]);
  });

  it('are also those of which a step on the way is near', () => {
    const step = findingAt(52).location;
    const far = findingAt(5, { codeFlows: [[step, findingAt(5).location]] });
    assert.deepEqual(aimedFindings([far, findingAt(9)], [changed]), [far]);
  });

  it('are all of the changed files when none is near', () => {
    const elsewhere = findingAt(50, { location: { path: 'src/b.js' } });
    const far = findingAt(5);
    assert.deepEqual(aimedFindings([far, elsewhere], [changed]), [far]);
  });
});
