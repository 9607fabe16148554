import type { Rationale } from '../draft';
import type { Node } from '../syntax';
import { importName } from './imports';
import { detected } from './options';
import type { ParsedFile } from './parsedFile';
import type { Detection, RecipeResult, Rule } from './rule';
import { refuse, snippet } from './rule';
import { wordsIn } from './secretNames';

const words = ['digest', 'headers', 'env', 'header', 'get', 'query', 'body', 'params', 'cookies'];

/** Secrets that are compared in a time that depends on how much of them is right. */
export const secretComparison: Rule = {
  id: 'secret-comparison',
  title: 'A secret is compared in a way that leaks it',
  cwe: ['CWE-208', 'CWE-385', 'CWE-697'],
  languages: ['javascript'],
  severity: 'low',
  precision: 'medium',
  help: {
    why: '=== stops at the first character that differs, so the time that it takes says how much was right.',
    attack:
      'An attacker tries one character after the other, and keeps the one whose answer takes longest.',
    fix: 'Compare with crypto.timingSafeEqual(), after the lengths.',
    sources: [
      'https://cwe.mitre.org/data/definitions/208.html',
      'https://nodejs.org/api/crypto.html#cryptotimingsafeequala-b',
    ],
  },
  recipe: { does: 'Compares in constant time', review: 'read' },
  topic: /timing|constant.?time/i,
  words,
  // One side is a digest, or a setting of the server's.
  needs: [['createHmac', 'process', 'config', 'settings', 'env']],
  detect: (file) => {
    const seen = new Set<Node>();
    return comparedIn(file).flatMap((comparison) => {
      if (seen.has(comparison)) return [];
      seen.add(comparison);
      return at(comparison, file) ?? [];
    });
  },
};

/** The comparisons with something that comes from a request, the environment or a digest. */
function comparedIn(file: ParsedFile): readonly Node[] {
  return file.find(...words).flatMap((name) => {
    const value = name.type === 'property_identifier' ? wholeOf(name) : undefined;
    if (!value) return [];
    const places =
      value.parent?.type === 'variable_declarator' ? usesOf(value.parent, file) : [value];
    return places.flatMap((place) => (isComparison(place.parent) ? [place.parent] : []));
  });
}

/** The whole expression around a name in it: `a.b.c('d')`. */
function wholeOf(name: Node): Node {
  let at = name.parent ?? name;
  while (
    at.parent &&
    /^(member_expression|subscript_expression|call_expression|parenthesized_expression|non_null_expression|as_expression)$/.test(
      at.parent.type,
    )
  )
    at = at.parent;
  return at;
}

function usesOf(declarator: Node, file: ParsedFile): readonly Node[] {
  const name = declarator.childForFieldName('name');
  if (name?.type !== 'identifier') return [];
  const binding = file.resolve(name);
  return file.find(name.text).filter((use) => use !== name && file.resolve(use) === binding);
}

function isComparison(node: Node | null): node is Node {
  return (
    node?.type === 'binary_expression' &&
    /^[!=]==?$/.test(node.childForFieldName('operator')?.text ?? '')
  );
}

function at(comparison: Node, file: ParsedFile): Detection | undefined {
  const left = comparison.childForFieldName('left');
  const right = comparison.childForFieldName('right');
  if (!left || !right || [left, right].some((side) => isPlain(side))) return undefined;
  const sides = [left, right].map((side) => kindOf(side, file));
  const isSecret = sides.includes('secret') && sides.includes('given');
  if (!isSecret && !sides.includes('digest')) return undefined;
  if (sides.includes('digest') && !sides.some((kind) => kind === 'given' || kind === 'secret'))
    return undefined;
  return detected(
    secretComparison,
    comparison,
    `The time that ${snippet(file.code(comparison))} takes says how much of the secret was right.`,
    () => inConstantTime(comparison, left, right, file),
  );
}

function isPlain({ type, text }: Node): boolean {
  return (
    /^(string|number|true|false|null|undefined|unary_expression|template_string|object|array)$/.test(
      type,
    ) ||
    text === 'undefined' ||
    /\.length$/.test(text)
  );
}

const secretWords =
  /^(secret|token|password|passwd|pwd|apikey|signature|hmac|sig|credential|passphrase|key|auth|authorization|digest|csrf|otp)$/;

