import type { CheckPorts, SubjectFile } from '../evidence';
import { indexText } from '../lines';
import { oneLine } from '../plainText';
import type { Node, Syntax } from '../syntax';
import { conditionsBefore, linesOf, touches, wordsIn } from './around';
import type { Changes, Place } from './changes';
import type { FileFlaws, Seen } from './flaws';

/** A condition that the change adds. */
export interface NewGuard extends Place {
  readonly code: string;
}

/**
 * The nearest condition that decides whether a line's code is reached and that stands on added lines, or
 * whose function does.
 */
async function newGuardBefore(
  { path, after }: SubjectFile,
  { hunks }: Changes,
  offset: number,
  syntax: Syntax,
): Promise<NewGuard | undefined> {
  return syntax.withTree(path, after, (root) => {
    const node = root.descendantForIndex(offset);
    const isChanged = (one: Node) => hunks.some((hunk) => touches(hunk.after, linesOf(one)));
    const conditions = conditionsBefore(node);
    const guard =
      conditions.find(isChanged) ??
      conditions.find((one) => functionsCalled(one, root).some(isChanged));
    return guard && { path, line: guard.startPosition.row, code: oneLine(guard.text, 80) };
  });
}

/** The functions of the file that a condition calls by their names. */
function functionsCalled(condition: Node, root: Node): readonly Node[] {
  const names = new Set([...condition.text.matchAll(/([\w$]+)\s*\(/g)].map(([, name]) => name));
  if (names.size === 0) return [];
  return root.namedChildren.flatMap((statement) => {
    const inner = /^(?:export_statement|decorated_definition)$/.test(statement.type)
      ? (statement.childForFieldName('declaration') ?? statement)
      : statement;
    const declared = inner.childForFieldName('name') ?? inner.firstNamedChild;
    const name = declared?.childForFieldName('name') ?? declared;
    return name && names.has(name.text) ? [statement] : [];
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
