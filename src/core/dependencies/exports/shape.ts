import type { Node } from '../../syntax';

/** What is known of a value without running anything. */
export interface Shape {
  readonly callable: Callable;
  /** Its own names, each with what it holds. */
  readonly names: ReadonlyMap<string, () => Shape>;
  /** Names that were not set but that something is known of, such as `prototype`. */
  readonly parts: ReadonlyMap<string, () => Shape>;
  /** Names that it has from what it was made by. */
  readonly inherited: ReadonlySet<string>;
  /** Why there may be more names than these; empty when there are none. */
  readonly open: readonly Opening[];
  /** The function or class that it is, where it is one. */
  readonly made?: Made;
}

export type Callable = 'function' | 'class' | 'no' | 'unknown';

export interface Opening {
  /** `own`: names that this package's own code makes; `foreign`: what comes from elsewhere; `inherited`. */
  readonly kind: 'own' | 'foreign' | 'inherited';
  /** A clause. */
  readonly why: string;
}

export interface Made {
  readonly node: Node;
  readonly path: string;
}

const none: ReadonlyMap<string, () => Shape> = new Map();

export function shapeOf(parts: Partial<Shape> = {}): Shape {
  return { callable: 'no', names: none, parts: none, inherited: new Set(), open: [], ...parts };
}

/** A value of which nothing is known. */
export function unknownShape(why: string, kind: Opening['kind'] = 'foreign'): Shape {
  return shapeOf({ callable: 'unknown', open: [{ kind, why }] });
}

/** What a value adds to itself: nothing. */
export const sameAgain = shapeOf({ callable: 'unknown' });

/** A number, a text or the like: no names of interest. */
export const plainValue = shapeOf();

/** Any of several values: every name that one of them has. */
export function anyOf(shapes: readonly Shape[]): Shape {
  const [first, ...others] = shapes;
  if (!first) return unknownShape('it is never set');
  if (others.length === 0) return first;
  const real = shapes.filter((one) => one !== plainValue && one !== sameAgain);
  if (real.length <= 1) return real[0] ?? first;
  const kinds = new Set(real.map(({ callable }) => callable));
  return {
    callable: (kinds.size === 1 ? real[0]?.callable : undefined) ?? 'unknown',
    names: mergedNames(real.map(({ names }) => names)),
    parts: mergedNames(real.map(({ parts }) => parts)),
    inherited: new Set(real.flatMap(({ inherited }) => [...inherited])),
    open: real.flatMap(({ open }) => open),
  };
}

/** A value to which names were added. */
export function withNames(base: Shape, added: Omit<Shape, 'callable' | 'made'>): Shape {
  return {
    ...base,
    names: mergedNames([base.names, added.names]),
    parts: mergedNames([base.parts, added.parts]),
    inherited: new Set([...base.inherited, ...added.inherited]),
    open: [...base.open, ...added.open],
  };
}

function mergedNames(
  all: readonly ReadonlyMap<string, () => Shape>[],
): ReadonlyMap<string, () => Shape> {
  const filled = all.filter(({ size }) => size > 0);
  if (filled.length <= 1) return filled[0] ?? none;
  const merged = new Map<string, () => Shape>();
  for (const names of filled) {
    for (const [name, value] of names) {
      const before = merged.get(name);
      merged.set(name, before ? () => anyOf([before(), value()]) : value);
    }
  }
  return merged;
}

/** What a name of a value holds. */
export function memberShape(shape: Shape, name: string): Shape {
  if (shape === sameAgain) return unknownShape('it is made of itself');
  const known = shape.names.get(name);
  const part = shape.parts.get(name);
  if (known) return known();
  if (part) return part();
  return unknownShape(`its \`${name}\` is not set in plain sight`);
}
