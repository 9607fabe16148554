import { oneLine } from '../plainText';
import { answerOf } from './answer';
import { sectionsOf, summaryOf } from './sections';
import type { BranchStory } from './story';

/** Longer parts are cut; the document has them all. */
const maxRows = 200;

/** The story for a terminal, or for an editor that shows plain text. The answer comes last. */
export function branchText(story: BranchStory): string {
  const { sentence, reasons } = answerOf(story);
  const parts = sectionsOf(story).map(({ title, none, rows }) => {
    const shown = rows.slice(0, maxRows).map(({ cells }) => {
      const texts = cells.map((cell) => oneLine(cell, 300)).filter((cell) => cell !== '');
      return `  ${texts.join('  ')}`;
    });
    const more = rows.length > maxRows ? [`  and ${rows.length - maxRows} more`] : [];
    return [title, ...(rows.length > 0 ? [...shown, ...more] : [`  ${none}`])].join('\n');
  });
  const verdict = [
    ...reasons.map(({ weight, text }) => {
      return `  ${weight === 'objection' ? 'NO  ' : 'LOOK'}  ${oneLine(text, 600)}`;
    }),
    sentence,
  ];
  return [oneLine(summaryOf(story), 500), ...parts, verdict.join('\n')].join('\n\n');
}
