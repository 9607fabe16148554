import type { Node } from '../syntax';
import { callNamed } from './flowRule';
import { namesIn } from './hashings';
import { isLog, loggers, logWords } from './logging';
import { assignmentTo, detected } from './options';
import type { ParsedFile } from './parsedFile';
import { constantOf } from './pieces';
import type { Detection, Rule } from './rule';
import { snippet } from './rule';
import { isPassword, isSecret, wordsIn } from './secretNames';

/** Whatever the names say more closely: see `isSecret`. */
const secretNames =
  /pass(?!ed|es|ing|ive|thr)|pwd|\bpw\b|psw|\bpin\b|secret|token|jwt|key|otp\b|credential|signature|hmac|csrf|xsrf|nonce|digest|session|\bsid\b|process\.env\b/i;
const writes = new RegExp(
  `(?:console|log|logger|winston|pino|bunyan)\\s*\\??\\.\\s*(?:${logWords.join('|')})\\s*\\(|['"]${loggers}['"]|Storage\\b|\\.cookie\\s*\\(|\\b(?:write|append)File`,
  'i',
);
const files = 'writeFile writeFileSync appendFile appendFileSync'.split(' ');

/** Secrets that are written where others read them. */
export const clearText: Rule = {
  id: 'clear-text-secret',
  title: 'A secret is logged or stored as plain text',
  cwe: ['CWE-312', 'CWE-532', 'CWE-359', 'CWE-315', 'CWE-313', 'CWE-256'],
  languages: ['javascript'],
  severity: 'medium',
  precision: 'medium',
  help: {
    why: 'Logs, cookies and the storage of a browser are read by more people and programs than the secret is for.',
    attack: 'Whoever can read the log, or run one script in the page, has the password.',
    fix: 'Leave the secret out, or log that it was there; keep passwords as a hash, and tokens in a secret store.',
    sources: [
      'https://cwe.mitre.org/data/definitions/312.html',
      'https://cheatsheetseries.owasp.org/cheatsheets/Logging_Cheat_Sheet.html#data-to-exclude',
    ],
  },
  topic:
    /clear.?text|plain.?text|sensitive.?(log|data|info)|log.{0,20}(secret|password|credential)/i,
  words: [...logWords, 'setItem', 'cookie', 'localStorage', 'sessionStorage', ...files],
  trigger: { test: (text) => secretNames.test(text) && writes.test(text) },
  detect: (file) => [
    ...file
      .find(...logWords, 'setItem', 'cookie', ...files)
      .flatMap((name) => callAt(name, file) ?? []),
    ...file.find('localStorage', 'sessionStorage').flatMap((name) => assignedAt(name, file) ?? []),
  ],
};

function callAt(name: Node, file: ParsedFile): Detection | undefined {
  const site = callNamed(name);
  if (!site) return undefined;
  const { node, call } = site;
  const [first, second] = call.args;
  if (logWords.includes(name.text)) {
    if (!isLog(site, file)) return undefined;
    for (const value of call.args) {
      const secret = secretIn(value, isSecret, file);
      if (secret !== undefined) return report(node, secret, 'is written to a log');
      if (value.text === 'process.env')
        return report(node, 'process.env', 'holds secrets, and is written to a log');
    }
    return undefined;
  }
  if (!first || !second) return undefined;
  if (name.text === 'setItem') {
    if (!/(local|session)Storage$/.test(call.receiver?.text ?? '')) return undefined;
    const secret = secretIn(second, isPassword, file);
    return secret === undefined
      ? undefined
      : report(node, secret, 'stays in the storage of the browser');
  }
  const secret = call.receiver && secretIn(second, isPassword, file);
  if (secret === undefined) return undefined;
  return report(
    node,
    secret,
    name.text === 'cookie' ? 'is put into a cookie' : 'is written to a file',
  );
}

/** `localStorage.password = …`, `localStorage['password'] = …`. */
function assignedAt(name: Node, file: ParsedFile): Detection | undefined {
  const member = name.parent;
  if (member?.childForFieldName('object') !== name) return undefined;
  const key =
    member.childForFieldName('property') ?? member.childForFieldName('index')?.firstNamedChild;
  const assignment = key ? assignmentTo(key) : undefined;
  const secret = assignment && secretIn(assignment.value, isPassword, file);
  return assignment && secret !== undefined
    ? report(assignment.node, secret, 'stays in the storage of the browser')
    : undefined;
}

function report(node: Node, secret: string, does: string): Detection {
  return detected(clearText, node, `${snippet(secret)} ${does} as plain text.`);
}

type IsMeant = (name: string) => boolean;

