import type { Rationale } from '../draft';
import type { Node } from '../syntax';
import { importName, quoteOf } from './imports';
import type { ParsedFile } from './parsedFile';
import type { Detection, RecipeResult, Rule } from './rule';
import { refuse, snippet } from './rule';

const secrets = new Set(
  'token session sid secret coupon voucher code password passwd pwd passphrase nonce salt otp pin csrf xsrf key apikey id uuid guid reset invite invitation ticket credential auth cookie captcha'.split(
    ' ',
  ),
);
/** Before "code", "key" or "id", these make a name that guards nothing. */
const harmless = new Set(
  'color colour status exit error zip postal country language source byte char cache row css html element dom node'.split(
    ' ',
  ),
);

/** Math.random() where a name says that the value must not be guessed. */
export const insecureRandom: Rule = {
  id: 'insecure-random',
  title: 'A value that must not be guessed comes from Math.random()',
  cwe: ['CWE-338', 'CWE-330', 'CWE-331', 'CWE-335', 'CWE-340'],
  languages: ['javascript'],
  severity: 'high',
  precision: 'high',
  help: {
    why: 'Math.random() is fast but predictable: its state can be worked out from a few of its values.',
    attack:
      'An attacker asks for some tokens of their own, computes the state of the generator, and then knows the tokens of others.',
    fix: "Draw from the operating system's generator: randomBytes(), randomUUID() or randomInt() of node:crypto.",
    sources: [
      'https://cwe.mitre.org/data/definitions/338.html',
      'https://developer.mozilla.org/docs/Web/JavaScript/Reference/Global_Objects/Math/random',
    ],
  },
  recipe: { does: 'Draws the value from node:crypto', review: 'read' },
  topic: /random|pseudo|prng|predictab|entropy/i,
  words: ['random'],
  detect(file) {
    return file.find('random').flatMap((name) => detectAt(name, file) ?? []);
  },
};

/** What the code makes of Math.random(), as far as a recipe knows it. */
type Shape =
  | { readonly kind: 'text'; readonly node: Node; readonly length?: number }
  | { readonly kind: 'number'; readonly node: Node; readonly below: Node }
  | { readonly kind: 'other'; readonly node: Node };

function detectAt(name: Node, file: ParsedFile): Detection | undefined {
  const call = name.parent?.parent;
  if (call?.type !== 'call_expression') return undefined;
  if (file.code(call).replace(/\s+/g, '') !== 'Math.random()') return undefined;
  const shape = shapeOf(call, file);
  const purpose = purposeOf(shape.node);
  const isFirst = shape.kind !== 'text' || shape.node.startIndex === call.startIndex;
  if (purpose === undefined || !isFirst) return undefined;
  return {
    ruleId: insecureRandom.id,
    start: shape.node.startIndex,
    end: shape.node.endIndex,
    message: `${snippet(file.code(shape.node))} can be guessed, but ${purpose} must not be.`,
    recipe: () => fromCrypto(shape, purpose, file),
  };
}

function shapeOf(call: Node, file: ParsedFile): Shape {
  const text = calledOn(call, /^toString$/);
  const cut = text && calledOn(text, /^(slice|substring|substr)$/);
  if (!text || !cut) return numberShape(call) ?? { kind: 'other', node: text ?? call };
  const length = lengthOf(cut, file);
  if (length === undefined) return { kind: 'other', node: cut };
  const whole = repeated(cut, file);
  return { kind: 'text', node: whole, ...(length > 0 && whole === cut && { length }) };
}

/** `Math.floor(Math.random() * n)`. */
function numberShape(call: Node): Shape | undefined {
  const product = call.parent;
  const floor = product?.parent?.parent;
  if (product?.type !== 'binary_expression' || product.parent?.namedChildCount !== 1) return;
  if (product.childForFieldName('operator')?.text !== '*') return undefined;
  if (floor?.childForFieldName('function')?.text !== 'Math.floor') return undefined;
  const left = product.childForFieldName('left');
  const below = left?.id === call.id ? product.childForFieldName('right') : left;
  return below ? { kind: 'number', node: floor, below } : undefined;
}

/** The call of a method of `node`, such as `node.slice(2)`. */
function calledOn(node: Node, method: RegExp): Node | undefined {
  const member = node.parent;
  const call = member?.parent;
  return member?.type === 'member_expression' &&
    member.childForFieldName('object')?.id === node.id &&
    method.test(member.childForFieldName('property')?.text ?? '') &&
    call?.type === 'call_expression'
    ? call
    : undefined;
}

/** Characters that `.slice(2, n)` leaves; 0 for `.slice(2)`; undefined for any other cut. */
function lengthOf(cut: Node, file: ParsedFile): number | undefined {
  const texts =
    cut.childForFieldName('arguments')?.namedChildren.map((one) => file.code(one)) ?? [];
  const [from, to] = texts;
  if (from !== '2' || texts.length > 2) return undefined;
  if (to === undefined) return 0;
  if (!/^\d{1,2}$/.test(to)) return undefined;
  const method = cut.childForFieldName('function')?.childForFieldName('property')?.text;
  const length = method === 'substr' ? Number(to) : Number(to) - 2;
  return length > 0 ? length : undefined;
}

