import type { FileScan, FileToScan, ListRequest, Listing } from '../core/fileScan';
import type { ScanParts } from '../core/scan';

/** What the scanning thread is started with. */
export type ScanThread = Pick<ScanParts, 'version' | 'withFixes'>;

/** What it is asked, one question at a time. */
export type ScanQuestion =
  /** With `withoutFixes`, none are drafted even in a thread that drafts them. */
  | { readonly kind: 'scan'; readonly file: FileToScan; readonly withoutFixes?: boolean }
  | { readonly kind: 'list'; readonly request: ListRequest };

/** What it says: that it hears, and then an answer to each question. */
export type ScanReply =
  | { readonly kind: 'ready' }
  | { readonly kind: 'answer'; readonly answer: FileScan | Listing }
  /** A person can act on it, or else it is a defect. */
  | { readonly kind: 'failure'; readonly message: string; readonly isExpected: boolean };
