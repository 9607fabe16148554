import type { Check } from '../evidence';
import type { AddedLine } from './changes';
import { additions, changesOf, placesText, shownPlaces } from './changes';

/**
 * What a diff does not show as it is: direction marks, characters without width, fillers that look
 * like spaces or nothing, tags and variation selectors (which can carry text), and controls.
 */
const hidden =
  /(?![\t\n\r])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]/gu;
/** Joined emoji and their presentation, as in a family or a red heart. */
const emoji =
  /\p{Extended_Pictographic}[\p{Emoji_Modifier}]?\uFE0F?(?:\u200D\p{Extended_Pictographic}\p{Emoji_Modifier}?\uFE0F?)*/gu;
const privateUse = /\p{Co}/gu;
const identifier = /[\p{ID_Start}$_][\p{ID_Continue}$]*/gu;
/** Letters beyond ASCII and the accented Latin of everyday words, and the Latin ones that mislead. */
const foreignLetter =
  /[^\p{ASCII}\u00AA-\u024F\P{L}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]|[\u0131\u017F\u0184\u01BF-\u01C3\u0251\u0261]/u;

export const hiddenUnicode: Check = {
  id: 'hidden-unicode',
  title: 'No added character hides what the code does',
  run({ files }) {
    const all = files.flatMap((file) => additions(changesOf(file)));
    const invisible = all.flatMap(({ added, removed }) => withNew(added, removed, hiddenIn));
    const doubtful = all.flatMap(({ added, removed }) => withNew(added, removed, doubtfulIn));
    if (invisible.length > 0) {
      return {
        outcome: 'fail',
        detail: `The change adds invisible or direction-changing characters: ${placesText(invisible)}.`,
        lines: shownPlaces(invisible),
      };
    }
    if (doubtful.length > 0) {
      return {
        outcome: 'warn',
        detail: `The change adds names that mix alphabets, or characters without a meaning of their own: ${placesText(doubtful)}.`,
        lines: shownPlaces(doubtful),
      };
    }
    return {
      outcome: 'pass',
      detail: 'No invisible, direction-changing or look-alike characters.',
    };
  },
};

function hiddenIn(line: string): readonly string[] {
  return line.replace(emoji, '').match(hidden) ?? [];
}

/** Private characters, and words of ASCII letters and letters that look like them. */
function doubtfulIn(line: string): readonly string[] {
  const words = line.match(identifier) ?? [];
  const mixed = words.filter((word) => /[A-Za-z]/.test(word) && foreignLetter.test(word));
  return [...(line.match(privateUse) ?? []), ...mixed];
}

/** The added lines in which something is found more often than the removed lines had it. */
function withNew(
  added: readonly AddedLine[],
  removed: readonly string[],
  find: (line: string) => readonly string[],
): readonly AddedLine[] {
  const old = new Map<string, number>();
  for (const one of removed.flatMap(find)) old.set(one, (old.get(one) ?? 0) + 1);
  return added.filter(({ text }) => {
    let isNew = false;
    for (const one of find(text)) {
      const left = old.get(one) ?? 0;
      if (left === 0) isNew = true;
      else old.set(one, left - 1);
    }
    return isNew;
  });
}
