import type { Region } from '../finding';
import type { TextIndex } from '../lines';
import type { ColumnUnit, ReportedRegion } from './reported';

/** Offsets in UTF-16 units, `end` exclusive. */
interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * The region of the text that a report means, for showing: undefined when it names none, `stale`
 * when it lies past the end of the line or file, so the text is not the one that was scanned.
 * Where the report leaves the end open, the region goes to the end of the line's content.
 */
export function shownRegion(
  text: TextIndex,
  region: ReportedRegion,
  unit: ColumnUnit,
): Region | 'stale' | undefined {
  if (!namesPlace(region)) return undefined;
  const span = shownSpan(text, region, unit);
  return span === undefined ? 'stale' : toRegion(text, span);
}

/**
 * The region of the text that a report means, for an edit: exactly what it says, or undefined.
 * Whatever else the report says of the same place (bytes, snippet) has to agree.
 */
export function exactRegion(
  text: TextIndex,
  region: ReportedRegion,
  unit: ColumnUnit,
): Region | undefined {
  const span = exactSpan(text, region, unit);
  if (span === undefined || !agrees(text, region, span)) return undefined;
  return toRegion(text, span);
}

/**
 * How the tool counts columns in this file, by its own evidence: in which of the two ways of
 * counting its columns hit the bytes and snippets that it gives with them. UTF-16 if none tells.
 */
export function unitByEvidence(text: TextIndex, regions: Iterable<ReportedRegion>): ColumnUnit {
  if (!text.hasPairs) return 'utf16CodeUnits';
  let lead = 0;
  for (const region of regions) {
    const points = fitsEvidence(text, region, 'unicodeCodePoints');
    const units = fitsEvidence(text, region, 'utf16CodeUnits');
    lead += Number(points) - Number(units);
  }
  return lead > 0 ? 'unicodeCodePoints' : 'utf16CodeUnits';
}

function fitsEvidence(text: TextIndex, region: ReportedRegion, unit: ColumnUnit): boolean {
  const { byteOffset, snippet, startLine, startColumn } = region;
  if (byteOffset === undefined && snippet === undefined) return false;
  if (!startLine || !startColumn) return false;
  const span = exactSpan(text, region, unit);
  return span !== undefined && agrees(text, region, span);
}

function agrees(text: TextIndex, region: ReportedRegion, span: Span): boolean {
  const { snippet, byteOffset } = region;
  if (snippet !== undefined && text.text.slice(span.start, span.end) !== snippet) return false;
  if (byteOffset === undefined) return true;
  // The text has no byte order mark any more, but the tool may have counted its three bytes.
  return [0, 3].some((mark) => {
    const bytes = byteSpan(text, region, byteOffset - mark);
    return (
      bytes?.start === span.start && (region.byteLength === undefined || bytes.end === span.end)
    );
  });
}

function namesPlace({ startLine, charOffset, byteOffset }: ReportedRegion): boolean {
  return Boolean(startLine) || charOffset !== undefined || byteOffset !== undefined;
}

function shownSpan(text: TextIndex, region: ReportedRegion, unit: ColumnUnit): Span | undefined {
  if (!region.startLine) {
    const span = offsetSpan(text, region, unit);
    const open = region.charLength === undefined && region.byteLength === undefined;
    if (span === undefined || !open) return span;
    const end = contentEnd(text, text.positionAt(span.start).line);
    return { start: span.start, end: Math.max(span.start, end) };
  }
  const first = region.startLine - 1;
  if (first >= text.lineCount) return undefined;
  const start = region.startColumn
    ? columnOffset(text, first, region.startColumn, unit)
    : contentStart(text, first);
  const end = shownEnd(text, region, unit);
  if (start === undefined || end === undefined) return undefined;
  return { start, end: end < start ? Math.max(start, contentEnd(text, first)) : end };
}

