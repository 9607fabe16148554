import * as assert from 'node:assert/strict';
import { answered } from '../../../../../src/core/dependencies/planner/answered';
import { Catalog } from '../../../../../src/core/dependencies/planner/catalog';
import { planFixes } from '../../../../../src/core/dependencies/planner/planFixes';
import { type Registry, advisory, packuments, project, published } from './smallProjects';

describe('answered', () => {
  const needs: Readonly<Record<string, readonly string[]>> = {
    none: [],
    one: ['a'],
    chain: ['a', 'b', 'c'],
  };

  /** Each question looks at its names one after the other, as far as they are known. */
  function run(isPublished: boolean) {
    const catalog = new Catalog([]);
    const asked: string[] = [];
    const search = answered(catalog, Object.keys(needs), (question) => {
      asked.push(question);
      const names = needs[question] ?? [];
      const known = names.filter((name, at) => {
        const before = names.slice(0, at).every((one) => catalog.versionsOf(one).length > 0);
        return before && catalog.versionsOf(name).length > 0;
      });
      return `${question} ${known.length}`;
    });
    const learnt: string[][] = [];
    for (;;) {
      const { done, value } = search.next();
      if (done === true) return { answers: value, asked, learnt };
      if (value !== 'facts') continue;
      learnt.push([...catalog.wanted]);
      for (const name of catalog.wanted) {
        if (isPublished) catalog.learn(packument(name));
        else catalog.forgo(name, 'It is not found.');
      }
    }
  }

  function packument(name: string) {
    return { name, versions: new Map([['1.0.0', published(name, '1.0.0')]]), published: {} };
  }

  it('asks anew only what came upon something unknown, until all is known', () => {
    const { answers, asked, learnt } = run(true);
    assert.deepEqual(answers, ['none 0', 'one 1', 'chain 3']);
    assert.deepEqual(asked, ['none', 'one', 'chain', 'one', 'chain', 'chain', 'chain']);
    assert.deepEqual(learnt, [['a'], ['b'], ['c']]);
  });

  it('takes what the registry does not know as an answer, too', () => {
    const { answers, asked, learnt } = run(false);
    assert.deepEqual(answers, ['none 0', 'one 0', 'chain 0']);
    assert.deepEqual([asked.length, learnt], [5, [['a']]]);
  });
});

describe('a plan whose fixes bring one new package after the other', () => {
  const chain = Array.from({ length: 8 }, (_, at) => `link${at}`);
  const others = Array.from({ length: 30 }, (_, at) => `x${at}`);

  const registry: Record<string, Readonly<Record<string, string>>> = {
    'p@1.0.0': {},
    'p@1.0.1': { link0: '^1.0.0' },
    'p@2.0.0': {},
  };
  for (const [at, one] of chain.entries()) {
    const next = chain[at + 1];
    registry[`${one}@1.0.0`] = next === undefined ? {} : { [next]: '^1.0.0' };
  }
  for (const one of others) {
    registry[`${one}@1.0.0`] = {};
    registry[`${one}@1.0.1`] = {};
  }
  const flaws = ['p', ...others].map((one) => advisory(one, '<1.0.1'));

  it('does not search anew for all the others each time', async () => {
    const turnsOf = async (known: Registry) => {
      const all = ['p', ...others];
      const asks = Object.fromEntries(all.map((one) => [one, '^1.0.0']));
      const copies = Object.fromEntries(all.map((one) => [one, '1.0.0']));
      let turns = 0;
      const pause = () => Promise.resolve(void (turns += 1));
      const { graph } = project(asks, copies, known);
      const { plan } = await planFixes(graph, flaws, packuments(known), { pause });
      assert.deepEqual(plan.remaining, []);
      return { turns, added: plan.options[0]?.added };
    };
    const long = await turnsOf(registry);
    const short = await turnsOf({ ...registry, 'p@1.0.1': {} });
    assert.deepEqual([long.added, short.added], [chain.length, 0]);
    assert.ok(long.turns < 2 * short.turns, `${long.turns} turns instead of ${short.turns}`);
  });
});
