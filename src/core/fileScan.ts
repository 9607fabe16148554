import type { CodeFinding } from './finding';

/** Larger files are not scanned: people write none, and every edit of one would take seconds. */
export const maxScanBytes = 1_000_000;

/** A file whose scan takes longer is left out. */
export const scanLimitMs = 2000;

/** Why a file or a folder is not scanned, with the words that follow "it is" or stand behind a number. */
const reasons = {
  ignored: { level: 'note', words: 'left out by .gitignore' },
  vendored: { level: 'note', words: 'third-party code' },
  minified: { level: 'note', words: 'minified' },
  packed: { level: 'warning', words: 'minified by the look of it' },
  link: { level: 'note', words: 'a symbolic link' },
  'no-rules': { level: 'note', words: 'of a kind that no rule is for' },
  'too-large': { level: 'warning', words: 'too large' },
  binary: { level: 'warning', words: 'not text' },
  encoding: { level: 'warning', words: 'not UTF-8' },
  unreadable: { level: 'error', words: 'not readable' },
  vanished: { level: 'error', words: 'gone' },
  slow: { level: 'error', words: 'too slow to scan' },
  unfit: { level: 'error', words: 'not scannable' },
} as const;

export type SkipReason = keyof typeof reasons;

export interface Skip {
  readonly kind: 'skipped';
  readonly reason: SkipReason;
  /** For a person: a clause such as "it is minified". */
  readonly why: string;
}

export function skip(reason: SkipReason, detail = ''): Skip {
  const more = detail === '' ? '' : ` (${detail})`;
  return { kind: 'skipped', reason, why: `it is ${skipWords(reason)}${more}` };
}

export function skipWords(reason: SkipReason): string {
  return reasons[reason].words;
}

/** A note is how it should be, a warning lies in the file, and an error is what nobody could foresee. */
export function skipLevel({ reason }: Pick<Skip, 'reason'>): 'note' | 'warning' | 'error' {
  return reasons[reason].level;
}

export interface FileToScan {
  /** Absolute path of the folder that paths are relative to. */
  readonly folder: string;
  /** With forward slashes. */
  readonly path: string;
  /** As a list says it. Default: in no list, so that its folders are looked at too. */
  readonly asked?: ListedFile['asked'];
  /** A larger one is skipped. Default: `maxScanBytes`. */
  readonly maxBytes?: number;
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
      /** The fixes were asked for, and are left out: drafting them takes too long. */
      readonly withoutFixes?: true;
    }
  | { readonly kind: 'same' }
  /** There is no such file inside the folder. */
  | { readonly kind: 'gone' }
  /** No rule is for such a file. */
  | { readonly kind: 'none' }
  | Skip;

export interface ListRequest {
  /** Absolute path of the folder that paths are relative to. */
  readonly folder: string;
  /** Files and folders in it to look at. Default: all of it. */
  readonly paths?: readonly string[];
  /** Also what `.gitignore` leaves out. Default: no. */
  readonly withIgnored?: boolean;
  /** What the editor does not show. */
  readonly exclude?: readonly HiddenFiles[];
  /** So many files are enough, and ten times as many names. Default: there is no end. */
  readonly most?: number;
}

/** Files that the editor does not show: by a glob, and `when` a sibling of this name is there. */
export interface HiddenFiles {
  readonly glob: string;
  readonly when?: string;
}

export interface ListedFile {
  /** Relative to the folder, with forward slashes. */
  readonly path: string;
  /** What is named itself is scanned whatever it is called and looks like. */
  readonly asked: 'named' | 'listed';
}

/** A file that is not scanned, or a folder of which nothing is. */
export interface SkippedPath extends Omit<Skip, 'kind'> {
  readonly path: string;
}

/** The files of a folder that the rules are for. */
export interface Listing {
  readonly files: readonly ListedFile[];
  readonly skipped: readonly SkippedPath[];
  /** There are more than were asked for. */
  readonly isCutOff: boolean;
}

/** Scans files where nobody has to wait for it. */
export interface FileScanner {
  /** Rejects with an AbortError when it is cancelled, and with an Error when scanning is not possible at all. */
  scan(file: FileToScan, signal: AbortSignal): Promise<FileScan>;
  /** As `scan`; a path that cannot be walked at all is a HumanError. */
  list(request: ListRequest, signal: AbortSignal): Promise<Listing>;
}
