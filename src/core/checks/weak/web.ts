import { snippet } from '../../rules/rule';
import type { Node } from '../../syntax';
import type { Call } from './code';
import { callOf, callTypes, elementsOf, optionsIn, patternOf, stringOf } from './code';
import { families } from './families';
import type { Look, Suspect } from './look';

/** Cookies, other origins and tokens: options that leave open what the change is to close. */
export function* weakOptions(look: Look): Generator<Suspect> {
  for (const node of look.nodes('pair', 'keyword_argument')) {
    const key = node.childForFieldName('key') ?? node.childForFieldName('name');
    const value = node.childForFieldName('value');
    if (!key || !value) continue;
    const name = stringOf(key) ?? key.text;
    const why =
      cookieReason(name, value, look) ??
      originReason(name, value, look) ??
      tokenReason(name, value, look);
    if (why !== undefined) yield { at: node, why };
  }
}

function cookieReason(name: string, value: Node, look: Look): string | undefined {
  if (!look.families.has('session')) return undefined;
  if (/^(?:httpOnly|secure|httponly)$/.test(name) && /^(?:false|False)$/.test(value.text)) {
    return `${snippet(name)} is switched off. ${families.session.instead}`;
  }
  return /^same_?site$/i.test(name) && /^none$/i.test(stringOf(value) ?? '')
    ? `sameSite 'none' sends the cookie along with requests of every site. ${families.session.instead}`
    : undefined;
}

function originReason(name: string, value: Node, look: Look): string | undefined {
  if (!look.families.has('address') || name !== 'origin') return undefined;
  const isOpen =
    value.text === 'true' ||
    stringOf(value) === '*' ||
    /\breq(?:uest)?\.(?:headers?|get)\b/.test(value.text.slice(0, 300));
  const patterns = (elementsOf(value) ?? [value]).flatMap((one) => patternOf(one) ?? []);
  if (patterns.some(({ source }) => isLooseOrigin(source))) {
    return 'The pattern lets other origins in: escape each dot, and bind it to the start and the end with ^ and $.';
  }
  if (isOpen)
    return 'Every origin is let in: the answer only names the one that asks. Compare it with a fixed set.';
  return /callback\(\s*null\s*,\s*true\s*\)/.test(value.text) && !/\bif\b|\?/.test(value.text)
    ? 'Every origin is let in. Compare it with a fixed set.'
    : undefined;
}

/** A pattern of a host that more fits into than the host. */
function isLooseOrigin(source: string): boolean {
  if (!/[a-z\d-]\\?\.[a-z]{2,}/i.test(source)) return false;
  const isBound = /^\^/.test(source) && /\$$/.test(source);
  return !isBound || /(?<!\\)[a-z\d-]\.[a-z]/i.test(source) || /\.\*[a-z]/i.test(source);
}

function tokenReason(name: string, value: Node, look: Look): string | undefined {
  if (!look.families.has('token')) return undefined;
  if (/^ignore(?:Expiration|NotBefore)$/.test(name) && value.text === 'true') {
    return `${snippet(name)} lets old tokens in. Leave it out.`;
  }
  if (
    /^(?:verify_signature|verify|verify_exp|complete_verify)$/.test(name) &&
    /^(?:false|False)$/.test(value.text)
  ) {
    return `The signature or the age of the token is not checked. ${families.token.instead}`;
  }
  if (name !== 'algorithms') return undefined;
  const names = (elementsOf(value) ?? []).flatMap((one) => stringOf(one) ?? []);
  if (names.some((one) => /^none$/i.test(one))) {
    return `The algorithm none lets tokens in that nobody has signed. ${families.token.instead}`;
  }
  return names.some((one) => /^HS/.test(one)) && names.some((one) => /^[REP]S/.test(one))
    ? `Both kinds of algorithms are let in, so that a token can be signed with the public key as the secret. ${families.token.instead}`
    : undefined;
}

/** Calls that do not do what the change needs. */
export function* weakCalls(look: Look): Generator<Suspect> {
  for (const node of look.nodes(...callTypes)) {
    const call = callOf(node);
    if (!call) continue;
    const why =
      trustReason(call) ??
      headerReason(call, look) ??
      decodeReason(call, look) ??
      unheardReason(call, look) ??
      sanitizerReason(call, look);
    // The same call stood before where no error was caught.
    if (why !== undefined) yield { at: catchAround(node) ?? node, why };
  }
}

