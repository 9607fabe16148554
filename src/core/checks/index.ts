import type { Check } from '../evidence';
import { anchors } from './anchors';
import { contract } from './contract';
import { findingGone } from './findingGone';
import { format } from './format';
import { hiddenText } from './hiddenText';
import { noNewParseErrors } from './noNewParseErrors';
import { noSecrets } from './noSecrets';
import { nothingIntroduced } from './nothingIntroduced';
import { staysInScope } from './staysInScope';
import { suppressionComments } from './suppressionComments';
import { weakFix } from './weakFix';

/** Every check that needs nothing but the texts, in the order in which a reviewer reads them. */
export const checks: readonly Check[] = [
  findingGone,
  weakFix,
  nothingIntroduced,
  suppressionComments,
  noSecrets,
  hiddenText,
  noNewParseErrors,
  staysInScope,
  format,
  anchors,
  contract,
];
