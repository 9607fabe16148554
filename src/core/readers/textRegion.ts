import type { TextIndex } from '../lines';
import type { ReportedRegion } from './reported';

/**
 * The region of a text that a report embeds, between two offsets in UTF-16 units: by offsets, and by
 * lines and columns as the editor counts them. Undefined when the text has no such region.
 */
export function textRegion(
  text: TextIndex,
  start: number,
  end: number,
): ReportedRegion | undefined {
  if (!(start >= 0 && start <= end && end <= text.text.length)) return undefined;
  const [from, to] = [text.positionAt(start), text.positionAt(end)];
  return {
    startLine: from.line + 1,
    startColumn: from.character + 1,
    endLine: to.line + 1,
    endColumn: to.character + 1,
    charOffset: start,
    charLength: end - start,
    unit: 'utf16CodeUnits',
  };
}
