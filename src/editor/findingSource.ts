import type { Finding, Problem } from '../core/finding';
import { type Batch, type FindingTable, column } from '../core/findingTable';
import type { Loaded } from '../core/reportLoad';
import { type TextChange, shiftRegion } from '../core/track';
import type { Folder } from './folder';

/** Where findings come from. */
export interface SourceInfo {
  /** Names the report to people. */
  readonly name: string;
  readonly folder: Folder;
  /** When the report was written, in milliseconds since 1970. */
  readonly at: number;
  /** As `IndexedSource.topics`. */
  readonly topics?: ReadonlyMap<string, RegExp>;
  /** One of its findings with all its parts, in the coordinates of the files on disk. */
  whole(ordinal: number, id: string): Promise<Finding | undefined>;
}

/** A source with what it has said. */
export interface Source extends SourceInfo {
  readonly table: FindingTable;
  readonly problems: readonly Problem[];
}

/** Takes one report's findings as they are read. */
export interface Filling {
  append(batch: Batch): void;
  /** The report has been read: what it said before goes now at the latest. */
  done(loaded: Pick<Loaded, 'problems' | 'newIds'>): void;
  /** It could not be read to its end: what came of it goes too. */
  abandon(problems: readonly Problem[]): void;
}

/**
 * Looks for the finding's code in the file as it is now: on disk, and from there with what was typed
 * since. Answers whether it is elsewhere than before.
 */
export async function lookAgain(
  source: Source,
  row: number,
  changes: readonly TextChange[],
): Promise<boolean> {
  const { table } = source;
  const id = table.id(row);
  const whole = await source.whole(table.number(row, column.ordinal), id).catch(() => undefined);
  if (whole === undefined || table.id(row) !== id) return false;
  const region = whole.place === undefined ? whole.location.region : undefined;
  if (region === undefined && whole.place !== 'stale') return false;
  const digest = table.digest(row);
  table.move(row, region && changes.reduce(shiftRegion, region));
  return table.digest(row) !== digest;
}
