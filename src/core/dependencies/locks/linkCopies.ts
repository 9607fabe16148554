import type { Edge, Manifest, PackageNode } from '../graph';

/** An entry of a lockfile, before anyone knows who asks for it. */
export interface Copy {
  readonly path: string;
  readonly name: string;
  readonly alias?: string | undefined;
  readonly version: string;
  readonly source: PackageNode['source'];
  readonly resolved?: string | undefined;
  readonly integrity?: string | undefined;
  readonly bundled: boolean;
  readonly link?: string | undefined;
  readonly installScript: boolean;
  readonly asks: readonly Ask[];
  /** What the lockfile says of a copy that nobody asks for. */
  readonly stated: { readonly dev: boolean; readonly optional: boolean };
}

export interface Ask {
  readonly name: string;
  readonly spec: string;
  readonly type: Edge['type'];
  /** The path of the copy that answers, where the lockfile names it. */
  readonly to?: string | undefined;
}

/**
 * What a manifest asks for, each name once: as in npm, the later of peers, dependencies, optional
 * and development dependencies counts.
 */
export function asksOf(manifest: Manifest, withDevelopment: boolean): Ask[] {
  const asks = new Map<string, Ask>();
  const add = (ranges: Readonly<Record<string, string>>, type: Edge['type']): void => {
    for (const [name, spec] of Object.entries(ranges)) asks.set(name, { name, spec, type });
  };
  const optionalPeers = new Set(manifest.optionalPeers);
  for (const [name, spec] of Object.entries(manifest.peerDependencies)) {
    asks.set(name, { name, spec, type: optionalPeers.has(name) ? 'peerOptional' : 'peer' });
  }
  add(manifest.dependencies, 'prod');
  add(manifest.optionalDependencies, 'optional');
  if (withDevelopment) add(manifest.devDependencies, 'dev');
  return [...asks.values()];
}

/** A request and the copy that answers it, if one does. */
export interface Link {
  readonly ask: Ask;
  readonly from: Copy;
  readonly to?: Copy | undefined;
}

/** The links between copies. `find` is asked where a request names no path itself. */
export function linksOf(
  copies: ReadonlyMap<string, Copy>,
  find: (from: string, name: string) => string | undefined,
): readonly Link[] {
  const links: Link[] = [];
  for (const from of copies.values()) {
    for (const ask of from.asks) {
      const to = ask.to ?? find(from.path, ask.name);
      links.push({ ask, from, to: to === undefined ? undefined : copies.get(to) });
    }
  }
  return links;
}

/** The nodes of copies, with an edge for each link. `verdict` says whether the answer is a right one. */
export function nodesOf(
  copies: ReadonlyMap<string, Copy>,
  links: readonly Link[],
  verdict: (link: Link) => Pick<Edge, 'valid' | 'overridden'>,
): ReadonlyMap<string, PackageNode> {
  const outs = new Map<string, Edge[]>();
  const ins = new Map<string, Edge[]>();
  for (const path of copies.keys()) {
    outs.set(path, []);
    ins.set(path, []);
  }
  for (const link of links) {
    const { ask, from, to } = link;
    const edge: Edge = {
      from: from.path,
      name: ask.name,
      spec: ask.spec,
      type: ask.type,
      ...(to !== undefined && { to: to.path }),
      ...verdict(link),
    };
    outs.get(from.path)?.push(edge);
    if (to !== undefined) ins.get(to.path)?.push(edge);
  }
  const needs = needsOf(copies, outs);
  return new Map(
    [...copies.values()].map((copy) => [
      copy.path,
      nodeOf(copy, outs.get(copy.path) ?? [], ins.get(copy.path) ?? [], needs),
    ]),
  );
}

interface Needs {
  readonly any: ReadonlySet<string>;
  /** Without development's. */
  readonly inUse: ReadonlySet<string>;
  /** Without optional ones. */
  readonly required: ReadonlySet<string>;
}

function needsOf(
  copies: ReadonlyMap<string, Copy>,
  outs: ReadonlyMap<string, readonly Edge[]>,
): Needs {
  const reach = (counts: (edge: Edge) => boolean): ReadonlySet<string> => {
    const reached = new Set(['']);
    for (const path of reached) {
      const link = copies.get(path)?.link;
      if (link !== undefined) reached.add(link);
      for (const edge of outs.get(path) ?? []) {
        if (edge.to !== undefined && counts(edge)) reached.add(edge.to);
      }
    }
    return reached;
  };
  return {
    any: reach(() => true),
    inUse: reach(({ type }) => type !== 'dev'),
    required: reach(({ type }) => type !== 'optional' && type !== 'peerOptional'),
  };
}

function nodeOf(
  copy: Copy,
  edgesOut: readonly Edge[],
  edgesIn: readonly Edge[],
  needs: Needs,
): PackageNode {
  const { path, name, version, source, alias, resolved, integrity, link, stated } = copy;
  const known = needs.any.has(path);
  return {
    path,
    name,
    version,
    source,
    ...(alias !== undefined && { alias }),
    ...(resolved !== undefined && { resolved }),
    ...(integrity !== undefined && { integrity }),
    dev: known ? !needs.inUse.has(path) : stated.dev,
    optional: known ? !needs.required.has(path) : stated.optional,
    bundled: copy.bundled,
    ...(link !== undefined && { link }),
    installScript: copy.installScript,
    edgesOut,
    edgesIn,
  };
}

/** Where Node looks for a package that one in this folder asks for, nearest first. */
export function* folderWalk(path: string, name: string): Generator<string> {
  let at = path;
  for (;;) {
    if (at === '') {
      yield `node_modules/${name}`;
      return;
    }
    if (at === '..' || at.endsWith('/..')) return;
    if (!at.endsWith('/node_modules') && at !== 'node_modules') {
      yield `${at}/node_modules/${name}`;
    }
    const cut = at.lastIndexOf('/');
    at = cut < 0 ? '' : at.slice(0, cut);
  }
}
