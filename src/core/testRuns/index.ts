import { readCargo, readGo, readGradle, readMaven } from './compiled';
import { readPytest, readUnittest } from './python';
import { readJest, readMocha, readNodeSpec, readVitest } from './spec';
import { readTap } from './tap';
import type { TestReader, TestRun } from './testRun';
import { counted, numbersIn, sum } from './testRun';

export type { TestRun } from './testRun';

const readers: readonly TestReader[] = [
  ...[readTap, readNodeSpec, readMocha, readJest, readVitest],
  ...[readPytest, readUnittest, readGo, readCargo, readMaven, readGradle],
];

/** Longer lines are data that a test printed. */
const maxLine = 2000;

/**
 * Reads what a test command printed, without its colours. A command may run several tools one after
 * the other, so that whatever can be read counts together. Linear in the text, and it never throws.
 */
export function readTestRun(output: string): TestRun {
  const lines = output
    .split('\n')
    .map((line) => line.replace(/\r$/, ''))
    .filter((line) => line.length <= maxLine || line.startsWith('{"'));
  const runs = readers.flatMap((read) => read(lines) ?? []);
  if (runs.length === 0) return byNumbers(lines);
  const known = runs.flatMap(({ passed }) => passed ?? []);
  return {
    failed: [...new Set(runs.flatMap(({ failed }) => failed))],
    passed: known.length > 0 ? sum(known) : undefined,
    ran: runs.some(({ ran }) => ran === true),
  };
}

/** Tools that are not known by name mostly end with a number of tests that passed. */
function byNumbers(lines: readonly string[]): TestRun {
  const passed = [
    ...numbersIn(
      lines,
      /\b(\d+) (?:tests?|specs?|examples?|assertions?) (?:passed|ok|succeeded)\b/i,
    ),
    ...numbersIn(lines, /^\W*(\d+) (?:passed|passing)\b/i),
  ];
  return passed.length > 0
    ? counted([], sum(passed))
    : { failed: [], passed: undefined, ran: undefined };
}
