import { nameOf } from '../flow/calls';
import { javascriptCall, javascriptValue } from '../flow/javascript';
import type { Call } from '../flow/value';
import type { Node } from '../syntax';
import { callNamed, isFrom } from './flowRule';
import type { ParsedFile } from './parsedFile';
import { constantOf } from './pieces';
import { isPlaceholder, looksSecret, namesPassword, namesSecret } from './secretWords';
import { keyName } from './targets';

/** A text in the code that opens something. */
export interface SecretSite {
  /** The literal. */
  readonly node: Node;
  /** What it is, in words that do not show it. */
  readonly what: string;
  /** The name of the code that it stands under, for a variable of the environment. */
  readonly name?: string;
  readonly kind: 'named' | 'argument' | 'format' | 'address' | 'compared' | 'fallback';
}

const formats: readonly (readonly [RegExp, string])[] = [
  [/\bA(?:KIA|SIA)[\dA-Z]{16}\b/g, 'An AWS access key'],
  [/\bgh[pousr]_[A-Za-z\d]{36,}\b|\bgithub_pat_\w{50,}\b/g, 'A GitHub token'],
  [/\bglpat-[\w-]{20,}/g, 'A GitLab token'],
  [/\b[rs]k_live_[\dA-Za-z]{16,}/g, 'A Stripe key'],
  [/\bxox[abeoprs]-[\dA-Za-z-]{10,}/g, 'A Slack token'],
  [/hooks\.slack\.com\/services\/T\w+\/B\w+\/\w{16,}/g, 'The address of a Slack webhook'],
  [/\bAIza[\w-]{35}\b/g, 'A Google API key'],
  [/\bnpm_[A-Za-z\d]{36}\b/g, 'An npm token'],
  [/\bSG\.[\w-]{16,}\.[\w-]{16,}/g, 'A SendGrid key'],
  [/-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----(?=[\s\\n'"+]*[A-Za-z\d+/])/g, 'A private key'],
];
const address = /\b[a-z][\w+.-]*:\/\/[^\s:/@'"`${}<>]*:([^\s@/'"`]{4,})@[\w[]/gi;
const connection =
  /\b(?:password|pwd|accountkey|sharedaccesskey)\s*=\s*([^;'"`\s]{4,})\s*(?:;|['"`])/gi;

/** The texts that have the form of a key, and the addresses that hold a password. */
export function byForm(file: ParsedFile): SecretSite[] {
  const found: SecretSite[] = [];
  const add = (offset: number, what: string, kind: SecretSite['kind']) => {
    const node = literalAt(offset, file);
    if (node) found.push({ node, what, kind });
  };
  for (const [form, what] of formats) {
    for (const match of file.text.matchAll(form)) {
      if (!/example/i.test(match[0])) add(match.index, what, 'format');
    }
  }
  for (const match of file.text.matchAll(address)) {
    const [, password = ''] = match;
    if (!isPlaceholder(password) && !/[${}<>%]|^:/.test(password)) {
      add(match.index, 'An address with a password', 'address');
    }
  }
  for (const match of file.text.matchAll(connection)) {
    const [, password = ''] = match;
    if (
      !isPlaceholder(password) &&
      !/[${}<>%]/.test(password) &&
      /;/.test(file.text.slice(Math.max(0, match.index - 80), match.index + 80))
    ) {
      add(match.index, 'A connection string with a password', 'address');
    }
  }
  return found;
}

function literalAt(offset: number, file: ParsedFile): Node | undefined {
  const node = file.root.descendantForIndex(offset, offset + 1);
  const literal =
    node.type === 'string_fragment' || node.type === 'escape_sequence' ? node.parent : node;
  return literal && /^(string|template_string)$/.test(literal.type) ? literal : undefined;
}

const named =
  /([\w$-]*(?:pass|pwd|secret|token|key|credential|auth)[\w$-]*)['"]?\]?\s*[?!]?(?::\s*[\w.<>| ]+?\s*(?==))?\s*(?:[:=]|[!=]==?)\s*(?:[^'"`\n;,(){}]{0,80}(?:\|\||\?\?)\s*)?\(?\s*(?=['"`])/gi;

/** The texts that stand under a name which says what they are. */
export function byName(file: ParsedFile): SecretSite[] {
  return [...file.text.matchAll(named)].flatMap((match) => {
    const [whole, name = ''] = match;
    const node = literalAt(match.index + whole.length, file);
    const value = node && textOf(node);
    if (!node || value === undefined) return [];
    const place = placeOf(node);
    if (!place) return [];
    const held = place.name ?? name;
    if (/^auth(orization)?$/i.test(held)) return authorized(node, value, held);
    if (!namesSecret(held) && !/^(x-)?api-?key$/i.test(held)) return [];
    if (
      place.kind === 'compared'
        ? isPlaceholder(value) || !looksSecret(value, true)
        : !looksSecret(value, namesPassword(held) || place.isWithUser)
    )
      return [];
    const what = `The value of ${held}`;
    return [{ node, what, name: held, kind: place.kind }];
  });
}

/** `auth: 'user:password'` and `Authorization: 'Basic …'`. */
function authorized(node: Node, value: string, name: string): SecretSite[] {
  const given =
    /^(?:Basic|Bearer|token)\s+(\S{8,})$/i.exec(value)?.[1] ??
    /^[\w.@-]+:(\S{4,})$/.exec(value)?.[1];
  if (given === undefined || isPlaceholder(given)) return [];
  return [{ node, what: `The value of ${name}`, name, kind: 'named' }];
}

function textOf(node: Node): string | undefined {
  if (node.namedChildren.some(({ type }) => type === 'template_substitution')) return undefined;
  return node.text.slice(1, -1);
}

interface NamedPlace {
  readonly name: string | undefined;
  readonly kind: 'named' | 'compared' | 'fallback';
  /** It stands beside the name of a user. */
  readonly isWithUser: boolean;
}

/** What holds a literal: a declaration, a property, an assignment, or a comparison. */
function placeOf(literal: Node): NamedPlace | undefined {
  let at = literal;
  let kind: NamedPlace['kind'] = 'named';
  for (let { parent } = at; parent; { parent } = at) {
    const operator = parent.childForFieldName('operator')?.text ?? '';
    if (parent.type === 'binary_expression' && /^[!=]==?$/.test(operator)) {
      const left = parent.childForFieldName('left');
      const other = left === at ? parent.childForFieldName('right') : left;
      return other ? { name: lastName(other), kind: 'compared', isWithUser: false } : undefined;
    }
    if (parent.type === 'binary_expression' && /^(\|\||\?\?)$/.test(operator)) kind = 'fallback';
    else if (!/^(parenthesized_expression|as_expression|satisfies_expression)$/.test(parent.type)) {
      return holderOf(at, parent, kind);
    }
    at = parent;
  }
  return undefined;
}

const userName = /\b(user|username|login|email|host|server|account|uid)\b['"]?\s*:/i;

function holderOf(at: Node, parent: Node, kind: NamedPlace['kind']): NamedPlace | undefined {
  switch (parent.type) {
    case 'variable_declarator':
      return { name: parent.childForFieldName('name')?.text, kind, isWithUser: false };
    case 'pair': {
      if (parent.childForFieldName('value') !== at) return undefined;
      const key = parent.childForFieldName('key');
      const around = parent.parent?.text ?? '';
      const isForm =
        /\b(type|label|placeholder|required|validate|message)['"]?\s*:/.test(around) &&
        /\b(name|label|placeholder|message|minLength)['"]?\s*:/.test(around);
      if (isForm && !/\bhost|server|user/.test(around)) return undefined;
      return { name: key ? keyName(key) : undefined, kind, isWithUser: userName.test(around) };
    }
    case 'assignment_expression': {
      const left = parent.childForFieldName('left');
      return left && left !== at ? { name: lastName(left), kind, isWithUser: false } : undefined;
    }
    case 'public_field_definition':
    case 'field_definition': {
      const name = (parent.childForFieldName('name') ?? parent.childForFieldName('property'))?.text;
      return { name, kind, isWithUser: false };
    }
    case 'assignment_pattern':
    case 'required_parameter':
    case 'optional_parameter':
    case 'object_assignment_pattern': {
      const name = parent.childForFieldName('left') ?? parent.childForFieldName('pattern');
      return { name: name?.text, kind: 'fallback', isWithUser: false };
    }
    default:
      return undefined;
  }
}

function lastName(node: Node): string | undefined {
  const value = javascriptValue(node);
  if (value.kind === 'member') return value.name;
  if (value.kind === 'same') return lastName(value.as);
  return node.type === 'identifier' ? node.text : undefined;
}

/** Where a secret is among the arguments of a call. */
const positions: readonly {
  readonly names: RegExp;
  readonly modules: RegExp;
  readonly receivers?: RegExp;
  readonly at: number;
  readonly what: string;
  readonly name: string;
}[] = [
  {
    names: /^(sign|verify|encode|decode)$/,
    modules: /^(jsonwebtoken|jwt-simple|jwt|koa-jwt)$/,
    receivers: /^(jwt|jsonwebtoken)$/i,
    at: 1,
    what: 'The secret of the tokens',
    name: 'JWT_SECRET',
  },
  {
    names: /^(createHmac|createCipheriv|createDecipheriv|createCipher|createDecipher|createSign)$/,
    modules: /^crypto$/,
    receivers: /^crypto$/,
    at: 1,
    what: 'The key',
    name: 'ENCRYPTION_KEY',
  },
  {
    names: /^(encrypt|decrypt|Hmac\w+)$/,
    modules: /^crypto-js/,
    receivers: /^(CryptoJS(\.\w+)?|AES|DES|TripleDES|Rabbit|RC4)$/,
    at: 1,
    what: 'The key',
    name: 'ENCRYPTION_KEY',
  },
  {
    names: /^cookieParser$/,
    modules: /^cookie-parser$/,
    at: 0,
    what: 'The secret of the cookies',
    name: 'COOKIE_SECRET',
  },
  {
    names: /^Sequelize$/,
    modules: /^sequelize(-typescript)?$/,
    receivers: /^Sequelize$/,
    at: 2,
    what: 'The password of the database',
    name: 'DB_PASSWORD',
  },
  {
    names: /^(auth|basicAuth)$/,
    modules: /^(request|superagent|supertest|needle|unirest)$/,
    receivers: /^request\b|^superagent\b|^agent$|\.(get|post|put|patch|delete)\(/,
    at: 1,
    what: 'The password',
    name: 'API_PASSWORD',
  },
  {
    names: /^auth$/,
    modules: /^(redis|ioredis)$/,
    receivers: /redis|client|cache/i,
    at: 0,
    what: 'The password of the store',
    name: 'REDIS_PASSWORD',
  },
  {
    names: /^bind$/,
    modules: /^ldapjs$|^ldapts$/,
    receivers: /ldap/i,
    at: 1,
    what: 'The password of the directory',
    name: 'LDAP_PASSWORD',
  },
  {
    names: /^(twilio|Twilio)$/,
    modules: /^twilio$/,
    at: 1,
    what: 'The token of Twilio',
    name: 'TWILIO_TOKEN',
  },
  {
    names: /^(Stripe|stripe)$/,
    modules: /^stripe$/,
    at: 0,
    what: 'The key of Stripe',
    name: 'STRIPE_KEY',
  },
  {
    names: /^sign$/,
    modules: /^(cookie-signature|jose)$/,
    receivers: /SignJWT|signature/,
    at: 0,
    what: 'The secret',
    name: 'SIGNING_SECRET',
  },
  {
    names: /^(pbkdf2|pbkdf2Sync|scrypt|scryptSync)$/,
    modules: /^crypto$/,
    receivers: /^crypto$/,
    at: 0,
    what: 'The password that a key is made of',
    name: 'KEY_PASSWORD',
  },
  {
    names: /^authenticate$/,
    modules: /^(mongodb|imap|smtp-connection)$/,
    receivers: /^(db|admin)$/,
    at: 1,
    what: 'The password',
    name: 'DB_PASSWORD',
  },
];
const calledNames =
  'sign verify encode decode createHmac createCipheriv createDecipheriv createCipher createDecipher encrypt decrypt HmacSHA256 HmacSHA512 HmacSHA1 HmacMD5 cookieParser Sequelize auth basicAuth bind twilio Twilio Stripe stripe pbkdf2 pbkdf2Sync scrypt scryptSync authenticate cookieSession users keys'.split(
    ' ',
  );

/** The texts that calls get as secrets, by the order of their arguments. */
export function byArgument(file: ParsedFile): SecretSite[] {
  return file.find(...calledNames).flatMap((name) => {
    if (name.text === 'keys' || name.text === 'users') return listed(name, file);
    const site = callNamed(name);
    if (!site) return [];
    const called = nameOf(site.call);
    return positions.flatMap(({ names, modules, receivers, at, what, name: variable }) => {
      const argument = site.call.args[at];
      if (!argument || !names.test(called) || !isFrom(site, file, modules, receivers)) return [];
      return secretIn(argument, file, what, variable, site.node);
    });
  });
}

/** `cookieSession({ keys: [secret] })` and `basicAuth({ users: { name: password } })`. */
function listed(name: Node, file: ParsedFile): SecretSite[] {
  const pair = name.parent;
  const value = pair?.type === 'pair' ? pair.childForFieldName('value') : null;
  const call = pair?.parent?.parent?.parent && javascriptCall(pair.parent.parent.parent);
  if (!value || !call) return [];
  const isKeys =
    name.text === 'keys' &&
    value.type === 'array' &&
    /cookie-?session|keygrip/i.test(call.callee.text);
  const isUsers =
    name.text === 'users' && value.type === 'object' && /basic/i.test(call.callee.text);
  if (!isKeys && !isUsers) return [];
  return value.namedChildren.flatMap((one) => {
    const held = one.type === 'pair' ? one.childForFieldName('value') : one;
    return held
      ? secretIn(
          held,
          file,
          isKeys ? 'A key of the cookies' : 'The password of a user',
          isKeys ? 'COOKIE_KEY' : 'USER_PASSWORD',
          value,
        )
      : [];
  });
}

/** The literal that an argument is made of: itself, a constant, or what is decoded from one. */
function secretIn(
  argument: Node,
  file: ParsedFile,
  what: string,
  name: string,
  at: Node,
): SecretSite[] {
  const value = javascriptValue(argument);
  if (value.kind === 'same') return secretIn(value.as, file, what, name, at);
  if (value.kind === 'either') {
    return value.options
      .slice(1)
      .flatMap((one) =>
        secretIn(one, file, what, name, at).map((site) => ({ ...site, kind: 'fallback' as const })),
      );
  }
  if (value.kind === 'call') {
    const isDecoded = /^(from|encode|parse|createSecretKey)$/.test(nameOf(value));
    const [first] = value.args;
    return isDecoded && first ? secretIn(first, file, what, name, at) : [];
  }
  const text =
    argument.type === 'string' || argument.type === 'template_string'
      ? textOf(argument)
      : constantOf(argument, file);
  const constant = text ?? fieldOf(value, file);
  if (
    constant === undefined ||
    isPlaceholder(constant) ||
    /-----BEGIN [A-Z ]*(PUBLIC|CERTIFICATE)/.test(constant)
  ) {
    return value.kind === 'name' ? behindConstant(argument, file, what, name, at) : [];
  }
  const made = value.kind === 'name' ? file.resolve(argument)?.value : argument;
  const node = made && /^(string|template_string)$/.test(made.type) ? made : at;
  return [{ node, what, name, kind: 'argument' }];
}

function behindConstant(
  argument: Node,
  file: ParsedFile,
  what: string,
  name: string,
  at: Node,
): SecretSite[] {
  const binding = file.resolve(argument);
  const made = binding?.constant ? binding.value : undefined;
  if (made?.type !== 'call_expression') return [];
  return secretIn(made, file, what, name, at).map((site) => ({ ...site, node: at }));
}

/** The text of `this.KEY` and `Vault.KEY`. */
function fieldOf(
  value: Call | ReturnType<typeof javascriptValue>,
  file: ParsedFile,
): string | undefined {
  if (value.kind !== 'member' || !/^(this|[A-Z]\w*)$/.test(value.object.text)) return undefined;
  for (const name of file.find(value.name)) {
    const field = name.parent;
    if (!field || !/field_definition$/.test(field.type)) continue;
    const held = field.childForFieldName('value');
    if (held?.type === 'string') return textOf(held);
  }
  return undefined;
}
