import * as assert from 'node:assert/strict';
import { editManifest } from '../../../../../src/core/dependencies/editManifest';
import type { Tier } from '../../../../../src/core/dependencies/plan';
import {
  type FixPlan,
  type PlanOptions,
  planFixes,
} from '../../../../../src/core/dependencies/planner/planFixes';
import { writeNpmLock } from '../../../../../src/core/dependencies/writeNpmLock';
import { type Project, advisory, entriesOf, packuments, project } from './smallProjects';

const ask = { text: 'Removal asks: look at it.', places: [] };

function after(subject: Project, { outcomes }: FixPlan, tier: Tier) {
  const outcome = outcomes.get(tier);
  assert.ok(outcome, `there is an option ${tier}`);
  const text = writeNpmLock(subject.lockText, subject.graph, outcome);
  const versions = [...entriesOf(text)].map(([path, { version }]) => [
    path.replaceAll('node_modules/', ''),
    version,
  ]);
  const manifest = editManifest(subject.manifestText, [...outcome.ranges, ...outcome.overrides]);
  return {
    versions: Object.fromEntries(versions) as Record<string, string>,
    asks: (JSON.parse(manifest ?? '{}') as { dependencies: unknown }).dependencies,
    root: (JSON.parse(text) as { packages: Record<string, { dependencies?: unknown }> }).packages[
      ''
    ]?.dependencies,
  };
}

const tiersOf = ({ plan }: FixPlan) => plan.options.map(({ tier }) => tier);

describe('the tier "remove"', () => {
  const registry = { 'a@1.0.0': { b: '^1.0.0' }, 'b@1.0.0': {}, 'c@1.0.0': {} };
  const copies = { a: '1.0.0', b: '1.0.0', c: '1.0.0' };
  const flaws = [advisory('b', '<9.0.0')];
  const plan = (subject: Project, options: PlanOptions = {}) =>
    planFixes(subject.graph, flaws, packuments(registry), {
      unused: [{ name: 'a', ask }],
      ...options,
    });

  it('shows what removing an unused package would do, asks, and never chooses it unasked', async () => {
    const subject = project({ a: '^1.0.0', c: '^1.0.0' }, copies, registry);
    const unasked = await plan(subject);
    assert.deepEqual(tiersOf(unasked), ['remove']);
    assert.equal(unasked.plan.chosen, undefined);
    assert.match(unasked.plan.remaining[0]?.reason ?? '', /The option "remove" fixes it/);
    const asked = await plan(subject, { maxTier: 'remove' });
    assert.equal(asked.plan.chosen, 'remove');
    assert.deepEqual(asked.plan.remaining, []);
    const [option] = asked.plan.options;
    assert.deepEqual(option?.asks, [ask]);
    assert.deepEqual(
      [option?.fixed, option?.removed, option?.changed, option?.added],
      [1, 2, 0, 0],
    );
    const { versions, asks, root } = after(subject, asked, 'remove');
    assert.deepEqual(versions, { c: '1.0.0' });
    assert.deepEqual([asks, root], [{ c: '^1.0.0' }, { c: '^1.0.0' }]);
  });

  it('offers nothing where removing would fix nothing, or other tiers were asked for', async () => {
    const both = project({ a: '^1.0.0', b: '^1.0.0' }, copies, registry);
    assert.deepEqual(tiersOf(await plan(both)), []);
    const one = project({ a: '^1.0.0', c: '^1.0.0' }, copies, registry);
    assert.deepEqual(tiersOf(await plan(one, { maxTier: 'range' })), []);
    assert.deepEqual(tiersOf(await plan(one, { unused: [] })), []);
  });

  it('chooses nothing else when it was asked for', async () => {
    const subject = project({ b: '^1.0.0' }, { b: '1.0.0' }, { ...registry, 'b@1.0.1': {} });
    const found = await planFixes(
      subject.graph,
      [advisory('b', '<1.0.1')],
      packuments({ ...registry, 'b@1.0.1': {} }),
      { maxTier: 'remove', unused: [] },
    );
    assert.deepEqual(tiersOf(found), ['lockfile']);
    assert.equal(found.plan.chosen, undefined);
    assert.match(found.plan.remaining[0]?.reason ?? '', /The option "lockfile" fixes it/);
  });
});

