/** How versions of one ecosystem are ordered, as far as that is certain. */
export interface VersionOrder {
  /** Below, at or above nought; undefined where the order is not certain. */
  compare(a: string, b: string): number | undefined;
  /** Versions of one line promise to fit those who use them: the major, of Cargo's 0.x the minor. */
  line(version: string): string | undefined;
  isPrerelease(version: string): boolean;
}

/** Part by part; a missing part counts as nought. */
export function compareNumbers(a: readonly number[], b: readonly number[]): number {
  for (let at = 0; at < Math.max(a.length, b.length); at += 1) {
    const by = (a[at] ?? 0) - (b[at] ?? 0);
    if (by !== 0) return by;
  }
  return 0;
}

/** Digits that fit a number exactly; undefined for longer ones, of which the order would be a guess. */
export function wholeNumber(digits: string): number | undefined {
  const value = Number(digits);
  return /^\d+$/.test(digits) && Number.isSafeInteger(value) ? value : undefined;
}

/** The dotted numbers; undefined when one of them is too large. */
export function wholeNumbers(dotted: string): readonly number[] | undefined {
  const parts = dotted.split('.').map(wholeNumber);
  return parts.every((one) => one !== undefined) ? parts : undefined;
}
