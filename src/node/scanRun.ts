import { type CodeFinding, compareFindings } from '../core/finding';
import { type ScanWalk, type Skipped, scanFiles } from './scanFiles';
import { ScanThread } from './scanThread';
import type { ScanSettings } from './cliScanWorker';

export interface ScanRun {
  readonly walk: ScanWalk;
  readonly settings: ScanSettings;
  /** The built worker. */
  readonly script: string;
}

export interface ScanResult {
  /** Worst first. */
  readonly findings: readonly CodeFinding[];
  /** How many files were scanned to their end. */
  readonly files: number;
  readonly skipped: readonly Skipped[];
}

/** Scans files and folders. Throws a HumanError for a path that cannot be walked at all. */
export async function runScan({ walk, settings, script }: ScanRun): Promise<ScanResult> {
  const findings: CodeFinding[] = [];
  const skipped: Skipped[] = [];
  let files = 0;
  const thread = new ScanThread(script, settings);
  try {
    for (const step of scanFiles(walk)) {
      const { path } = step;
      const outcome = step.kind === 'file' ? await thread.scan(step) : step;
      if (outcome.kind === 'skipped') {
        skipped.push({ path, reason: outcome.reason, why: outcome.why });
      } else {
        files += 1;
        findings.push(...outcome.findings);
      }
    }
  } finally {
    thread.dispose();
  }
  return { findings: findings.sort(compareFindings), files, skipped };
}
