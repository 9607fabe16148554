import type { Check } from '../evidence';
import { anchors } from './anchors';
import { apiUnchanged } from './apiUnchanged';
import { contract } from './contract';
import { findingGone } from './findingGone';
import { hiddenUnicode } from './hiddenUnicode';
import { noNewCapability } from './noNewCapability';
import { noNewParseErrors } from './noNewParseErrors';
import { nothingRemoved } from './nothingRemoved';
import { nothingSilenced } from './nothingSilenced';
import { staysInScope } from './staysInScope';
import { testsKept } from './testsKept';
import { whitespaceOnly } from './whitespaceOnly';

/** Every check that needs nothing but the texts, in the order in which a reviewer reads them. */
export const checks: readonly Check[] = [
  findingGone,
  nothingRemoved,
  nothingSilenced,
  testsKept,
  noNewCapability,
  noNewParseErrors,
  staysInScope,
  apiUnchanged,
  hiddenUnicode,
  whitespaceOnly,
  anchors,
  contract,
];
