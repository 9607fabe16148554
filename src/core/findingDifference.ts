import type { LineRange } from './diffLines';
import { diffLines, mapRange, splitLines } from './diffLines';
import type { SubjectFile } from './evidence';
import type { CodeFinding, FindingSummary } from './finding';
import { summaryOf } from './finding';
import { indexText } from './lines';
import type { ScanParts } from './scan';
import { scanFile } from './scan';
import { spanOf } from './span';

/** What became of the findings of some files. Each is told as it is after, but `fixed` as it was. */
export interface FindingDifference {
  readonly fixed: readonly FindingSummary[];
  /** New ones, and those whose guard is gone. */
  readonly introduced: readonly FindingSummary[];
  /** Also those that stood behind a guard before. */
  readonly remaining: readonly FindingSummary[];
  /** Those that stand behind a guard now and did not before: a person has to judge the guard. */
  readonly guarded: readonly FindingSummary[];
}

/** What built-in detection sees in both texts of a file. Throws a HumanError as `scanFile` does. */
export async function differenceIn(
  { path, before, after }: SubjectFile,
  parts: ScanParts,
): Promise<FindingDifference> {
  const old = (await scanFile(path, before, parts)) ?? [];
  const now = (await scanFile(path, after, parts)) ?? [];
  const matches = match(seenIn(before, old), seenIn(after, now), before, after);
  const wasOf = new Map([...matches].map(([was, is]) => [is, was]));
  const isNew = (one: CodeFinding) => {
    const was = wasOf.get(one);
    return one.guard === undefined && (was === undefined || was.guard !== undefined);
  };
  const isGuarded = (one: CodeFinding) => one.guard !== undefined && !wasOf.get(one)?.guard;
  return {
    fixed: old.filter((one) => !matches.has(one)).map(summaryOf),
    introduced: now.filter(isNew).map(summaryOf),
    remaining: now.filter((one) => !isNew(one) && !isGuarded(one)).map(summaryOf),
    guarded: now.filter(isGuarded).map(summaryOf),
  };
}

export function joinDifferences(all: readonly FindingDifference[]): FindingDifference {
  return {
    fixed: all.flatMap(({ fixed }) => fixed),
    introduced: all.flatMap(({ introduced }) => introduced),
    remaining: all.flatMap(({ remaining }) => remaining),
    guarded: all.flatMap(({ guarded }) => guarded),
  };
}

interface Seen {
  readonly finding: CodeFinding;
  readonly code: string;
  readonly lines: LineRange;
}

function seenIn(text: string, findings: readonly CodeFinding[]): readonly Seen[] {
  const index = indexText(text);
  return findings.map((finding) => {
    const { region } = finding.location;
    const span = region && spanOf(index, region);
    return {
      finding,
      code: span ? text.slice(span.start, span.end).replace(/\s+/g, ' ') : '',
      lines: { start: region?.start.line ?? 0, end: (region?.end.line ?? 0) + 1 },
    };
  });
}

/**
 * Which finding after is which before: the same code at the same place, else the same rule at the
 * same place, else the same code elsewhere, so that moving a flaw is not fixing it.
 */
function match(
  before: readonly Seen[],
  after: readonly Seen[],
  textBefore: string,
  textAfter: string,
): ReadonlyMap<CodeFinding, CodeFinding> {
  const matches = new Map<CodeFinding, CodeFinding>();
  if (before.length === 0 || after.length === 0) return matches;
  const hunks = diffLines(splitLines(textBefore), splitLines(textAfter));
  const places = new Map(before.map((old) => [old, mapRange(old.lines, hunks)]));
  const free = new Map<string, Set<Seen>>();
  for (const now of after) {
    const { ruleId } = now.finding;
    free.set(ruleId, (free.get(ruleId) ?? new Set()).add(now));
  }
  const pair = (fits: (old: Seen, now: Seen) => boolean) => {
    for (const old of before) {
      const candidates = free.get(old.finding.ruleId);
      if (!candidates || matches.has(old.finding)) continue;
      for (const now of candidates) {
        if (!fits(old, now)) continue;
        matches.set(old.finding, now.finding);
        candidates.delete(now);
        break;
      }
    }
  };
  const sameCode = (old: Seen, now: Seen) => old.code === now.code;
  const samePlace = (old: Seen, { lines }: Seen) => {
    const place = places.get(old);
    return place !== undefined && lines.start < place.end && lines.end > place.start;
  };
  pair((old, now) => sameCode(old, now) && samePlace(old, now));
  pair(samePlace);
  pair(sameCode);
  return matches;
}
