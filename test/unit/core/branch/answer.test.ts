import assert from 'node:assert/strict';
import { answerOf } from '../../../../src/core/branch/answer';
import type { BranchStory } from '../../../../src/core/branch/story';
import type { Evidence } from '../../../../src/core/evidence';
import { storyOf } from './storyOf';

const coverage = { marked: 0, unrecorded: [], missing: [] };

function reasons(rest: Partial<BranchStory>): readonly string[] {
  return answerOf(storyOf(rest)).reasons.map(({ weight, text }) => `${weight}: ${text}`);
}

function notRun(check: string, title: string): Evidence {
  return { check, title, outcome: 'not-run', detail: 'No parser.', boundTo: '' };
}

describe('the answer for a branch', () => {
  it('is no for a required check that did not run, and look for one that runs programs', () => {
    const evidence = [notRun('no-secrets', 'No secrets'), notRun('project-tests', 'Tests pass')];
    assert.deepEqual(reasons({ evidence }), []);
    assert.deepEqual(reasons({ evidence, required: ['no-secrets', 'project-tests'] }), [
      'objection: The policy requires the check “No secrets”. No parser.',
      'look: The policy requires checks that are not run here, run them before you merge: Tests pass.',
    ]);
  });

  it('is no for an entry that the policy does not allow', () => {
    const refused = [{ id: '01ARZ3NDEKTSV4RRFFQ69G5FAV', why: ['It says no.'] }];
    assert.deepEqual(reasons({ record: { added: [], problems: [], older: 0, refused } }), [
      'objection: The policy does not allow the AI-BOM entry 01ARZ3NDEKTSV4RRFFQ69G5FAV: It says no.',
    ]);
  });

  it('holds commits that nobody was asked about against a branch where all must be on record', () => {
    const asked = (mustBeWhole: boolean) =>
      reasons({ coverage: { ...coverage, unasked: 2, mustBeWhole } });
    assert.match(asked(false).join(), /^look: Nobody was asked who made the 2 oldest commits/);
    assert.match(asked(true).join(), /^objection: Nobody was asked who made the 2 oldest commits/);
  });
});
