import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import type { DependencyGraph } from '../../../../../src/core/dependencies/graph';
import { readAdvisories } from '../../../../../src/core/dependencies/advisories/advisories';
import { vulnerableNodes } from '../../../../../src/core/dependencies/advisories/match';
import { pathsTo } from '../../../../../src/core/dependencies/paths';
import { readGraph } from '../../../../../src/core/dependencies/locks/readGraph';
import { npmFiles } from '../graphs';

const manifest = {
  workspaces: ['w'],
  dependencies: { a: '^1.0.0', b: 'npm:c@1' },
  overrides: { d: { '.': '2', a: '$a' }, 'b@1': '1' },
};
const packages = {
  'node_modules/a': { version: '1.0.0', dependencies: { b: '1', d: '1' }, optional: true },
  'node_modules/a/node_modules/b': { version: '1.0.0', peerDependencies: { a: '*' } },
  'node_modules/b': { name: 'c', version: '1.0.0', resolved: 'https://example.com/c.tgz' },
  'node_modules/d': { version: '2.0.0', resolved: 'git+ssh://git@github.com/x/d.git#abc' },
  'node_modules/w': { link: true, resolved: 'w' },
  w: { version: '1.0.0', dependencies: { a: '1' } },
};
const old = {
  lockfileVersion: 1,
  requires: true,
  dependencies: {
    a: { version: '1.0.0', requires: { b: '1' }, dependencies: { b: { version: '1.0.0' } } },
    b: { version: 'npm:c@1.0.0', bundled: true },
    w: { version: 'file:w', requires: { a: '1' } },
  },
};
const yarn = `"a@^1.0.0", a@1:\n  version "1.0.0"\n  dependencies:\n    b "npm:c@1"\n\n"b@npm:c@1":\n  version "1.0.0"\n`;
const berry = `__metadata:\n  version: 8\n\n"a@npm:^1.0.0":\n  version: 1.0.0\n  resolution: "a@npm:1.0.0"\n  dependencies:\n    b: "npm:c@1"\n`;
const pnpm = `lockfileVersion: '9.0'\nimporters:\n  .:\n    dependencies:\n      a:\n        specifier: ^1.0.0\n        version: 1.0.0\nsnapshots:\n  a@1.0.0:\n    dependencies:\n      b: c@1.0.0\n  c@1.0.0: {}\n`;
const texts: readonly (readonly [string, string])[] = [
  ['package-lock.json', npmFiles(manifest, packages).lockfile.text],
  ['package-lock.json', JSON.stringify(old)],
  ['yarn.lock', yarn],
  ['yarn.lock', berry],
  ['pnpm-lock.yaml', pnpm],
];

const hostile = [
  '__proto__',
  '../..',
  'node_modules/a',
  '',
  '\u0000',
  '*',
  'link:..',
  '{',
  '[',
  ':',
  '"',
  '\n',
  'a',
];
const cut = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.nat(30),
  put: fc.oneof(fc.constantFrom(...hostile), fc.string({ maxLength: 8 })),
});
const damaged = fc
  .tuple(fc.constantFrom(...texts), fc.array(cut, { maxLength: 4 }))
  .map(([[path, text], cuts]) => ({
    path,
    text: cuts.reduce((now, { at, length, put }) => {
      const start = Math.floor(at * now.length);
      return now.slice(0, start) + put + now.slice(start + length);
    }, text),
  }));

/** A lockfile whose values are swapped for others, so that it stays JSON. */
const odd: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(null, 7, true, '', 'a', [], {}, { a: '1' }, { a: { a: {} } }, ['a']),
  fc.string({ maxLength: 5 }),
);
const oddEntry = fc.dictionary(
  fc.constantFrom(
    'version',
    'name',
    'dependencies',
    'requires',
    'peerDependencies',
    'link',
    'resolved',
    'inBundle',
    'optionalDependencies',
  ),
  fc.oneof(
    odd,
    fc.dictionary(fc.constantFrom('a', 'b', '__proto__'), fc.constantFrom('1', 'npm:', '*')),
  ),
);
const oddLock = fc.record({
  lockfileVersion: fc.constantFrom(1, 2, 3),
  packages: fc.oneof(
    odd,
    fc.dictionary(
      fc.constantFrom(
        '',
        'node_modules/a',
        'node_modules/a/node_modules/b',
        'node_modules/b',
        'w',
        '../o',
      ),
      fc.oneof(odd, oddEntry),
    ),
  ),
  dependencies: fc.oneof(odd, fc.dictionary(fc.constantFrom('a', 'b'), fc.oneof(odd, oddEntry))),
});

function assertSound({ nodes }: DependencyGraph): void {
  let out = 0;
  let into = 0;
  for (const node of nodes.values()) {
    out += node.edgesOut.length;
    into += node.edgesIn.length;
    for (const edge of node.edgesOut) {
      assert.equal(edge.from, node.path);
      if (edge.to === undefined) into += 1;
      else
        assert.equal(
          nodes.get(edge.to)?.edgesIn.includes(edge),
          true,
          `${edge.from} to ${edge.to}`,
        );
    }
    for (const edge of node.edgesIn) assert.equal(edge.to, node.path);
  }
  assert.equal(out, into);
}

const manifestFile = { path: 'package.json', text: JSON.stringify(manifest) };

describe('damaged lockfiles', () => {
  it('are read in part or refused in a sentence, and what is read is sound', () => {
    fc.assert(
      fc.property(damaged, (lockfile) => {
        const result = readGraph({ lockfile, manifest: manifestFile });
        if (result.ok) assertSound(result.graph);
        else assert.match(result.why, /\.$/);
      }),
      { numRuns: 500 },
    );
  });

  it('are sound also where they are valid JSON of another form', () => {
    fc.assert(
      fc.property(oddLock, fc.oneof(odd, fc.constant(manifest)), (lock, asked) => {
        const result = readGraph({
          lockfile: { path: 'package-lock.json', text: JSON.stringify(lock) },
          manifest: { path: 'package.json', text: JSON.stringify(asked) },
        });
        if (!result.ok) return;
        assertSound(result.graph);
        for (const path of result.graph.nodes.keys()) {
          const { paths } = pathsTo(result.graph, path);
          for (const { nodes } of paths) assert.equal(nodes.at(-1), path);
        }
        const any = readAdvisories('a', '[{"name":"a","id":"1","range":"*"}]').advisories;
        vulnerableNodes(result.graph, any);
      }),
      { numRuns: 500 },
    );
  });

  it('does not make advisories of anything', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string()), (text) => {
        const { advisories } = readAdvisories('a.json', text);
        for (const one of advisories) assert.notEqual(one.package, '');
      }),
      { numRuns: 300 },
    );
  });
});
