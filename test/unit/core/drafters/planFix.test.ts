import * as assert from 'node:assert/strict';
import { advisoriesOfFindings } from '../../../../src/core/dependencies/advisories/findingAdvisories';
import { vulnerableNodes } from '../../../../src/core/dependencies/advisories/match';
import { editManifest } from '../../../../src/core/dependencies/editManifest';
import type { Tier } from '../../../../src/core/dependencies/plan';
import { planFixes } from '../../../../src/core/dependencies/planner/planFixes';
import type { Planning, PlanRequest } from '../../../../src/core/dependencies/planning';
import { writeNpmLock } from '../../../../src/core/dependencies/writeNpmLock';
import { draftDependencyFix } from '../../../../src/core/drafters/planFix';
import { sha256Hex } from '../../../../src/core/hash';
import { copy, finding, understood } from '../dependencies/planFakes';
import {
  type Project,
  type Registry,
  packuments,
  project,
} from '../dependencies/planner/smallProjects';
import { portsOf } from './ports';

const flaw = finding({
  package: 'a',
  vulnerable: '<1.0.1',
  message: 'a <1.0.1: It is flawed.',
  advisory: { id: 'GHSA-aaaa-bbbb-cccc', title: 'It is flawed.' },
});

/** Plans in memory and writes what was planned; `asked` has every plan that was asked for. */
function planningOf({ graph, lockText, manifestText }: Project, registry: Registry) {
  const { advisories } = advisoriesOfFindings([flaw]);
  const known = understood(
    graph,
    vulnerableNodes(graph, advisories).vulnerable.map((node) => copy(node)),
  );
  const asked: (Tier | undefined)[] = [];
  const file = (path: string, before: string, after: string) => ({
    path,
    before,
    after,
    baseSha256: sha256Hex(before),
  });
  const planning: Planning = {
    understand: () => Promise.resolve(known),
    plan: async ({ only, maxTier }: PlanRequest) => {
      asked.push(maxTier);
      const options = { ...(only && { only }), ...(maxTier && { maxTier }) };
      const { plan, outcomes } = await planFixes(graph, advisories, packuments(registry), options);
      const draft = (tier: Tier) => {
        const outcome = outcomes.get(tier);
        assert.ok(outcome);
        const files = [
          file('package-lock.json', lockText, writeNpmLock(lockText, graph, outcome)),
          file('package.json', manifestText, editManifest(manifestText, outcome.ranges) ?? ''),
        ].filter(({ before, after }) => before !== after);
        return Promise.resolve({ ok: true as const, files, validation: [] });
      };
      return { ok: true, understood: known, plan, notes: [], draft };
    },
  };
  return { planning, asked };
}

async function drafted(copies: Readonly<Record<string, string>>, registry: Registry, tier?: Tier) {
  const subject = project({ a: '^1.0.0' }, copies, registry);
  const { planning, asked } = planningOf(subject, registry);
  const { lockText, manifestText } = subject;
  const ports = portsOf({ 'package-lock.json': lockText, 'package.json': manifestText });
  const control = { signal: new AbortController().signal, progress: () => undefined };
  const parts = { planning, findings: [flaw], version: '1.0.0', ...(tier && { tier }) };
  return { result: await draftDependencyFix(parts, flaw, ports, control), asked };
}

describe('the drafted fix of a dependency', () => {
  const registry = { 'a@1.0.0': {}, 'a@1.0.1': {}, 'a@2.0.0': {} };

  it('shows another major beside what it proposes, and plans once', async () => {
    const { result, asked } = await drafted({ a: '1.0.0' }, registry);
    assert.ok(result.ok);
    const { plan, changes } = result.draft;
    assert.deepEqual(
      plan?.options.map((one) => one.tier),
      ['lockfile', 'major'],
    );
    assert.equal(plan.chosen, 'lockfile');
    assert.deepEqual(
      changes.map(({ path }) => path),
      ['package-lock.json'],
    );
    assert.deepEqual(asked, [undefined]);
  });

  it('drafts another option by a plan that may go as far, with all options beside it', async () => {
    const { result, asked } = await drafted({ a: '1.0.0' }, registry, 'major');
    assert.ok(result.ok);
    const { plan, changes } = result.draft;
    assert.deepEqual(
      plan?.options.map((one) => one.tier),
      ['lockfile', 'major'],
    );
    assert.equal(plan.chosen, 'major');
    assert.deepEqual(
      changes.map(({ path }) => path),
      ['package-lock.json', 'package.json'],
    );
    assert.deepEqual(asked, [undefined, 'major']);
    const same = await drafted({ a: '1.0.0' }, registry, 'lockfile');
    assert.deepEqual([same.result.ok, same.asked], [true, [undefined]]);
  });

  it('says what is known where nothing is proposed, also by one plan', async () => {
    const { result, asked } = await drafted({ a: '1.0.0' }, { 'a@1.0.0': {}, 'a@2.0.0': {} });
    assert.ok(!result.ok);
    assert.match(result.why, /2\.0\.0.*What is known without it: major\.$/s);
    assert.deepEqual(asked, [undefined]);
  });

  it('says that an option is not there', async () => {
    const { result } = await drafted({ a: '1.0.0' }, registry, 'range');
    assert.deepEqual(result, { ok: false, why: 'This option is not there any more.' });
  });
});
