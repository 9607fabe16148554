import * as assert from 'node:assert/strict';
import type { Tier } from '../../../../../src/core/dependencies/plan';
import {
  type PlanOptions,
  planFixes,
} from '../../../../../src/core/dependencies/planner/planFixes';
import { type Asks, type Registry, advisory, packuments, project } from './smallProjects';

/** Versions that lie somewhere new or are others, by short path. */
async function changed(
  asks: Asks,
  copies: Readonly<Record<string, string>>,
  registry: Registry,
  flaws: Readonly<Record<string, string>>,
  options: PlanOptions & { readonly tier?: Tier } = {},
): Promise<Record<string, string>> {
  const { graph } = project(asks, copies, registry);
  const advisories = Object.entries(flaws).map(([name, range]) => advisory(name, range));
  const { plan } = await planFixes(graph, advisories, packuments(registry), options);
  const option = plan.options.find(({ tier }) => tier === (options.tier ?? plan.chosen));
  assert.ok(option, 'there is a plan');
  const edits = option.edits.flatMap((edit) =>
    edit.kind === 'copy' && edit.to !== undefined
      ? [[edit.path.replaceAll('node_modules/', ''), edit.to] as const]
      : [],
  );
  return Object.fromEntries(edits);
}

function released(name: string, ...versions: readonly string[]): Registry {
  return Object.fromEntries(versions.map((version) => [`${name}@${version}`, {}]));
}

describe('a copy that a plan puts somewhere new', () => {
  const minimist = released('minimist', '1.2.4', '1.2.5', '1.2.6', '1.2.7', '1.2.8');
  const flaws = { minimist: '<1.2.6' };

  it('is the nearest version to the vulnerable one that answered the same request', async () => {
    const registry = {
      ...minimist,
      'p@1.0.0': { minimist: '1.2.5 || 1.2.6' },
      'q@1.0.0': { minimist: '1.2.5 || 1.2.7 || 1.2.8' },
    };
    const copies = { p: '1.0.0', q: '1.0.0', minimist: '1.2.5' };
    const only = ['node_modules/minimist'];
    const asks = { p: '^1.0.0', q: '^1.0.0' };
    assert.deepEqual(await changed(asks, copies, registry, flaws, { only }), {
      minimist: '1.2.6',
      'q/minimist': '1.2.7',
    });
  });

  it('is the nearest one to a vulnerable copy that stays for others', async () => {
    const registry = {
      ...minimist,
      'old@1.0.0': { minimist: '1.2.4' },
      'p@1.0.0': { gone: '1.0.0' },
      'p@1.0.1': { minimist: '^1.2.5' },
      'gone@1.0.0': {},
    };
    const copies = { old: '1.0.0', p: '1.0.0', gone: '1.0.0', minimist: '1.2.4' };
    const asks = { old: '1.0.0', p: '^1.0.0' };
    assert.deepEqual(await changed(asks, copies, registry, { ...flaws, gone: '*' }), {
      p: '1.0.1',
      'p/minimist': '1.2.6',
    });
  });

  it('is the highest one where the tree had none, or only what is not vulnerable', async () => {
    const registry = {
      ...minimist,
      'old@1.0.0': { minimist: '1.2.6' },
      'p@1.0.0': { gone: '1.0.0' },
      'p@1.0.1': { minimist: '^1.2.7' },
      'gone@1.0.0': {},
    };
    const rest = { p: '1.0.0', gone: '1.0.0' };
    const found = { gone: '*', ...flaws };
    assert.deepEqual(await changed({ p: '^1.0.0' }, rest, registry, found), {
      p: '1.0.1',
      minimist: '1.2.8',
    });
    const copies = { ...rest, old: '1.0.0', minimist: '1.2.6' };
    const asks = { p: '^1.0.0', old: '1.0.0' };
    assert.deepEqual(await changed(asks, copies, registry, found), {
      p: '1.0.1',
      'p/minimist': '1.2.8',
    });
  });

  it('follows the same rule behind another major, where what is there takes the smallest step', async () => {
    const registry = {
      ...minimist,
      'old@1.0.0': { minimist: '1.2.4' },
      'p@1.0.0': { gone: '1.0.0', here: '^1.0.0' },
      'p@2.0.0': { minimist: '^1.2.5', here: '^1.1.0', late: '^1.0.0' },
      'gone@1.0.0': {},
      ...released('here', '1.0.0', '1.1.0', '1.2.0'),
      ...released('late', '1.0.0', '1.3.0'),
    };
    const copies = { old: '1.0.0', p: '1.0.0', gone: '1.0.0', here: '1.0.0', minimist: '1.2.4' };
    const asks = { old: '1.0.0', p: '^1.0.0' };
    const options = { maxTier: 'major', tier: 'major', only: ['GHSA-gone'] } as const;
    assert.deepEqual(await changed(asks, copies, registry, { ...flaws, gone: '*' }, options), {
      p: '2.0.0',
      'p/minimist': '1.2.6',
      here: '1.1.0',
      late: '1.3.0',
    });
  });
});
