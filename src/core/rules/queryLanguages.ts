import { nameOf } from '../flow/calls';
import { ordinaryJudge } from '../flow/judge';
import type { Node } from '../syntax';
import { callNamed, flowRule, isFrom, type Sink } from './flowRule';
import type { ParsedFile } from './parsedFile';

/** XPath queries that a client can change. */
export const xpathInjection = flowRule({
  id: 'xpath-injection',
  title: 'A client can change an XPath query',
  cwe: ['CWE-643', 'CWE-91'],
  languages: ['javascript'],
  severity: 'high',
  precision: 'high',
  help: {
    why: 'Text that is put into a query is read as a part of the query.',
    attack: "A name such as ' or '1'='1 makes the query select every user.",
    fix: 'Use variables of the query: xpath.parse("//user[name=$name]").select({ node, variables: { name } }).',
    sources: [
      'https://cwe.mitre.org/data/definitions/643.html',
      'https://www.npmjs.com/package/xpath',
    ],
  },
  topic: /xpath/i,
  words:
    'select select1 selectWithResolver useNamespaces parse evaluate find get createExpression'.split(
      ' ',
    ),
  sinks: xpathAt,
  question: {
    kinds: new Set(['remote', 'page'] as const),
    cleans: (call) => /escape|quote|sanit|encode/i.test(nameOf(call)),
    judge: ordinaryJudge,
  },
});

function xpathAt(name: Node, file: ParsedFile): readonly Sink[] {
  const site = callNamed(name);
  const [value] = site?.call.args ?? [];
  if (!site || !value) return [];
  const receiver = site.call.receiver?.text ?? '';
  const sink = [{ value, does: 'is a part of an XPath query' }];
  if (/^(evaluate|createExpression)$/.test(name.text)) {
    return /(^|\.)(document|doc|xmlDoc|dom|xml|responseXML|\w+Doc(ument)?)$/.test(receiver) ||
      isFrom(site, file, /^(xpath|xpath\.js)$/)
      ? sink
      : [];
  }
  if (/^(find|get)$/.test(name.text)) {
    return /libxml/.test(file.text) && /(^|\.)(doc|xmlDoc|xml|root\(\))$/i.test(receiver)
      ? sink
      : [];
  }
  return isFrom(site, file, /^(xpath|xpath\.js|xpath-ts|xpath-html)$/, /^xpath$/) ? sink : [];
}

const ldapMethods = 'search searchAsync parseFilter modifyDN compare bind'.split(' ');

/** Filters and names of an LDAP directory that a client can change. */
export const ldapInjection = flowRule({
  id: 'ldap-injection',
  title: 'A client can change an LDAP query',
  cwe: ['CWE-90'],
  languages: ['javascript'],
  severity: 'high',
  precision: 'high',
  help: {
    why: 'Brackets, stars and commas in a value are read as parts of the filter or of the name.',
    attack: 'A user name such as *)(uid=*))(|(uid=* makes the filter match every user.',
    fix: 'Make filters of objects, as new EqualityFilter({ attribute, value }), or escape the value for LDAP.',
    sources: [
      'https://cwe.mitre.org/data/definitions/90.html',
      'https://cheatsheetseries.owasp.org/cheatsheets/LDAP_Injection_Prevention_Cheat_Sheet.html',
    ],
  },
  topic: /ldap/i,
  words: ldapMethods,
  sinks: (name, file) => {
    const site = callNamed(name);
    const [one, two] = site?.call.args ?? [];
    if (!site || !one || !/ldap/i.test(file.text)) return [];
    const does = 'is a part of an LDAP query';
    if (name.text === 'parseFilter') return [{ value: one, does }];
    const receiver = site.call.receiver?.text ?? '';
    if (!/(client|ldap|conn|connection)\w*$/i.test(receiver.slice(-40))) return [];
    if (!/^search/.test(name.text)) return [{ value: one, does }];
    return [{ value: one, does }, ...(two ? [{ value: two, path: ['filter'], does }] : [])];
  },
  question: {
    kinds: new Set(['remote', 'page'] as const),
    cleans: (call) =>
      /escape|sanit|encode|ldapFilter/i.test(nameOf(call)) ||
      /^(EqualityFilter|ldapEscape)$/.test(nameOf(call)),
    judge: ordinaryJudge,
  },
});
