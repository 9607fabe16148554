import { mapRange } from '../diffLines';
import type { Check, SubjectFile } from '../evidence';
import type { Node, Syntax } from '../syntax';
import type { Place } from './changes';
import { changesOf, placesText, shownPlaces } from './changes';

/** More parse errors than this in one file are not told apart. */
const maxErrors = 1000;

export const noNewParseErrors: Check = {
  id: 'new-parse-errors',
  title: 'The code still parses',
  async run({ files }, ports) {
    const syntax = await ports.syntax();
    const errors: Place[] = [];
    const unparsed: string[] = [];
    for (const file of files) {
      const found = await newErrors(file, syntax);
      if (found) errors.push(...found);
      else unparsed.push(file.path);
    }
    if (errors.length > 0) {
      return {
        outcome: 'fail',
        detail: `The change brings new parse errors: ${placesText(errors)}.`,
        lines: shownPlaces(errors),
      };
    }
    if (unparsed.length > 0) {
      return { outcome: 'not-run', detail: `There is no parser for ${unparsed.join(', ')}.` };
    }
    return { outcome: 'pass', detail: 'No parse error that was not there before.' };
  },
};

/** Undefined when there is no grammar. Errors that were there before, at the same line, are not new. */
async function newErrors(file: SubjectFile, syntax: Syntax): Promise<Place[] | undefined> {
  const { path, before, after } = file;
  const now = await syntax.withTree(path, after, errorLines);
  if (!now || now.length === 0) return now && [];
  const old = (await syntax.withTree(path, before, errorLines)) ?? [];
  const { hunks } = changesOf(file);
  const left = old.map((line) => mapRange({ start: line, end: line + 1 }, hunks));
  return now.filter((line) => !takeFirst(left, line)).map((line) => ({ path, line }));
}

/** Takes one old error off the list that may be the one at this line. */
function takeFirst(left: { start: number; end: number }[], line: number): boolean {
  const at = left.findIndex(({ start, end }) => line >= start && line < end);
  if (at >= 0) left.splice(at, 1);
  return at >= 0;
}

/** The lines of ERROR and MISSING nodes. */
function errorLines(root: Node): number[] {
  const lines: number[] = [];
  const todo = root.hasError ? [root] : [];
  for (let node = todo.pop(); node && lines.length < maxErrors; node = todo.pop()) {
    if (node.isError || node.isMissing) lines.push(node.startPosition.row);
    for (const child of node.children) {
      if (child.hasError || child.isError || child.isMissing) todo.push(child);
    }
  }
  return lines.sort((a, b) => a - b);
}
