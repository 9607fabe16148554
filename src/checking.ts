import type { SlowCheck } from './core/evidence';
import type { SlowParts } from './node/slowChecks';
import { slowChecksIn as checksIn } from './node/slowChecks';

/** What runs the programs of a project and searches its files: a bundle of its own, loaded when first needed. */
export { callersOnDisk } from './node/callersByName';
export { pruneScratch } from './node/scratch/place';

/** The slow checks of a folder. */
export function slowChecksIn(parts: SlowParts): readonly SlowCheck[] {
  return checksIn(parts, () => import('./planning'));
}