/** What a side is: a digest with a key, a secret of the server's, or what a client sent. */
function kindOf(side: Node, file: ParsedFile): 'digest' | 'secret' | 'given' | undefined {
  const binding = side.type === 'identifier' ? file.resolve(side) : undefined;
  const code = (binding?.value ?? side).text.slice(0, 400);
  if (/createHmac\(/.test(code) && /\.digest\(/.test(code)) return 'digest';
  const names = wordsIn(side.text.slice(-80));
  if (
    /^(req|request|ctx|event|context|c)\b.*\b(headers?|get|query|body|params|cookies|authorization)\b/.test(
      code,
    )
  ) {
    return namesSecret([...names, ...wordsIn(code)]) ? 'given' : undefined;
  }
  if (binding?.parameter || (binding && !binding.value))
    return namesSecret(names) ? 'given' : undefined;
  if (/^process\.env\b|^(config|settings|env)\b/.test(code))
    return namesSecret(wordsIn(code)) ? 'secret' : undefined;
  return undefined;
}

function namesSecret(names: readonly string[]): boolean {
  return names.some((name) => secretWords.test(name));
}

function inConstantTime(comparison: Node, left: Node, right: Node, file: ParsedFile): RecipeResult {
  if (/\.[jt]sx$/i.test(file.path) || /\b(window|document|localStorage)\s*\./.test(file.text)) {
    return refuse("This file runs in a browser, where Node's crypto module is not available.");
  }
  const operator = comparison.childForFieldName('operator')?.text ?? '';
  if (operator.length !== 3) return refuse(`${operator} also compares values of different types.`);
  if (isCalledTwice(left) || isCalledTwice(right)) {
    return refuse(
      'One side is made by a call; keep it in a constant first, as it is needed twice.',
    );
  }
  const encoded = [left, right].find((side) => !isText(side, file));
  if (encoded) return refuse(`${snippet(file.code(encoded))} may be no text.`);
  const imported = importName(file, 'crypto', 'timingSafeEqual', comparison);
  if (!imported.ok) return imported;
  const [a, b] = [left, right].map((side) => `Buffer.from(String(${file.code(side)}))`);
  const lengths = `${a ?? ''}.length === ${b ?? ''}.length && ${imported.expression}(${a ?? ''}, ${b ?? ''})`;
  const guards = [left, right]
    .filter((side) => mayBeMissing(side, file))
    .map((side) => `${file.code(side)} !== undefined && `);
  const condition = `(${guards.join('')}${lengths})`;
  const text = operator.startsWith('!') ? `!${condition}` : condition;
  const edits = [
    ...imported.edits,
    { start: comparison.startIndex, end: comparison.endIndex, text },
  ];
  const rationale: Rationale = {
    whyVulnerable: `${snippet(file.code(comparison))} ends at the first character that differs.`,
    whyFixed: 'timingSafeEqual() looks at every byte, however many of them are right.',
    mayBreak: [
      'A value that is no text, such as a repeated header, is compared as the text that it makes.',
    ],
    alternatives: [
      {
        option: 'Compare hashes of both',
        whyNot: 'It hides the length too, but the length of such a secret is seldom secret.',
      },
    ],
    assumptions: ['Both sides are text, and the length of the secret may be known.'],
  };
  return { ok: true, edits, rationale };
}

/** A side that does something when it is written twice. */
function isCalledTwice(side: Node): boolean {
  return (
    side.descendantsOfType([
      'call_expression',
      'new_expression',
      'await_expression',
      'update_expression',
      'assignment_expression',
    ]).length > 0
  );
}

/** Environment variables, headers and digests in hex are text. */
function isText(side: Node, file: ParsedFile): boolean {
  const value = side.type === 'identifier' ? file.resolve(side)?.value : side;
  const code = value?.text ?? '';
  if (/^process\.env[.[]/.test(code) || /\.headers[.[]/.test(code)) return true;
  return (
    /\.digest\(\s*['"`](hex|base64|base64url)['"`]\s*\)$/.test(code) ||
    /\.(get|header)\(['"`][\w-]+['"`]\)$/.test(code)
  );
}

function mayBeMissing(side: Node, file: ParsedFile): boolean {
  const value = side.type === 'identifier' ? file.resolve(side)?.value : side;
  return !/\.digest\(/.test(value?.text ?? '');
}
