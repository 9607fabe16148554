import type { SubjectFile } from '../evidence';
import { lineStarts } from '../lines';
import type { FileOptions } from '../rules/parsedFile';
import type { Trigger } from '../rules/rule';
import type { Changes } from './changes';

/** No trigger looks further than this from where it fires. */
const reach = 4000;

/** For each side of a change, whether a rule's trigger fires on it. */
export interface SharedTriggers {
  readonly before: Required<FileOptions>['fires'];
  readonly after: Required<FileOptions>['fires'];
}

/**
 * What fires on the text before is taken to fire on the one after, too: the rule then looks for
 * itself. What does not is only looked for around the change, which spares most of a long text.
 */
export function sharedTriggers(
  { before, after }: SubjectFile,
  { hunks }: Pick<Changes, 'hunks'>,
): SharedTriggers {
  const known = new Map<Trigger, boolean>();
  const starts = lineStarts(after);
  const offset = (line: number) => starts[line] ?? after.length;
  const parts = hunks.map(({ after: { start, end } }) =>
    after.slice(Math.max(0, offset(start) - reach), offset(end) + reach),
  );
  const firesBefore = (trigger: Trigger) => {
    const fires = known.get(trigger) ?? trigger.test(before);
    known.set(trigger, fires);
    return fires;
  };
  return {
    before: firesBefore,
    after(trigger) {
      const old = known.get(trigger);
      if (old === undefined) return trigger.test(after);
      return old || parts.some((part) => firesIn(trigger, part, after));
    },
  };
}

function firesIn(trigger: Trigger, part: string, text: string): boolean {
  if (trigger instanceof RegExp) return trigger.test(part);
  return trigger.testPart ? trigger.testPart(part, text) : trigger.test(text);
}
