import type { CheckPorts, SubjectFile } from '../evidence';
import { indexText } from '../lines';
import { oneLine } from '../plainText';
import type { Syntax } from '../syntax';
import { conditionsBefore, linesOf, touches, wordsIn } from './around';
import type { Changes, Place } from './changes';
import type { FileFlaws, Seen } from './flaws';

/** A condition that the change adds. */
export interface NewGuard extends Place {
  readonly code: string;
}

/** The nearest condition on added lines that decides whether a line's code is reached. */
export async function newGuardBefore(
  { path, after }: SubjectFile,
  { hunks }: Changes,
  offset: number,
  syntax: Syntax,
): Promise<NewGuard | undefined> {
  return syntax.withTree(path, after, (root) => {
    const node = root.descendantForIndex(offset);
    const guard = conditionsBefore(node).find((one) =>
      hunks.some((hunk) => touches(hunk.after, linesOf(one))),
    );
    return guard && { path, line: guard.startPosition.row, code: oneLine(guard.text, 80) };
  });
}

/** The condition that a change puts before what is left of a flaw, when it is about the same names. */
export async function newGuardOf(
  seen: Seen,
  { file, changes }: FileFlaws,
  syntax: Syntax,
): Promise<NewGuard | undefined> {
  const start = indexText(file.after).lineStart(seen.line);
  const offset = start + Math.max(0, file.after.slice(start).search(/\S/));
  const guard = await newGuardBefore(file, changes, offset, syntax);
  if (!guard) return undefined;
  const made = seen.made.flatMap((one) => changes.after.slice(one.start, one.end));
  const names = wordsIn([seen.code, ...made].join('\n'));
  return [...wordsIn(guard.code)].some((word) => names.has(word)) ? guard : undefined;
}

/** The same code as before that a flaw was in, still there after, and the condition that is new before it. */
export async function reachedBehind(
  seen: Seen,
  { file, changes }: FileFlaws,
  ports: Pick<CheckPorts, 'syntax'>,
): Promise<{ readonly sink: number; readonly guard: NewGuard } | undefined> {
  const sink = changes.before[seen.lines.end - 1]?.trim() ?? '';
  const line = changes.after.findIndex((text) => text.trim() === sink);
  if (sink.length < 8 || line < 0) return undefined;
  const start = indexText(file.after).lineStart(line);
  const offset = start + (changes.after[line] ?? '').search(/\S/);
  const guard = await newGuardBefore(file, changes, offset, await ports.syntax());
  return guard && { sink: line, guard };
}
