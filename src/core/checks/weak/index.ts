import { weakAccess } from './access';
import { fixedConditions, idleGuards, vanishing } from './conditions';
import { weakCrypto, weakRandom } from './crypto';
import { denyLists } from './denyLists';
import { sameEngines } from './engines';
import type { Sign } from './look';
import { weakKeyGuards } from './objects';
import { loosePatterns, prefixes } from './prefixes';
import { movedSecrets } from './secrets';
import { slowPatterns } from './slowPatterns';
import { stripping, wrongEncodings } from './stripping';
import { swallowed } from './swallowed';
import { lateChecks, unusedResults } from './unused';
import { rawMarkups, weakCalls, weakOptions } from './web';

/** What makes a fix weak when the change brings it. */
export const signs: readonly Sign[] = [
  fixedConditions,
  idleGuards,
  vanishing,
  unusedResults,
  lateChecks,
  swallowed,
  denyLists,
  stripping,
  wrongEncodings,
  prefixes,
  loosePatterns,
  slowPatterns,
  weakOptions,
  weakCalls,
  rawMarkups,
  weakAccess,
  weakKeyGuards,
  sameEngines,
];

/** What is still weak when it stood there before, on a line that the change takes in hand. */
export const keptSigns: readonly Sign[] = [weakCrypto, weakRandom, movedSecrets];
