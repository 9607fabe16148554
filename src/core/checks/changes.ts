import type { Hunk } from '../diffLines';
import { diffLines, splitLines } from '../diffLines';
import type { SubjectFile } from '../evidence';
import { oneLine } from '../plainText';

/** A line of the text after; lines are zero-based. */
export interface Place {
  readonly path: string;
  readonly line: number;
}

/** A file's lines and where they differ. */
export interface Changes {
  readonly path: string;
  readonly before: readonly string[];
  readonly after: readonly string[];
  readonly hunks: readonly Hunk[];
}

/** Most checks ask the same of one file. */
const known = new WeakMap<SubjectFile, Changes>();

export function changesOf(file: SubjectFile): Changes {
  let changes = known.get(file);
  if (!changes) {
    const [before, after] = [splitLines(file.before), splitLines(file.after)];
    changes = { path: file.path, before, after, hunks: diffLines(before, after) };
    known.set(file, changes);
  }
  return changes;
}

/** A line that was added or replaced another. */
export interface AddedLine extends Place {
  readonly text: string;
}

/** What each hunk adds, and the lines that it replaces. */
export function additions({ path, before, after, hunks }: Changes): readonly {
  readonly added: readonly AddedLine[];
  readonly removed: readonly string[];
}[] {
  return hunks.map((hunk) => ({
    added: after
      .slice(hunk.after.start, hunk.after.end)
      .map((text, at) => ({ path, line: hunk.after.start + at, text })),
    removed: before.slice(hunk.before.start, hunk.before.end),
  }));
}

export function addedLines(changes: Changes): readonly AddedLine[] {
  return additions(changes).flatMap(({ added }) => added);
}

/** "src/a.js:3, src/a.js:7 and 4 more": at most five, as a person counts lines. */
export function placesText(places: readonly Place[]): string {
  const all = [...new Set(places.map(({ path, line }) => `${oneLine(path, 200)}:${line + 1}`))];
  const shown = all.slice(0, 5);
  const more = all.length - shown.length;
  return more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(', ');
}

/** As many places as a view can show. */
export function shownPlaces(places: readonly Place[]): readonly Place[] {
  return places.slice(0, 100).map(({ path, line }) => ({ path, line }));
}
