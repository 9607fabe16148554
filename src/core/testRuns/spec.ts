import type { TestRun } from './testRun';
import { captures, counted, numberIn } from './testRun';

const took = /(?: \(\d[\d.]*m?s\))?(?: #.*)?$/;

/** What Node's runner prints for people: `✔ name (1.2ms)`, `▶ suite`, `✖ name (0.3ms)`. */
export function readNodeSpec(lines: readonly string[]): TestRun | undefined {
  const passed = numberIn(lines, /^ℹ pass (\d+)$/);
  if (passed === undefined) return undefined;
  const failed: string[] = [];
  const open: { readonly depth: number; readonly name: string; readonly told: number }[] = [];
  for (const line of lines) {
    // What failed is told once more, at the end, without what holds it.
    if (/^✖ failing tests:$/.test(line)) break;
    const [, indent = '', mark, text = ''] = /^( *)([▶✖]) (.*)$/.exec(line) ?? [];
    if (mark === undefined) continue;
    const depth = indent.length / 2;
    const name = text.replace(took, '');
    while (open.length > 0 && (open.at(-1)?.depth ?? 0) > depth) open.pop();
    const suite = open.at(-1)?.depth === depth ? open.pop() : undefined;
    if (mark === '▶') {
      open.push({ depth, name, told: failed.length });
      continue;
    }
    const isEndOfSuite = suite?.name === name && failed.length > suite.told;
    if (!isEndOfSuite) failed.push([...open.map((one) => one.name), name].join(' › '));
  }
  return counted(failed, passed);
}

/** Mocha's own reporters: counts, then each failure with its number and where it stands. */
export function readMocha(lines: readonly string[]): TestRun | undefined {
  const passed = numberIn(lines, /^ *(\d+) passing\b/);
  const failing = lines.findIndex((line) => /^ *\d+ failing$/.test(line));
  if (passed === undefined && failing < 0) return undefined;
  return counted(failing < 0 ? [] : mochaFailures(lines.slice(failing + 1)), passed ?? 0);
}

function mochaFailures(lines: readonly string[]): readonly string[] {
  const names: string[] = [];
  let parts: string[] | undefined;
  for (const line of lines) {
    const [, first] = /^ {2}\d+\) (.*)$/.exec(line) ?? [];
    if (first !== undefined) parts = [];
    if (!parts) continue;
    const text = (first ?? line).trim();
    if (text === '') parts = undefined;
    else if (text.endsWith(':')) {
      names.push([...parts, text.slice(0, -1)].join(' › '));
      parts = undefined;
    } else parts.push(text);
  }
  return names;
}

/** Jest: each failure under the file that it is in, and the counts at the end. */
export function readJest(lines: readonly string[]): TestRun | undefined {
  const summary = lines.findLast((line) => /^Tests: +.*\btotal$/.test(line));
  if (summary === undefined) {
    return lines.some((line) => /^No tests found, exiting with code [01]$/.test(line))
      ? counted([], 0)
      : undefined;
  }
  const failed: string[] = [];
  let file = '';
  for (const line of lines) {
    file = /^FAIL (\S+)/.exec(line)?.[1] ?? (/^PASS /.test(line) ? '' : file);
    const [, name] = /^ {2}● (.+)$/.exec(line) ?? [];
    if (file === '' || name === undefined || name === 'Console') continue;
    failed.push(name === 'Test suite failed to run' ? file : `${file} › ${name}`);
  }
  return counted(failed, numberIn([summary], /\b(\d+) passed\b/) ?? 0);
}

/** Vitest: one `FAIL` line a failure, and the counts at the end. */
export function readVitest(lines: readonly string[]): TestRun | undefined {
  const summary = lines.findLast((line) => /^ *Tests {2}.*\(\d+\)$/.test(line));
  const none = lines.some((line) => /^ *(?:No test files found|Tests {2}no tests)/.test(line));
  if (summary === undefined && !none) return undefined;
  const failed = captures(lines, /^ FAIL {2}(.+)$/).map((name) =>
    name.replace(/ \[ .* \]$/, '').replaceAll(' > ', ' › '),
  );
  return counted(failed, numberIn([summary ?? ''], /\b(\d+) passed\b/) ?? 0);
}
