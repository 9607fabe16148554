import type { CodeSummary, Finding, FindingSummary, Location } from './finding';
import { isDependency, separator } from './findingColumns';
import { type IndexedSource, type Ref, fileKey, rowOf, sourceOf } from './findingRef';
import { column } from './findingTable';

/** A longer region stands for no line of its own. */
const maxLines = 50;
/** As `detectionsFor` reads of a finding. */
const maxWords = 2000;

/**
 * The findings of reports that speak of the same flaw as a built-in one: of each flaw the one that
 * stands for it, with all others. They share a line and a CWE; one without a CWE has to name the
 * flaw in words. Only files with built-in findings are looked at.
 */
export function sameFlaws(
  sources: readonly IndexedSource[],
  files: ReadonlyMap<string, readonly Ref[]>,
  isFixed: (ref: Ref) => boolean,
): ReadonlyMap<Ref, readonly Ref[]> {
  const joined = new Map<Ref, readonly Ref[]>();
  const speak = speaker(sources);
  for (const { folder, table, topics } of sources) {
    if (!topics) continue;
    const paths = new Set<number>();
    for (let row = 0; row < table.length; row += 1) paths.add(table.number(row, column.path));
    for (const path of paths) {
      const refs = files.get(fileKey(folder, table.text(path))) ?? [];
      joinFile(sources, near(sources, refs, isFixed), speak, joined);
    }
  }
  return joined;
}

interface Placed {
  readonly ref: Ref;
  readonly tool: string;
  readonly isBuiltIn: boolean;
  readonly isSuppressed: boolean;
  readonly rank: number;
  readonly start: readonly [line: number, character: number];
  readonly end: readonly [line: number, character: number];
}

/** The built-in findings of a file, and those that share a line with one. */
function near(
  sources: readonly IndexedSource[],
  refs: readonly Ref[],
  isFixed: (ref: Ref) => boolean,
): readonly Placed[] {
  const isBuiltIn = (ref: Ref) => sources[sourceOf(ref)]?.topics !== undefined;
  const lines = new Set<number>();
  const placed: Placed[] = [];
  const add = (ref: Ref, isOwn: boolean) => {
    const one = isFixed(ref) ? undefined : placeOf(sources, ref, isOwn);
    if (one) placed.push(one);
    if (one && isOwn) for (const line of linesOf(one)) lines.add(line);
  };
  for (const ref of refs) if (isBuiltIn(ref)) add(ref, true);
  for (const ref of refs) {
    const table = sources[sourceOf(ref)]?.table;
    const first = table?.number(rowOf(ref), column.startLine) ?? -1;
    if (first < 0 || isBuiltIn(ref)) continue;
    const last = Math.min(table?.number(rowOf(ref), column.endLine) ?? -1, first + maxLines - 1);
    let line = first;
    while (line < last && !lines.has(line)) line += 1;
    if (lines.has(line)) add(ref, false);
  }
  return placed;
}

function placeOf(
  sources: readonly IndexedSource[],
  ref: Ref,
  isBuiltIn: boolean,
): Placed | undefined {
  const table = sources[sourceOf(ref)]?.table;
  const row = rowOf(ref);
  const line = table?.number(row, column.startLine) ?? -1;
  if (!table || line < 0) return undefined;
  if ((table.number(row, column.flags) & isDependency) !== 0) return undefined;
  return {
    ref,
    tool: table.textIn(row, 'toolName') ?? '',
    isBuiltIn,
    isSuppressed: table.number(row, column.suppressed) >= 0,
    rank: table.severityRank(row),
    start: [line, table.number(row, column.startCharacter)],
    end: [table.number(row, column.endLine), table.number(row, column.endCharacter)],
  };
}

type Speak = (builtIn: Ref, other: Ref) => boolean;