/** The first part of a value whose name says that it is a secret, and that is not changed on its way. */
function secretIn(value: Node, isMeant: IsMeant, file: ParsedFile, depth = 0): string | undefined {
  const named = namedSecret(value, isMeant, file);
  if (named !== undefined || depth > 6) return named;
  for (const part of partsOf(value, file)) {
    const found = secretIn(part, isMeant, file, depth + 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The value itself, when its own name calls it a secret. */
function namedSecret(value: Node, isMeant: IsMeant, file: ParsedFile): string | undefined {
  switch (value.type) {
    case 'identifier':
    case 'shorthand_property_identifier':
      return isPlain(value.text, isMeant) && !isHarmless(value, file) ? value.text : undefined;
    case 'member_expression': {
      const owner = value.childForFieldName('object')?.text ?? '';
      const name = value.childForFieldName('property')?.text ?? '';
      return !isOfTexts(owner) && isPlain(name, isMeant) ? file.code(value) : undefined;
    }
    case 'subscript_expression': {
      const [name = ''] = namesIn(value, file);
      return isPlain(name, isMeant) ? file.code(value) : undefined;
    }
    case 'call_expression': {
      const callee = value.childForFieldName('function')?.text ?? '';
      return /(^|\.)get(Password|Secret|ApiKey)$/.test(callee) ? file.code(value) : undefined;
    }
    default:
      return undefined;
  }
}

/** A list of texts or kinds, whose `password` is a label: `Errors.password`, `messages.password`. */
function isOfTexts(owner: string): boolean {
  return /(^|\.)(t|i18n|constants?|classes|[A-Z]\w*[a-z]\w*|\w*(errors|messages|labels|strings|types|styles|selectors|routes|paths|urls))$/.test(
    owner,
  );
}

/** What a value is put together from. */
function partsOf(value: Node, file: ParsedFile): readonly Node[] {
  const fields = (...names: readonly string[]) =>
    names.flatMap((name) => value.childForFieldName(name) ?? []);
  switch (value.type) {
    case 'identifier':
      return definedAs(value, file);
    case 'binary_expression': {
      const operator = value.childForFieldName('operator')?.text ?? '';
      return /^(\+|\|\||\?\?)$/.test(operator) ? fields('left', 'right') : [];
    }
    case 'ternary_expression':
      return fields('consequence', 'alternative');
    case 'pair':
      return fields('value');
    case 'template_string':
    case 'template_substitution':
    case 'parenthesized_expression':
    case 'array':
    case 'object':
    case 'await_expression':
    case 'as_expression':
      return value.namedChildren;
    case 'call_expression':
      return keptBy(value);
    default:
      return [];
  }
}

/** What is still to be read in the result of a call. */
function keptBy(call: Node): readonly Node[] {
  const callee = call.childForFieldName('function');
  const name = callee?.childForFieldName('property')?.text ?? callee?.text ?? '';
  const object = callee?.childForFieldName('object');
  if (/^(toString|trim)$/.test(name)) return object ? [object] : [];
  const keeps = /^(stringify|inspect|String|format|btoa|encodeURIComponent)$/.test(name);
  return keeps ? (call.childForFieldName('arguments')?.namedChildren ?? []) : [];
}

/** What a constant with another name holds: `const p = req.body.password`. */
function definedAs(name: Node, file: ParsedFile): readonly Node[] {
  const binding = file.resolve(name);
  const value = binding?.constant ? binding.value : undefined;
  const isPart =
    /^(member_expression|template_string|binary_expression|object|call_expression)$/.test(
      value?.type ?? '',
    );
  return value && isPart ? [value] : [];
}

function isPlain(name: string, isMeant: IsMeant): boolean {
  return isMeant(name) && !/^[A-Z][A-Z_]*_(ERROR|MESSAGE|TYPE)$/.test(name) && !isOfCode(name);
}

/** In programs that read programs a token is a word of the text. */
function isOfCode(name: string): boolean {
  return (
    /^(tokens?|digest|nonce|pass|pin|pw|signature|hmac)$/i.test(wordsIn(name).at(-1) ?? '') &&
    wordsIn(name).length === 1
  );
}

/** A name whose value is fixed, or a flag. */
function isHarmless(name: Node, file: ParsedFile): boolean {
  const binding = file.resolve(name);
  if (binding?.imported || binding?.declared) return true;
  const value = binding?.value;
  if (!value || !binding.constant) return false;
  return (
    /^(true|false|null|number|regex|arrow_function|function_expression|unary_expression)$/.test(
      value.type,
    ) || constantOf(value, file) === ''
  );
}
