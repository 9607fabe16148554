import type { Node } from '../syntax';
import type { SourceKind } from './sources';

const order: readonly SourceKind[] = [
  'remote',
  'page',
  'dom',
  'library',
  'stored',
  'archive',
  'response',
  'local',
  'unknown',
];
const bits = new Map(order.map((kind, at) => [kind, 1 << at]));

export const everyKind: ReadonlySet<SourceKind> = new Set(order);

/** Kinds of sources, one bit each. */
export type Kinds = number;
export const allKinds: Kinds = (1 << order.length) - 1;

export function bitOf(kind: SourceKind): Kinds {
  return bits.get(kind) ?? 0;
}

export function kindsIn(kinds: ReadonlySet<SourceKind>): Kinds {
  let all = 0;
  for (const kind of kinds) all |= bitOf(kind);
  return all;
}

/**
 * From what kinds of sources the values of a file can come at most, whatever is checked on the way.
 * Most values come from none that matters, and what one rule has learnt of them holds for all.
 */
export class Reach {
  readonly #most = new Map<Node, Map<string, Kinds>>();

  /** Undefined for what was not looked at yet. */
  of(node: Node, path: string): Kinds | undefined {
    return this.#most.get(node)?.get(path);
  }

  learn(node: Node, path: string, kinds: Kinds): void {
    let paths = this.#most.get(node);
    if (!paths) this.#most.set(node, (paths = new Map<string, Kinds>()));
    const known = paths.get(path);
    paths.set(path, known === undefined ? kinds : known & kinds);
  }
}
