import type { Rationale } from '../draft';
import type { Node } from '../syntax';
import type { Binding } from './bindings';
import { importName, moduleOf, quoteOf } from './imports';
import type { ParsedFile } from './parsedFile';
import type { Detection, RecipeResult, Rule } from './rule';
import { refuse, snippet } from './rule';
import { type Purpose, purposeOf } from './randomPurpose';

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
  words:
    'random pseudoRandomBytes lodash underscore chance seedrandom mersenne casual d3 alea xorshift'.split(
      ' ',
    ),
  detect(file) {
    const own = /Math\s*\.\s*random/.test(file.text)
      ? file
          .find('random')
          .filter(file.concerns)
          .flatMap((name) => detectAt(name, file) ?? [])
      : [];
    return [...own, ...weakCalls(file).flatMap((call) => weakAt(call, file) ?? [])];
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
  const purpose = purposeOf(shape.node, file);
  const isFirst = shape.kind !== 'text' || shape.node.startIndex === call.startIndex;
  if (!purpose || !isFirst) return undefined;
  return detection(shape, purpose, file);
}

/** Reported where the secret is made, which may be a call of the function that draws it. */
function detection(shape: Shape, { name, place }: Purpose, file: ParsedFile): Detection {
  const { startIndex: start, endIndex: end } = place ?? shape.node;
  const made = { start: shape.node.startIndex, end: shape.node.endIndex };
  return {
    ruleId: insecureRandom.id,
    start,
    end,
    message: `${snippet(file.code(shape.node))} can be guessed, but ${name} must not be.`,
    ...(place && { madeAt: made }),
    recipe: () => fromCrypto(shape, name, file),
  };
}

const weakModules =
  /^(lodash(-es)?([./](random|sample|sampleSize|shuffle))?|underscore|chance|random-js|seedrandom|mersenne-twister|casual|random|d3-random|random-seed|alea|xorshift)$/;

/** Calls of other generators that were not made for secrets. */
function weakCalls(file: ParsedFile): readonly Node[] {
  const generators = file.imports.filter(
    ({ imported }) => imported && weakModules.test(moduleOf(imported.specifier)),
  );
  const calls = generators.flatMap((one) => usesAsCall(one, file));
  const pseudo = file.find('pseudoRandomBytes').flatMap((name) => {
    const member = name.parent?.type === 'member_expression' ? name.parent : name;
    return member.parent?.type === 'call_expression' ? member.parent : [];
  });
  return [...calls, ...pseudo];
}

const draws =
  /^(random|sample|sampleSize|shuffle|string|hash|guid|integer|natural|word|pick|pickone|int|float|character|hex|uuid4|rand|letter|real|_?chance)$/;

/** Its pick() takes properties, not chances. */
const ofLodash = /^(random|sample|sampleSize|shuffle)$/;

function isLodash({ imported }: Binding): boolean {
  return /^(lodash|underscore)/.test(moduleOf(imported?.specifier ?? ''));
}

/** `chance.string()`, also for `const chance = new Chance()`, and `rng()`. */
function usesAsCall(binding: Binding, file: ParsedFile, depth = 0): readonly Node[] {
  return file.find(binding.name).flatMap((node) => {
    const { parent } = node;
    if (!parent || node === binding.node || file.resolve(node) !== binding) return [];
    const isMade = parent.type === 'new_expression' || parent.type === 'call_expression';
    const holder = isMade ? parent.parent : null;
    if (holder?.type === 'variable_declarator' && depth === 0) {
      const name = holder.childForFieldName('name');
      const made = name?.type === 'identifier' ? file.resolve(name) : undefined;
      if (made && made !== binding) return usesAsCall(made, file, 1);
    }
    if (parent.type === 'call_expression' && parent.childForFieldName('function') === node) {
      return depth > 0 || draws.test(binding.imported?.name ?? '') ? [parent] : [];
    }
    const call = parent.type === 'member_expression' ? parent.parent : null;
    const method = parent.childForFieldName('property')?.text ?? '';
    const known = isLodash(binding) ? ofLodash : draws;
    return call?.type === 'call_expression' && known.test(method) ? [call] : [];
  });
}

function weakAt(call: Node, file: ParsedFile): Detection | undefined {
  const isPseudo = /pseudoRandomBytes$/.test(call.childForFieldName('function')?.text ?? '');
  const purpose = purposeOf(call, file) ?? (isPseudo ? { name: 'the value' } : undefined);
  return purpose && detection({ kind: 'other', node: call }, purpose, file);
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
