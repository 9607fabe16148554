import { get } from '../readers/json';
import type { TestRun } from './testRun';
import { captures, counted, numberIn, numbersIn, sum } from './testRun';

interface GoEvent {
  readonly action: unknown;
  readonly place: string;
  readonly test: string | undefined;
}

/** `go test -json`. What holds a failed test is not told again; a package that did not build is. */
export function readGo(lines: readonly string[]): TestRun | undefined {
  const events = lines.flatMap(goEvent);
  if (events.length === 0) return undefined;
  const ended = (wanted: string) => events.filter(({ action }) => action === wanted);
  const failed = ended('fail');
  const holds = ({ place, test }: GoEvent) =>
    failed.some(
      (one) =>
        one.place === place &&
        one.test !== test &&
        one.test?.startsWith(test === undefined ? '' : `${test}/`) === true,
    );
  const names = failed
    .filter((one) => !holds(one))
    .map(({ place, test }) => (test === undefined ? place : `${place} › ${test}`));
  return counted(names, ended('pass').filter(({ test }) => test !== undefined).length);
}

function goEvent(line: string): readonly GoEvent[] {
  if (!line.startsWith('{"')) return [];
  try {
    const event: unknown = JSON.parse(line);
    const [place, test] = [get(event, 'Package'), get(event, 'Test')];
    if (typeof place !== 'string') return [];
    return [
      { action: get(event, 'Action'), place, test: typeof test === 'string' ? test : undefined },
    ];
  } catch {
    return [];
  }
}

/** Rust's own test harness, one result a binary. */
export function readCargo(lines: readonly string[]): TestRun | undefined {
  const passed = numbersIn(lines, /^test result: .*?\b(\d+) passed;/);
  if (passed.length === 0) return undefined;
  return counted(captures(lines, /^test (.+?)(?: - should panic)? \.\.\. FAILED$/), sum(passed));
}

/** Maven's surefire and failsafe: every failure with its class, the counts of each module. */
export function readMaven(lines: readonly string[]): TestRun | undefined {
  const totals = lines.flatMap((line) => {
    const [, ...numbers] =
      /Tests run: (\d+), Failures: (\d+), Errors: (\d+), Skipped: (\d+)\s*$/.exec(line) ?? [];
    return numbers.length > 0 ? [numbers.map(Number)] : [];
  });
  if (totals.length === 0) {
    return lines.some((line) => /^\[INFO\] No tests to run\./.test(line))
      ? counted([], 0)
      : undefined;
  }
  const failed = lines.flatMap((line) => {
    const [, name] =
      /^(?:\[ERROR\] +)?(\S.*?) +(?:-- )?Time elapsed: .*<<< (?:FAILURE|ERROR)!/.exec(line) ?? [];
    return name === undefined || name.startsWith('Tests run:') ? [] : [methodOf(name)];
  });
  const passed = totals.map(([ran = 0, ...others]) => Math.max(0, ran - sum(others)));
  return counted(failed, sum(passed));
}

/** Older versions say `method(class)`, newer ones `class.method`. */
function methodOf(name: string): string {
  return name.replace(/^(\S+)\((\S+)\)$/, '$2.$1');
}

/** Gradle with a plain console. Of a run in which all passed it gives no number. */
export function readGradle(lines: readonly string[]): TestRun | undefined {
  const failed = captures(lines, /^(\S.* > .+) FAILED$/).filter((name) => !/^> Task/.test(name));
  const completed = numberIn(lines, /^(\d+) tests? completed\b/);
  if (completed !== undefined) return counted(failed, Math.max(0, completed - failed.length));
  if (!lines.some((line) => /^BUILD SUCCESSFUL\b/.test(line))) return undefined;
  const tasks = lines.filter((line) => /^> Task \S*:\w*[tT]est\b/.test(line));
  if (tasks.length === 0) return undefined;
  const ran = tasks.some((task) => !/ (?:NO-SOURCE|SKIPPED)$/.test(task));
  return { failed: [], passed: undefined, ran };
}
