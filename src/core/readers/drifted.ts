import type { Region } from '../finding';
import type { TextIndex } from '../lines';
import { findSnippet } from '../drift';
import { shownRegion } from './regions';
import type { ColumnUnit, ReportedRegion } from './reported';

/** What is known of how a file has changed since it was scanned. */
export interface Drift {
  /** Where a line of the scanned text is now, both from 0; undefined when it is gone. */
  readonly lines?: (line: number) => number | undefined;
  /** The file was written after the report, so that what does not fit is taken for gone. */
  readonly isNewer?: boolean;
}

/** The region as the tool would report it now. `stale` when its lines are not there any more. */
export function reportedNow(
  region: ReportedRegion,
  lines: Drift['lines'],
): ReportedRegion | 'stale' {
  if (lines === undefined) return region;
  const { startLine, endLine = startLine } = region;
  // Offsets alone count from the start of a text that is not there any more.
  if (!startLine || !endLine) return namesOffset(region) ? 'stale' : region;
  const start = lines(startLine - 1);
  if (start === undefined) return 'stale';
  for (let line = startLine; line < endLine; line += 1) {
    if (lines(line) !== start + line - startLine + 1) return 'stale';
  }
  const { charOffset: _chars, byteOffset: _bytes, ...rest } = region;
  return {
    ...rest,
    startLine: start + 1,
    ...(region.endLine !== undefined && { endLine: start + 1 + endLine - startLine }),
  };
}

/** The region of the text as it is now that a report means: see `shownRegion`. */
export function regionNow(
  text: TextIndex,
  region: ReportedRegion,
  unit: ColumnUnit,
  { lines, isNewer }: Drift,
): Region | 'stale' | undefined {
  const now = reportedNow(region, lines);
  if (now === 'stale') return bySnippet(text, region) ?? 'stale';
  const shown = shownRegion(text, now, unit);
  if (shown === undefined || (shown !== 'stale' && fits(text, shown, region))) return shown;
  const found = bySnippet(text, region);
  if (found !== undefined) return shown !== 'stale' && isWithin(shown, found) ? shown : found;
  return isNewer === true ? 'stale' : shown;
}

/** Tools give less or more than the region as its snippet; neither speaks against the place. */
function fits(text: TextIndex, { start, end }: Region, { snippet }: ReportedRegion): boolean {
  const said = snippet === undefined ? '' : plain(snippet);
  if (said === '') return true;
  const there = plain(text.text.slice(text.lineStart(start.line), text.lineEnd(end.line)));
  return there.includes(said) || (isTelling.test(there) && said.includes(there));
}

/** A blank line or a bracket is a part of every snippet. */
const isTelling = /[\p{L}\p{N}]/u;

function isWithin({ start, end }: Region, outer: Region): boolean {
  return start.line >= outer.start.line && end.line <= outer.end.line;
}

function plain(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

function bySnippet(text: TextIndex, region: ReportedRegion): Region | undefined {
  const { snippet, startLine = 1 } = region;
  if (snippet === undefined || plain(snippet).length < leastSnippet) return undefined;
  return findSnippet(text, snippet, startLine - 1);
}

/** Shorter code stands everywhere. */
const leastSnippet = 8;

function namesOffset({ charOffset, byteOffset }: ReportedRegion): boolean {
  return charOffset !== undefined || byteOffset !== undefined;
}