function joinFile(
  sources: readonly IndexedSource[],
  placed: readonly Placed[],
  speak: Speak,
  joined: Map<Ref, readonly Ref[]>,
): void {
  const byLine = new Map<number, Placed[]>();
  for (const one of placed) {
    if (!one.isBuiltIn) continue;
    for (const line of linesOf(one)) byLine.set(line, [...(byLine.get(line) ?? []), one]);
  }
  const meant = new Map<Placed, { readonly other: Placed; readonly gap: number }[]>();
  for (const other of placed) {
    // What was read from a report of the built-in scan has the same id, or is out of date.
    if (other.isBuiltIn || byLine.size === 0) continue;
    const near = new Set(linesOf(other).flatMap((line) => byLine.get(line) ?? []));
    const [best] = [...near]
      .filter((one) => one.tool !== other.tool && speak(one.ref, other.ref))
      .map((one) => ({ one, gap: gapOf(one, other) }))
      .sort((a, b) => a.gap - b.gap || a.one.ref - b.one.ref);
    if (best) meant.set(best.one, [...(meant.get(best.one) ?? []), { other, gap: best.gap }]);
  }
  for (const [one, found] of meant) {
    const nearest = [...found].sort((a, b) => a.gap - b.gap || a.other.ref - b.other.ref);
    // Two findings of one tool are two flaws.
    const tools = new Map<string, Placed>();
    for (const { other } of nearest) if (!tools.has(other.tool)) tools.set(other.tool, other);
    const [first, ...rest] = [...tools.values()].sort(byWeight);
    if (first) joined.set(first.ref, [...rest.map(({ ref }) => ref), one.ref]);
  }
}

/** A finding stands for the others if somebody has to look at it, then if it is the worst. */
function byWeight(a: Placed, b: Placed): number {
  return Number(a.isSuppressed) - Number(b.isSuppressed) || a.rank - b.rank || a.ref - b.ref;
}

function linesOf({ start, end }: Placed): readonly number[] {
  const count = Math.min(Math.max(end[0] - start[0] + 1, 1), maxLines);
  return Array.from({ length: count }, (_, index) => start[0] + index);
}

/** How far apart two places with a line in common are; less than zero when they overlap. */
function gapOf(a: Placed, b: Placed): number {
  const [first, second] = compare(a.start, b.start) <= 0 ? [a, b] : [b, a];
  if (compare(second.start, first.end) < 0) return -1;
  return second.start[0] === first.end[0] ? second.start[1] - first.end[1] : 0;
}

function compare(a: Placed['start'], b: Placed['start']): number {
  return a[0] - b[0] || a[1] - b[1];
}

/** Whether a finding is about the flaw that the built-in scan has found on its lines. */
function speaker(sources: readonly IndexedSource[]): Speak {
  return (builtIn, other) => {
    const own = sources[sourceOf(builtIn)];
    const table = sources[sourceOf(other)]?.table;
    if (!own || !table) return false;
    const row = rowOf(other);
    const cwe = table.textIn(row, 'cwe');
    if (cwe === undefined) {
      const words = `${table.textIn(row, 'ruleId') ?? ''} ${table.textIn(row, 'message') ?? ''}`;
      const rule = own.table.textIn(rowOf(builtIn), 'ruleId') ?? '';
      return own.topics?.get(rule)?.test(words.slice(0, maxWords)) === true;
    }
    const wanted = own.table.textIn(rowOf(builtIn), 'cwe')?.split(separator) ?? [];
    return cwe.split(separator).some((one) => wanted.includes(one));
  };
}

/** A finding as lists show it, with what other tools say of its flaw. */
export function withOthers(
  finding: FindingSummary,
  others: readonly FindingSummary[],
): FindingSummary {
  if (others.length === 0) return finding;
  const also = others.map(({ tool }) => tool);
  if (finding.kind === 'dependency') return { ...finding, also };
  const any = (which: 'hasFlow' | 'hasFix' | 'hasRelated') =>
    [finding, ...others].some((one) => (one as CodeSummary)[which]);
  return {
    ...finding,
    also,
    hasFlow: any('hasFlow'),
    hasFix: any('hasFix'),
    hasRelated: any('hasRelated'),
  };
}

/** As `withOthers`, of findings with all their parts. */
export function wholeWithOthers(
  finding: Finding,
  others: readonly (Finding | undefined)[],
): Finding {
  const code = others.filter((one) => one?.kind === 'code');
  if (finding.kind === 'dependency' || code.length === 0) return finding;
  const all = [finding, ...code];
  const guard: Location | undefined = all.find((one) => one.guard)?.guard;
  return {
    ...finding,
    also: code.map(({ tool }) => tool),
    // Each tool tells the way in its own steps: those of one are enough.
    codeFlows: all.find(({ codeFlows }) => codeFlows.length > 0)?.codeFlows ?? [],
    related: all.flatMap(({ related }) => related),
    fixes: all.flatMap(({ fixes }) => fixes),
    ...(guard && { guard }),
  };
}

/** All tools that found it, in words. */
export function toolsOf({ tool, also = [] }: Pick<Finding, 'tool' | 'also'>): string {
  return [...new Set([tool, ...also].map(({ name }) => name))].join(', ');
}
