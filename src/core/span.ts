import type { Position, Region } from './finding';
import type { TextIndex } from './lines';

/** From `start` up to, and without, `end`; UTF-16 offsets in a text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * The offsets of a region, or undefined when the text has no such place. The end of a text that ends
 * with a line break may be said as the start of the line after it.
 */
export function spanOf(text: TextIndex, region: Region): Span | undefined {
  const start = offsetOf(text, region.start);
  const end = offsetOf(text, region.end);
  return start === undefined || end === undefined || end < start ? undefined : { start, end };
}

function offsetOf(text: TextIndex, { line, character }: Position): number | undefined {
  if (line < 0 || character < 0 || line > text.lineCount) return undefined;
  if (line === text.lineCount) return character === 0 ? text.text.length : undefined;
  const offset = text.lineStart(line) + character;
  return offset <= text.lineEnd(line) ? offset : undefined;
}
