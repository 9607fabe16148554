import type { Advisory } from '../../../../src/core/dependencies/advisories/advisory';
import type { DependencyGraph, Edge, PackageNode } from '../../../../src/core/dependencies/graph';
import type { Understood, VulnerableCopy } from '../../../../src/core/dependencies/planning';
import type { DependencyFinding } from '../../../../src/core/finding';

export const finding = (parts: Partial<DependencyFinding> = {}): DependencyFinding => ({
  kind: 'dependency',
  id: 'f'.repeat(64),
  tool: { name: 'npm audit' },
  ruleId: 'GHSA-aaaa-bbbb-cccc',
  severity: 'critical',
  message: 'event-stream >=3.3.6 <4.0.0: It steals.',
  location: { path: 'package.json' },
  cwe: [],
  related: [],
  advisory: { id: 'GHSA-aaaa-bbbb-cccc', title: 'It steals.' },
  package: 'event-stream',
  direct: true,
  vulnerable: '>=3.3.6 <4.0.0',
  nodes: ['node_modules/event-stream'],
  ...parts,
});

/** A graph in which each line says who asks for what: `from name@version spec`, by paths. */
export function graphOf(
  name: string,
  asked: readonly (readonly [from: string, to: string, version: string, spec: string])[],
): DependencyGraph {
  const edges = asked.map(([from, to, , spec]): Edge => ({
    from,
    name: nameOf(to),
    spec,
    type: 'prod',
    to,
    valid: true,
  }));
  const node = (path: string, version: string): PackageNode => ({
    path,
    name: nameOf(path),
    version,
    source: path === '' ? 'root' : 'registry',
    dev: false,
    optional: false,
    bundled: false,
    installScript: false,
    edgesOut: edges.filter(({ from }) => from === path),
    edgesIn: edges.filter(({ to }) => to === path),
  });
  const nodes = [node('', ''), ...asked.map(([, to, version]) => node(to, version))];
  const none = {};
  return {
    lockfile: { path: 'package-lock.json', manager: 'npm', version: '3' },
    manifest: {
      name,
      dependencies: none,
      devDependencies: none,
      optionalDependencies: none,
      peerDependencies: none,
      optionalPeers: [],
      overrides: none,
    },
    nodes: new Map(nodes.map((one) => [one.path, one])),
  };
}

const nameOf = (path: string) => path.replace(/^.*node_modules\//, '');

export function copy(parts: Partial<VulnerableCopy> = {}): VulnerableCopy {
  const advisories: readonly Advisory[] = [];
  const path = 'node_modules/event-stream';
  const ways = [['', path]];
  const named = { path, name: 'event-stream', version: '3.3.6', advisories };
  return { ...named, direct: true, ways, wayCount: 1, ...parts };
}

export const understood = (
  graph: DependencyGraph,
  vulnerable: readonly VulnerableCopy[],
): Understood => ({ ok: true, graph, vulnerable, untold: [], problems: [] });
