import { biasedRandom } from './biasedRandom';
import { codeInjection } from './codeInjection';
import { commandInjection } from './commandInjection';
import { reflectedScripting } from './crossSiteScripting';
import { dynamicCall } from './dynamicCall';
import { hardcodedSecret, secretFallback } from './hardcodedSecret';
import { insecureRandom } from './insecureRandom';
import { libraryMarkup } from './libraryMarkup';
import { openRedirect } from './openRedirect';
import { domScripting } from './pageScripting';
import { pathTraversal } from './pathTraversal';
import { noSqlInjection } from './noSqlInjection';
import { propertyInjection, prototypeAssignment } from './prototypeAssignment';
import { prototypeMerge } from './prototypeMerge';
import { prototypePollution } from './prototypePollution';
import { sqlInjection } from './queryInjection';
import { regexInjection } from './regexInjection';
import { requestForgery } from './requestForgery';
import { shellCommand } from './shellCommand';
import { exponentialRegex, polynomialRegex } from './slowRegex';
import { sqlConcatenation } from './sqlConcatenation';
import { tlsVerification } from './tlsVerification';
import { resourceExhaustion } from './resourceExhaustion';
import { zipSlip } from './zipSlip';
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
import { errorDetails } from './errorDetails';
import { exposedFolder } from './exposedFolder';
import { hostHeader } from './hostHeader';
import { parameterTypes } from './parameterTypes';
import { downloadedFile, insecureDownload } from './downloads';
import { handlerCrash } from './handlerCrash';
import { passwordInAddress, sessionFixation } from './sessions';
import { templateObject } from './templateObject';
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
  exponentialRegex,
  polynomialRegex,
  prototypePollution,
  prototypeAssignment,
  prototypeMerge,
  propertyInjection,
  dynamicCall,
  hardcodedSecret,
  secretFallback,
  biasedRandom,
  libraryMarkup,
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
  zipSlip,
  resourceExhaustion,
  errorDetails,
  exposedFolder,
  hostHeader,
  parameterTypes,
  insecureDownload,
  downloadedFile,
  handlerCrash,
  sessionFixation,
  passwordInAddress,
  templateObject,
];
