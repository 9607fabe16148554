import assert from 'node:assert/strict';
import type { DependencyGraph } from '../../../../src/core/dependencies/graph';
import { pathsTo, standingOf } from '../../../../src/core/dependencies/paths';
import { cleanGraph } from './graphs';

const ways = (graph: DependencyGraph, path: string): readonly string[] =>
  pathsTo(graph, path).paths.map(({ from, nodes }) =>
    [from || '.', ...nodes.map((one) => one.replaceAll('node_modules/', ''))].join(' > '),
  );
/** Layers of packages, each of which asks for all of the next layer; the last for `goal`. */
function layers(depth: number, width: number): DependencyGraph {
  const names = (layer: number): readonly string[] =>
    layer === depth ? ['goal'] : Array.from({ length: width }, (_, at) => `l${layer}x${at}`);
  const asks = (layer: number): Record<string, string> =>
    Object.fromEntries(names(layer).map((name) => [name, '1']));
  const packages: Record<string, object> = { 'node_modules/goal': { version: '1.0.0' } };
  for (let layer = 0; layer < depth; layer++) {
    for (const name of names(layer)) {
      packages[`node_modules/${name}`] = { version: '1.0.0', dependencies: asks(layer + 1) };
    }
  }
  return cleanGraph({ dependencies: asks(0) }, packages);
}

describe('the ways to an installed copy', () => {
  it('are told by install path, shortest first, from the project and its workspaces', () => {
    const graph = cleanGraph(
      { workspaces: ['w'], dependencies: { a: '1' }, devDependencies: { b: '1' } },
      {
        'node_modules/a': { version: '1.0.0', dependencies: { b: '2', c: '1' } },
        'node_modules/a/node_modules/b': { version: '2.0.0', dependencies: { c: '1' } },
        'node_modules/b': { version: '1.0.0' },
        'node_modules/c': { version: '1.0.0' },
        'node_modules/w': { link: true, resolved: 'w' },
        w: { name: 'w', version: '1.0.0', dependencies: { c: '1' } },
      },
    );
    assert.deepEqual(ways(graph, 'node_modules/c'), ['w > c', '. > a > c', '. > a > a/b > c']);
    assert.deepEqual(ways(graph, 'node_modules/b'), ['. > b']);
    assert.deepEqual(ways(graph, 'node_modules/none'), []);
  });

  it('pass through a workspace that another one asks for', () => {
    const graph = cleanGraph(
      { workspaces: ['one', 'two'] },
      {
        'node_modules/one': { link: true, resolved: 'one' },
        'node_modules/two': { link: true, resolved: 'two' },
        'node_modules/c': { version: '1.0.0' },
        one: { version: '1.0.0', dependencies: { c: '1' } },
        two: { version: '1.0.0', dependencies: { one: '1' } },
      },
    );
    assert.deepEqual(ways(graph, 'node_modules/c'), ['one > c', 'two > one > c']);
  });

  it('end where packages ask for each other in a circle', () => {
    const graph = cleanGraph(
      { dependencies: { a: '1' } },
      {
        'node_modules/a': { version: '1.0.0', dependencies: { b: '1', a: '1' } },
        'node_modules/b': { version: '1.0.0', dependencies: { a: '1', c: '1' } },
        'node_modules/c': { version: '1.0.0', dependencies: { b: '1' } },
      },
    );
    assert.deepEqual(ways(graph, 'node_modules/c'), ['. > a > b > c']);
    assert.deepEqual(ways(graph, 'node_modules/a'), ['. > a']);
  });

  it('are bounded, and those left out are counted as far as they can be', () => {
    const few = pathsTo(layers(3, 3), 'node_modules/goal');
    assert.deepEqual([few.paths.length, few.left], [20, 7]);
    const many = pathsTo(layers(12, 6), 'node_modules/goal');
    assert.equal(many.left, 'more');
    const short = pathsTo(layers(3, 1), 'node_modules/goal', { count: 20, length: 3 });
    assert.deepEqual([short.paths.length, short.left], [0, 'more']);
  });
});

describe('how an installed copy stands to the project', () => {
  it('is said once and for all', () => {
    const graph = cleanGraph(
      { dependencies: { a: '1' }, devDependencies: { d: '1' }, optionalDependencies: { o: '1' } },
      {
        'node_modules/a': { version: '1.0.0', dependencies: { b: '1' } },
        'node_modules/a/node_modules/b': { version: '1.0.0', inBundle: true },
        'node_modules/d': { version: '1.0.0' },
        'node_modules/o': { version: '1.0.0' },
        'node_modules/z': { version: '1.0.0', dev: true },
      },
    );
    const told = (path: string): string => {
      const { direct, devOnly, optional, bundledBy, extraneous } = standingOf(graph, path) ?? {};
      const words = { direct, devOnly, optional, extraneous };
      const said = Object.entries(words).flatMap(([word, is]) => (is === true ? [word] : []));
      return [...said, ...(bundledBy === undefined ? [] : [`in ${bundledBy}`])].join(' ');
    };
    assert.equal(told('node_modules/a'), 'direct');
    assert.equal(told('node_modules/a/node_modules/b'), 'in node_modules/a');
    assert.equal(told('node_modules/d'), 'direct devOnly');
    assert.equal(told('node_modules/o'), 'direct optional');
    assert.equal(told('node_modules/z'), 'devOnly extraneous');
    assert.equal(standingOf(graph, 'node_modules/none'), undefined);
  });
});
