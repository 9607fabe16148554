import { weakAccess } from './access';
import { fixedConditions, idleGuards, vanishing } from './conditions';
import { earlyExits, weakCrypto, weakRandom } from './crypto';
import { denyLists } from './denyLists';
import { askedDetails, debugModes, lostAnswers, rawTemplates, toldDetails } from './details';
import { sameEngines } from './engines';
import { wholeBodies } from './fields';
import { browserChecks, goingOn, lateMiddleware, otherNames, reversedGuards } from './guards';
import { lateRights } from './late';
import type { Sign } from './look';
import { rawMarkups } from './markup';
import { lateKeyGuards, weakKeyGuards } from './objects';
import { optionalProofs } from './optional';
import { loosePatterns, prefixes } from './prefixes';
import { movedSecrets } from './secrets';
import { slowPatterns } from './slowPatterns';
import { stripping, wrongEncodings } from './stripping';
import { swallowed } from './swallowed';
import { givenUpTls, uncheckedNames, wideRights } from './transport';
import { lateChecks, unusedResults } from './unused';
import { weakCalls, weakOptions } from './web';

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
  lateRights,
  optionalProofs,
  wholeBodies,
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
  askedDetails,
  lostAnswers,
  rawTemplates,
  givenUpTls,
  uncheckedNames,
  sameEngines,
];

/** What is still weak when it stood there before, on a line that the change takes in hand. */
export const keptSigns: readonly Sign[] = [weakCrypto, weakRandom, movedSecrets, wideRights];
