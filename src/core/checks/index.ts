import type { Check } from '../evidence';
import { anchors } from './anchors';
import { contract } from './contract';
import { findingGone } from './findingGone';
import { hiddenUnicode } from './hiddenUnicode';
import { noNewParseErrors } from './noNewParseErrors';
import { nothingIntroduced } from './nothingIntroduced';
import { staysInScope } from './staysInScope';
import { suppressionComments } from './suppressionComments';
import { weakFix } from './weakFix';
import { whitespaceOnly } from './whitespaceOnly';

/** Every check that needs nothing but the texts, in the order in which a reviewer reads them. */
export const checks: readonly Check[] = [
  findingGone,
  nothingIntroduced,
  weakFix,
  noNewParseErrors,
  staysInScope,
  suppressionComments,
  hiddenUnicode,
  whitespaceOnly,
  anchors,
  contract,
];