describe('the tier "major"', () => {
  const registry = {
    'a@1.0.0': { b: '^1.0.0', d: '^1.0.0' },
    'a@2.0.0-rc.1': { b: '^2.0.0' },
    'a@2.0.0': { b: '^1.0.0' },
    'a@3.0.0': { b: '^2.0.0' },
    'a@3.1.0': { b: '^2.0.0' },
    'a@4.0.0': {},
    'b@1.0.0': {},
    'b@2.0.0': {},
    'b@2.1.0': {},
    'd@1.0.0': {},
  };
  const copies = { a: '1.0.0', b: '1.0.0', d: '1.0.0' };
  const flaws = [advisory('b', '<2.0.0')];

  it('shows the nearest major that fixes, and takes it only when asked', async () => {
    const subject = project({ a: '^1.0.0' }, copies, registry);
    const unasked = await planFixes(subject.graph, flaws, packuments(registry));
    assert.deepEqual([tiersOf(unasked), unasked.plan.chosen], [[], undefined]);
    const only = ['node_modules/b'];
    const alone = await planFixes(subject.graph, flaws, packuments(registry), { only });
    assert.deepEqual([tiersOf(alone), alone.plan.chosen], [['major'], undefined]);
    const asked = await planFixes(subject.graph, flaws, packuments(registry), {
      maxTier: 'major',
    });
    assert.equal(asked.plan.chosen, 'major');
    assert.deepEqual(asked.plan.remaining, []);
    const { versions, asks } = after(subject, asked, 'major');
    assert.equal(versions['a'], '3.0.0');
    assert.deepEqual(asks, { a: '^3.0.0' });
    assert.ok(!Object.values(versions).includes('1.0.0'), 'b 1.0.0 and what only a asked for go');
    const [option] = asked.plan.options;
    assert.ok((option?.majors ?? 0) >= 1);
    assert.equal(option?.invalidEdges, 0);
  });

  it('keeps what others need, and is not taken where they need what is vulnerable', async () => {
    const more = { ...registry, 'e@1.0.0': { a: '^1.0.0' } };
    const subject = project({ a: '^1.0.0', e: '^1.0.0' }, { ...copies, e: '1.0.0' }, more);
    const only = ['node_modules/b'];
    const found = await planFixes(subject.graph, flaws, packuments(more), { only });
    assert.deepEqual(tiersOf(found), []);
  });

  it('leaves the range alone where it has that major in it', async () => {
    const subject = project({ b: '>=1.0.0' }, { b: '1.0.0' }, registry);
    const found = await planFixes(subject.graph, flaws, packuments(registry), {
      maxTier: 'major',
    });
    const { versions, asks } = after(subject, found, 'major');
    assert.deepEqual([versions, asks], [{ b: '2.0.0' }, { b: '>=1.0.0' }]);
  });

  it('is not looked for below the tier that was named', async () => {
    const subject = project({ a: '^1.0.0' }, copies, registry);
    const found = await planFixes(subject.graph, flaws, packuments(registry), {
      maxTier: 'range',
    });
    assert.deepEqual(tiersOf(found), []);
  });
});

