import type { Check } from '../evidence';
import { anchors } from './anchors';
import { aboutCode } from './aboutCode';
import { apiUnchanged } from './apiUnchanged';
import { contract } from './contract';
import { dependencies } from './dependencies';
import { findingGone } from './findingGone';
import { format } from './format';
import { hiddenText } from './hiddenText';
import { noNewCapability } from './noNewCapability';
import { noNewParseErrors } from './noNewParseErrors';
import { noSecrets } from './noSecrets';
import { nothingIntroduced } from './nothingIntroduced';
import { nothingRemoved } from './nothingRemoved';
import { nothingSilenced } from './nothingSilenced';
import { rationaleMatches } from './rationaleMatches';
import { staysInScope } from './staysInScope';
import { testsKept } from './testsKept';
import { undefinedNames } from './undefinedNames';
import { weakFix } from './weakFix';

/** Every check that needs nothing but the texts, in the order in which a reviewer reads them. */
export const checks: readonly Check[] = [
  findingGone,
  aboutCode(weakFix),
  aboutCode(nothingIntroduced),
  aboutCode(nothingRemoved),
  nothingSilenced,
  testsKept,
  aboutCode(noNewCapability),
  dependencies,
  noSecrets,
  hiddenText,
  aboutCode(noNewParseErrors),
  aboutCode(undefinedNames),
  aboutCode(apiUnchanged),
  staysInScope,
  format,
  anchors,
  contract,
  rationaleMatches,
];

/** In the same bundle, because a review asks for both. */
export { touchedBy } from '../contentFacts';
