/** Numbers that look random and are the same for the same seed. */
export interface Random {
  /** From 0 up to, and without, `below`. */
  whole(below: number): number;
  one<T>(values: readonly T[]): T;
  /** True in so many of a hundred cases. */
  percent(chance: number): boolean;
}

/** Two numbers that differ in any way give sequences that have nothing in common. */
export function randomFrom(seed: number, turn: number): Random {
  let state = (Math.imul(seed, 0x9e3779b1) ^ Math.imul(turn + 1, 0x85ebca6b)) | 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const whole = (below: number): number => Math.floor(next() * below);
  return {
    whole,
    one(values) {
      const value = values[whole(values.length)];
      if (value === undefined) throw new Error('There is nothing to choose from.');
      return value;
    },
    percent: (chance) => next() * 100 < chance,
  };
}
