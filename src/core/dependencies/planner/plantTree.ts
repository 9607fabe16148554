import type { DependencyGraph, Edge, PackageNode } from '../graph';
import type { Judge } from '../locks/answers';
import { doubtsAbout } from '../doubts';
import { overriddenSpec, overrideRules, ruleFor } from '../locks/overrides';
import type { Catalog } from './catalog';
import type { Answered, Copy, Request, TreeRules } from './copies';
import { nestedRules } from './nestedRules';
import { Tree } from './tree';
import { crossesMajor, isLower, meets } from './versions';

/** The tree of a lockfile, ready to be changed. */
export function plantTree(
  graph: DependencyGraph,
  catalog: Catalog,
  judge: Judge,
  crossing: ReadonlySet<Request> = new Set(),
): Tree {
  const copies = new Map<string, Copy>();
  for (const node of graph.nodes.values()) copies.set(node.path, copyOf(node, graph, catalog));
  for (const copy of copies.values()) {
    copy.out = (copy.origin?.edgesOut ?? []).map((edge) => requestOf(copy, edge, copies));
    for (const request of copy.out) request.to?.in.add(request);
  }
  return new Tree(withAnchors(copies), rulesOf(graph, catalog, judge, crossing));
}

function copyOf(node: PackageNode, graph: DependencyGraph, catalog: Catalog): Copy {
  const isFree = node.source === 'registry' && !node.bundled && node.link === undefined;
  const registered = node.source === 'registry' && node.link === undefined;
  return {
    path: node.path,
    folder: node.alias ?? node.name,
    chain: chainOf(node.path, graph.nodes),
    origin: node,
    fixed: !isFree,
    anchored: node.source === 'root' || node.source === 'workspace' || node.source === 'folder',
    name: node.name,
    version: node.version,
    flaws: registered ? catalog.flawsOf(node.name, node.version) : [],
    out: [],
    in: new Set(),
  };
}

function requestOf(from: Copy, edge: Edge, copies: ReadonlyMap<string, Copy>): Request {
  const to = edge.to === undefined ? undefined : copies.get(edge.to);
  const asked = edge.overridden ?? edge.spec;
  const before: Answered | undefined = to && {
    version: to.version,
    malware: to.flaws.some((flaw) => flaw.malware),
    asked,
  };
  return {
    from,
    name: edge.name,
    type: edge.type,
    spec: edge.spec,
    asked,
    ...(before && { before }),
    excused: !edge.valid,
    lenient: to === undefined && (edge.type === 'optional' || edge.type === 'peerOptional'),
    to,
  };
}

/** The owners of the node_modules that a copy looks into: its own, then those around it. */
function chainOf(path: string, nodes: ReadonlyMap<string, unknown>): readonly string[] {
  const chain = [path];
  let at = path;
  while (at !== '') {
    const inner = at.lastIndexOf('/node_modules/');
    if (inner >= 0) at = at.slice(0, inner);
    else if (at.startsWith('node_modules/')) at = '';
    else at = at.slice(0, Math.max(at.lastIndexOf('/'), 0));
    if (at === '' || nodes.has(at)) chain.push(at);
  }
  return chain;
}

/** What is not needed already stays as it is, and so does what came inside an archive. */
function withAnchors(copies: ReadonlyMap<string, Copy>): readonly Copy[] {
  const needed = new Set([...copies.values()].filter(({ anchored }) => anchored));
  for (const { out } of needed) {
    for (const { to, type } of out) if (to !== undefined && type !== 'peerOptional') needed.add(to);
  }
  return [...copies.values()].map((copy) => {
    if (needed.has(copy) && copy.origin?.bundled !== true) return copy;
    return Object.assign(copy, { anchored: true });
  });
}

/** Requests in `crossing` may be given another major than before. */
export function rulesOf(
  graph: DependencyGraph,
  catalog: Catalog,
  judge: Judge,
  crossing: ReadonlySet<Request> = new Set(),
): TreeRules {
  const own = overrideRules(graph.manifest, doubtsAbout('package.json'));
  const ruleBehind = nestedRules(own, judge);
  return {
    flawsOf: (name, version) => catalog.flawsOf(name, version),
    wishesOf: (published) => catalog.wishesOf(published),
    asked: ({ name, spec }, pins, copy) => {
      const pin = pins.find((one) => one.name === name && meets(spec, one.about));
      if (pin !== undefined) return pin.version;
      return overriddenSpec(ruleFor(ruleBehind(copy), name, spec, judge), name, spec) ?? spec;
    },
    heldTo: (name, spec) => overriddenSpec(ruleFor(own, name, spec, judge), name, spec),
    answers: (request, copy) => answers(request, copy, judge, crossing.has(request)),
  };
}

/** One who has not changed is never given another major, nor a lower version, than he had. */
function answers(request: Request, copy: Copy, judge: Judge, mayCross: boolean): boolean {
  const { before, asked, name } = request;
  if (before !== undefined) {
    if (!mayCross && crossesMajor(before.version, copy.version)) return false;
    if (!before.malware && isLower(copy.version, before.version)) return false;
  }
  const spec = judge.read(asked);
  if (spec.kind !== 'range' && spec.kind !== 'alias' && spec.kind !== 'tag') return false;
  if (copy.fixed && copy.origin?.source !== 'registry' && copy.origin?.link === undefined)
    return false;
  if (copy.name !== (spec.kind === 'alias' ? spec.name : name)) return false;
  return judge.answers(asked, { version: copy.version });
}
