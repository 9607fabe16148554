import { diffLines } from '../diffLines';
import type { Check, SubjectFile } from '../evidence';
import type { Changes, Place } from './changes';
import { addedLines, changesOf, placesText, shownPlaces } from './changes';

/** What lies further right than this is seldom on the screen. */
const maxLineLength = 500;

export const whitespaceOnly: Check = {
  id: 'whitespace-only',
  title: 'The diff shows every change',
  run({ files }) {
    const all = files.map((file) => ({ file, changes: changesOf(file) }));
    const blank = all.flatMap(({ changes }) => whitespaceLines(changes));
    const long = all.flatMap(({ changes }) =>
      addedLines(changes).filter(({ text }) => text.length > maxLineLength),
    );
    const ends = all.filter(({ file }) => changesLineEnds(file));
    const details = [
      ...(blank.length > 0
        ? [`Lines that differ in whitespace only, which the diff hides: ${placesText(blank)}.`]
        : []),
      ...(long.length > 0 ? [`Added lines of more than 500 characters: ${placesText(long)}.`] : []),
      ...ends.map(({ file }) => `The line ends of ${file.path} change.`),
    ];
    if (details.length === 0) {
      return { outcome: 'pass', detail: 'No whitespace-only changes and no overlong lines.' };
    }
    return { outcome: 'warn', detail: details.join(' '), lines: shownPlaces([...blank, ...long]) };
  },
};

/** Changed lines that are the same, and in the same order, when whitespace does not count. */
function whitespaceLines({ path, before, after, hunks }: Changes): readonly Place[] {
  const places: Place[] = [];
  for (const hunk of hunks) {
    const old = before.slice(hunk.before.start, hunk.before.end).map(squeezed);
    const now = after.slice(hunk.after.start, hunk.after.end).map(squeezed);
    const changed = new Set(
      diffLines(old, now).flatMap((inner) => range(inner.after.start, inner.after.end)),
    );
    for (const at of now.keys()) {
      if (!changed.has(at)) places.push({ path, line: hunk.after.start + at });
    }
  }
  return places;
}

function squeezed(line: string): string {
  return line.replace(/\s+/g, '');
}

function range(start: number, end: number): number[] {
  return Array.from({ length: end - start }, (_, at) => start + at);
}

function changesLineEnds({ before, after }: SubjectFile): boolean {
  const [old, now] = [before, after].map((text) => /\r\n|\n|\r/.exec(text)?.[0]);
  return old !== undefined && now !== undefined && old !== now;
}
