import { applyEdits, findNodeAtLocation, modify, parseTree } from 'jsonc-parser';
import type { OverrideEdit, RangeEdit } from './planner/outcome';
import { endOfLine, indentOf } from './planner/textStyle';

/**
 * The text of a package.json with other ranges and new overrides; all else stays to the letter.
 * Undefined where the text is not what the edits were made for.
 */
export function editManifest(
  text: string,
  edits: readonly (RangeEdit | OverrideEdit)[],
): string | undefined {
  let edited: string | undefined = text;
  for (const edit of edits) {
    if (edited === undefined) return undefined;
    edited = edit.kind === 'range' ? withRange(edited, edit) : withOverride(edited, edit);
  }
  return edited;
}

function withRange(text: string, { section, name, from, to }: RangeEdit): string | undefined {
  const tree = parseTree(text);
  const value = tree && findNodeAtLocation(tree, [section, name]);
  if (value?.type !== 'string' || value.value !== from) return undefined;
  if (to === undefined) return changed(text, [section, name], undefined);
  return text.slice(0, value.offset) + JSON.stringify(to) + text.slice(value.offset + value.length);
}

function withOverride(text: string, { keys, to }: OverrideEdit): string | undefined {
  const tree = parseTree(text);
  if (tree?.type !== 'object') return undefined;
  const path = ['overrides', ...keys];
  for (let depth = 1; depth < path.length; depth += 1) {
    const above = findNodeAtLocation(tree, path.slice(0, depth));
    if (above?.type === 'string') {
      const own = { '.': above.value as string, [path[depth] ?? '']: to };
      return depth === path.length - 1 ? changed(text, path.slice(0, depth), own) : undefined;
    }
  }
  return changed(text, path, to);
}

function changed(text: string, path: readonly string[], value: unknown): string {
  const indent = indentOf(text);
  const formattingOptions = {
    insertSpaces: !indent.startsWith('\t'),
    tabSize: indent.startsWith('\t') ? 1 : indent.length,
    eol: endOfLine(text),
  };
  return applyEdits(text, modify(text, [...path], value, { formattingOptions }));
}
