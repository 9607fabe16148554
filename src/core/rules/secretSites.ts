import { javascriptValue } from '../flow/javascript';
import type { Node } from '../syntax';
import type { ParsedFile } from './parsedFile';
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

/** Texts that are keys by their form, and what each is. */
export const secretFormats: readonly (readonly [RegExp, string])[] = [
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
/** An address with a password, which is the group. */
export const addressWithPassword =
  /\b[a-z][\w+.-]{0,20}:\/\/[^\s:/@'"`${}<>]{0,100}:([^\s@/'"`]{4,})@[\w[]/gi;
const connection =
  /\b(?:password|pwd|accountkey|sharedaccesskey)\s{0,50}=\s{0,50}([^;'"`\s]{4,200})\s{0,50}(?:;|['"`])/gi;

/** The texts that have the form of a key, and the addresses that hold a password. */
export function byForm(file: ParsedFile): SecretSite[] {
  const found: SecretSite[] = [];
  const add = (offset: number, what: string, kind: SecretSite['kind']) => {
    const node = literalAt(offset, file);
    if (node) found.push({ node, what, kind });
  };
  for (const [form, what] of secretFormats) {
    for (const match of file.text.matchAll(form)) {
      if (!/example/i.test(match[0])) add(match.index, what, 'format');
    }
  }
  for (const match of file.text.matchAll(addressWithPassword)) {
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
  /((?:passwords?|passwd|pwd|passphrase|passcode|pass|secrets?|tokens?|credentials?|authorization|auth|(?:api|client|consumer|webhook|account|auth|secret|private|access|encryption|encrypt|signing|crypto|cipher|aes|hmac|jwt|session|cookie|shared|master|license|deploy|subscription)[-_ ]?keys?|secret_?or_?key)[\d_$]{0,9})['"]?\]?\s{0,50}[?!]?(?::[\w.<>|\s]{1,100}?(?==))?\s{0,50}(?:[:=]|[!=]==?)\s{0,50}(?:[^'"`\n;,(){}]{0,80}(?:\|\||\?\?)\s{0,50})?\(?\s{0,50}(?=['"`][^'"`\s]{4})/gi;

const signs = [
  /:\/\/[^\s:/@'"`${}<>]{0,100}:[^\s@/'"`]{4,}@/,
  /\b(?:password|pwd|accountkey|sharedaccesskey)\s*=/i,
  new RegExp(secretFormats.map(([form]) => form.source).join('|')),
  new RegExp(named.source, 'i'),
];

/** Whether `byForm` or `byName` may find anything. Cheap. */
export function mayHoldSecret(text: string): boolean {
  return signs.some((sign) => sign.test(text));
}

/** The texts that stand under a name which says what they are. */
export function byName(file: ParsedFile): SecretSite[] {
  return [...file.text.matchAll(named)].flatMap((match) => {
    const [whole, end = ''] = match;
    const before = file.text.slice(Math.max(0, match.index - 40), match.index);
    const name = `${/[\w$-]*$/.exec(before)?.[0] ?? ''}${end}`;
    const node = literalAt(match.index + whole.length, file);
    const value = node && textOf(node);
    if (!node || value === undefined) return [];
    const place = placeOf(node);
    if (!place) return [];
    const held = place.name ?? name;
    if (/^auth(orization)?$/i.test(held)) return authorized(node, value, held);
    if (!namesSecret(held) && !/^(x-)?api-?key$/i.test(held)) return [];
    if (isOfSession(node, held) && value.trim().length >= 4 && !isPlaceholder(value))
      return [{ node, what: `The value of ${held}`, name: held, kind: place.kind }];
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

/** `session({ secret: 'some words' })`: it is a secret there, whatever it looks like. */
function isOfSession(literal: Node, name: string): boolean {
  const pair = literal.parent?.type === 'pair' ? literal.parent : null;
  const callee = pair?.parent?.parent?.parent?.childForFieldName('function');
  return name === 'secret' && /session|jwt/i.test(callee?.text.slice(-60) ?? '');
}

/** `auth: 'user:password'` and `Authorization: 'Basic …'`. */
function authorized(node: Node, value: string, name: string): SecretSite[] {
  const given =
    /^(?:Basic|Bearer|token)\s+(\S{8,})$/i.exec(value)?.[1] ??
    /^[\w.@-]+:(\S{4,})$/.exec(value)?.[1];
  if (given === undefined || isPlaceholder(given)) return [];
  return [{ node, what: `The value of ${name}`, name, kind: 'named' }];
}

export function textOf(node: Node): string | undefined {
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
      // `typeof token` is no token.
      if (!other || other.type === 'unary_expression') return undefined;
      return { name: lastName(other), kind: 'compared', isWithUser: false };
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
