import { type Shape, unknownShape } from './shape';

/** Values lie in one another no deeper than people write. */
const maxDepth = 80;
/** So many values are looked at; more only where a text is made to keep us busy. */
const maxWork = 30_000;

/** Answers that are kept by their keys. */
export interface Answers<K> {
  readonly kept: Map<K, Shape>;
  /** Those that are being worked out, with how deep. */
  readonly running: Map<K, number>;
}

export function answers<K>(): Answers<K> {
  return { kept: new Map(), running: new Map() };
}

/**
 * Works a value out once. Where it is made of itself it is `during` there; what was worked out on the
 * way round is kept only until the start is done, because it may lack what the start still adds.
 */
export type Once = <K>(known: Answers<K>, key: K, during: Shape, make: () => Shape) => Shape;

export function workedOutOnce(): Once {
  let depth = 0;
  let lowest = Infinity;
  let work = 0;
  /** Takes back what was kept on a way round that is not at its start again. */
  let provisional: (() => void)[] = [];
  return ({ kept, running }, key, during, make) => {
    const before = kept.get(key);
    if (before) return before;
    const started = running.get(key);
    if (started !== undefined) {
      lowest = Math.min(lowest, started);
      return during;
    }
    work += 1;
    if (depth >= maxDepth || work > maxWork) return unknownShape('its code nests too deeply');
    const own = depth;
    running.set(key, own);
    depth += 1;
    try {
      const shape = make();
      kept.set(key, shape);
      if (lowest < own) {
        provisional.push(() => kept.delete(key));
      } else {
        for (const takeBack of provisional) takeBack();
        provisional = [];
        kept.set(key, shape);
        lowest = Infinity;
      }
      return shape;
    } finally {
      depth = own;
      running.delete(key);
    }
  };
}
