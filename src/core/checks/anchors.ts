import { applyEdits } from '../draft';
import type { Check, SubjectFile } from '../evidence';
import { addedLines, changesOf, placesText, shownPlaces } from './changes';

export const anchors: Check = {
  id: 'anchors',
  title: 'Every drafted edit landed where it was drafted',
  run({ draft, files }) {
    if (!draft) {
      const detail = 'The change came without drafted edits.';
      return { outcome: 'not-run', detail, isMoot: true };
    }
    const differing: SubjectFile[] = [];
    for (const { path, edits } of draft.changes) {
      const file = files.find((candidate) => candidate.path === path);
      if (!file) return { outcome: 'fail', detail: `${path} is drafted but was not opened.` };
      const drafted = applyEdits(file.before, edits);
      if (!drafted.ok) return { outcome: 'fail', detail: `${path}: ${drafted.why}.` };
      if (drafted.text !== file.after) {
        differing.push({ path, before: drafted.text, after: file.after });
      }
    }
    const stray = files.find(({ path }) => !draft.changes.some((change) => change.path === path));
    if (stray) return { outcome: 'fail', detail: `${stray.path} changes but was not drafted.` };
    if (differing.length === 0) {
      const count = draft.changes.reduce((sum, { edits }) => sum + edits.length, 0);
      return { outcome: 'pass', detail: `All ${count} drafted edits stand in the text.` };
    }
    const places = differing.flatMap((file) => addedLines(changesOf(file)));
    const where = places.length > 0 ? `: ${placesText(places)}` : ' by taking lines out';
    return {
      outcome: 'warn',
      detail: `The reviewer changed what was drafted${where}.`,
      lines: shownPlaces(places),
    };
  },
};
