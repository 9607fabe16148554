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
import { propertyInjection, prototypeAssignment } from './prototypeAssignment';
import { prototypeMerge } from './prototypeMerge';
import { prototypePollution } from './prototypePollution';
import { noSqlInjection, sqlInjection } from './queryInjection';
import { regexInjection } from './regexInjection';
import { requestForgery } from './requestForgery';
import { shellCommand } from './shellCommand';
import { exponentialRegex, polynomialRegex } from './slowRegex';
import { sqlConcatenation } from './sqlConcatenation';
import { tlsVerification } from './tlsVerification';
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
];
