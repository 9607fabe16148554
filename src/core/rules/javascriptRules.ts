import { codeInjection } from './codeInjection';
import { commandInjection } from './commandInjection';
import { domScripting, reflectedScripting } from './crossSiteScripting';
import { insecureRandom } from './insecureRandom';
import { openRedirect } from './openRedirect';
import { pathTraversal } from './pathTraversal';
import { noSqlInjection } from './noSqlInjection';
import { sqlInjection } from './queryInjection';
import { regexInjection } from './regexInjection';
import { requestForgery } from './requestForgery';
import { shellCommand } from './shellCommand';
import { exponentialRegex, polynomialRegex } from './slowRegex';
import { sqlConcatenation } from './sqlConcatenation';
import { tlsVerification } from './tlsVerification';
import { resourceExhaustion } from './resourceExhaustion';
import { zipSlip } from './zipSlip';
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
  zipSlip,
  resourceExhaustion,
];
