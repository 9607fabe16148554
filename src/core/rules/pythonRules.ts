import { pythonCode, pythonTemplate } from './pythonCode';
import { pythonCommand } from './pythonCommand';
import { pythonCipher, pythonKeySize } from './pythonCrypto';
import { pythonDeserialize, pythonYaml } from './pythonDeserialize';
import { pythonArchive, pythonPermissions, pythonTempFile } from './pythonFiles';
import { pythonPasswordHash, pythonWeakHash } from './pythonHashes';
import { pythonAutoescape, pythonHtml } from './pythonHtml';
import { pythonClearText, pythonLogInjection, pythonStackTrace } from './pythonLogs';
import { pythonPath } from './pythonPath';
import { pythonProtocol } from './pythonProtocols';
import { pythonLdap, pythonNoSql, pythonRegex, pythonXPath } from './pythonQueries';
import { pythonRandom } from './pythonRandom';
import { pythonRedirect, pythonRequestForgery } from './pythonRequests';
import { pythonSecrets } from './pythonSecrets';
import { pythonSql } from './pythonSql';
import { pythonTls } from './pythonTls';
import { pythonTimeout, pythonToken } from './pythonTokens';
import { pythonCookieInjection, pythonHostCheck } from './pythonUrlChecks';
import {
  pythonBind,
  pythonCookie,
  pythonCookieSetting,
  pythonCors,
  pythonCsrf,
  pythonDebug,
} from './pythonWebOptions';
import { pythonXml, pythonXmlBomb, pythonXmlParser } from './pythonXml';
import { pythonExponentialRegex, pythonPolynomialRegex } from './pythonSlowRegex';
import type { Rule } from './rule';

/** The rules for Python. */
export const pythonRules: readonly Rule[] = [
  pythonCommand,
  pythonSql,
  pythonPath,
  pythonArchive,
  pythonTempFile,
  pythonPermissions,
  pythonCode,
  pythonTemplate,
  pythonHtml,
  pythonAutoescape,
  pythonRequestForgery,
  pythonRedirect,
  pythonDeserialize,
  pythonYaml,
  pythonXml,
  pythonXmlBomb,
  pythonXmlParser,
  pythonLdap,
  pythonXPath,
  pythonNoSql,
  pythonRegex,
  pythonExponentialRegex,
  pythonPolynomialRegex,
  pythonWeakHash,
  pythonPasswordHash,
  pythonCipher,
  pythonKeySize,
  pythonProtocol,
  pythonRandom,
  pythonSecrets,
  pythonTls,
  pythonToken,
  pythonTimeout,
  pythonDebug,
  pythonCookie,
  pythonCookieSetting,
  pythonCsrf,
  pythonCors,
  pythonBind,
  pythonLogInjection,
  pythonClearText,
  pythonStackTrace,
  pythonHostCheck,
  pythonCookieInjection,
];