describe('versions that a plan may take', () => {
  const flaws = [advisory('a', '<1.0.1')];
  const registry = { 'a@1.0.0': {}, 'a@1.0.1': {}, 'a@1.0.2': {}, 'a@1.0.3': {} };
  const subject = project({ a: '^1.0.0' }, { a: '1.0.0' }, registry);

  it('are for the Node.js that the project declares', async () => {
    const engines = { '1.0.1': '>=22', '1.0.2': '>=14', '1.0.3': '>=14' };
    const known = packuments(registry, { a: { engines } });
    const versions = async (node?: string) => {
      const options = node === undefined ? {} : { node };
      return planFixes(subject.graph, flaws, known, options);
    };
    assert.equal(after(subject, await versions('>=18 <20'), 'lockfile').versions['a'], '1.0.2');
    assert.equal(after(subject, await versions('>=18'), 'lockfile').versions['a'], '1.0.1');
    assert.equal(after(subject, await versions(), 'lockfile').versions['a'], '1.0.1');
    const none = await versions('^12.0.0');
    assert.deepEqual(tiersOf(none), []);
    assert.match(none.plan.remaining[0]?.reason ?? '', /Node\.js \^12\.0\.0/);
  });

  it('are deprecated only where no other is in the range', async () => {
    const known = packuments(registry, { a: { deprecated: ['1.0.1'] } });
    const found = await planFixes(subject.graph, flaws, known);
    assert.equal(after(subject, found, 'lockfile').versions['a'], '1.0.2');
    const all = packuments(registry, { a: { deprecated: ['1.0.1', '1.0.2', '1.0.3'] } });
    const still = await planFixes(subject.graph, flaws, all);
    assert.equal(after(subject, still, 'lockfile').versions['a'], '1.0.1');
  });
});

describe('overrides that the project has', () => {
  const registry = {
    'a@1.0.0': { b: '^1.0.0' },
    'a@1.0.1': { b: '^1.0.1' },
    'b@1.0.0': { c: '^1.0.0' },
    'b@1.0.1': { c: '^1.0.0', d: '^1.0.0' },
    'c@1.0.0': {},
    'c@1.0.9': {},
    'd@1.0.0': {},
    'd@1.0.5': {},
  };
  const copies = { a: '1.0.0', b: '1.0.0', c: '1.0.9' };
  const fixed = async (overrides: object, ...flaws: readonly string[]) => {
    const subject = project({ a: '^1.0.0' }, copies, registry, { overrides });
    const advisories = [advisory('b', '<1.0.1'), ...flaws.map((name) => advisory(name, '<1.0.5'))];
    const found = await planFixes(subject.graph, advisories, packuments(registry));
    return { subject, found };
  };

  it('hold for what is new, also where they are about one parent only', async () => {
    for (const overrides of [{ d: '1.0.0' }, { b: { d: '1.0.0' } }, { a: { b: { d: '1.0.0' } } }]) {
      const { subject, found } = await fixed(overrides);
      assert.equal(after(subject, found, 'lockfile').versions['d'], '1.0.0');
    }
    const { subject, found } = await fixed({ c: { d: '1.0.0' } });
    assert.equal(after(subject, found, 'lockfile').versions['d'], '1.0.5');
  });

  it('block what they make vulnerable, and are named as the reason', async () => {
    const { found } = await fixed({ b: { d: '1.0.0' } }, 'd');
    assert.equal(
      found.plan.options.some(({ introduced }) => introduced > 0),
      false,
    );
    const subject = project({ a: '^1.0.0' }, { a: '1.0.0', b: '1.0.0', c: '1.0.0' }, registry, {
      overrides: { a: { c: '1.0.0' } },
    });
    const pinned = await planFixes(subject.graph, [advisory('c', '<1.0.9')], packuments(registry));
    assert.equal(pinned.plan.chosen, undefined);
    assert.match(pinned.plan.remaining[0]?.reason ?? '', /override makes c 1\.0\.0.*vulnerable/);
  });

  it('are not contradicted by another range of a direct dependency', async () => {
    const subject = project({ c: '1.0.0' }, { c: '1.0.0' }, registry, {
      overrides: { c: '1.0.0' },
    });
    const found = await planFixes(subject.graph, [advisory('c', '<1.0.9')], packuments(registry), {
      maxTier: 'major',
    });
    assert.equal(found.plan.chosen, undefined);
    assert.match(found.plan.remaining[0]?.reason ?? '', /override/);
  });
});
