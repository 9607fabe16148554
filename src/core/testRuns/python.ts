import type { TestRun } from './testRun';
import { captures, counted, numberIn, sum, numbersIn } from './testRun';

/** pytest, by its short summary (`-rfE`) and its last line. */
export function readPytest(lines: readonly string[]): TestRun | undefined {
  const last = lines.findLast((line) =>
    /^=* ?(?:no tests ran|.*\b\d+ (?:passed|failed|errors?|skipped|deselected)\b).* in [\d.]+s\b/.test(
      line,
    ),
  );
  if (last === undefined) return undefined;
  const summary = lines.findLastIndex((line) => /^=+ short test summary info =+$/.test(line));
  const told = summary < 0 ? [] : lines.slice(summary + 1);
  const failed = captures(told, /^(?:FAILED|ERROR) (.+?)(?: - .*)?$/);
  return counted(failed, numberIn([last], /\b(\d+) passed\b/) ?? 0);
}

/** Python's own unittest. */
export function readUnittest(lines: readonly string[]): TestRun | undefined {
  const ran = numbersIn(lines, /^Ran (\d+) tests? in /);
  if (ran.length === 0) return undefined;
  const failed = captures(lines, /^(?:FAIL|ERROR): (.+)$/);
  const skipped = numbersIn(lines, /^(?:OK|FAILED) \(.*\bskipped=(\d+)/);
  return counted(failed, Math.max(0, sum(ran) - sum(skipped) - new Set(failed).size));
}
