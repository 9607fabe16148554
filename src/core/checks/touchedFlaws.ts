import { severityRank } from '../finding';
import type { Subject } from '../evidence';
import { touches, wordsIn } from './around';
import type { Changes } from './changes';
import type { FileFlaws, Flaws, Seen } from './flaws';

/**
 * The flaws that a change is about: those that its finding speaks of. Without a finding, those that
 * built-in detection saw before in the functions that change, unless they are hardly more than advice.
 */
export function targetsOf({ finding }: Subject, { files, left }: Flaws): readonly Seen[] {
  if (finding) return files.flatMap(({ targets }) => targets);
  return files.flatMap((one) =>
    one.before.filter((seen) => {
      if (!isTouched(seen, one)) return false;
      return (
        !left.has(seen) || isGrave(seen) || (isOwn(seen, one) && seen.rule.precision !== 'low')
      );
    }),
  );
}

/** Those of them that a change takes in hand: gone, or with their own lines among those that change. */
export function takenInHand(subject: Subject, flaws: Flaws): readonly Seen[] {
  const targets = targetsOf(subject, flaws);
  if (subject.finding) return targets;
  return targets.filter(
    (seen) =>
      !flaws.left.has(seen) ||
      flaws.files.some((one) => one.before.includes(seen) && isOwn(seen, one)),
  );
}

/** Whether the lines that a flaw is made of are among those that change. */
function isOwn({ made }: Seen, { changes: { hunks } }: FileFlaws): boolean {
  return hunks.some((hunk) => made.some((one) => touches(hunk.before, one)));
}

function isTouched(seen: Seen, { changes }: FileFlaws): boolean {
  const { lines, scope, made } = seen;
  const name = nameOf(seen, changes);
  return changes.hunks.some(({ before, after }) => {
    const changed = [
      ...changes.before.slice(before.start, before.end),
      ...changes.after.slice(after.start, after.end),
    ];
    if (name !== undefined && wordsIn(changed.join('\n')).has(name)) return true;
    // Where lines are only added, nothing of before is in the hunk.
    const at = before.start === before.end ? { start: before.start, end: before.end + 1 } : before;
    return [lines, scope, ...made].some((range) => touches(at, range));
  });
}

/** What a flaw outside of all functions is called by those that use it. */
function nameOf({ scope, made: [statement] }: Seen, { before }: Changes): string | undefined {
  if (statement?.start !== scope.start || statement.end !== scope.end) return undefined;
  return /^\s*(?:export\s+)?(?:(?:const|let|var)\s+)?([\w$]{2,})\s*(?::[^=\n]+)?=(?!=)/.exec(
    before[scope.start] ?? '',
  )?.[1];
}

/** A flaw that stays, and that nobody spoke of, has to be one that a rule is rather sure of. */
function isGrave({ rule }: Seen): boolean {
  return rule.precision !== 'low' && severityRank(rule.severity) <= severityRank('medium');
}
