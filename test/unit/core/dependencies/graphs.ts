import assert from 'node:assert/strict';
import type { DependencyGraph, Edge } from '../../../../src/core/dependencies/graph';
import { type GraphFiles, readGraph } from '../../../../src/core/dependencies/locks/readGraph';

export interface Told {
  readonly graph: DependencyGraph;
  readonly problems: readonly string[];
}

/** A project of a manifest and the `packages` of its lockfile; the entry at '' is the manifest's. */
export function npmFiles(manifest: object, packages: object, more?: object): GraphFiles {
  const lock = { lockfileVersion: 3, packages: { '': manifest, ...packages }, ...more };
  return {
    manifest: { path: 'package.json', text: JSON.stringify(manifest) },
    lockfile: { path: 'package-lock.json', text: JSON.stringify(lock) },
  };
}

export function graphOf(files: GraphFiles): Told {
  const result = readGraph(files);
  assert.ok(result.ok, result.ok ? '' : result.why);
  return result;
}

/** Fails unless there is nothing to say about the files. */
export function cleanGraph(manifest: object, packages: object): DependencyGraph {
  const { graph, problems } = graphOf(npmFiles(manifest, packages));
  assert.deepEqual(problems, []);
  return graph;
}

/** Each edge as `from -name@spec type-> to`, with what is wrong with it. */
export function edgesOf(graph: DependencyGraph): readonly string[] {
  return [...graph.nodes.values()].flatMap(({ edgesOut }) => edgesOut.map(shown));
}

function shown({ from, name, spec, type, to, valid, overridden }: Edge): string {
  const asked = overridden === undefined ? spec : `${spec} => ${overridden}`;
  return `${from || '.'} -${name}@${asked} ${type}-> ${to ?? 'nothing'}${valid ? '' : ' INVALID'}`;
}
