import assert from 'node:assert/strict';
import { checks } from '../../../src/core/checks';
import { checkIds } from '../../../src/core/checkIds';
import { explanationText, explainPolicy } from '../../../src/core/policyExplain';
import { effectivePolicy } from '../../../src/core/policy';
import { starterNames, starterText, starters } from '../../../src/core/starterPolicies';

const policyOf = (text: string) => effectivePolicy([{ origin: 'committed', text }]);

describe('explaining a policy', () => {
  it('lists all rules that speak, and marks those that decide', () => {
    const text = JSON.stringify({
      version: 1,
      tiers: [{ glob: 'src', tier: 'moderate', reason: 'Ours.' }],
      content: [{ class: 'payment', tier: 'high', reason: 'Money.' }],
      demands: {
        low: { approvers: ['ada'] },
        high: { checks: ['project-tests'], differentApprover: true, drafters: [] },
      },
      aiBom: 'required',
    });
    const path = 'src/auth/login.js';
    const explanation = explainPolicy(policyOf(text), path, path);
    assert.equal(explanation.tier, 'high');
    assert.deepEqual(
      explanation.rules.map(({ tier, decides }) => [tier, decides]),
      [
        ['high', true],
        ['moderate', false],
      ],
    );
    const lines = explanationText(explanation).join('\n');
    assert.match(lines, /^src\/auth\/login\.js: high risk/);
    assert.match(lines, /decides {2}high {6}Built-in floor/);
    assert.match(lines, /speaks {3}moderate {2}Committed policy \(src\): Ours\./);
    assert.match(lines, /payment is high \(Committed policy\): Money\./);
    assert.match(lines, /must have run: project-tests/);
    assert.match(lines, /may draft: nobody/);
    assert.match(lines, /may accept: ada \(Committed policy, from low risk on\)/);
    assert.match(lines, /entry in \.ai-bom/);
  });

  it('says what a change would need if it came to a higher risk', () => {
    const text = JSON.stringify({
      version: 1,
      tiers: [],
      demands: { high: { checks: ['type-check'] } },
    });
    const lines = explanationText(explainPolicy(policyOf(text), 'src/a.js', 'src/a.js'));
    assert.ok(!lines.includes('To accept a draft:'));
    assert.ok(lines.includes('If the change comes to high risk:'));
  });

  it('judges what a path really is', () => {
    const explanation = explainPolicy(effectivePolicy([]), 'x/ci.yml', '.github/workflows/ci.yml');
    assert.equal(explanation.tier, 'high');
    assert.match(explanationText(explanation).join(), /really \.github\/workflows\/ci\.yml/);
  });
});

describe('the starter policies', () => {
  for (const name of starterNames) {
    it(`of ${name} can be read in full, and let somebody accept what is low-risk`, () => {
      const policy = policyOf(starterText(name));
      assert.deepEqual(policy.problems, []);
      assert.ok(starters[name].what.length > 20);
      assert.ok(policy.demands.every(({ approvers }) => approvers === undefined));
      assert.deepEqual(explainPolicy(policy, 'src/a.js', 'src/a.js').tier, 'low');
    });
  }
});

describe('the ids of checks that a policy can name', () => {
  it('hold every check that there is', () => {
    for (const { id } of checks)
      assert.ok(
        checkIds.some((one) => one === id),
        id,
      );
  });
});
