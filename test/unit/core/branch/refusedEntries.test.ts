import assert from 'node:assert/strict';
import type { Entry } from '../../../../src/core/aibom/entry';
import { entryOf, revertedEntry } from '../../../../src/core/aibom/entry';
import { refusedEntries } from '../../../../src/core/branch/refusedEntries';
import type { ContentFact } from '../../../../src/core/contentFacts';
import { effectivePolicy } from '../../../../src/core/policy';
import * as fix from '../aibom/samples';

const [path, now] = [fix.path, '2026-01-02T00:00:00.000Z'];

function entry(origin = fix.origins.model, reason?: string): Entry {
  const decision = fix.decisionOf(reason === undefined ? {} : { reason });
  return entryOf(fix.reviewOf({ origin }), decision, fix.ulid(1));
}

function refused(one: Entry, demands: unknown, content: readonly ContentFact[] = []): string {
  const text = JSON.stringify({ version: 1, tiers: [], demands });
  const policy = effectivePolicy([{ origin: 'committed', text }]);
  assert.deepEqual(policy.problems, []);
  return refusedEntries([one], policy, content)
    .flatMap(({ why }) => why)
    .join(' ');
}

describe('entries that the policy of the base does not allow', () => {
  const { requestedBy } = fix.origins.model;
  const decidedBy = fix.decisionOf().reviewer;

  it('are by a drafter or a model that may not draft', () => {
    assert.match(refused(entry(), { low: { drafters: ['recipe'] } }), /lets recipe make drafts/);
    assert.equal(refused(entry(), { low: { drafters: ['model'] } }), '');
    assert.match(refused(entry(), { low: { models: ['other/*'] } }), /lets other\/\* make drafts/);
  });

  it('are accepted by somebody who may not, told as what was done', () => {
    const said = refused(entry(), { low: { approvers: ['nobody@example.org'] } });
    assert.match(said, /this one was accepted by /);
    assert.doesNotMatch(said, /you/);
    assert.equal(refused(entry(), { low: { approvers: [decidedBy.name] } }), '');
  });

  it('are accepted by who asked for them, where that has to be somebody else', () => {
    const own = { ...entry(), decidedBy: { name: requestedBy } };
    assert.match(refused(own, { low: { differentApprover: true } }), /let somebody else review it/);
    const other = { ...entry(), decidedBy: { name: 'Somebody Else' } };
    assert.equal(refused(other, { low: { differentApprover: true } }), '');
  });

  it('lack a required check, unless a reason was given', () => {
    const demands = { low: { checks: ['project-tests'] } };
    assert.match(refused(entry(), demands), /did not run \(project-tests\)/);
    assert.equal(refused(entry(undefined, 'They are broken on main.'), demands), '');
    const run = { id: 'project-tests', outcome: 'pass', detail: 'Fine.' } as const;
    assert.equal(refused({ ...entry(), checks: [run] }, demands), '');
    assert.match(
      refused({ ...entry(), checks: [{ ...run, outcome: 'not-run' }] }, demands),
      /project-tests/,
    );
  });

  it('are judged by what their files do, whatever risk they claim', () => {
    const demands = { high: { drafters: ['recipe'] } } as const;
    const claimed: Entry = { ...entry(), risk: { ...entry().risk, tier: 'low' } };
    assert.equal(refused(claimed, demands), '');
    const login: ContentFact = {
      path,
      class: 'authentication',
      tier: 'high',
      classTier: 'high',
      does: 'logs people in',
      isAct: true,
      sign: 'login()',
      line: 0,
      side: 'after',
    };
    assert.match(refused(claimed, demands, [login]), /lets recipe make drafts of high risk/);
    assert.equal(refused(claimed, demands, [{ ...login, path: 'src/other.js' }]), '');
  });

  it('are none that take a fix back', () => {
    const back = revertedEntry(entry(), { name: requestedBy }, now, fix.ulid(2));
    assert.equal(refused(back, { low: { drafters: [], differentApprover: true } }), '');
  });
});
