import type { Node } from '../syntax';
import type { ParsedFile } from './parsedFile';
import type { PythonCall } from './pythonCalls';
import { isCalled } from './pythonCalls';
import { answer, importPython, replacement } from './pythonEdits';
import { nameOfTarget, nameWords } from './pythonNames';
import { cwePage, pythonCallRule, wordsIn } from './pythonRule';
import type { RecipeResult } from './rule';
import { refuse, snippet } from './rule';

const guarded =
  /^(token|tokens|secret|secrets|session|sid|password|passwords|passwd|pwd|passphrase|salt|nonce|otp|pin|csrf|xsrf|key|keys|apikey|invite|voucher|coupon|credential|credentials|auth|captcha|passcode|iv)$/;
const harmless =
  /^(color|colour|sort|cache|primary|foreign|dict|row|index|column|test|sample|mock|keyboard|keyword|keyspace|public|partition|group|order|value|word|label|class|size|max|min|length|len|num|count)$/;

export const pythonRandom = pythonCallRule({
  id: 'py-insecure-random',
  title: 'A value that must not be guessed comes from the module random',
  cwe: ['CWE-338', 'CWE-330', 'CWE-331', 'CWE-335', 'CWE-340'],
  severity: 'high',
  precision: 'high',
  help: {
    why: 'The module random is predictable: from some hundred of its values all later ones can be worked out.',
    attack:
      'An attacker asks for tokens of their own, computes the state of the generator, and knows the tokens of others.',
    fix: 'Draw from the module secrets: token_hex(), choice(), randbelow(), or SystemRandom().',
    sources: [cwePage(338), 'https://docs.python.org/3/library/secrets.html'],
  },
  recipe: { does: 'Draws the value from the module secrets', review: 'read' },
  topic: /random|pseudo|prng|predictab|B311\b/i,
  words: wordsIn(
    'random randint randrange choice choices sample getrandbits uniform randbytes shuffle triangular rand bytes',
  ),
  trigger: /\brandom\b/,
  calls(called, file) {
    if (
      !isCalled(
        called,
        /^(random|numpy\.random)\.(random|randint|randrange|choices?|sample|getrandbits|uniform|randbytes|rand|bytes|triangular)$/,
      )
    )
      return [];
    const purpose = purposeOf(called.node, file);
    if (purpose === undefined) return [];
    return [
      {
        node: called.node,
        does: `can be guessed, but ${purpose} must not be`,
        recipe: () => fromSecrets(called, purpose, file),
      },
    ];
  },
});

/** The name that says what the value is for, or undefined when no name calls it a secret. */
function purposeOf(node: Node, file: ParsedFile): string | undefined {
  for (let at: Node | null = node; at; at = outward(at)) {
    const name = nameOf(at);
    if (name !== undefined && isGuarded(name)) return name;
    if (at.type === 'assignment' && at !== node) {
      const returned = returnedAs(at, file);
      if (returned !== undefined) return returned;
    }
  }
  return undefined;
}

/** The function that returns what a variable is set to, when its name tells. */
function returnedAs(assignment: Node, file: ParsedFile): string | undefined {
  const left = assignment.childForFieldName('left');
  if (left?.type !== 'identifier') return undefined;
  const binding = file.resolve(left);
  const use = file
    .find(left.text)
    .find((one) => one.parent?.type === 'return_statement' && file.resolve(one) === binding);
  let at: Node | null = use ?? null;
  while (at && at.type !== 'function_definition') at = at.parent;
  const name = at?.childForFieldName('name')?.text;
  return name !== undefined && isGuarded(name) ? name : undefined;
}

function outward({ type, parent }: Node): Node | null {
  if (type === 'function_definition' || !parent) return null;
  if (type === 'return_statement') {
    let at: Node | null = parent;
    while (at && at.type !== 'function_definition') at = at.parent;
    return at;
  }
  return /^(block|module)$/.test(parent.type) ? null : parent;
}

function nameOf(node: Node): string | undefined {
  const named =
    node.childForFieldName(
      node.type === 'assignment' || node.type === 'augmented_assignment'
        ? 'left'
        : node.type === 'pair'
          ? 'key'
          : /^(function_definition|keyword_argument|default_parameter)$/.test(node.type)
            ? 'name'
            : node.type === 'call'
              ? 'function'
              : 'none',
    ) ?? null;
  return named ? nameOfTarget(named) : undefined;
}

function isGuarded(name: string): boolean {
  const words = nameWords(name);
  return words.some((word) => guarded.test(word)) && !words.some((word) => harmless.test(word));
}

const plain: ReadonlyMap<string, string> = new Map([
  ['choice', 'choice'],
  ['getrandbits', 'randbits'],
]);

function fromSecrets(called: PythonCall, purpose: string, file: ParsedFile): RecipeResult {
  const { call, name } = called;
  if (!isCalled(called, /^random\./))
    return refuse('Only the module random has plain replacements in secrets.');
  if (/\brandom\.seed\s*\(/.test(file.text)) {
    return refuse('The file seeds the generator, so it may rely on the same values each time.');
  }
  const direct = plain.get(name);
  const imported = importPython(file, 'secrets', direct ?? 'SystemRandom', called.node);
  if (!imported.ok) return imported;
  const callee = direct === undefined ? `${imported.expression}().${name}` : imported.expression;
  return answer([...imported.edits, replacement(call.callee, callee)], {
    whyVulnerable: `${snippet(file.code(called.node))} makes ${purpose}, and the module random is predictable: from enough of its values the others can be worked out.`,
    whyFixed: `${callee}() draws from the generator of the operating system, whose values cannot be worked out from earlier ones.`,
    mayBreak: [
      'It is slower, which matters only for very many values.',
      'Tests that seed the generator get other values.',
    ],
    alternatives: [
      {
        option: 'secrets.token_hex(16)',
        whyNot: 'It is stronger than most short values, but it changes the format.',
      },
    ],
    assumptions: [`${purpose} is a value that others must not guess.`],
  });
}
