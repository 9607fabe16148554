import * as assert from 'node:assert/strict';
import type { Advisory } from '../../../../../src/core/dependencies/advisories/advisory';
import { editManifest } from '../../../../../src/core/dependencies/editManifest';
import type { Tier } from '../../../../../src/core/dependencies/plan';
import {
  type FixPlan,
  type PlanOptions,
  planFixes,
} from '../../../../../src/core/dependencies/planner/planFixes';
import { writeNpmLock } from '../../../../../src/core/dependencies/writeNpmLock';
import {
  type Project,
  type Registry,
  advisory,
  entriesOf,
  packuments,
  project,
} from './smallProjects';

async function planned(
  subject: Project,
  registry: Registry,
  advisories: readonly Advisory[],
  options: PlanOptions = {},
): Promise<FixPlan & { readonly versions: Record<string, string>; readonly manifest: string }> {
  const result = await planFixes(subject.graph, advisories, packuments(registry), options);
  const outcome = result.plan.chosen && result.outcomes.get(result.plan.chosen);
  const text = outcome ? writeNpmLock(subject.lockText, subject.graph, outcome) : subject.lockText;
  const edits = outcome ? [...outcome.ranges, ...outcome.overrides] : [];
  const versions = [...entriesOf(text)].map(([path, { version }]) => [
    path.replaceAll('node_modules/', ''),
    version,
  ]);
  return {
    ...result,
    versions: Object.fromEntries(versions) as Record<string, string>,
    manifest: editManifest(subject.manifestText, edits) ?? '',
  };
}