function shownEnd(text: TextIndex, region: ReportedRegion, unit: ColumnUnit): number | undefined {
  const { startLine = 1, endLine = startLine, endColumn } = region;
  // Just past a last line without a line break: where some tools end a region of whole lines.
  if (endLine === text.lineCount + 1 && endColumn === 1) return text.text.length;
  if (endLine > text.lineCount) return undefined;
  if (endLine < startLine) return contentEnd(text, startLine - 1);
  if (!endColumn) return contentEnd(text, endLine - 1);
  return columnOffset(text, endLine - 1, endColumn, unit) ?? text.lineEnd(endLine - 1);
}

function exactSpan(text: TextIndex, region: ReportedRegion, unit: ColumnUnit): Span | undefined {
  const { startLine, startColumn = 1, endLine = startLine, endColumn } = region;
  if (!startLine || !endLine) {
    const open = region.charLength === undefined && region.byteLength === undefined;
    return open ? undefined : offsetSpan(text, region, unit);
  }
  if (startLine > text.lineCount || endLine > text.lineCount) return undefined;
  const start = columnOffset(text, startLine - 1, startColumn, unit);
  const end =
    endColumn === undefined
      ? text.lineEnd(endLine - 1)
      : columnOffset(text, endLine - 1, endColumn, unit);
  if (start === undefined || end === undefined || end < start) return undefined;
  return { start, end };
}

/** By offsets alone; an absent length is 0. */
function offsetSpan(text: TextIndex, region: ReportedRegion, unit: ColumnUnit): Span | undefined {
  const { charOffset, charLength = 0, byteOffset } = region;
  if (charOffset === undefined) {
    return byteOffset === undefined ? undefined : byteSpan(text, region, byteOffset);
  }
  const [start, end] =
    unit === 'utf16CodeUnits'
      ? [charOffset, charOffset + charLength]
      : [text.afterCodePoints(0, charOffset), text.afterCodePoints(0, charOffset + charLength)];
  if (start === undefined || end === undefined || end > text.text.length) return undefined;
  return { start, end };
}

function byteSpan(text: TextIndex, region: ReportedRegion, offset: number): Span | undefined {
  const start = text.fromBytes(offset);
  const end = text.fromBytes(offset + (region.byteLength ?? 0));
  return start === undefined || end === undefined ? undefined : { start, end };
}

/** `column` counts from 1; one past the last character is the line's end. */
function columnOffset(
  text: TextIndex,
  line: number,
  column: number,
  unit: ColumnUnit,
): number | undefined {
  if (column < 1) return undefined;
  const offset = offsetAfter(text, text.lineStart(line), column - 1, unit);
  return offset === undefined || offset > text.lineEnd(line) ? undefined : offset;
}

function offsetAfter(
  text: TextIndex,
  start: number,
  count: number,
  unit: ColumnUnit,
): number | undefined {
  if (unit === 'utf16CodeUnits') return start + count;
  if (unit === 'utf8Bytes') return text.afterBytes(start, count);
  return unit === 'tabbedCodePoints'
    ? afterTabbed(text.text, start, count)
    : text.afterCodePoints(start, count);
}

const tabStop = 8;
/** Lines are walked through character by character only so far. */
const maxTabbedColumn = 10_000;

/** The offset whose column is `count` more than that of a line's start; undefined inside a tab. */
function afterTabbed(text: string, start: number, count: number): number | undefined {
  if (count > maxTabbedColumn) return undefined;
  let at = start;
  let column = 0;
  while (column < count && at < text.length) {
    column += text[at] === '\t' ? tabStop - (column % tabStop) : 1;
    at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
  }
  return column === count ? at : undefined;
}

function contentStart(text: TextIndex, line: number): number {
  const content = text.text.slice(text.lineStart(line), text.lineEnd(line));
  const blank = content.length - content.trimStart().length;
  return text.lineStart(line) + (blank === content.length ? 0 : blank);
}

function contentEnd(text: TextIndex, line: number): number {
  const start = text.lineStart(line);
  return start + text.text.slice(start, text.lineEnd(line)).trimEnd().length;
}

function toRegion(text: TextIndex, { start, end }: Span): Region {
  return { start: text.positionAt(start), end: text.positionAt(end) };
}
