import type { CodeFinding } from './finding';

/** Larger files are not scanned: people write none, and every edit of one would take seconds. */
export const maxScanBytes = 1024 * 1024;

/** A file whose scan takes longer is left out. */
export const scanLimitMs = 2000;

export interface FileToScan {
  /** Absolute path of the workspace folder. */
  readonly folder: string;
  /** Relative to it, with forward slashes. */
  readonly path: string;
  /** SHA-256 of the bytes that were scanned before: the same ones are not scanned again. */
  readonly known?: string;
  /** Somebody looks at it: it goes before files that only stand in a list. */
  readonly isUrgent?: boolean;
}

/** What came of the scan of one file, as it was on disk. */
export type FileScan =
  | {
      readonly kind: 'scanned';
      readonly sha256: string;
      readonly findings: readonly CodeFinding[];
      /** How scanners that name no CWE speak of these flaws, by rule. */
      readonly topics: ReadonlyMap<string, RegExp>;
    }
  | { readonly kind: 'same' }
  /** There is no such file inside the folder. */
  | { readonly kind: 'gone' }
  /** No rule is for such a file. */
  | { readonly kind: 'none' }
  | { readonly kind: 'skipped'; readonly reason: SkipReason; readonly why?: string };

/** Why a file is not scanned, in words that follow "it is" or stand behind a number of files. */
export const skipWords = {
  vendored: 'third-party code',
  minified: 'minified',
  large: 'larger than 1 MB',
  binary: 'not text',
  encoding: 'not UTF-8',
  slow: 'too slow to scan',
  failed: 'not scannable',
} as const;

export type SkipReason = keyof typeof skipWords;

export interface ListRequest {
  /** Absolute path of the workspace folder. */
  readonly folder: string;
  /** Whether git may be asked. */
  readonly mayRun: boolean;
  readonly exclude: readonly HiddenFiles[];
}

/** Files that the editor does not show: by a glob, and `when` a sibling of this name is there. */
export interface HiddenFiles {
  readonly glob: string;
  readonly when?: string;
}

/** The files of a folder that the rules are for. */
export interface Listing {
  readonly paths: readonly string[];
  /** How many are left out, by reason. */
  readonly skipped: ReadonlyMap<SkipReason, number>;
  /** There are more than are ever scanned. */
  readonly isCutOff: boolean;
}

/** Scans files where nobody has to wait for it. */
export interface FileScanner {
  /** Rejects with an AbortError when it is cancelled, and with an Error when scanning is not possible at all. */
  scan(file: FileToScan, signal: AbortSignal): Promise<FileScan>;
  /** As `scan`; trouble with git is a reason to look without it. */
  list(request: ListRequest, signal: AbortSignal): Promise<Listing>;
}