function trustReason({ name, args }: Call): string | undefined {
  if (!/^bypassSecurityTrust\w+$/.test(name) || stringOf(args[0]) !== undefined) return undefined;
  return `${snippet(name)}() still switches Angular's own cleaning off for this value. Bind the value without it, or call sanitize().`;
}

function headerReason(call: Call, look: Look): string | undefined {
  if (!/^(?:setHeader|header|set|append|writeHead)$/.test(call.name)) return undefined;
  const [name, value] = call.args;
  const header = stringOf(name)?.toLowerCase();
  if (header === 'access-control-allow-origin' && look.families.has('address') && value) {
    const isReflected =
      stringOf(value) === '*' ||
      stringOf(value) === 'null' ||
      /\breq(?:uest)?\.|headers|\borigin\b/.test(value.text);
    const isChecked = /\b(?:includes|has|in)\b/.test(look.changed);
    if (isReflected && !isChecked)
      return 'Every origin is let in: the answer only names the one that asks. Compare it with a fixed set.';
  }
  const text = stringOf(value) ?? '';
  if (header === 'x-xss-protection' && look.families.has('markup')) {
    return `Browsers do not heed X-XSS-Protection any more. ${families.markup.instead}`;
  }
  if (header === 'content-security-policy' && /'unsafe-(?:inline|eval)'/.test(text)) {
    return "A policy with 'unsafe-inline' or 'unsafe-eval' does not keep scripts out. Use nonces.";
  }
  return undefined;
}

function decodeReason({ name, object, node }: Call, look: Look): string | undefined {
  const owner = object?.text ?? '';
  const isDecoded =
    (name === 'decode' &&
      /^(?:jwt|jsonwebtoken|jws)$/i.test(owner) &&
      look.language === 'javascript') ||
    /^(?:jwt_?[dD]ecode|decodeJwt|unsafe_decode|get_unverified_claims)$/.test(name);
  const isHeader = /\.header\b/.test(node.parent?.text ?? '');
  const isSpare = /\bverify\b/.test(look.changed) && !catchAround(node);
  return isDecoded && look.families.has('token') && !isSpare && !isHeader
    ? `${snippet(node.text)} reads the token without checking its signature. ${families.token.instead}`
    : undefined;
}

/** What is done about an error, where a call is a part of that. */
function catchAround(node: Node): Node | undefined {
  for (let at = node.parent; at; at = at.parent) {
    if (/^(?:catch|except)_clause$/.test(at.type)) return at;
  }
  return undefined;
}

/** A verification whose answer nobody looks at. */
function unheardReason({ name, args, node, object }: Call, look: Look): string | undefined {
  const isVerify = name === 'verify' && /^(?:jwt|jsonwebtoken|jws)$/i.test(object?.text ?? '');
  if (!isVerify || !look.families.has('token')) return undefined;
  const callback = args.find(({ type }) => /^(?:arrow_function|function_expression)$/.test(type));
  const body = callback?.childForFieldName('body');
  const isEmpty = body?.type === 'statement_block' && body.namedChildCount === 0;
  return callback && isEmpty
    ? `Nobody looks at what ${snippet(node.text)} finds. Go on in the callback, with what it gives.`
    : undefined;
}

function sanitizerReason(call: Call, look: Look): string | undefined {
  if (
    !look.families.has('markup') ||
    !/^(?:sanitizeHtml|sanitize|clean|filterXSS)$/.test(call.name)
  )
    return undefined;
  const options = optionsIn(call);
  const tags =
    options.get('allowedTags') ??
    options.get('ALLOWED_TAGS') ??
    options.get('ADD_TAGS') ??
    options.get('tags');
  const attributes =
    options.get('allowedAttributes') ?? options.get('ADD_ATTR') ?? options.get('attributes');
  const isOpen = (node: Node | undefined) =>
    node !== undefined &&
    (node.text === 'false' ||
      (elementsOf(node) ?? []).some((one) =>
        /^(?:script|iframe|object|embed|style|svg|on\w+|\*)$/i.test(stringOf(one) ?? ''),
      ));
  return isOpen(tags) || attributes?.text === 'false' || isOpen(attributes)
    ? `The options of ${snippet(call.name)}() let elements or attributes through that run scripts. Allow only what the text needs.`
    : undefined;
}
