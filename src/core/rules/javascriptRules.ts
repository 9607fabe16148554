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
];
