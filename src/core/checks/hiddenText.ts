import type { Check, CheckPorts, SubjectFile } from '../evidence';
import type { AddedLine, Changes, Place } from './changes';
import { additions, changesOf, placesText, shownPlaces } from './changes';
import { disguisedWords } from './disguisedWords';
import { pushedAway, whitespaceChanges } from './unseenLines';

/**
 * What a diff does not show as it is: direction marks, characters without width, fillers that look
 * like spaces or nothing, tags and variation selectors (which can carry text), and controls.
 */
const hidden =
  /(?![\t\n\r\f])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]/gu;
/** Joined emoji and their presentation, keys such as a boxed 1, and the flags of England and others. */
const emoji =
  /\u{1F3F4}[\u{E0061}-\u{E007A}]{5}\u{E007F}|\p{Extended_Pictographic}[\p{Emoji_Modifier}]?\uFE0F?(?:\u200D\p{Extended_Pictographic}\p{Emoji_Modifier}?\uFE0F?)*|[\d#*]\uFE0F\u20E3/gu;
/** Scripts whose spelling needs (non-)joiners between letters. */
const joined =
  /(?<=[\p{Script=Arabic}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Kannada}\p{Script=Malayalam}\p{Script=Sinhala}\p{Script=Gujarati}])[\u200C\u200D](?=[\p{L}\p{M}\s])/gu;
/** Private characters, and signs that are drawn like those of code. */
const doubtful =
  /[\p{Co}\u037E\u2024\u2044\u2215\u2236\u2223\u29F5\u01C3\uA789\u02D0\u2768\u2769]/gu;

export const hiddenText: Check = {
  id: 'hidden-text',
  title: 'Nothing hides what the change does',
  async run({ files }, ports) {
    const all = files.map((file) => ({ file, changes: changesOf(file) }));
    const invisible = all.flatMap(({ changes }) => withNew(changes, hiddenIn));
    const words = await lookAlikes(all, ports);
    const signs = all.flatMap(({ changes }) =>
      withNew(changes, (line) => line.match(doubtful) ?? []),
    );
    const far = all.flatMap(({ changes }) => pushedAway(changes));
    const blanks = all.flatMap(({ changes }) => whitespaceChanges(changes));
    const fails = [
      said(invisible, 'Invisible or direction-changing characters are added'),
      said(words.disguised, 'Words that look like other words are added', 'Type them anew'),
    ].flat();
    const warns = [
      said(words.doubtful, 'Words that mix alphabets are added'),
      said(signs, 'Characters that look like others, or like nothing, are added'),
      said(far, 'Code stands so far to the right that few see it'),
      said(blanks, 'Only whitespace differs, which the diff may not show'),
    ].flat();
    if (fails.length + warns.length === 0) {
      return {
        outcome: 'pass',
        detail:
          'No invisible, direction-changing or look-alike characters, and no line that the diff does not show.',
      };
    }
    const places = [
      ...invisible,
      ...words.disguised,
      ...words.doubtful,
      ...signs,
      ...far,
      ...blanks,
    ];
    return {
      outcome: fails.length > 0 ? 'fail' : 'warn',
      detail: [...fails, ...warns].join(' '),
      lines: shownPlaces(places),
    };
  },
};

function said(places: readonly Place[], what: string, advice?: string): readonly string[] {
  if (places.length === 0) return [];
  return [`${what}: ${placesText(places)}.`, ...(advice === undefined ? [] : [`${advice}.`])];
}

function hiddenIn(line: string): readonly string[] {
  return line.replace(emoji, '').replace(joined, '').match(hidden) ?? [];
}

async function lookAlikes(
  all: readonly { readonly file: SubjectFile; readonly changes: Changes }[],
  ports: CheckPorts,
): Promise<{ readonly disguised: readonly Place[]; readonly doubtful: readonly Place[] }> {
  const found = await Promise.all(
    all.map(({ file, changes }) => disguisedWords(file, changes, ports)),
  );
  return {
    disguised: found.flatMap((one) => one.disguised),
    doubtful: found.flatMap((one) => one.doubtful),
  };
}

/**
 * The added lines in which something is found more often than the lines that they replace had it,
 * lines aside that only moved.
 */
function withNew(
  changes: Changes,
  find: (line: string) => readonly string[],
): readonly AddedLine[] {
  const parts = additions(changes);
  const moved = new Set(parts.flatMap(({ removed }) => removed.map((line) => line.trim())));
  return parts.flatMap(({ added, removed }) => {
    const suspects = added.filter(({ text }) => !moved.has(text.trim()) && find(text).length > 0);
    if (suspects.length === 0) return [];
    const old = new Map<string, number>();
    for (const one of removed.flatMap(find)) old.set(one, (old.get(one) ?? 0) + 1);
    return suspects.filter(({ text }) => {
      let isNew = false;
      for (const one of find(text)) {
        const left = old.get(one) ?? 0;
        if (left === 0) isNew = true;
        else old.set(one, left - 1);
      }
      return isNew;
    });
  });
}
