import * as assert from 'node:assert/strict';
import * as fc from 'fast-check';
import semver from 'semver';
import type { Advisory } from '../../../../../src/core/dependencies/advisories/advisory';
import { judge } from '../../../../../src/core/dependencies/locks/answers';
import { editManifest } from '../../../../../src/core/dependencies/editManifest';
import { Catalog } from '../../../../../src/core/dependencies/planner/catalog';
import { Choices } from '../../../../../src/core/dependencies/planner/choices';
import { plantTree, rulesOf } from '../../../../../src/core/dependencies/planner/plantTree';
import { Repair } from '../../../../../src/core/dependencies/planner/repair';
import type { Tree } from '../../../../../src/core/dependencies/planner/tree';
import { planFixes } from '../../../../../src/core/dependencies/planner/planFixes';
import { writeNpmLock } from '../../../../../src/core/dependencies/writeNpmLock';
import {
  type Asks,
  type Project,
  type Registry,
  advisory,
  packuments,
  project,
  read,
  recount,
} from './smallProjects';

const names = ['a', 'b', 'c', 'd', 'e'];
const versions = ['0.1.0', '0.1.1', '0.2.0', '1.0.0', '1.0.1', '1.1.0', '2.0.0', '2.0.1'];

const ranges = fc
  .tuple(fc.constantFrom('^', '~', '', '>='), fc.constantFrom(...versions))
  .map(([sign, version]) => sign + version);
const asks: fc.Arbitrary<Asks> = fc.dictionary(fc.constantFrom(...names), ranges, { maxKeys: 2 });
const registries: fc.Arbitrary<Registry> = fc
  .array(asks, { minLength: 40, maxLength: 40 })
  .map((all) => {
    const keys = names.flatMap((name) => versions.map((version) => `${name}@${version}`));
    return Object.fromEntries(keys.map((key, index) => [key, all[index] ?? {}]));
  });

interface Case {
  readonly registry: Registry;
  readonly subject: Project;
  readonly asks: Asks;
  readonly advisories: readonly Advisory[];
}

const cases: fc.Arbitrary<Case> = fc
  .record({
    registry: registries,
    asks,
    flaws: fc.dictionary(fc.constantFrom(...names), fc.constantFrom('<1.0.1', '<0.1.1', '<1.1.0')),
  })
  .map(({ registry, asks: wanted, flaws }) => ({
    registry,
    asks: wanted,
    subject: project(wanted, installed(wanted, registry), registry),
    advisories: Object.entries(flaws).map(([name, range]) => advisory(name, range)),
  }));

/** Everything nested, the lowest version first: old trees are what needs fixing. */
function installed(wanted: Asks, registry: Registry): Record<string, string> {
  const copies: Record<string, string> = {};
  const install = (owner: string, wishes: Asks, depth: number): void => {
    for (const [name, range] of Object.entries(wishes)) {
      const version = versions.find((one) => semver.satisfies(one, range));
      if (version === undefined || depth > 3) continue;
      const path = owner === '' ? name : `${owner}/${name}`;
      const above = [...owner.split('/').keys()].map((index) =>
        [...owner.split('/').slice(0, index), name].join('/'),
      );
      const nearest = above.reverse().find((place) => copies[place] !== undefined);
      if (nearest !== undefined && semver.satisfies(copies[nearest] ?? '', range)) continue;
      copies[path] = version;
      install(path, registry[`${name}@${version}`] ?? {}, depth + 1);
    }
  };
  install('', wanted, 0);
  return copies;
}

describe('a plan for a made-up project', () => {
  it('leaves no request newly unmet, crosses no major unasked, and counts what a recount counts', async () => {
    let helped = 0;
    await fc.assert(
      fc.asyncProperty(cases, async ({ registry, subject, asks: wanted, advisories }) => {
        const { plan, outcomes } = await planFixes(subject.graph, advisories, packuments(registry));
        const before = recount(subject.lockText, subject.lockText, wanted, advisories).unmet;
        for (const option of plan.options) {
          const outcome = outcomes.get(option.tier);
          assert.ok(outcome);
          // The recount knows nothing of overrides.
          if (outcome.overrides.length > 0) continue;
          const text = writeNpmLock(subject.lockText, subject.graph, outcome);
          const manifest = editManifest(subject.manifestText, outcome.ranges) ?? '';
          const { dependencies } = JSON.parse(manifest) as { dependencies: Asks };
          const { unmet, fixed, ...counted } = recount(
            subject.lockText,
            text,
            dependencies,
            advisories,
          );
          const { changed, added, removed, majors, downgrades } = option;
          assert.deepEqual(counted, { changed, added, removed, majors, downgrades });
          assert.equal(fixed, option.fixed - option.introduced);
          assert.equal(downgrades + option.invalidEdges, 0);
          if (option.tier !== 'major') assert.equal(majors, 0);
          assert.ok(unmet <= before);
          assert.deepEqual(
            [...read(text, manifest).nodes.keys()].sort(),
            [...outcome.copies.keys()].sort(),
          );
          helped += 1;
        }
      }),
      { numRuns: 300 },
    );
    assert.ok(helped > 50, `only ${helped} plans were of use`);
  });

  it('has a reason for every vulnerable copy that is left', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async ({ registry, subject, advisories }) => {
        const { plan } = await planFixes(subject.graph, advisories, packuments(registry));
        const chosen = plan.options.find(({ tier }) => tier === plan.chosen);
        const left = plan.before.vulnerable - (chosen?.fixed ?? 0) + (chosen?.introduced ?? 0);
        assert.equal(plan.remaining.length, left);
        for (const { reason } of plan.remaining) assert.match(reason, /^[A-Za-z].+\.$/s);
      }),
      { numRuns: 100 },
    );
  });
});