describe('planFixes', () => {
  it('takes the nearest version when only the lockfile is stale', async () => {
    const registry = { 'a@1.0.0': {}, 'a@1.0.1': {}, 'a@1.9.0': {} };
    const subject = project({ a: '^1.0.0' }, { a: '1.0.0' }, registry);
    const { plan, versions, manifest } = await planned(subject, registry, [
      advisory('a', '<1.0.1'),
    ]);
    assert.equal(plan.chosen, 'lockfile');
    assert.deepEqual(versions, { a: '1.0.1' });
    assert.equal(manifest, subject.manifestText);
    assert.deepEqual(plan.remaining, []);
  });

  it('keeps the style of a range that has to move, and moves it only where it has to', async () => {
    const registry = { 'a@1.0.0': {}, 'a@1.1.3': {}, 'a@2.0.0': {} };
    for (const [from, to] of [
      ['~1.0.0', '~1.1.3'],
      ['1.0.0', '1.1.3'],
    ] as const) {
      const subject = project({ a: from }, { a: '1.0.0' }, registry);
      const { plan, manifest } = await planned(subject, registry, [advisory('a', '<1.1.0')]);
      assert.equal(plan.chosen, 'range');
      assert.equal(manifest, subject.manifestText.replace(`"a": "${from}"`, `"a": "${to}"`));
    }
  });

  it('takes the nearest of the versions that take as much, for one package as for all', async () => {
    const names = ['a', 'b', 'c', 'd', 'e'];
    const versions = ['1.0.0', '1.0.1', '1.0.2', '1.0.3', '1.0.4'];
    const registry = Object.fromEntries(
      names.flatMap((name) => versions.map((version) => [`${name}@${version}`, {}])),
    );
    const each = (version: string) => Object.fromEntries(names.map((name) => [name, version]));
    const flaws = names.map((name) => advisory(name, '<1.0.1'));
    for (const count of [1, 2, 3, 4, 5]) {
      const subject = project(each('1.0.0'), each('1.0.0'), registry);
      const { versions: then } = await planned(subject, registry, flaws.slice(0, count));
      const fixed = names.slice(0, count).map((name) => [name, '1.0.1']);
      assert.deepEqual(then, { ...each('1.0.0'), ...Object.fromEntries(fixed) });
    }
  });

  it('says that only a major would help, and does not take it', async () => {
    const registry = { 'a@1.0.0': {}, 'a@2.0.0': {} };
    const subject = project({ a: '>=1.0.0' }, { a: '1.0.0' }, registry);
    const { plan, versions } = await planned(subject, registry, [advisory('a', '<2.0.0')]);
    assert.equal(plan.chosen, undefined);
    assert.deepEqual(versions, { a: '1.0.0' });
    assert.match(plan.remaining[0]?.reason ?? '', /2\.0\.0: a major step from 1\.0\.0/);
  });

  it('moves the parent that stands in the way, found by its path and not by its name', async () => {
    const registry = {
      'p@1.0.0': { a: '1.0.0' },
      'p@1.0.1': { a: '1.0.1' },
      'p@2.0.0': { a: '^1.0.1' },
      'q@1.0.0': { p: '^1.0.0' },
      'a@1.0.0': {},
      'a@1.0.1': {},
    };
    const copies = { p: '2.0.0', a: '1.0.1', q: '1.0.0', 'q/p': '1.0.0', 'q/a': '1.0.0' };
    const subject = project({ p: '^2.0.0', q: '^1.0.0' }, copies, registry);
    const { plan, versions } = await planned(subject, registry, [advisory('a', '<1.0.1')]);
    assert.deepEqual(versions, { p: '2.0.0', a: '1.0.1', q: '1.0.0', 'q/p': '1.0.1' });
    assert.equal(plan.chosen, 'parent');
    assert.deepEqual(plan.remaining, []);
  });

  it('moves the parent of the parent when a later one does without both', async () => {
    const registry = {
      'g@1.0.0': { p: '^1.0.0' },
      'g@1.0.1': {},
      'p@1.0.0': { a: '1.0.0' },
      'a@1.0.0': {},
    };
    const copies = { g: '1.0.0', p: '1.0.0', a: '1.0.0' };
    const subject = project({ g: '^1.0.0' }, copies, registry);
    const { plan, versions } = await planned(subject, registry, [advisory('a', '<9.0.0')]);
    assert.deepEqual(versions, { g: '1.0.1' });
    assert.equal(plan.chosen, 'parent');
    assert.deepEqual(plan.remaining, []);
  });

  it('does not call fixed what an override pins to a vulnerable version', async () => {
    const registry = { 'p@1.0.0': { a: '^1.0.0' }, 'a@1.0.0': {}, 'a@1.0.1': {} };
    const subject = project({ p: '^1.0.0' }, { p: '1.0.0', a: '1.0.0' }, registry, {
      overrides: { a: '1.0.0' },
    });
    const { plan, versions } = await planned(subject, registry, [advisory('a', '<1.0.1')]);
    assert.equal(plan.chosen, undefined);
    assert.deepEqual(versions, { p: '1.0.0', a: '1.0.0' });
    assert.match(plan.remaining[0]?.reason ?? '', /override makes a 1\.0\.0.*vulnerable/);
  });

  it('fixes each major of a package within itself', async () => {
    const registry = {
      'p@1.0.0': { a: '^1.0.0' },
      'a@1.0.0': {},
      'a@1.0.5': {},
      'a@2.0.0': {},
      'a@2.0.5': {},
    };
    const copies = { p: '1.0.0', 'p/a': '1.0.0', a: '2.0.0' };
    const subject = project({ p: '^1.0.0', a: '^2.0.0' }, copies, registry);
    const flaw = advisory('a', '<1.0.5 || >=2.0.0 <2.0.5');
    const { versions } = await planned(subject, registry, [flaw]);
    assert.deepEqual(versions, { p: '1.0.0', 'p/a': '1.0.5', a: '2.0.5' });
  });

  it('gives each of two parents the version that it can take', async () => {
    const registry = {
      'p@1.0.0': { a: '1.0.0' },
      'p@1.0.1': { a: '1.0.5' },
      'q@1.0.0': { a: '1.0.0' },
      'q@1.0.1': { a: '1.0.6' },
      'a@1.0.0': {},
      'a@1.0.5': {},
      'a@1.0.6': {},
    };
    const subject = project(
      { p: '^1.0.0', q: '^1.0.0' },
      { p: '1.0.0', q: '1.0.0', a: '1.0.0' },
      registry,
    );
    const { plan, versions } = await planned(subject, registry, [advisory('a', '<1.0.5')], {
      only: ['node_modules/a'],
    });
    assert.deepEqual(plan.remaining, []);
    assert.equal(Object.keys(versions).length, 4);
    assert.ok(!Object.values(versions).includes('1.0.0'));
  });

  it('moves a framework with all that it pins, and puts what its parts share there once', async () => {
    const parts = ['b', 'c', 'd', 'f', 'g', 'h', 'i'];
    const pinned = (version: string) => Object.fromEntries(parts.map((one) => [one, version]));
    const registry: Record<string, Record<string, string>> = {
      'p@1.0.0': { ...pinned('0.1.0'), e: '0.1.0' },
      'p@1.1.0': { ...pinned('0.2.0'), e: '0.2.0' },
      'e@0.1.0': {},
      'e@0.2.0': {},
    };
    for (const one of parts) {
      registry[`${one}@0.1.0`] = { e: '0.1.0' };
      registry[`${one}@0.2.0`] = { e: '0.2.0' };
    }
    const copies = { p: '1.0.0', e: '0.1.0', ...pinned('0.1.0') };
    const subject = project({ p: '^1.0.0', e: '0.1.0' }, copies, registry);
    const flaws = parts.map((one) => advisory(one, '<0.2.0'));
    const { plan, versions } = await planned(subject, registry, flaws);
    const below = Object.fromEntries(parts.map((one) => [`p/${one}`, '0.2.0']));
    assert.deepEqual(versions, { p: '1.1.0', e: '0.1.0', 'p/e': '0.2.0', ...below });
    assert.deepEqual(plan.remaining, []);
  });

  it('takes several changes for a fix where little is vulnerable, and not where much is', async () => {
    const parts = ['b', 'c', 'd', 'f', 'g', 'h', 'i'];
    const pinned = (version: string) => Object.fromEntries(parts.map((one) => [one, version]));
    const others = Object.fromEntries(Array.from({ length: 8 }, (_, at) => [`x${at}`, '1.0.0']));
    const registry: Record<string, Record<string, string>> = {
      'p@1.0.0': pinned('1.0.0'),
      'p@1.1.0': pinned('1.1.0'),
    };
    for (const one of parts) registry[`${one}@1.0.0`] = registry[`${one}@1.1.0`] = {};
    for (const one of Object.keys(others)) registry[`${one}@1.0.0`] = {};
    const copies = { p: '1.0.0', ...pinned('1.0.0'), ...others };
    const subject = project({ p: '^1.0.0', ...others }, copies, registry);
    const flaws = ['b', 'c', 'd'].map((one) => advisory(one, '<1.1.0'));
    const little = await planned(subject, registry, flaws);
    assert.equal(little.versions['p'], '1.1.0');
    assert.deepEqual(little.plan.remaining, []);
    const all = [...flaws, ...Object.keys(others).map((one) => advisory(one, '*'))];
    const much = await planned(subject, registry, all);
    assert.equal(much.plan.chosen, undefined);
  });

  it('lets a copy go that hides a better one', async () => {
    const registry = { 'p@1.0.0': { a: '^1.0.0' }, 'a@1.0.0': {}, 'a@1.0.5': {} };
    const copies = { p: '1.0.0', 'p/a': '1.0.0', a: '1.0.5' };
    const subject = project({ p: '^1.0.0', a: '^1.0.0' }, copies, registry);
    const { plan, versions } = await planned(subject, registry, [advisory('a', '<1.0.5')]);
    assert.deepEqual(versions, { p: '1.0.0', a: '1.0.5' });
    assert.deepEqual(
      plan.options.map(({ changed, added, removed }) => [changed, added, removed]),
      [[0, 0, 1]],
    );
  });

  it('offers an override for one who pins, of that range only, and does not choose it unasked', async () => {
    const registry = {
      'p@1.0.0': { a: '1.0.0' },
      'a@1.0.0': {},
      'a@1.0.1': {},
      'a@2.0.0': {},
    };
    const copies = { p: '1.0.0', 'p/a': '1.0.0', a: '2.0.0' };
    const subject = project({ p: '1.0.0', a: '^2.0.0' }, copies, registry);
    const flaws = [advisory('a', '<1.0.1')];
    const unasked = await planned(subject, registry, flaws);
    assert.equal(unasked.plan.chosen, undefined);
    assert.match(unasked.plan.remaining[0]?.reason ?? '', /The option "override" fixes it/);
    const { plan, versions, manifest } = await planned(subject, registry, flaws, {
      maxTier: 'override',
    });
    assert.equal(plan.chosen, 'override');
    assert.equal(versions['p/a'], '1.0.1');
    assert.deepEqual((JSON.parse(manifest) as { overrides: unknown }).overrides, {
      'a@1.0.0': '1.0.1',
    });
  });

  it('comes to an end where packages ask for each other', async () => {
    const registry = {
      'a@1.0.0': { b: '^1.0.0' },
      'b@1.0.0': { a: '^1.0.0' },
      'a@1.0.1': { b: '^1.0.1' },
      'b@1.0.1': { a: '^1.0.1' },
    };
    const subject = project({ a: '^1.0.0' }, { a: '1.0.0', b: '1.0.0' }, registry);
    const flaws = [advisory('a', '<1.0.1'), advisory('b', '<1.0.1')];
    const { versions } = await planned(subject, registry, flaws);
    assert.deepEqual(versions, { a: '1.0.1', b: '1.0.1' });
  });

  it('goes back before malware, also from a version that is no longer published', async () => {
    const registry = {
      'event-stream@3.3.4': {},
      'event-stream@3.3.5': {},
      'event-stream@4.0.1': {},
    };
    const lock = { ...registry, 'event-stream@3.3.6': { 'flatmap-stream': '^0.1.0' } };
    const flaws = [
      advisory('event-stream', '>=3.3.6 <4.0.0', { id: 'GHSA-mh6f-8j2x-4483', malware: true }),
      advisory('flatmap-stream', '>=0.0.0', { malware: true }),
    ];
    for (const range of ['^3.3.4', '3.3.6']) {
      const copies = { 'event-stream': '3.3.6', 'flatmap-stream': '0.1.1' };
      const subject = project({ 'event-stream': range }, copies, lock);
      const { plan, versions } = await planned(subject, registry, flaws);
      assert.deepEqual(versions, { 'event-stream': '3.3.4' });
      assert.deepEqual(plan.remaining, []);
      assert.equal(plan.options.at(-1)?.downgrades, 1);
    }
  });

  it('says of malware that a pin keeps which version it would go back to', async () => {
    const registry = {
      'event-stream@3.3.4': {},
      'event-stream@4.0.1': {},
      'flatmap-stream@0.1.1': {},
      'p@1.0.0': {},
    };
    const lock = {
      ...registry,
      'event-stream@3.3.6': { 'flatmap-stream': '^0.1.0' },
      'p@1.0.0': { 'event-stream': '3.3.6' },
    };
    const flaws = [
      advisory('event-stream', '>=3.3.6 <4.0.0', { malware: true }),
      advisory('flatmap-stream', '>=0.0.0', { malware: true }),
    ];
    const copies = { 'event-stream': '3.3.6', 'flatmap-stream': '0.1.1' };
    const own = project({ 'event-stream': '3.3.6' }, copies, lock);
    const other = project({ p: '1.0.0' }, { p: '1.0.0', ...copies }, lock);
    for (const maxTier of ['lockfile', 'parent'] as const) {
      const { plan } = await planned(own, registry, flaws, { maxTier });
      assert.deepEqual(
        plan.remaining.map(({ reason }) => reason),
        [
          'package.json asks for event-stream 3.3.6; 3.3.4 is without it.',
          'No published version of flatmap-stream is outside the vulnerable range. event-stream 3.3.6 asks for flatmap-stream ^0.1.0; event-stream 3.3.4 would not. But package.json asks for event-stream 3.3.6.',
        ],
      );
    }
    const { plan } = await planned(
      other,
      { ...registry, 'p@1.0.1': { 'event-stream': '~3.3.0' } },
      flaws,
      { maxTier: 'lockfile' },
    );
    assert.equal(
      plan.remaining[0]?.reason,
      'p 1.0.0 asks for event-stream 3.3.6; p 1.0.1 would not. But package.json asks for p 1.0.0.',
    );
  });

  it('says of a range that may not change which version it keeps out', async () => {
    const registry = { 'a@1.0.0': {}, 'a@1.0.1': {}, 'a@2.0.0': {} };
    const subject = project({ a: '1.0.0' }, { a: '1.0.0' }, registry);
    const reason = async (maxTier: Tier) => {
      const { plan } = await planned(subject, registry, [advisory('a', '<1.0.1')], { maxTier });
      return plan.remaining[0]?.reason;
    };
    assert.equal(await reason('lockfile'), 'package.json asks for a 1.0.0; 1.0.1 is without it.');
    assert.equal(
      await reason('remove'),
      'package.json asks for a 1.0.0; 1.0.1 is without it. The option "range" fixes it.',
    );
  });

  it('goes back to the version that the advisory names, also where a nearer one changes less', async () => {
    const registry = {
      'event-stream@3.3.4': { split: '0.3' },
      'event-stream@3.3.5': { split: '^1.0.1' },
      'split@0.3.3': {},
      'split@1.0.1': {},
    };
    const lock = { ...registry, 'event-stream@3.3.6': { split: '^1.0.1' } };
    const flaws = [
      advisory('event-stream', '>=3.3.6 <4.0.0', { id: 'GHSA-mh6f-8j2x-4483', malware: true }),
    ];
    for (const range of ['^3.3.4', '3.3.6']) {
      const copies = { 'event-stream': '3.3.6', split: '1.0.1' };
      const subject = project({ 'event-stream': range }, copies, lock);
      for (const only of [undefined, ['node_modules/event-stream']]) {
        const { plan, versions } = await planned(subject, registry, flaws, only && { only });
        assert.deepEqual(versions, { 'event-stream': '3.3.4', 'event-stream/split': '0.3.3' });
        const [option] = plan.options;
        assert.deepEqual([option?.majors, option?.invalidEdges, option?.downgrades], [0, 0, 1]);
      }
    }
  });

  it('goes back to another version where the one that the advisory names cannot be', async () => {
    const registry = { 'event-stream@3.3.4': { gone: '^1.0.0' }, 'event-stream@3.3.5': {} };
    const lock = { ...registry, 'event-stream@3.3.6': {} };
    const flaws = [
      advisory('event-stream', '>=3.3.6 <4.0.0', { id: 'GHSA-mh6f-8j2x-4483', malware: true }),
    ];
    const subject = project({ 'event-stream': '3.3.6' }, { 'event-stream': '3.3.6' }, lock);
    const { versions } = await planned(subject, registry, flaws);
    assert.deepEqual(versions, { 'event-stream': '3.3.5' });
  });

  it('can be left in the middle of its search, and comes to the same plan with pauses', async () => {
    const names = ['a', 'b', 'c', 'd'];
    const registry = Object.fromEntries(
      names.flatMap((name) => [`${name}@1.0.0`, `${name}@1.0.1`].map((one) => [one, {}])),
    );
    const asks = Object.fromEntries(names.map((name) => [name, '^1.0.0']));
    const copies = Object.fromEntries(names.map((name) => [name, '1.0.0']));
    const subject = project(asks, copies, registry);
    const flaws = names.map((name) => advisory(name, '<1.0.1'));
    let pauses = 0;
    const pause = () => Promise.resolve(void (pauses += 1));
    const whole = await planned(subject, registry, flaws, { pause });
    assert.deepEqual(whole.plan, (await planned(subject, registry, flaws)).plan);
    const all = pauses;
    for (const at of [1, Math.floor(all / 2), all - 1]) {
      pauses = 0;
      const stop = new AbortController();
      const counting = async () => {
        await pause();
        if (pauses === at) stop.abort(new Error('left'));
      };
      const { signal } = stop;
      await assert.rejects(planned(subject, registry, flaws, { pause: counting, signal }), /left/);
      assert.equal(pauses, at);
    }
  });

  describe('says of a single package why not the latest version', () => {
    const registry = {
      'event-stream@3.3.4': {},
      'event-stream@3.3.5': {},
      'event-stream@4.0.0': {},
      'event-stream@4.0.1': {},
      'ps-tree@1.1.0': { 'event-stream': '~3.3.0' },
    };
    const lock = { ...registry, 'event-stream@3.3.6': {} };
    const flaws = [
      advisory('event-stream', '>=3.3.6 <4.0.0', { id: 'GHSA-mh6f-8j2x-4483', malware: true }),
    ];
    const only = ['node_modules/event-stream'];

    it('as an option that is never chosen where a lesser one suffices', async () => {
      for (const maxTier of [undefined, 'major'] as const) {
        const subject = project({ 'event-stream': '3.3.6' }, { 'event-stream': '3.3.6' }, lock);
        const options = { only, ...(maxTier && { maxTier }) };
        const { plan, versions } = await planned(subject, registry, flaws, options);
        assert.equal(plan.chosen, 'range');
        assert.deepEqual(versions, { 'event-stream': '3.3.4' });
        const major = plan.options.find(({ tier }) => tier === 'major');
        assert.equal(major?.majors, 1);
        assert.ok(major.edits.some((edit) => edit.kind === 'range' && edit.to === '4.0.1'));
        assert.deepEqual(
          plan.passedOver?.map(({ version }) => version),
          ['3.3.5'],
        );
        assert.match(plan.passedOver[0]?.reason ?? '', /by the same hand/);
      }
    });

    it('as a sentence where no option leads to it', async () => {
      const copies = { 'event-stream': '3.3.6', 'ps-tree': '1.1.0' };
      const subject = project({ 'ps-tree': '^1.1.0' }, copies, lock);
      const { plan } = await planned(subject, registry, flaws, { only });
      assert.equal(plan.chosen, 'lockfile');
      const latest = plan.passedOver?.find(({ version }) => version === '4.0.1');
      assert.match(latest?.reason ?? '', /major step from 3\.3\.6/);
      assert.match(latest?.reason ?? '', /ps-tree 1\.1\.0 asks for event-stream ~3\.3\.0/);
    });

    it('and nothing of it in a plan for the whole project', async () => {
      const subject = project({ 'event-stream': '3.3.6' }, { 'event-stream': '3.3.6' }, lock);
      const { plan } = await planned(subject, registry, flaws);
      assert.equal(plan.passedOver, undefined);
      assert.ok(plan.options.every(({ tier }) => tier !== 'major'));
    });
  });

  it('says that the registry did not answer, and asks only for what matters', async () => {
    const registry = { 'a@1.0.0': {}, 'b@1.0.0': {} };
    const subject = project({ a: '^1.0.0', b: '^1.0.0' }, { a: '1.0.0', b: '1.0.0' }, registry);
    const none = packuments({});
    const { plan } = await planFixes(subject.graph, [advisory('a', '<2.0.0')], none);
    assert.match(plan.remaining[0]?.reason ?? '', /not be asked about a: It is not found/);
    assert.deepEqual([...none.asked], ['a']);
  });
});
