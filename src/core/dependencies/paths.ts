import type { DependencyGraph, Edge, PackageNode } from './graph';

/** One way from the project, or one of its workspaces, to an installed copy. */
export interface DependencyPath {
  /** Install paths from the first asked-for package to the copy; links are followed and left out. */
  readonly nodes: readonly string[];
  /** Where it begins: `''`, or the folder of a workspace. */
  readonly from: string;
  /** The requests along the way; the first is the project's own. */
  readonly edges: readonly Edge[];
}

export interface DependencyPaths {
  /** Shortest first. */
  readonly paths: readonly DependencyPath[];
  /** How many more there are; `more` where counting them was given up. */
  readonly left: number | 'more';
}

export interface PathLimits {
  readonly count: number;
  /** Longest way, in requests. */
  readonly length: number;
}

const usual: PathLimits = { count: 20, length: 30 };
const maxSteps = 20_000;
const maxCounted = 1000;

/**
 * The ways to a copy, each passing no copy twice: shortest first, at most `limits.count` of them, with
 * the number of those left out. Going backwards from the copy, only what leads to it is walked.
 */
export function pathsTo(
  graph: DependencyGraph,
  path: string,
  limits?: PathLimits,
): DependencyPaths {
  return pathsIn(graph)(path, limits);
}

/** The same for many copies of one graph, which is looked through once. */
export function pathsIn(
  graph: DependencyGraph,
): (path: string, limits?: PathLimits) => DependencyPaths {
  const asking = askersOf(graph);
  const roots = rootsOf(graph);
  return (path, limits = usual) => waysTo(path, asking, roots, limits);
}

function waysTo(
  path: string,
  asking: Askers,
  roots: ReadonlySet<string>,
  limits: PathLimits,
): DependencyPaths {
  const found: DependencyPath[] = [];
  let left = 0;
  let steps = 0;
  let cut = false;
  // Breadth first, so that the shortest are found first and none is left out for a longer one.
  let ways: Way[] = [{ at: path }];
  for (let length = 0; ways.length > 0; length++) {
    const longer: Way[] = [];
    for (const way of ways) {
      for (const edge of asking(way.at)) {
        steps += 1;
        if (steps > maxSteps || left >= maxCounted) return cutShort(found, asking, roots, path);
        if (edge.type !== 'workspace' && roots.has(edge.from)) {
          if (found.length < limits.count) found.push(pathOf({ at: edge.from, edge, rest: way }));
          else left += 1;
        }
        if (edge.from === '' || passes(way, edge.from)) continue;
        if (length + 1 >= limits.length) cut = true;
        else longer.push({ at: edge.from, edge, rest: way });
      }
    }
    ways = longer;
  }
  return { paths: found, left: cut ? 'more' : left };
}

type Askers = (path: string) => readonly Edge[];

/** Where too many ways lead astray before the first arrives, the shortest is told at least. */
function cutShort(
  found: readonly DependencyPath[],
  asking: Askers,
  roots: ReadonlySet<string>,
  path: string,
): DependencyPaths {
  const shortest = found.length > 0 ? undefined : shortestWay(asking, roots, path);
  return { paths: shortest === undefined ? found : [pathOf(shortest)], left: 'more' };
}

function shortestWay(asking: Askers, roots: ReadonlySet<string>, path: string): Way | undefined {
  const seen = new Set([path]);
  const queue: Way[] = [{ at: path }];
  for (const way of queue) {
    for (const edge of asking(way.at)) {
      const longer = { at: edge.from, edge, rest: way };
      if (edge.type !== 'workspace' && roots.has(edge.from)) return longer;
      if (!seen.has(edge.from)) queue.push(longer);
      seen.add(edge.from);
    }
  }
  return undefined;
}

/** A way from `at` to the copy, the nearest request first. */
interface Way {
  readonly at: string;
  readonly edge?: Edge;
  readonly rest?: Way;
}

function passes(way: Way, path: string): boolean {
  for (let at: Way | undefined = way; at !== undefined; at = at.rest) {
    if (at.at === path) return true;
  }
  return false;
}

function pathOf(way: Way): DependencyPath {
  const nodes: string[] = [];
  const edges: Edge[] = [];
  for (let at: Way | undefined = way; at !== undefined; at = at.rest) {
    if (at !== way) nodes.push(at.at);
    if (at.edge !== undefined) edges.push(at.edge);
  }
  return { from: way.at, nodes, edges };
}

/** Who asks for a copy, also through links that lead to it. */
function askersOf({ nodes }: DependencyGraph): Askers {
  const links = new Map<string, PackageNode[]>();
  for (const node of nodes.values()) {
    if (node.link === undefined) continue;
    const known = links.get(node.link);
    if (known === undefined) links.set(node.link, [node]);
    else known.push(node);
  }
  return (path) => [
    ...(nodes.get(path)?.edgesIn ?? []),
    ...(links.get(path) ?? []).flatMap(({ edgesIn }) => edgesIn),
  ];
}

/** The project and its workspaces: who writes a manifest of their own. */
function rootsOf({ nodes }: DependencyGraph): ReadonlySet<string> {
  const roots = new Set(['']);
  for (const { path, source, link } of nodes.values()) {
    if (source === 'workspace' && link === undefined) roots.add(path);
  }
  return roots;
}

/** What a copy is to the project. */
export interface Standing {
  /** The project or one of its workspaces asks for it. */
  readonly direct: boolean;
  /** Those who ask for it themselves: `''`, or folders of workspaces. */
  readonly askedBy: readonly string[];
  readonly devOnly: boolean;
  readonly optional: boolean;
  readonly bundled: boolean;
  /** The package in whose archive it came. */
  readonly bundledBy?: string;
  /** Nobody asks for it. */
  readonly extraneous: boolean;
}

/** Says in one place how a copy stands to the project: directly asked for or not, and what for. */
export function standingOf(graph: DependencyGraph, path: string): Standing | undefined {
  return standingsIn(graph)(path);
}

/** The same for many copies of one graph, which is looked through once. */
export function standingsIn(graph: DependencyGraph): (path: string) => Standing | undefined {
  const roots = rootsOf(graph);
  return (path) => {
    const node = graph.nodes.get(path);
    return node && standing(graph, node, roots);
  };
}

function standing(graph: DependencyGraph, node: PackageNode, roots: ReadonlySet<string>): Standing {
  const { path } = node;
  const asking = node.edgesIn.filter(({ type, from }) => type !== 'workspace' && roots.has(from));
  const bundledBy = node.bundled ? bundlerOf(graph, path) : undefined;
  return {
    direct: asking.length > 0,
    askedBy: [...new Set(asking.map(({ from }) => from))],
    devOnly: node.dev,
    optional: node.optional,
    bundled: node.bundled,
    ...(bundledBy !== undefined && { bundledBy }),
    extraneous: node.edgesIn.length === 0 && !roots.has(path),
  };
}

/** The nearest folder above that did not come inside another package. */
function bundlerOf({ nodes }: DependencyGraph, path: string): string | undefined {
  let at = path;
  for (;;) {
    const cut = at.lastIndexOf('/node_modules/');
    if (cut < 0) return undefined;
    at = at.slice(0, cut);
    if (nodes.get(at)?.bundled === false) return at;
  }
}
