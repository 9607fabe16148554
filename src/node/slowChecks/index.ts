import type { SlowCheck } from '../../core/evidence';
import type { LoadImpact } from './dependencyImpact';
import { dependencyImpact } from './dependencyImpact';
import { projectTests } from './projectTests';
import { sameScanner } from './sameScanner';
import { suggestedTest } from './suggestedTest';
import type { SlowParts } from './trial';
import { typeCheck } from './typeCheck';

export type { SlowParts } from './trial';

/** Every check that runs programs of the project, in the order in which a reviewer reads them. */
export function slowChecksIn(parts: SlowParts, load: LoadImpact): readonly SlowCheck[] {
  return [
    sameScanner(parts),
    typeCheck(parts),
    projectTests(parts),
    suggestedTest(parts),
    dependencyImpact(parts, load),
  ];
}
