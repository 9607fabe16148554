import { codeInjection } from './codeInjection';
import { commandInjection } from './commandInjection';
import { domScripting, reflectedScripting } from './crossSiteScripting';
import { insecureRandom } from './insecureRandom';
import { openRedirect } from './openRedirect';
import { pathTraversal } from './pathTraversal';
import { noSqlInjection, sqlInjection } from './queryInjection';
import { regexInjection } from './regexInjection';
import { requestForgery } from './requestForgery';
import { shellCommand } from './shellCommand';
import { sqlConcatenation } from './sqlConcatenation';
import { tlsVerification } from './tlsVerification';
import { cookieHttpOnly, cookieSameSite, cookieSecure } from './cookieFlags';
import { corsOrigin } from './corsOrigin';
import { tokenVerification } from './tokenVerification';
import { incompleteEscaping } from './incompleteEscaping';
import { incompleteSanitizing } from './incompleteSanitizing';
import { hostPattern, hostSubstring } from './hostChecks';
import { patternEscape, schemeCheck, wideRange } from './patternChecks';
import { deserialization } from './deserialization';
import { oldTls, shortKey, weakCipher } from './weakCipher';
import { passwordHash } from './passwordHash';
import { weakHash } from './weakHash';
import { xmlBomb, xmlEntities } from './xmlEntities';
import { clearText } from './clearText';
import { formatString, logInjection } from './logInjection';
import { ldapInjection, xpathInjection } from './queryLanguages';
import { blankTarget } from './blankTarget';
import { electronWindow } from './electronWindow';
import { oldBuffer } from './oldBuffer';
import { secretComparison } from './secretComparison';
import { securityHeaders } from './securityHeaders';
import { csrfProtection, rateLimit } from './serverLimits';
import { openMode, temporaryFile } from './sharedFiles';
import { messageOrigin, messageTarget } from './windowMessages';
import type { Rule } from './rule';

/** The rules for JavaScript and TypeScript. */
export const javascriptRules: readonly Rule[] = [
  sqlConcatenation,
  shellCommand,
  tlsVerification,
  insecureRandom,
  commandInjection,
  sqlInjection,
  noSqlInjection,
  pathTraversal,
  codeInjection,
  reflectedScripting,
  domScripting,
  openRedirect,
  requestForgery,
  regexInjection,
  cookieHttpOnly,
  cookieSecure,
  cookieSameSite,
  corsOrigin,
  tokenVerification,
  incompleteEscaping,
  incompleteSanitizing,
  hostSubstring,
  hostPattern,
  schemeCheck,
  wideRange,
  patternEscape,
  passwordHash,
  weakHash,
  weakCipher,
  shortKey,
  oldTls,
  deserialization,
  xmlEntities,
  xmlBomb,
  clearText,
  logInjection,
  formatString,
  xpathInjection,
  ldapInjection,
  secretComparison,
  messageTarget,
  messageOrigin,
  blankTarget,
  electronWindow,
  oldBuffer,
  securityHeaders,
  csrfProtection,
  rateLimit,
  temporaryFile,
  openMode,
];
