import { oneLine } from '../plainText';
import type { BranchReason } from './answer';
import { answerOf } from './answer';
import type { Section } from './sections';
import { sectionsOf, summaryOf } from './sections';
import type { BranchStory } from './story';

/** What a comment may hold with room to spare: GitHub's ends at 65,536 characters. */
const maxBytes = 60_000;

/** The rows of each part that are tried, until the whole is short enough. */
const rowLimits = [50, 20, 8, 3, 0] as const;

/** By this a job finds its own comment again. */
const commentMark = '<!-- countersign: branch -->';

/**
 * The story as Markdown for a comment, below 60 KB: what does not fit is counted. Foreign text is
 * data in it: no link, no mention, no HTML and no row of a table of its own.
 */
export function branchMarkdown(story: BranchStory): string {
  let text = '';
  for (const limit of rowLimits) {
    text = markdownWith(story, limit);
    if (new TextEncoder().encode(text).length < maxBytes) break;
  }
  return text;
}

function markdownWith(story: BranchStory, limit: number): string {
  const { sentence, reasons } = answerOf(story);
  const parts = sectionsOf(story).map((section) => sectionText(section, limit));
  return [
    commentMark,
    `## Countersign: ${escaped(sentence, 200)}`,
    escaped(summaryOf(story), 500),
    ...reasonsText(reasons, limit),
    ...parts,
    `**${escaped(sentence, 200)}**`,
  ].join('\n\n');
}

function reasonsText(reasons: readonly BranchReason[], limit: number): readonly string[] {
  if (reasons.length === 0) return [];
  const shown = reasons.slice(0, Math.max(limit, 10)).map(({ weight, text }) => {
    const said = escaped(text, limit > 0 ? 600 : 200);
    return `- ${weight === 'objection' ? '❌ **No:**' : '⚠️ **Look:**'} ${said}`;
  });
  const more = reasons.length - shown.length;
  return [[...shown, ...(more > 0 ? [`- and ${more} more`] : [])].join('\n')];
}

/** One part, folded, with at most so many rows. */
export function sectionText({ title, none, columns, rows }: Section, limit: number): string {
  if (rows.length === 0) return `**${title}:** ${escaped(none, 300)}`;
  const shown = rows.slice(0, limit);
  const more = rows.length - shown.length;
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    `<details><summary>${title}: ${rows.length}</summary>`,
    '',
    ...(shown.length > 0 ? [line(columns), line(columns.map(() => '---'))] : []),
    ...shown.map(({ cells }) => line(cells.map((cell) => escaped(cell, 300)))),
    ...(more > 0 ? ['', `${more} more ${more === 1 ? 'is' : 'are'} left out here.`] : []),
    '',
    '</details>',
  ].join('\n');
}

/**
 * As one line in which nothing has a meaning to Markdown or HTML: such signs are written as numbers.
 * Forges look for people, issues and addresses in what is shown, so those are broken up by a space
 * without width as well.
 */
export function escaped(text: string, max: number): string {
  return oneLine(text, max)
    .replace(/[^\p{L}\p{N} ,;()'’“”?−+=…/.:-]/gu, spelled)
    .replace(/:(?=\/\/|[\p{L}+])|gh-(?=\d)|www(?=\.)/giu, `$&${gap}`);
}

const gap = '&#8203;';

function spelled(character: string): string {
  const number = `&#${character.codePointAt(0) ?? 0};`;
  return /[@#!~$%&]/.test(character) ? number + gap : number;
}
