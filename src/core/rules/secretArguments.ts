import { nameOf } from '../flow/calls';
import { javascriptCall, javascriptValue } from '../flow/javascript';
import type { Value } from '../flow/value';
import type { Node } from '../syntax';
import { callNamed, isFrom } from './flowRule';
import type { ParsedFile } from './parsedFile';
import { constantOf } from './pieces';
import type { SecretSite } from './secretSites';
import { textOf } from './secretSites';
import { isPlaceholder } from './secretWords';

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

/** What a file has that may pass a secret so: the name of a package, and a call. */
const signs: readonly (readonly [RegExp, RegExp])[] = [
  [/jwt|jsonwebtoken|jose|signature/i, /\b(?:sign|verify|encode|decode)\s*\(/],
  [/crypto/i, /\b(?:create|(?:en|de)crypt|Hmac|pbkdf2|scrypt)\w*\s*\(/],
  [/cookie|keygrip/i, /\bcookieParser\s*\(|\bkeys\s*:\s*\[/],
  [/sequelize|twilio|stripe/i, /\b(?:Sequelize|[tT]wilio|[sS]tripe)\s*\(/],
  [/auth/i, /\b(?:auth|basicAuth|authenticate)\s*\(|\busers\s*:/],
  [/ldap/i, /\bbind\s*\(/],
];

/** Whether `byArgument` may find anything. Cheap. */
export function mayPassSecret(text: string): boolean {
  return signs.some(([of, call]) => of.test(text) && call.test(text));
}

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
function fieldOf(value: Value, file: ParsedFile): string | undefined {
  if (value.kind !== 'member' || !/^(this|[A-Z]\w*)$/.test(value.object.text)) return undefined;
  for (const name of file.find(value.name)) {
    const field = name.parent;
    if (!field || !/field_definition$/.test(field.type)) continue;
    const held = field.childForFieldName('value');
    if (held?.type === 'string') return textOf(held);
  }
  return undefined;
}
