import type { Advisory } from './advisories/advisory';
import type { DependencyGraph, Edge } from './graph';
import { isCopy, matcherOf } from './advisories/match';
import { pathsTo } from './paths';
import type { VulnerableCopy } from './planning';

/** A package, who asks for it in which words, and what it asks for on the way to what is looked at. */
export interface Asked {
  readonly name: string;
  /** Empty where none is known, as of most projects. */
  readonly version: string;
  /** What is asked for, such as `^1.2.0`; absent for the project itself. */
  readonly spec?: string;
  readonly isVulnerable: boolean;
  readonly asks: readonly Asked[];
}

/** A part of a graph that is small enough to look at. */
export interface Asking {
  readonly project: Asked;
  /** How many more ways there are than these. */
  readonly more: number;
}

/** Who asks for a package before a change, and after it. */
export interface AskingChange {
  readonly before: Asking;
  readonly after: Asking;
}

interface Draught {
  readonly path: string;
  readonly spec?: string;
  readonly asks: Map<string, Draught>;
}

/** The ways of `understand`, which have the project first, as one tree; `more` are those that it left out. */
export function askingOf(
  graph: DependencyGraph,
  ways: readonly (readonly string[])[],
  vulnerable: ReadonlySet<string>,
  more: number,
): Asking {
  const top: Draught = { path: '', asks: new Map() };
  for (const way of ways) {
    let at = top;
    for (const path of way.slice(1)) {
      const spec = edgeTo(graph, at.path, path)?.spec;
      const next = at.asks.get(path) ?? { path, asks: new Map(), ...(spec && { spec }) };
      at.asks.set(path, next);
      at = next;
    }
  }
  return { project: finished(graph, top, vulnerable), more };
}

/** More copies and ways than these are counted. */
const most = { copies: 4, ways: 5 } as const;

/** Who asks for the vulnerable copies of a package, and who for its copies in a graph after. */
export function askingChange(
  graph: DependencyGraph,
  copies: readonly Pick<VulnerableCopy, 'path' | 'ways' | 'wayCount'>[],
  after: DependencyGraph,
  name: string,
  advisories: readonly Advisory[],
): AskingChange {
  const matcher = matcherOf(advisories);
  const nodes = [...after.nodes.values()].filter((node) => isCopy(node) && node.name === name);
  const left = nodes.map(({ path }) => {
    const { paths, left: uncounted } = pathsTo(after, path);
    const ways = paths.map(({ from, nodes: steps }) => [...(from && ['']), from, ...steps]);
    return { path, ways, wayCount: ways.length + (uncounted === 'more' ? 1 : uncounted) };
  });
  const bad = nodes.filter(({ version }) => matcher.matching(name, version).length > 0);
  return {
    before: shortAsking(graph, copies, new Set(copies.map(({ path }) => path))),
    after: shortAsking(after, left, new Set(bad.map(({ path }) => path))),
  };
}

function shortAsking(
  graph: DependencyGraph,
  copies: readonly Pick<VulnerableCopy, 'ways' | 'wayCount'>[],
  vulnerable: ReadonlySet<string>,
): Asking {
  const ways = copies.slice(0, most.copies).flatMap((copy) => copy.ways.slice(0, most.ways));
  const count = copies.reduce((sum, { wayCount }) => sum + wayCount, 0);
  return askingOf(graph, ways, vulnerable, Math.max(0, count - ways.length));
}

function edgeTo(graph: DependencyGraph, from: string, to: string): Edge | undefined {
  return graph.nodes.get(from)?.edgesOut.find((edge) => edge.to === to);
}

function finished(
  graph: DependencyGraph,
  { path, spec, asks }: Draught,
  vulnerable: ReadonlySet<string>,
): Asked {
  const node = graph.nodes.get(path);
  const { name, version } = path === '' ? graph.manifest : (node ?? {});
  return {
    name: name ?? (path === '' ? 'this project' : path),
    version: version ?? '',
    ...(spec !== undefined && { spec }),
    isVulnerable: vulnerable.has(path),
    asks: [...asks.values()].map((one) => finished(graph, one, vulnerable)),
  };
}