describe('a search for ways', () => {
  it('that left nothing out and found none finds none with more changes and more effort', async () => {
    let sure = 0;
    let unsure = 0;
    const property = async ({ registry, subject, advisories }: Case) => {
      const catalog = new Catalog(advisories);
      const known = packuments(registry);
      for (const name of names) {
        const answer = await known.get(name);
        if (answer.ok) catalog.learn(answer.packument);
      }
      const judging = judge();
      const tree = plantTree(subject.graph, catalog, judging);
      const choices = new Choices(tree, catalog, rulesOf(subject.graph, catalog, judging));
      const freedom = { parents: true, ranges: true, overrides: true };
      const repair = new Repair(tree, catalog, choices, freedom);
      for (const { path, flaws } of [...tree.copies.values()]) {
        if (flaws.length === 0 || repair.ways(path, [1], 100).length > 0) continue;
        if (repair.sawAll) {
          sure += 1;
          assert.deepEqual(repair.ways(path, [5], 1000), []);
          assert.deepEqual(repair.longWays(24, 1000), []);
        } else if (repair.ways(path, [5], 1000).length > 0) unsure += 1;
      }
    };
    await fc.assert(fc.asyncProperty(cases, property), { numRuns: 300 });
    assert.ok(sure > 20 && unsure > 5, `only ${sure} were sure and ${unsure} were not`);
  });
});

describe('Tree', () => {
  it('is put back exactly, whatever was done to it', () => {
    const steps = fc.array(fc.tuple(fc.nat(), fc.nat(), fc.constantFrom('move', 'place', 'drop')), {
      maxLength: 8,
    });
    fc.assert(
      fc.property(cases, steps, ({ registry, subject, advisories }, changes) => {
        const tree = plantTree(subject.graph, new Catalog(advisories), judge());
        const before = shown(tree);
        const { mark } = tree;
        for (const [first, second, kind] of changes) change(tree, registry, first, second, kind);
        tree.undo(mark);
        assert.deepEqual(shown(tree), before);
      }),
      { numRuns: 300 },
    );
  });
});

function change(tree: Tree, registry: Registry, first: number, second: number, kind: string): void {
  const copies = [...tree.copies.values()].sort((one, other) => (one.path < other.path ? -1 : 1));
  const copy = copies[first % copies.length];
  const version = versions[second % versions.length] ?? '';
  if (copy === undefined) return;
  if (kind === 'place') {
    const name = names[second % names.length] ?? '';
    if (tree.find([copy.path], name) !== undefined) return;
    tree.place(copy.path, name, made(registry, name, version));
  } else if (copy.fixed) return;
  else if (kind === 'drop') tree.drop(copy);
  else tree.move(copy, made(registry, copy.name, version));
}

function made(registry: Registry, name: string, version: string) {
  const none = { optionalDependencies: {}, peerDependencies: {}, optionalPeers: [], engines: {} };
  const lists = { bundled: [], os: [], cpu: [], bin: {}, maintainers: [] };
  const dependencies = registry[`${name}@${version}`] ?? {};
  return { name, version, dependencies, ...none, ...lists, installScript: false, tarball: '' };
}

function shown(tree: Tree): unknown {
  const { changed, added, removed, majors, downgrades, vulnerable } = tree.ledger;
  const copies = [...tree.copies.values()].map(({ path, version, out, in: asking }) => [
    path,
    version,
    out.map(({ name, asked, to }) => `${name} ${asked} ${String(to?.path)}`),
    [...asking].map(({ from, name }) => `${from.path} ${name}`).sort(),
  ]);
  copies.sort((one, other) => (String(one[0]) < String(other[0]) ? -1 : 1));
  const broken = [...tree.broken].map(({ from, name }) => `${from.path} ${name}`).sort();
  return { copies, broken, counts: [changed, added, removed, majors, downgrades, vulnerable] };
}
