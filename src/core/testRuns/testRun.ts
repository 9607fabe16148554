/** What the output of a test command tells, as far as it can be read. */
export interface TestRun {
  /** The names of the tests that failed, each once, in the order in which they failed. */
  readonly failed: readonly string[];
  /** How many passed; undefined where the output gives no number. */
  readonly passed: number | undefined;
  /** Whether any test ran at all; undefined where the output does not tell. */
  readonly ran: boolean | undefined;
}

/** Reads one way of telling results; undefined for an output that is told in another. */
export type TestReader = (lines: readonly string[]) => TestRun | undefined;

/** A run of which the number that passed is known. */
export function counted(failed: readonly string[], passed: number): TestRun {
  return { failed: [...new Set(failed)], passed, ran: passed > 0 || failed.length > 0 };
}

/** The first number that a pattern captures in a line; undefined when no line has it. */
export function numberIn(lines: readonly string[], pattern: RegExp): number | undefined {
  return numbersIn(lines, pattern)[0];
}

/** What a pattern's first group captures in each line that it matches, as numbers. */
export function numbersIn(lines: readonly string[], pattern: RegExp): readonly number[] {
  return captures(lines, pattern).map(Number);
}

export function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}

/** What a pattern's first group captures, line by line. */
export function captures(lines: readonly string[], pattern: RegExp): readonly string[] {
  return lines.flatMap((line) => pattern.exec(line)?.[1] ?? []);
}
