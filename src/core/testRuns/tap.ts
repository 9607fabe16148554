import type { TestRun } from './testRun';
import { counted } from './testRun';

interface Point {
  readonly name: string;
  readonly depth: number;
  readonly failed: boolean;
}

const pointLine = /^( *)(not )?ok\b(?: +\d+)?(?: +- +| +|$)(.*)$/;
const subtestLine = /^( *)# Subtest: (.*)$/;

/** The Test Anything Protocol, with subtests as Node's runner and node-tap indent them. */
export function readTap(lines: readonly string[]): TestRun | undefined {
  if (!lines.some((line) => /^ *TAP version \d+/.test(line))) return undefined;
  const path: string[] = [];
  const failed: string[] = [];
  let passed = 0;
  /** At which depths a failure is told already, so that what holds it is not told again. */
  let told: Point[] = [];
  for (const line of lines) {
    const [, indent = '', named] = subtestLine.exec(line) ?? [];
    if (named !== undefined) {
      path.length = Math.floor(indent.length / 4);
      path.push(nameOf(named));
      continue;
    }
    const point = pointOf(line);
    if (!point) continue;
    const inner = told.filter(({ depth }) => depth > point.depth);
    told = told.filter(({ depth }) => depth <= point.depth);
    if (point.failed && inner.length === 0) {
      failed.push([...path.slice(0, point.depth), point.name].join(' › '));
    }
    if (point.failed) told.push(point);
    else passed += 1;
  }
  return counted(failed, passed);
}

function pointOf(line: string): Point | undefined {
  const [, indent, not, rest = ''] = pointLine.exec(line) ?? [];
  if (indent === undefined) return undefined;
  const directive = / # (?:SKIP|TODO)\b/i.exec(rest);
  if (directive && not === undefined) return undefined;
  return {
    name: nameOf(directive ? rest.slice(0, directive.index) : rest),
    depth: Math.floor(indent.length / 4),
    failed: not !== undefined && directive === null,
  };
}

/** Without the escapes of the protocol. */
function nameOf(text: string): string {
  return text
    .replace(/ # time=[\d.]+m?s.*$/, '')
    .replace(/\\([\\#])/g, '$1')
    .trim();
}
