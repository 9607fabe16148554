import type { VersionOrder } from './order';

/** Above or at a version, and equal to it in its first numbers: what `^`, `~`, `~=` and `~>` ask for. */
export interface Band {
  readonly low: string;
  /** So many of the first numbers stay. */
  readonly kept: number;
}

/** Undefined where the order is not certain. `numbers` gives the dotted numbers of a version. */
export function isInBand(
  version: string,
  { low, kept }: Band,
  order: VersionOrder,
  numbers: (version: string) => readonly number[] | undefined,
): boolean | undefined {
  const by = order.compare(version, low);
  const [own, least] = [numbers(version), numbers(low)];
  if (by === undefined || !own || !least) return undefined;
  if (by < 0) return false;
  return Array.from({ length: kept }, (_, at) => at).every(
    (at) => (own[at] ?? 0) === (least[at] ?? 0),
  );
}

/** How many numbers a caret keeps: up to the first that is not nought. */
export function keptByCaret(numbers: readonly number[]): number {
  const at = numbers.findIndex((one) => one > 0);
  return at < 0 ? numbers.length : at + 1;
}

/** How many numbers Poetry's and Cargo's tilde keeps. */
export function keptByTilde(numbers: readonly number[]): number {
  return Math.min(2, numbers.length);
}

/** The dotted numbers that a version begins with. */
export function leadingNumbers(version: string): readonly number[] | undefined {
  const dotted = /^v?(\d{1,15}(?:\.\d{1,15})*)/.exec(version.trim())?.[1];
  return dotted?.split('.').map(Number);
}
