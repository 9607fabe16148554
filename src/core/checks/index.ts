import type { Check } from '../evidence';
import { anchors } from './anchors';
import { contract } from './contract';
import { dependencies } from './dependencies';
import { findingGone } from './findingGone';
import { format } from './format';
import { hiddenText } from './hiddenText';
import { noNewParseErrors } from './noNewParseErrors';
import { noSecrets } from './noSecrets';
import { rationaleMatches } from './rationaleMatches';
import { staysInScope } from './staysInScope';
import { suppressionComments } from './suppressionComments';

/** Every check that needs nothing but the texts, in the order in which a reviewer reads them. */
export const checks: readonly Check[] = [
  findingGone,
  noNewParseErrors,
  staysInScope,
  suppressionComments,
  dependencies,
  noSecrets,
  hiddenText,
  format,
  anchors,
  contract,
  rationaleMatches,
];
