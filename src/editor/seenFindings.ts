import type { FindingIndex } from '../core/findingIndex';
import type { Fail } from './commands';
import type { Findings } from './findings';

/** Remembers when findings were first seen. */
export interface SeenLedger {
  /** `ids` as bytes. */
  note(ids: Iterable<Uint8Array>, at: number): Promise<void>;
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

function* idsIn({ sources }: FindingIndex): Generator<Uint8Array> {
  for (const { table } of sources) {
    for (let row = 0; row < table.length; row += 1) yield table.idBytes(row);
  }
}
