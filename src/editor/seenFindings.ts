import { type FindingIndex, rowOf, sourceOf } from '../core/findingIndex';
import type { Fail } from './commands';
import type { Findings } from './findings';

/** Remembers when findings were first seen. */
export interface SeenLedger {
  note(ids: Iterable<string>, at: number): Promise<void>;
}

/**
 * To be called when reports have been read: has it noted when their findings were first seen.
 * Calls that come while it is at work are one.
 */
export function noteFindings(findings: Findings, ledger: SeenLedger, fail: Fail): () => void {
  let isBusy = false;
  let isDue = false;
  const run = async () => {
    isBusy = true;
    while (isDue) {
      isDue = false;
      await ledger.note(idsIn(findings.index), Date.now()).catch(fail);
    }
    isBusy = false;
  };
  return () => {
    isDue = true;
    if (!isBusy) void run();
  };
}

function* idsIn({ refs, sources }: FindingIndex): Generator<string> {
  for (const ref of refs) {
    const table = sources[sourceOf(ref)]?.table;
    if (table) yield table.id(rowOf(ref));
  }
}
