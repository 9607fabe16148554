import { splitLines } from '../diffLines';
import type { Check, SubjectFile } from '../evidence';
import { oneLine } from '../plainText';
import type { Changes, Place } from './changes';
import { additions, changesOf, placesText, shownPlaces } from './changes';
import { lostComments } from './lostComments';

interface Concern {
  readonly text: string;
  readonly places: readonly Place[];
}

export const format: Check = {
  id: 'format',
  title: 'The form of the files is kept',
  run({ files }) {
    const concerns = files.flatMap((file) => {
      const changes = changesOf(file);
      return [
        ...lineEnds(file),
        ...byteOrderMark(file),
        ...indentation(changes),
        ...encoding(changes),
        ...lostComments(file, changes),
      ];
    });
    const notes = files.flatMap(lastLineEnd);
    if (concerns.length === 0) {
      return {
        outcome: 'pass',
        detail: ['Line ends, indentation, encoding and comments stay as they were.', ...notes].join(
          ' ',
        ),
      };
    }
    return {
      outcome: 'warn',
      detail: [...concerns.map(({ text }) => text), ...notes].join(' '),
      lines: shownPlaces(concerns.flatMap(({ places }) => places)),
    };
  },
};

const names: Readonly<Record<string, string>> = { '\r\n': 'CRLF', '\n': 'LF', '\r': 'CR' };

function lineEnds({ path, before, after, status }: SubjectFile): readonly Concern[] {
  const old = countEnds(before);
  const now = countEnds(after);
  const kinds = [...now.keys()];
  const file = oneLine(path, 200);
  if (status === 'created' || old.size === 0) {
    if (kinds.length < 2) return [];
    return [{ text: `The line ends of ${file} are mixed; use one kind.`, places: [] }];
  }
  const fresh = kinds.filter((kind) => !old.has(kind));
  const [main] = [...old].sort(([, a], [, b]) => b - a)[0] ?? [];
  const [mainNow] = [...now].sort(([, a], [, b]) => b - a)[0] ?? [];
  if (now.size === 0 || (fresh.length === 0 && main === mainNow)) return [];
  const wrong = fresh.length > 0 ? fresh : kinds.filter((kind) => kind !== main);
  const count = wrong.reduce((sum, kind) => sum + (now.get(kind) ?? 0), 0);
  const places = linesEnding(after, wrong).map((line) => ({ path, line }));
  const said = `${count} of ${splitLines(after).length - 1} line ends of ${file} become ${wrong.map((kind) => names[kind]).join(' and ')}`;
  return [
    {
      text: `${said}, where the file has ${names[main ?? '\n'] ?? ''}. Put them back: the diff does not show them.`,
      places,
    },
  ];
}

function countEnds(text: string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  const add = (kind: string, count: number) => {
    if (count > 0) counts.set(kind, count);
  };
  const lf = text.split('\n').length - 1;
  const cr = text.includes('\r') ? text.split('\r').length - 1 : 0;
  const crlf = cr > 0 ? text.split('\r\n').length - 1 : 0;
  add('\r\n', crlf);
  add('\n', lf - crlf);
  add('\r', cr - crlf);
  return counts;
}

/** The first lines that end so. */
function linesEnding(text: string, kinds: readonly string[]): readonly number[] {
  const lines: number[] = [];
  let line = 0;
  for (const [end] of text.matchAll(/\r\n|\n|\r/g)) {
    if (kinds.includes(end)) lines.push(line);
    if (lines.length >= 100) break;
    line += 1;
  }
  return lines;
}

function byteOrderMark({ path, byteOrderMark: what }: SubjectFile): readonly Concern[] {
  if (what === undefined) return [];
  const text = `The byte order mark of ${oneLine(path, 200)} is ${what}; leave it as it was.`;
  return [{ text, places: [{ path, line: 0 }] }];
}

/** Lines of which only the indentation changes, from tabs to spaces or the other way. */
function indentation({ path, before, after, hunks }: Changes): readonly Concern[] {
  const places = hunks.flatMap((hunk) => {
    const old = new Map<string, string>();
    for (const line of before.slice(hunk.before.start, hunk.before.end)) {
      if (line.trim() !== '') old.set(line.trim(), indentOf(line));
    }
    return after.slice(hunk.after.start, hunk.after.end).flatMap((line, at) => {
      const from = old.get(line.trim());
      const to = indentOf(line);
      if (from === undefined || from === '' || to === '') return [];
      return from.includes('\t') === to.includes('\t')
        ? []
        : [{ path, line: hunk.after.start + at }];
    });
  });
  if (places.length === 0) return [];
  return [
    {
      text: `Tabs and spaces are exchanged in lines that stay otherwise: ${placesText(places)}.`,
      places,
    },
  ];
}

function indentOf(line: string): string {
  return /^[ \t]*/.exec(line)?.[0] ?? '';
}

/** What is left of a letter that was read in the wrong encoding. */
const garbled = /\uFFFD|[ÃÂ][\u0080-\u00BF]|â€[\u0080-\u00FF™œ˜“”]/;

function encoding(changes: Changes): readonly Concern[] {
  const places = additions(changes).flatMap(({ added, removed }) =>
    removed.some((line) => garbled.test(line))
      ? []
      : added.filter(({ text }) => garbled.test(text)),
  );
  if (places.length === 0) return [];
  return [{ text: `Letters look as if read in a wrong encoding: ${placesText(places)}.`, places }];
}

/** Worth a word, but no more: it changes nothing that runs. */
function lastLineEnd({ path, before, after, status }: SubjectFile): readonly string[] {
  const [had, has] = [/[\r\n]$/.test(before), /[\r\n]$/.test(after)];
  if (status !== undefined || before === '' || after === '' || had === has) return [];
  return [`The last line end of ${oneLine(path, 200)} is ${has ? 'new' : 'gone'}.`];
}
