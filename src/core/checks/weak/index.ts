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

/** Every kind of weak fix that is looked for. */
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
  weakCrypto,
  weakRandom,
  movedSecrets,
  weakOptions,
  weakCalls,
  rawMarkups,
  weakAccess,
  weakKeyGuards,
  sameEngines,
];
