import {
  type FileToScan,
  type ListRequest,
  type Listing,
  type SkippedPath,
  skip,
} from '../core/fileScan';
import { type CodeFinding, compareFindings } from '../core/finding';
import { fileScanner } from './fileScanner';
import type { ScanThread } from './scanQuestion';

export interface ScanRun {
  readonly request: ListRequest;
  readonly limits: Pick<FileToScan, 'maxBytes'>;
  readonly thread: ScanThread;
  /** The built worker. */
  readonly script: string;
}

export interface ScanResult {
  /** Worst first. */
  readonly findings: readonly CodeFinding[];
  /** How many files were scanned to their end. */
  readonly files: number;
  readonly skipped: readonly SkippedPath[];
  /** Files whose fixes were asked for, and are left out because drafting them takes too long. */
  readonly withoutFixes: readonly string[];
  /** A file that was named itself is among the skipped ones, although a rule is for it. */
  readonly isIncomplete: boolean;
}

/** Scans files and folders. Throws a HumanError for a path that cannot be walked at all. */
export async function runScan({ request, limits, thread, script }: ScanRun): Promise<ScanResult> {
  const findings: CodeFinding[] = [];
  const { signal } = new AbortController();
  const scanner = fileScanner(script, thread);
  try {
    const listing: Listing = await scanner.list(request, signal);
    const skipped = [...listing.skipped];
    const withoutFixes: string[] = [];
    let files = 0;
    let isIncomplete = false;
    for (const one of listing.files) {
      const file = { folder: request.folder, ...limits, ...one };
      const scan = await scanner.scan(file, signal);
      if (scan.kind === 'scanned') {
        files += 1;
        if (scan.withoutFixes) withoutFixes.push(one.path);
        findings.push(...scan.findings);
      } else {
        const { reason, why } = scan.kind === 'skipped' ? scan : skip('vanished');
        skipped.push({ path: one.path, reason, why });
        isIncomplete ||= one.asked === 'named';
      }
    }
    return { findings: findings.sort(compareFindings), files, skipped, withoutFixes, isIncomplete };
  } finally {
    scanner.dispose();
  }
}
