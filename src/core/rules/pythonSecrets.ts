import { textOf } from '../pythonFlow/text';
import { bare } from '../pythonFlow/value';
import type { Node } from '../syntax';
import type { ParsedFile } from './parsedFile';
import { pythonCallAt, isCalled, argumentOf } from './pythonCalls';
import { isTestFile } from './pythonEdits';
import { isSecretName, nameOfTarget, nameWords } from './pythonNames';
import type { Rule } from './rule';
import { cwePage } from './pythonRule';
import { stringsAt } from './pythonStrings';

const placeholders =
  /^(|\W+|x+|\*+|\.+|none|null|true|false|todo|tbd|changeme|change[-_ ]?me|dummy|example|sample|default|test|testing|secret|password|passwd|pass|token|key|your\b.*|my[-_ ]?\w*|<.*>|\{.*\}|\$\{?.*|%.*|fake.*|mock.*|placeholder.*|insert.*|replace.*|enter.*|not[-_ ]?set|unset|n\/a|admin|user|root|string|str|bytes|basic|bearer|\d{1,3})$/i;
/** An address, a path, a name of a setting, a sentence: text that is no secret of its own. */
const plainText =
  /^(https?:\/\/[^:@]*$|\/[\w./-]*$|[\w.-]+\.(py|json|txt|pem|crt|key|ya?ml|html?)$|[A-Z][A-Z\d_]*$|_*[a-z]+([_.-][a-z]+)*$|#[\da-fA-F]{3,8}$)|\s\S+\s|\{\w*\}|%s/;
const address = /^[a-z][\w+.-]*:\/\/[^\s:/@]+:([^\s@/{}$%<>]+)@[^\s/]+/i;

/** Where the text of a secret may begin: after a name that says so, in a call that takes a key, in an address. */
const places =
  /(?:passw|pwd|passphrase|secret|token|key|credential|passcode)\w{0,60}['"]?\]?\s{0,100}(?::[\w[\],.\s]{1,200}?=|[=!]=|=|:)\s{0,100}[rbu]{0,2}['"]|(?:encode|decode|new|Fernet)\([^\n]{0,400}?[,(]\s{0,100}[rbu]{0,2}['"]|['"][a-z][\w+.-]{0,20}:\/\/[^\s:/@'"]{1,100}:[^\s@'"]{1,300}@/gi;

/** Passwords, keys and tokens in the code. */
export const pythonSecrets: Rule = {
  id: 'py-hardcoded-credentials',
  title: 'A secret stands in the code',
  cwe: ['CWE-798', 'CWE-259', 'CWE-321'],
  languages: ['python'],
  severity: 'high',
  precision: 'medium',
  help: {
    why: 'Whoever can read the code, its history or a package made of it has the secret, and it is the same everywhere.',
    attack:
      'Somebody finds the password in a public repository, and signs in to the database with it.',
    fix: 'Read the secret from the environment or a secret store, and replace it: it stays in the history of the repository.',
    sources: [
      cwePage(798),
      'https://cheatsheetseries.owasp.org/cheatsheets/Secrets_Management_Cheat_Sheet.html',
    ],
  },
  topic: /hard.?coded|credential|secret|password|B10[567]\b/i,
  words: [],
  trigger:
    /passw|pwd|secret|token|api_?key|private_?key|access_?key|auth_?key|signing|credential|:\/\/[^\s:/@]{1,100}:[^\s@]{1,300}@|jwt/i,
  detect(file) {
    if (isTestFile(file)) return [];
    return stringsAt(places, file).flatMap((string) => {
      const why = whyOf(string, file);
      return why === undefined
        ? []
        : [
            {
              ruleId: pythonSecrets.id,
              start: string.startIndex,
              end: string.endIndex,
              message: `${why} stands in the code (${masked(string)}).`,
            },
          ];
    });
  },
};

/** What makes a string a secret, or undefined when it is none. */
function whyOf(string: Node, file: ParsedFile): string | undefined {
  const text = textOf(string, file);
  const holder = string.parent;
  if (text === undefined || text.length < 6 || text.length > 300 || !holder) return undefined;
  const inAddress = address.exec(text)?.[1];
  if (
    inAddress !== undefined &&
    !placeholders.test(inAddress) &&
    !/localhost|127\.0\.0\.1|example\.(com|org)/.test(text)
  ) {
    return 'The password of an address';
  }
  const name = nameFor(string, holder, file);
  if (name === undefined || !isSecret(text) || isLabel(text, name)) return undefined;
  return name;
}

/** The name once more, or words where a token of a syntax is meant. */
function isLabel(text: string, name: string): boolean {
  if (/token$/i.test(name) && /\s/.test(text)) return true;
  return !/\d/.test(text) && nameWords(text).join(' ') === nameWords(name).join(' ');
}

function isSecret(text: string): boolean {
  const isStrong = /\d/.test(text) && /[a-z]/i.test(text);
  return (
    !placeholders.test(text) &&
    (isStrong
      ? !/^https?:|\s.*\s|\{\w*\}|%s|^[A-Z_]+$|^#[\da-f]{3,8}$/i.test(text)
      : !plainText.test(text))
  );
}

/** The name that calls the string a secret. */
function nameFor(string: Node, holder: Node, file: ParsedFile): string | undefined {
  const secretName = (node: Node | null | undefined): string | undefined => {
    const name = node ? nameOfTarget(bare(node)) : undefined;
    return name !== undefined && isSecretName(name) ? name : undefined;
  };
  switch (holder.type) {
    case 'assignment':
      return holder.childForFieldName('right') === string
        ? secretName(holder.childForFieldName('left'))
        : undefined;
    case 'keyword_argument':
    case 'default_parameter':
    case 'typed_default_parameter':
      return holder.childForFieldName('value') === string
        ? secretName(holder.childForFieldName('name'))
        : undefined;
    case 'pair':
      return holder.childForFieldName('value') === string
        ? secretName(holder.childForFieldName('key'))
        : undefined;
    case 'comparison_operator': {
      if (!/[=!]=/.test(holder.text)) return undefined;
      return secretName(holder.namedChildren.find((one) => one !== string));
    }
    case 'argument_list':
      return secretArgument(string, holder, file);
    default:
      return undefined;
  }
}

/** `jwt.encode(claims, 'key')`, `hmac.new(b'key', …)`. */
function secretArgument(string: Node, list: Node, file: ParsedFile): string | undefined {
  const callee = list.parent?.childForFieldName('function');
  const name = callee?.childForFieldName('attribute') ?? callee;
  const called = name ? pythonCallAt(name, file) : undefined;
  if (!called) return undefined;
  const isKey =
    (isCalled(called, /^(jwt|jose\.jwt|authlib\.jose\.jwt)\.(encode|decode)$/) &&
      argumentOf(called, 1, 'key') === string) ||
    (isCalled(called, /^hmac\.new$/) && argumentOf(called, 0, 'key') === string) ||
    (isCalled(called, /\.(AES|DES3?|Blowfish)\.new$|^cryptography\.fernet\.Fernet$/) &&
      argumentOf(called, 0, 'key') === string);
  return isKey ? `The key of ${called.name}()` : undefined;
}

/** The quotes and the length, and nothing of the text. */
function masked(string: Node): string {
  return `${Math.max(0, string.text.length - 2)} characters`;
}
