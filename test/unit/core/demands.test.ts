import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import type { Demand } from '../../../src/core/demands';
import {
  approverRefusals,
  demandsFor,
  drafterRefusals,
  isSamePerson,
  requiredChecks,
} from '../../../src/core/demands';

const demand = (parts: Partial<Demand>): Demand => ({
  tier: 'low',
  origin: 'committed',
  checks: [],
  differentApprover: false,
  ...parts,
});
const grace = { requestedBy: 'Grace', requestedByEmail: 'grace@example.org' };
const model = { kind: 'model', model: { provider: 'acme', name: 'large-2' } } as const;
const may = (demands: readonly Demand[], name: string, email?: string) =>
  approverRefusals(email === undefined ? { name } : { name, email }, grace, demands).length === 0;

describe('the demands of a policy', () => {
  it('hold for their tier and every higher one', () => {
    const demands = [
      demand({ tier: 'low' }),
      demand({ tier: 'moderate' }),
      demand({ tier: 'high' }),
    ];
    const tiers = (tier: 'low' | 'moderate' | 'high' | 'forbidden') =>
      demandsFor(demands, tier).map((one) => one.tier);
    assert.deepEqual(tiers('low'), ['low']);
    assert.deepEqual(tiers('moderate'), ['low', 'moderate']);
    assert.deepEqual(tiers('high'), ['low', 'moderate', 'high']);
    assert.deepEqual(tiers('forbidden'), ['low', 'moderate', 'high']);
  });

  it('name each required check once', () => {
    const demands = [demand({ checks: ['a', 'b'] }), demand({ checks: ['b', 'c'] })];
    assert.deepEqual(requiredChecks(demands), ['a', 'b', 'c']);
  });

  it('say who may draft', () => {
    const recipes = [demand({ drafters: ['recipe', 'supplied'] })];
    assert.deepEqual(drafterRefusals({ kind: 'recipe' }, recipes), []);
    assert.deepEqual(drafterRefusals(model, recipes), [
      'The committed policy lets recipe or supplied make drafts, and this one is by model.',
    ]);
    assert.equal(drafterRefusals({ kind: 'recipe' }, [demand({ drafters: [] })]).length, 1);
  });

  it('say which models may draft, in any case, and ask it of models only', () => {
    for (const [pattern, fits] of [
      ['acme/large-*', true],
      ['ACME/*', true],
      ['*', true],
      ['acme/large-2', true],
      ['acme/large', false],
      ['large-2', false],
      ['*/small-*', false],
    ] as const) {
      const demands = [demand({ models: [pattern] })];
      assert.equal(drafterRefusals(model, demands).length === 0, fits, pattern);
      assert.deepEqual(drafterRefusals({ kind: 'recipe' }, demands), []);
    }
    assert.equal(drafterRefusals({ kind: 'model' }, [demand({ models: ['acme/*'] })]).length, 1);
  });

  it('say who may accept, by name or address', () => {
    const demands = [demand({ approvers: ['*@example.org', 'Ada  Lovelace'] })];
    assert.ok(may(demands, 'X', 'x@EXAMPLE.org'));
    assert.ok(may(demands, 'ada lovelace'));
    assert.ok(!may(demands, 'X', 'x@example.org.evil.test'));
    assert.ok(!may(demands, 'X'));
    assert.ok(!may([demand({ approvers: [] })], 'Ada', 'ada@example.org'));
  });

  it('must all be satisfied, also when nobody can', () => {
    const demands = [
      demand({ approvers: ['ada'] }),
      demand({ approvers: ['bob'], origin: 'working tree' }),
    ];
    assert.ok(!may(demands, 'Ada'));
    const refusals = approverRefusals({ name: 'Ada' }, grace, demands);
    assert.equal(refusals.length, 1);
    assert.match(refusals[0] ?? '', /^The uncommitted policy lets bob accept/);
  });

  it('keep who asked from accepting, by whatever name', () => {
    const demands = [demand({ tier: 'high', differentApprover: true })];
    assert.ok(may(demands, 'Ada', 'ada@example.org'));
    assert.ok(!may(demands, 'Grace'));
    assert.ok(!may(demands, ' GRACE ', 'other@example.org'));
    assert.ok(!may(demands, 'G. Hopper', 'Grace@Example.org'));
    assert.ok(!may(demands, 'unknown'), 'nobody knows who that is');
    const unknown = approverRefusals({ name: 'Ada' }, { requestedBy: 'unknown' }, demands);
    assert.match(unknown.join(), /nobody knows who did/);
  });

  it('take an address with a tag for the one without', () => {
    const same = (one: string, other: string) =>
      isSamePerson({ name: 'Ada', email: one }, { name: 'A. L.', email: other });
    assert.ok(same('ada+review@example.org', 'Ada@example.org'));
    assert.ok(same('ada+a@example.org', 'ada+b@example.org'));
    assert.ok(!same('ada+x@example.org', 'ada@example.com'));
    assert.ok(!same('+x@example.org', '+y@example.org'));
  });

  it('take a person for one in both directions', () => {
    const person = fc.record({
      name: fc.constantFrom('Ada', 'ADA', 'Bob', ''),
      email: fc.constantFrom('a@x', 'A@X', 'b@x'),
    });
    fc.assert(
      fc.property(person, person, (one, other) => {
        assert.equal(isSamePerson(one, other), isSamePerson(other, one));
        assert.ok(isSamePerson(one, one));
      }),
    );
  });
});
