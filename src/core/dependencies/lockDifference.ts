import type { DependencyGraph, PackageNode } from './graph';

export interface LockDifference {
  /** What would be installed in another way, one clause each. */
  readonly other: readonly string[];
  /** Copies that are left out, which nothing that stays asks for. */
  readonly leftOut: readonly string[];
}

/** How an install that a package manager wrote differs from the one that was planned. */
export function lockDifference(planned: DependencyGraph, written: DependencyGraph): LockDifference {
  const other: string[] = [];
  const leftOut: string[] = [];
  for (const [path, node] of planned.nodes) {
    const now = written.nodes.get(path);
    if (now === undefined) {
      if (isNeeded(node, written)) other.push(`${path} ${node.version} is left out`);
      else leftOut.push(path);
    } else if (shown(now) !== shown(node)) {
      other.push(`${path} is ${shown(now)} and not ${shown(node)}`);
    }
  }
  for (const [path, node] of written.nodes) {
    if (!planned.nodes.has(path)) other.push(`${path} ${node.version} is added`);
  }
  return { other, leftOut };
}

function isNeeded({ edgesIn }: PackageNode, written: DependencyGraph): boolean {
  return edgesIn.some(({ from, type }) => type !== 'peerOptional' && written.nodes.has(from));
}

function shown({ name, version, link }: PackageNode): string {
  return link === undefined ? `${name} ${version}` : `a link to ${link}`;
}
