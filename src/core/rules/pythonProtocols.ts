import type { ParsedFile } from './parsedFile';
import type { PythonCall } from './pythonCalls';
import { argumentOf, isCalled } from './pythonCalls';
import type { Seen } from './pythonRule';
import { cwePage, pythonCallRule, wordsIn } from './pythonRule';

export const pythonProtocol = pythonCallRule({
  id: 'py-old-tls',
  title: 'An old version of SSL or TLS is allowed',
  cwe: ['CWE-327', 'CWE-326', 'CWE-757'],
  severity: 'medium',
  precision: 'high',
  help: {
    why: 'SSL 2 and 3 and TLS 1.0 and 1.1 have known holes, and whoever is on the way can ask for the oldest that is allowed.',
    attack: 'An attacker makes both sides fall back to SSL 3, and then reads cookies byte by byte.',
    fix: 'Use ssl.create_default_context(), or set minimum_version to ssl.TLSVersion.TLSv1_2.',
    sources: [cwePage(327), 'https://docs.python.org/3/library/ssl.html#security-considerations'],
  },
  topic: /ssl.?version|insecure.?protocol|old.?tls|tlsv1|sslv|B50[2-4]\b/i,
  words: wordsIn('SSLContext wrap_socket Context wrap_ssl'),
  trigger: /\bssl\b|\bSSL\b/,
  calls: protocols,
});

const old = /(SSLv2|SSLv3|TLSv1|TLSv1_1|SSLV2|SSLV3)(_METHOD)?$/;
const any = /(PROTOCOL_SSLv23|PROTOCOL_TLS|PROTOCOL_TLS_SERVER_ANY|SSLv23_METHOD|TLS_METHOD)$/;

function protocols(called: PythonCall, file: ParsedFile): readonly Seen[] {
  const isContext = isCalled(called, /^ssl\.SSLContext$|^OpenSSL\.SSL\.Context$/);
  const isWrap = isCalled(called, /^ssl\.wrap_socket$/);
  if (!isContext && !isWrap) return [];
  const version = isContext
    ? argumentOf(called, 0, 'protocol', 'method')
    : called.call.named.get('ssl_version');
  if (!version)
    return isWrap
      ? [{ node: called.node, does: 'leaves it to the other side to choose an old protocol' }]
      : [];
  if (old.test(version.text))
    return [{ node: called.node, does: 'asks for a protocol with known holes' }];
  const isLimited = /minimum_version|OP_NO_TLSv1\b|OP_NO_TLSv1_1/.test(file.text);
  return any.test(version.text) && !isLimited
    ? [{ node: called.node, does: 'allows TLS 1.0 and 1.1 as well' }]
    : [];
}
