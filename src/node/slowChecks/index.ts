import type { SlowCheck } from '../../core/evidence';
import { projectTests } from './projectTests';
import type { SlowParts } from './trial';

export type { SlowParts } from './trial';

/** Every check that runs programs of the project, in the order in which a reviewer reads them. */
export function slowChecksIn(parts: SlowParts): readonly SlowCheck[] {
  return [projectTests(parts)];
}
