import { severityRank } from '../finding';
import type { Subject } from '../evidence';
import { touches } from './around';
import type { FileFlaws, Flaws, Seen } from './flaws';

/**
 * The flaws that a change is about: those that its finding speaks of. Without a finding, those that
 * built-in detection saw before in the functions that change, unless they are hardly more than advice.
 */
export function targetsOf({ finding }: Subject, { files, left }: Flaws): readonly Seen[] {
  if (finding) return files.flatMap(({ targets }) => targets);
  return files.flatMap((one) =>
    one.before.filter((seen) => isTouched(seen, one) && (!left.has(seen) || counts(seen))),
  );
}

function isTouched({ lines, scope, made }: Seen, { changes: { hunks } }: FileFlaws): boolean {
  return hunks.some(({ before }) => {
    // Where lines are only added, nothing of before is in the hunk.
    const at = before.start === before.end ? { start: before.start, end: before.end + 1 } : before;
    return [lines, scope, ...made].some((range) => touches(at, range));
  });
}

/** A flaw that stays, and that nobody spoke of, has to be one that a rule is rather sure of. */
function counts({ rule }: Seen): boolean {
  return rule.precision !== 'low' && severityRank(rule.severity) <= severityRank('medium');
}
