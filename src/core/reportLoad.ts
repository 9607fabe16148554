import type { Finding, Problem } from './finding';
import type { Batch } from './findingTable';

/** What is asked of whoever reads reports. */
export interface LoadRequest {
  /** Names the report in messages. */
  readonly name: string;
  /** Absolute path of the report. */
  readonly file: string;
  /** Absolute paths of the folders that it may be about: of several, the one with most of its files. */
  readonly folders: readonly string[];
  /** Where the package.json is that a report on dependencies means, relative to the folder. */
  readonly manifestDirectory: string;
  /** A larger report is refused. */
  readonly maxBytes: number;
  /** Absolute path of a file that remembers how the sources were when the report was first read. */
  readonly memory?: string;
  /** Whether git may be asked for the files of the commit that was scanned. */
  readonly mayRun: boolean;
}

/** What is told while a report is read. */
export type LoadEvent =
  /** Bytes, of which the whole report has `total`. */
  | { readonly kind: 'progress'; readonly done: number; readonly total: number }
  /** Comes once, before the first findings: which of the folders the report is about. */
  | { readonly kind: 'folder'; readonly folder: string }
  | { readonly kind: 'findings'; readonly batch: Batch };

/** What is known when a report has been read. */
export interface Loaded {
  /** Such as `sarif`; `unknown` when it could not be read at all. */
  readonly format: string;
  readonly folder: string;
  readonly problems: readonly Problem[];
  /** Ids that only the order of all findings settled: the row, counted from 0, and its id. */
  readonly newIds: readonly (readonly [row: number, id: string])[];
}

/** Reads reports where nobody has to wait for it. Every trouble that was to be expected is a HumanError. */
export interface ReportReader {
  /** Rejects with an AbortError when it is cancelled. */
  load(
    request: LoadRequest,
    told: (event: LoadEvent) => void,
    signal: AbortSignal,
  ): Promise<Loaded>;
  /**
   * One finding of a report that was read, with all its parts, in the coordinates of the files on
   * disk as they are now. `ordinal` is that of its row.
   */
  whole(file: string, ordinal: number, id: string): Promise<Finding | undefined>;
  /**
   * Where regions of a file are now that it was changed on disk; four numbers each, as in `Region`.
   * The line is -1 where the code is gone.
   */
  moved(folder: string, path: string, regions: Int32Array): Promise<Int32Array>;
  /** Gives back what is kept for opening the findings of a report. */
  forget(file: string): void;
}
