import { smallestFix } from '../dependencies/literals/fixes';
import { cargoOrder } from '../dependencies/literals/orders';
import type { SubjectFile } from '../evidence';
import type { Finding } from '../finding';
import type { LockReader } from './lockedPackages';
import { crossesMajor, movesOf } from './lockMoves';
import type { Remark } from './manifestChanges';

/** Where a package crosses a major although its finding names a fixed version that does not. */
export function nearerRemarks(
  { path, before, after }: SubjectFile,
  finding: Finding | undefined,
  read: LockReader,
): readonly Remark[] {
  if (finding?.kind !== 'dependency' || finding.ecosystem !== undefined) return [];
  const [old, now] = [read(path, before), read(path, after)];
  const far = movesOf(path, old, now).filter(
    (move) => move.now.name === finding.package && crossesMajor(move),
  );
  for (const move of far) {
    const fix = smallestFix(finding, move.was.version, cargoOrder);
    if (!fix.ok || fix.isMajor) continue;
    const text = `${finding.package} ${fix.version}, which the finding calls fixed, stays within the major of ${move.was.version}`;
    return [{ kind: 'warn', path, line: now.lineOf(move.now), text }];
  }
  return [];
}
