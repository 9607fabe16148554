import type { DependencyGraph, PackageNode } from './graph';

/**
 * How an install that a package manager wrote differs from the one that was planned, one sentence
 * each; none where it only leaves out what nothing that stays asks for.
 */
export function lockDifference(
  planned: DependencyGraph,
  written: DependencyGraph,
): readonly string[] {
  const differences: string[] = [];
  for (const [path, node] of planned.nodes) {
    const other = written.nodes.get(path);
    if (other === undefined) {
      if (isNeeded(node, written)) differences.push(`${path} ${node.version} is left out`);
    } else if (shown(other) !== shown(node)) {
      differences.push(`${path} is ${shown(other)} and not ${shown(node)}`);
    }
  }
  for (const [path, node] of written.nodes) {
    if (!planned.nodes.has(path)) differences.push(`${path} ${node.version} is added`);
  }
  return differences;
}

function isNeeded({ edgesIn }: PackageNode, written: DependencyGraph): boolean {
  return edgesIn.some(({ from, type }) => type !== 'peerOptional' && written.nodes.has(from));
}

function shown({ name, version, link }: PackageNode): string {
  return link === undefined ? `${name} ${version}` : `a link to ${link}`;
}
