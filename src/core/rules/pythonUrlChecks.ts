import { textOf } from '../pythonFlow/text';
import { expressions } from '../flow/value';
import { bare, pythonCall } from '../pythonFlow/value';
import type { Node } from '../syntax';
import type { ParsedFile } from './parsedFile';
import { stringsAt } from './pythonStrings';
import { argumentOf, isCalled, pythonCallAt } from './pythonCalls';
import type { Seen } from './pythonRule';
import { cwePage, pythonFlowRule, wordsIn } from './pythonRule';
import type { Rule } from './rule';
import { snippet } from './rule';

const domain =
  /^(https?:\/\/)?([a-z\d-]+\.)+(com|org|net|edu|gov|io|dev|co|uk|de|fr|info|app|cloud|ai|me|us|eu|ru|cn|jp)(:\d+)?\/?$/i;

const info: Omit<Rule, 'detect'> = {
  languages: ['python'],
  id: 'py-incomplete-host-check',
  title: 'A check of a host lets other hosts through',
  cwe: ['CWE-20', 'CWE-183'],
  severity: 'medium',
  precision: 'high',
  help: {
    why: 'A host name can stand anywhere in an address, and a dot in a regular expression is any character.',
    attack: 'The address `https://evil.example/?example.com` holds the name, and leads elsewhere.',
    fix: 'Take urlparse(url).hostname, and compare that as a whole, or its ending with a dot before it.',
    sources: [cwePage(20), 'https://docs.python.org/3/library/urllib.parse.html'],
  },
  topic: /url.?(check|substring)|incomplete.?(url|host)|host.?name.?regex|substring.?sanit/i,
  words: [],
  trigger: /\.(com|org|net|edu|gov|io|dev|co|uk|de|fr|info|app|cloud|ai|me|us|eu|ru|cn|jp)\b/i,
};

/** The strings of a file that look like hosts, in checks that are too weak. */
export const pythonHostCheck: Rule = {
  ...info,
  detect: (file) =>
    stringsAt(hosts, file)
      .flatMap((string) => weakCheck(string, file))
      .map(({ node, does }) => ({
        ruleId: info.id,
        start: node.startIndex,
        end: node.endIndex,
        message: `${snippet(file.code(node))} ${does}.`,
      })),
};

const hosts = /\.(com|org|net|edu|gov|io|dev|co|uk|de|fr|info|app|cloud|ai|me|us|eu|ru|cn|jp)\b/gi;

function weakCheck(string: Node, file: ParsedFile): readonly Seen[] {
  const text = textOf(string, file);
  const holder = string.parent;
  if (text === undefined || !holder) return [];
  if (holder.type === 'comparison_operator' && domain.test(text)) return contained(string, holder);
  const call =
    holder.type === 'argument_list' && holder.parent ? pythonCall(holder.parent) : undefined;
  if (!call || !holder.parent) return [];
  if (
    call.method === 'endswith' &&
    domain.test(text) &&
    !/^[a-z]+:/.test(text) &&
    call.args[0] === string
  ) {
    return [{ node: holder.parent, does: 'also accepts hosts whose name only ends in that text' }];
  }
  if (
    call.method === 'startswith' &&
    /^https?:\/\//.test(text) &&
    domain.test(text) &&
    !text.endsWith('/') &&
    call.args[0] === string
  ) {
    return [
      { node: holder.parent, does: 'also accepts hosts whose name only begins with that text' },
    ];
  }
  if (/^(find|index|count)$/.test(call.method ?? '') && domain.test(text)) {
    return [{ node: holder.parent, does: 'finds the host anywhere in the address' }];
  }
  return hostPattern(string, text, file);
}

/** `'example.com' in url`. */
function contained(string: Node, comparison: Node): readonly Seen[] {
  const [left, right] = expressions(comparison);
  const isIn = /\bin\b/.test(comparison.text.slice(string.text.length, string.text.length + 8));
  const isText =
    right &&
    !/^(list|tuple|set|dictionary)$/.test(bare(right).type) &&
    !/hosts|domains|allow|origins|list|names|netloc\.split/i.test(right.text);
  return left === string && isIn && isText
    ? [{ node: comparison, does: 'finds the host anywhere in the address' }]
    : [];
}

const unescaped =
  /(^|[^\\.\]*+?])\.(?:[a-z\d-]{1,63}\\?\.){0,10}(?:com|org|net|edu|gov|io|co|uk|de)\b/i;

/** A regular expression for a host with a dot that is not escaped. */
function hostPattern(string: Node, text: string, file: ParsedFile): readonly Seen[] {
  const list = string.parent?.parent;
  const callee = list?.childForFieldName('function');
  const name = callee?.childForFieldName('attribute') ?? callee;
  const called = name ? pythonCallAt(name, file) : undefined;
  if (
    !called ||
    !isCalled(called, /^(re|regex)\.(compile|match|search|fullmatch|findall|sub|finditer)$/)
  )
    return [];
  if (argumentOf(called, 0, 'pattern') !== string || !/https?|\^|\/\/|\$$/.test(text)) return [];
  return unescaped.test(text)
    ? [{ node: string, does: 'has a dot that stands for any character before the end of the host' }]
    : [];
}

export const pythonCookieInjection = pythonFlowRule({
  id: 'py-cookie-injection',
  title: 'A cookie or a header is made from a value from outside',
  cwe: ['CWE-20', 'CWE-113', 'CWE-74'],
  severity: 'low',
  precision: 'medium',
  help: {
    why: 'Whoever decides on the name or value of a cookie can plant one of their own in the browser of somebody else.',
    attack:
      'A link sets the cookie of the session to one that the attacker knows, and waits for the user to sign in.',
    fix: 'Choose cookies from values of your own, or check the value against a fixed list.',
    sources: [cwePage(20), 'https://owasp.org/www-community/attacks/Session_fixation'],
  },
  topic: /cookie.?inj|header.?inj|response.?split|crlf/i,
  words: wordsIn('set_cookie start_response'),
  sinks(called) {
    if (called.name !== 'set_cookie' || called.call.receiver === undefined) return [];
    return [argumentOf(called, 0, 'key', 'name'), argumentOf(called, 1, 'value')].flatMap(
      (value) => (value ? [{ value, does: 'becomes a part of a cookie' }] : []),
    );
  },
  cleans: ({ callee, method }) =>
    /^(quote|quote_plus|dumps|sign|encode|urlencode|uuid4|escape)$/.test(method ?? callee.text),
});