const onePart = String.raw`Math\.random\(\)\.toString\(\d*\)\.\w+\(2(?:,\d+)?\)`;
const parts = new RegExp(`^${onePart}(?:\\+${onePart})*$`);

/** The whole of `Math.random().toString(36).slice(2) + Math.random().toString(36).slice(2)`. */
function repeated(cut: Node, file: ParsedFile): Node {
  let whole = cut;
  while (
    whole.parent?.type === 'binary_expression' &&
    whole.parent.endIndex - whole.parent.startIndex < 500 &&
    parts.test(file.code(whole.parent).replace(/\s+/g, ''))
  ) {
    whole = whole.parent;
  }
  return whole;
}

/** The name that says what the value is for, or undefined when no name calls it a secret. */
function purposeOf(node: Node): string | undefined {
  for (let at: Node | undefined = node; at; at = outward(at)) {
    const name = nameOf(at);
    if (name !== undefined && isSecret(name)) return name;
  }
  return undefined;
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
  return words.some((word) => secrets.has(word)) && !words.some((word) => harmless.has(word));
}

function fromCrypto(shape: Shape, purpose: string, file: ParsedFile): RecipeResult {
  if (/\.[jt]sx$/i.test(file.path) || /\b(?:window|document|localStorage)\s*\./.test(file.text)) {
    return refuse("This file runs in a browser, where Node's crypto module is not available.");
  }
  const call = cryptoCall(shape, purpose, file);
  if (!call.ok) return call;
  const imported = importName(file, 'crypto', call.name, shape.node);
  if (!imported.ok) return imported;
  const text = `${imported.expression}(${call.argument})${call.rest}`;
  const edits = [
    ...imported.edits,
    { start: shape.node.startIndex, end: shape.node.endIndex, text },
  ];
  const code = snippet(file.code(shape.node));
  const rationale: Rationale = {
    whyVulnerable: `${code} makes ${purpose}, and Math.random() is predictable: from a few of its values an attacker can work out the others.`,
    whyFixed: `${call.name}() draws from the operating system's cryptographic generator, whose values cannot be worked out from earlier ones.`,
    mayBreak: call.mayBreak,
    alternatives: call.alternatives,
    assumptions: [`The code runs in Node, and ${purpose} is a value that others must not guess.`],
  };
  return { ok: true, edits, rationale };
}

type CryptoCall =
  | { readonly ok: false; readonly why: string }
  | ({
      readonly ok: true;
      readonly name: string;
      readonly argument: string;
      readonly rest: string;
    } & Pick<Rationale, 'mayBreak' | 'alternatives'>);

function cryptoCall(shape: Shape, purpose: string, file: ParsedFile): CryptoCall {
  if (shape.kind === 'number') return integerCall(shape.below, file);
  if (shape.kind === 'other') {
    return refuse('Math.random() is not used in a shape that has one plain replacement.');
  }
  const { length } = shape;
  if (length === undefined && /uuid|guid/i.test(purpose)) {
    const mayBreak = [
      'The value is now a UUID of 36 characters with dashes, where it was shorter before.',
    ];
    return { ok: true, name: 'randomUUID', argument: '', rest: '', mayBreak, alternatives: [] };
  }
  const bytes = length === undefined ? 16 : Math.ceil(length / 2);
  const quote = quoteOf(file);
  const odd = length !== undefined && length % 2 === 1 ? `.slice(0, ${length})` : '';
  return {
    ok: true,
    name: 'randomBytes',
    argument: String(bytes),
    rest: `.toString(${quote}hex${quote})${odd}`,
    mayBreak: [
      length === undefined
        ? 'The value is now 32 characters of 0-9 and a-f, where it was about 11 of 0-9 and a-z: a column or a pattern that holds it may be too narrow.'
        : `The value still has ${length} characters, but of 0-9 and a-f only: that is ${length * 4} bits, which is few where guesses are not limited.`,
    ],
    alternatives: [
      { option: 'randomUUID()', whyNot: 'Its dashes and fixed digits change the format further.' },
    ],
  };
}

function integerCall(below: Node, file: ParsedFile): CryptoCall {
  const inner = below.type === 'parenthesized_expression' ? below.firstNamedChild : null;
  const argument = file.code(inner ?? below);
  const limit = Number(argument.replaceAll('_', ''));
  if (below.type === 'number' && (!Number.isInteger(limit) || limit < 1 || limit >= 2 ** 48)) {
    return refuse(`randomInt() takes whole numbers from 1 to 2^48, not ${argument}.`);
  }
  return {
    ok: true,
    name: 'randomInt',
    argument,
    rest: '',
    mayBreak: [`randomInt() throws when ${snippet(argument)} is not a whole number above 0.`],
    alternatives: [
      {
        option: "randomBytes(16).toString('hex')",
        whyNot: 'Stronger, as a short number can be tried out, but it changes the format.',
      },
    ],
  };
}
