import type { FileScan, FileToScan, ListRequest, Listing } from '../core/fileScan';

/** What the scanning thread is started with. */
export interface ScanThread {
  /** Countersign's own version. */
  readonly version: string;
  /** Absolute path of the folder of the grammars. */
  readonly grammars: string;
}

/** What it is asked, one question at a time. */
export type ScanQuestion =
  | { readonly kind: 'scan'; readonly file: FileToScan }
  | { readonly kind: 'list'; readonly request: ListRequest };

/** What it says: that it hears, and then an answer to each question. */
export type ScanReply =
  | { readonly kind: 'ready' }
  | { readonly kind: 'answer'; readonly answer: FileScan | Listing }
  | { readonly kind: 'failure'; readonly message: string };
