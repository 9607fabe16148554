/** A way into a JSON value: the keys from the top down. */
export type Spot = readonly (string | number)[];

/** Every spot of a value, itself (the empty way) included. */
export function spotsOf(value: unknown, here: Spot = []): Spot[] {
  if (typeof value !== 'object' || value === null) return [here];
  return [here, ...Object.entries(value).flatMap(([key, inner]) => spotsOf(inner, [...here, key]))];
}

/** The value with something else at a spot; the given one stays as it is. */
export function replaced(value: unknown, [key, ...rest]: Spot, by: unknown): unknown {
  if (key === undefined) return by;
  const copy = Array.isArray(value) ? [...(value as unknown[])] : { ...(value as object) };
  const inner: unknown = Reflect.get(copy, key);
  Reflect.set(copy, key, replaced(inner, rest, by));
  return copy;
}
