import { oneLine } from '../plainText';
import { answerOf } from './answer';
import type { Row, Section } from './sections';
import { sectionsOf, summaryOf } from './sections';
import type { BranchStory } from './story';

/** Longer parts are cut; the document has them all. */
const maxRows = 200;

/** One line of the story, and the part of it that stands for a place. */
export interface TextLine {
  readonly text: string;
  readonly link?: {
    readonly start: number;
    readonly end: number;
    readonly place: NonNullable<Row['place']>;
  };
}

/** The story for a terminal. The answer comes last. */
export function branchText(story: BranchStory): string {
  return branchLines(story)
    .map(({ text }) => text)
    .join('\n');
}

/** The same line by line, for a view in which places can be opened. */
export function branchLines(story: BranchStory): readonly TextLine[] {
  const { sentence, reasons } = answerOf(story);
  const empty = { text: '' };
  return [
    { text: oneLine(summaryOf(story), 500) },
    empty,
    ...sectionsOf(story).flatMap((section) => [...sectionLines(section), empty]),
    ...reasons.map(({ weight, text }) => {
      return { text: `  ${weight === 'objection' ? 'NO  ' : 'LOOK'}  ${oneLine(text, 600)}` };
    }),
    { text: sentence },
  ];
}

function sectionLines({ title, none, rows }: Section): readonly TextLine[] {
  if (rows.length === 0) return [{ text: title }, { text: `  ${none}` }];
  const more = rows.length > maxRows ? [{ text: `  and ${rows.length - maxRows} more` }] : [];
  return [{ text: title }, ...rows.slice(0, maxRows).map(rowLine), ...more];
}

/** The link is the cell that names the place, or the first one. */
function rowLine({ cells, place }: Row): TextLine {
  const shown = cells.map((cell) => oneLine(cell, 300)).filter((cell) => cell !== '');
  const text = `  ${shown.join('  ')}`;
  if (!place) return { text };
  const path = oneLine(place.path, 300);
  const at = Math.max(
    0,
    shown.findIndex((cell) => cell.startsWith(path)),
  );
  const start = 2 + shown.slice(0, at).reduce((sum, cell) => sum + cell.length + 2, 0);
  return { text, link: { start, end: start + (shown[at]?.length ?? 0), place } };
}
