import { pythonFlowRule, cwePage, wordsIn } from './pythonRule';
import type { Sink } from './flowRule';
import type { PythonCall } from './pythonCalls';
import { argumentOf, isCalled, receiverText } from './pythonCalls';

export const pythonLdap = pythonFlowRule({
  id: 'py-ldap-injection',
  title: 'A value from outside becomes a part of an LDAP query',
  cwe: ['CWE-90'],
  severity: 'high',
  precision: 'high',
  help: {
    why: 'Characters such as ( and * in a value change what the filter asks for.',
    attack: 'The name `*)(uid=*` makes a filter for one user match them all.',
    fix: 'Pass values through escape_filter_chars(), and parts of a name through escape_dn_chars() or escape_rdn().',
    sources: [
      cwePage(90),
      'https://cheatsheetseries.owasp.org/cheatsheets/LDAP_Injection_Prevention_Cheat_Sheet.html',
    ],
  },
  topic: /ldap/i,
  words: wordsIn('search search_s search_st search_ext search_ext_s paged_search'),
  trigger: /ldap/i,
  sinks(called) {
    if (!isCalled(called, /^ldap3?\b/) && !/^search_(s|st|ext|ext_s)$/.test(called.name)) return [];
    const isThree = isCalled(called, /^ldap3\b/);
    const base = argumentOf(called, 0, 'search_base', 'base');
    const filter = argumentOf(called, isThree ? 1 : 2, 'search_filter', 'filterstr');
    return [base, filter].flatMap((value) =>
      value ? [{ value, does: 'becomes a part of an LDAP query' }] : [],
    );
  },
  cleans: ({ callee, method }) =>
    /^escape_(filter_chars|dn_chars|rdn)$/.test(method ?? callee.text),
});

export const pythonXPath = pythonFlowRule({
  id: 'py-xpath-injection',
  title: 'A value from outside becomes a part of an XPath expression',
  cwe: ['CWE-643', 'CWE-91'],
  severity: 'high',
  precision: 'high',
  help: {
    why: 'A quote in a value ends the text that it stands for, and the rest is read as XPath.',
    attack: "The name `' or '1'='1` makes an expression for one user match them all.",
    fix: 'Write a variable in the expression, such as $name, and pass its value by that name.',
    sources: [cwePage(643), 'https://lxml.de/xpathxslt.html#the-xpath-method'],
  },
  topic: /xpath/i,
  words: wordsIn('xpath XPath ETXPath find findall findtext iterfind xpathEval XPathEvaluator'),
  trigger: /lxml|libxml2|etree|xpath/i,
  sinks(called) {
    const isTree = isCalled(
      called,
      /^(lxml|xml\.etree|libxml2)\b.*\.(xpath|XPath|ETXPath|find|findall|findtext|iterfind|xpathEval)$/,
    );
    const isPlain =
      called.name === 'xpath' &&
      called.call.receiver !== undefined &&
      !isCalled(called, /^(scrapy|selenium|parsel)/);
    if (!isTree && !isPlain) return [];
    const path = argumentOf(called, 0, 'path', '_path');
    return path ? [{ value: path, does: 'becomes a part of an XPath expression' }] : [];
  },
});

const finds =
  /^(find|find_one|find_one_and_update|find_one_and_delete|find_one_and_replace|update_one|update_many|delete_one|delete_many|replace_one|aggregate|count_documents|distinct|find_and_modify|remove|update|get_or_404|first_or_404|find_one_or_404|objects)$/;
const parses = /\b(json|loads|get_json|literal_eval|parse|safe_load|to_dict|body)\b/;

export const pythonNoSql = pythonFlowRule({
  id: 'py-nosql-injection',
  title: 'An object from outside becomes a part of a MongoDB query',
  cwe: ['CWE-943', 'CWE-89'],
  severity: 'high',
  precision: 'high',
  help: {
    why: 'A value that was parsed from JSON can be an object with operators of MongoDB, and $where runs JavaScript.',
    attack: 'The password `{"$ne": null}` matches every document.',
    fix: 'Make text of the value with str(), or take {"$eq": value}; keep $where out of queries.',
    sources: [cwePage(943), 'https://www.mongodb.com/docs/manual/faq/fundamentals/'],
  },
  topic: /nosql|mongo/i,
  words: wordsIn(
    'find find_one find_one_and_update find_one_and_delete find_one_and_replace update_one update_many delete_one delete_many replace_one aggregate count_documents distinct find_and_modify remove update get_or_404 first_or_404 find_one_or_404 objects filter',
  ),
  trigger: /mongo|bson/i,
  sinks: mongoSinks,
  cleans: ({ callee, method }) =>
    /^(str|int|float|ObjectId|escape|sanitize\w*|UUID)$/.test(method ?? callee.text),
  admits: (origin, sink, file) =>
    sink.path?.[0] === '$where' ||
    /\$where|\$function|\$accumulator/.test(file.code(sink.value)) ||
    origin.steps.some((step) => parses.test(step.text)),
});

function mongoSinks(called: PythonCall): readonly Sink[] {
  const does = 'becomes a part of a MongoDB query';
  const isMongo = isCalled(
    called,
    /^(pymongo|flask_pymongo|mongoengine|motor|flask_mongoengine|bson)\b/,
  );
  const receiver = receiverText(called);
  const isNamed = /(collection|coll|mongo\S*|db(\.\w+|\[[^\]]+\])+|users|posts|\.objects)$/i.test(
    receiver,
  );
  if (!finds.test(called.name) || (!isMongo && !isNamed)) return [];
  const sinks: Sink[] = [];
  const query = argumentOf(called, 0, 'filter', 'query', 'pipeline', '__raw__', 'spec');
  if (query) {
    sinks.push(
      { value: query, does },
      { value: query, path: ['*'], does },
      { value: query, path: ['*', '*'], does },
    );
  }
  const raw = called.call.named.get('__raw__');
  return raw && raw !== query ? [...sinks, { value: raw, does }] : sinks;
}

export const pythonRegex = pythonFlowRule({
  id: 'py-regex-injection',
  title: 'A regular expression from outside is run',
  cwe: ['CWE-730', 'CWE-1333', 'CWE-400'],
  severity: 'medium',
  precision: 'high',
  help: {
    why: 'Some regular expressions take years on a short text, and Python has no way to stop them.',
    attack: 'The expression `(a+)+$` on thirty letters keeps a worker busy until it is killed.',
    fix: 'Search for plain text, or pass the value through re.escape().',
    sources: [cwePage(730), 'https://docs.python.org/3/library/re.html#re.escape'],
  },
  topic: /reg.?ex|regular.?expression/i,
  words: wordsIn('compile match search fullmatch sub subn findall finditer split template'),
  trigger: /\b(re|regex)\b/,
  sinks(called) {
    if (
      !isCalled(
        called,
        /^(re|regex)\.(compile|match|search|fullmatch|subn?|findall|finditer|split|template)$/,
      )
    )
      return [];
    const pattern = argumentOf(called, 0, 'pattern');
    return pattern ? [{ value: pattern, does: 'is run as a regular expression' }] : [];
  },
  cleans: ({ callee }) => /(^|\.)escape$/.test(callee.text),
});
