import { weakAccess } from './access';
import { fixedConditions, idleGuards, vanishing } from './conditions';
import { earlyExits, weakCrypto, weakRandom } from './crypto';
import { denyLists } from './denyLists';
import { debugModes, lostAnswers, rawTemplates, toldDetails } from './details';
import { sameEngines } from './engines';
import { browserChecks, goingOn, lateMiddleware, otherNames, reversedGuards } from './guards';
import type { Sign } from './look';
import { lateKeyGuards, weakKeyGuards } from './objects';
import { loosePatterns, prefixes } from './prefixes';
import { movedSecrets } from './secrets';
import { slowPatterns } from './slowPatterns';
import { stripping, wrongEncodings } from './stripping';
import { swallowed } from './swallowed';
import { givenUpTls, wideRights } from './transport';
import { lateChecks, unusedResults } from './unused';
import { rawMarkups, weakCalls, weakOptions } from './web';

/** What makes a fix weak when the change brings it. */
export const signs: readonly Sign[] = [
  fixedConditions,
  idleGuards,
  vanishing,
  reversedGuards,
  goingOn,
  otherNames,
  lateMiddleware,
  browserChecks,
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
  lateKeyGuards,
  earlyExits,
  toldDetails,
  debugModes,
  lostAnswers,
  rawTemplates,
  givenUpTls,
  sameEngines,
];

/** What is still weak when it stood there before, on a line that the change takes in hand. */
export const keptSigns: readonly Sign[] = [weakCrypto, weakRandom, movedSecrets, wideRights];
