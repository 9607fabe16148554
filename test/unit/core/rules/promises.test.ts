import assert from 'node:assert/strict';
import { type RuleInfo, rules } from '../../../../src/core/rules';
import type { Promised } from './promises';

/** What these fix is a setting of a program that is not here, so there is nothing that could be run. */
const settings = /^(docker|terraform)-|^workflow-unsecure-commands$/;

const least: Readonly<Record<Promised, number>> = {
  reports: 4,
  'is silent about': 4,
  fixes: 3,
  'refuses to fix': 3,
  'in every style of a file': 1,
  'run before and after its fix': 1,
};

function promisesOf({ id, recipe }: RuleInfo): readonly Promised[] {
  if (!recipe) return ['reports', 'is silent about'];
  return (Object.keys(least) as Promised[]).filter(
    (one) => one !== 'run before and after its fix' || !settings.test(id),
  );
}

/** How many tests there are in the suites of each title, wherever they are. */
function countTests(suite: Mocha.Suite, counts = new Map<string, number>()) {
  counts.set(suite.title, (counts.get(suite.title) ?? 0) + suite.tests.length);
  for (const inner of suite.suites) countTests(inner, counts);
  return counts;
}

/** Its tests are in the other files of this folder, which have to be loaded with this one. */
describe('every rule keeps its promises', () => {
  for (const rule of rules) {
    it(rule.id, function () {
      const counts = countTests(rootOf(this.test?.parent));
      for (const what of promisesOf(rule)) {
        const count = counts.get(`${rule.id} ${what}`) ?? 0;
        assert.ok(count >= least[what], `"${rule.id} ${what}": ${count} tests of ${least[what]}`);
      }
    });
  }
});

function rootOf(suite: Mocha.Suite | undefined): Mocha.Suite {
  assert.ok(suite);
  return suite.parent ? rootOf(suite.parent) : suite;
}
