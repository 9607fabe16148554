import type { DependencyGraph, Edge } from './graph';

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
