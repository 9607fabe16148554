import { functionAround, functionTypes, javascriptCall } from '../flow/javascript';
import type { Node } from '../syntax';
import { plain } from './keyedWrites';
import type { ParsedFile } from './parsedFile';

/** What a random value is for, when it must not be guessed. */
export interface Purpose {
  readonly name: string;
  /** Where it becomes the secret, when that is not where it is drawn. */
  readonly place?: Node;
}

const secrets = new Set(
  'token session sid secret coupon voucher code password passwd pwd passphrase nonce salt otp pin csrf xsrf key apikey uid userid uuid guid reset invite invitation ticket credential auth cookie captcha'.split(
    ' ',
  ),
);
/** Keys that find something in a program, and open nothing. */
const ofObject =
  /\b(random|unique|internal|react|list|item|instance|object|map|event|menu|tab|props?|handlers?|listeners?|markers?|resources?) keys?\b/;

/** Whoever guesses the id of one of these gets at what is somebody else's. */
const owned = new Set(
  'user account customer member client auth access device login share order payment transaction booking room meeting upload download document'.split(
    ' ',
  ),
);
/** Before "code", "key" or "id", these make a name that guards nothing. */
const harmless = new Set(
  'color colour status exit error zip postal country language source byte char cache row css html element dom node'.split(
    ' ',
  ),
);

const maxDepth = 4;
const security =
  /^(createCipheriv|createDecipheriv|createHmac|pbkdf2|pbkdf2Sync|scrypt|scryptSync|hkdfSync|hashSync|importKey|setSessionId|signCookie)$/;

/** What a value is for, by the names that it gets; undefined when no name calls it a secret. */
export function purposeOf(node: Node, file: ParsedFile, depth = 0): Purpose | undefined {
  for (let at: Node | undefined = node; at; at = outward(at)) {
    if (isChosenBy(at) || isHandedIn(at)) return undefined;
    const name = nameOf(at);
    if (name !== undefined && isSecret(name)) return { name };
    if (at.type === 'call_expression' && security.test(name ?? '')) return { name: 'a key' };
    if (depth < maxDepth) {
      const later = keptIn(at, file, depth);
      if (later) return later;
    }
    if (functionTypes.has(at.type) && at.type !== 'arrow_function') break;
  }
  return undefined;
}

/** A function that is called where it is written uses what it gets; its code is no name. */
function isHandedIn({ type, parent }: Node): boolean {
  const callee = type === 'arguments' ? parent?.childForFieldName('function') : undefined;
  return callee ? functionTypes.has(plain(callee).type) : false;
}

const compares = /^([<>]=?|[=!]==?)$/;

/** A comparison gives yes or no, and a condition chooses among values that are known. */
function isChosenBy({ type, parent, children }: Node): boolean {
  if (type === 'binary_expression' && compares.test(children[1]?.text ?? '')) return true;
  return parent?.type === 'ternary_expression' &&
    parent.childForFieldName('condition')?.type === type
    ? compares.test(children[1]?.text ?? '')
    : false;
}

/** Follows a value into the variable, the list or the function that keeps it. */
function keptIn(at: Node, file: ParsedFile, depth: number): Purpose | undefined {
  const name = keeper(at);
  if (name) {
    const binding = file.resolve(name);
    if (!binding || binding.parameter) return undefined;
    for (const use of file.find(binding.name).slice(0, 40)) {
      if (use === name || use.startIndex <= at.startIndex || file.resolve(use) !== binding)
        continue;
      const purpose = isRead(use) ? purposeOf(use, file, depth + 1) : undefined;
      if (purpose) return purpose;
    }
    return undefined;
  }
  if (!functionTypes.has(at.type) || isPick(at)) return undefined;
  for (const { node } of file.flow.functions.usesOf(at).calls.slice(0, 20)) {
    const purpose = functionAround(node) === at ? undefined : purposeOf(node, file, depth + 1);
    if (purpose) return { ...purpose, place: purpose.place ?? node };
  }
  return undefined;
}

/** The name of a variable or a list that gets the value here. */
function keeper(at: Node): Node | undefined {
  const left = /^(augmented_)?assignment_expression$/.test(at.type)
    ? at.childForFieldName('left')
    : null;
  const name = at.type === 'variable_declarator' ? at.childForFieldName('name') : left;
  const base = name?.type === 'subscript_expression' ? name.childForFieldName('object') : name;
  if (base?.type === 'identifier') return base;
  const call = javascriptCall(at);
  const receiver = /^(push|unshift|append)$/.test(call?.method ?? '') ? call?.receiver : undefined;
  return receiver?.type === 'identifier' ? receiver : undefined;
}

function isRead({ parent, id }: Node): boolean {
  return parent?.childForFieldName('left')?.id !== id && parent?.type !== 'update_expression';
}

/** A function that takes one of the things that it is given, whatever they are. */
function isPick(owner: Node): boolean {
  const parameters = owner.childForFieldName('parameters')?.text ?? '';
  const list = /(?<!\w)(\w+)\s*\[\s*Math/.exec(owner.text)?.[1];
  return list !== undefined && new RegExp(`\\b${list}\\b`).test(parameters);
}

/** Where a value flows to next: out of an expression, and from a return to its function. */
function outward({ parent }: Node): Node | undefined {
  if (!parent) return undefined;
  if (parent.type !== 'return_statement') {
    return /statement|program|class_body/.test(parent.type) ? undefined : parent;
  }
  let at: Node | null = parent;
  while (at && !/^(function|arrow|method|generator)/.test(at.type)) at = at.parent;
  return at ?? undefined;
}

/** The part of a node that says what its value is for. */
const nameFields = new Map([
  ['assignment_expression', 'left'],
  ['augmented_assignment_expression', 'left'],
  ['call_expression', 'function'],
  ['field_definition', 'property'],
  ['function_declaration', 'name'],
  ['function_expression', 'name'],
  ['generator_function_declaration', 'name'],
  ['method_definition', 'name'],
  ['pair', 'key'],
  ['public_field_definition', 'name'],
  ['variable_declarator', 'name'],
]);

function nameOf(node: Node): string | undefined {
  const field = nameFields.get(node.type);
  const named = field === undefined ? null : node.childForFieldName(field);
  return (named?.childForFieldName('property') ?? named)?.text.slice(0, 60);
}

function isSecret(name: string): boolean {
  const words = name
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/)
    .flatMap((word) => [word, word.replace(/s$/, '')]);
  if (words.some((word) => harmless.has(word)) || ofObject.test(words.join(' '))) return false;
  return (
    words.some((word) => secrets.has(word)) ||
    (words.includes('id') && words.some((word) => owned.has(word)))
  );
}
