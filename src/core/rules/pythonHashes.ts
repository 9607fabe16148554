import { textOf } from '../pythonFlow/text';
import { bare, pythonCall } from '../pythonFlow/value';
import type { Node } from '../syntax';
import type { ParsedFile } from './parsedFile';
import type { PythonCall } from './pythonCalls';
import { argumentOf, isCalled, optionText } from './pythonCalls';
import { answer, inTests, replacement } from './pythonEdits';
import { isPasswordName, isSecretName, nameOfTarget } from './pythonNames';
import type { Seen } from './pythonRule';
import { cwePage, pythonCallRule, wordsIn } from './pythonRule';
import type { RecipeResult } from './rule';
import { refuse, snippet } from './rule';

const hashes =
  /^(hashlib|Crypto(dome)?\.Hash\.\w+|cryptography\.hazmat\.primitives\.hashes)\.(md4|md5|sha1|sha224|sha256|sha384|sha512|sha3_\d+|blake2[bs]|new|MD5|SHA1|SHA256|SHA512)$/;
const words = wordsIn(
  'md4 md5 sha1 sha224 sha256 sha384 sha512 sha3_224 sha3_256 sha3_384 sha3_512 blake2b blake2s new',
);
const topic = /\bmd5\b|\bsha-?1\b|weak.?hash|B303\b|B324\b|password.?hash/i;

/** The hash that a call makes, in small letters. */
function algorithmOf(called: PythonCall, file: ParsedFile): string | undefined {
  if (!isCalled(called, hashes)) return undefined;
  if (called.name !== 'new') return called.name.toLowerCase();
  const module = /\.Hash\.(\w+)\.new$/.exec(called.names[0] ?? '')?.[1];
  const first = argumentOf(called, 0, 'name');
  return (module ?? (first && textOf(first, file)))?.toLowerCase().replace('-', '');
}

/** What is hashed, here or by update() afterwards. */
function hashedBy(called: PythonCall, file: ParsedFile): readonly Node[] {
  const isNamed = called.name === 'new' && isCalled(called, /^hashlib/);
  const data = argumentOf(called, isNamed ? 1 : 0, 'data', 'string');
  const target = called.node.parent?.childForFieldName('left');
  const binding = target?.type === 'identifier' ? file.resolve(target) : undefined;
  const updates = binding
    ? file.find(binding.name).flatMap((node) => {
        const member = node.parent?.type === 'attribute' ? node.parent : undefined;
        const call = member?.parent && pythonCall(member.parent);
        return call?.method === 'update' && file.resolve(node) === binding ? call.args : [];
      })
    : [];
  return data ? [data, ...updates] : updates;
}

/** The name in what is hashed that a test accepts, one step back through variables. */
function nameIn(
  nodes: readonly Node[],
  accepts: (name: string) => boolean,
  file: ParsedFile,
): string | undefined {
  for (const node of nodes) {
    const found = [node, ...node.descendantsOfType(['identifier', 'string'])]
      .flatMap((one) => nameOfTarget(one) ?? [])
      .find((name) => /^[\w-]+$/.test(name) && accepts(name));
    if (found !== undefined) return found;
    const root = bare(node);
    const value = root.type === 'identifier' ? file.resolve(root)?.value : undefined;
    const further = value && value !== node ? nameIn([value], accepts, file) : undefined;
    if (further !== undefined) return further;
  }
  return undefined;
}

/** The name that the hash itself gets: `signature = …`. */
function purposeOf(node: Node): string | undefined {
  let at: Node | null = node;
  while (at && at.type !== 'assignment') {
    if (/statement|block|argument_list/.test(at.type)) return undefined;
    at = at.parent;
  }
  const left = at?.childForFieldName('left');
  return left ? nameOfTarget(left) : undefined;
}

export const pythonWeakHash = pythonCallRule({
  id: 'py-weak-hash',
  title: 'A broken hash guards something secret',
  cwe: ['CWE-327', 'CWE-328', 'CWE-916'],
  severity: 'high',
  precision: 'high',
  help: {
    why: 'For MD5 and SHA-1, two texts with the same hash can be made, and guesses are tried by the billion.',
    attack:
      'Somebody makes a second certificate with the signature of the first, or finds a secret from its hash.',
    fix: 'Use SHA-256, or hmac with SHA-256 where a key is hashed in; for passwords use scrypt, argon2 or bcrypt.',
    sources: [cwePage(327), 'https://docs.python.org/3/library/hashlib.html'],
  },
  recipe: { does: 'Hashes with SHA-256', review: 'test' },
  topic,
  words,
  trigger: /hashlib|Crypto/,
  calls(called, file) {
    const algorithm = algorithmOf(called, file);
    if (algorithm === undefined || !/^(md4|md5|sha1?|ripemd160)$/.test(algorithm)) return [];
    if (optionText(called, 'usedforsecurity') === 'False') return [];
    const hashed = hashedBy(called, file);
    if (nameIn(hashed, isPasswordName, file) !== undefined) return [];
    const purpose = purposeOf(called.node);
    const isSignature = purpose !== undefined && /signature|hmac|\bmac\b|token/i.test(purpose);
    const secret = nameIn(hashed, isSecretName, file) ?? (isSignature ? purpose : undefined);
    if (secret === undefined) return [];
    const recipe = () => withSha256(called, algorithm, file);
    return [
      {
        node: called.node,
        does: `uses ${algorithm.toUpperCase()}, which is broken, for ${secret}`,
        recipe,
      },
    ];
  },
});

export const pythonPasswordHash = pythonCallRule({
  id: 'py-password-hash',
  title: 'A password is hashed with a fast hash',
  cwe: ['CWE-916', 'CWE-327', 'CWE-328', 'CWE-759'],
  severity: 'high',
  precision: 'high',
  help: {
    why: 'A fast hash lets whoever has stolen the table of users try billions of passwords a second.',
    attack: 'Most passwords of a stolen table are found within a day on one graphics card.',
    fix: 'Use hashlib.scrypt(), argon2 or bcrypt, which are slow on purpose and take a salt.',
    sources: [
      cwePage(916),
      'https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html',
    ],
  },
  topic,
  words,
  trigger: /hashlib|Crypto/,
  calls(called, file): readonly Seen[] {
    const algorithm = algorithmOf(called, file);
    if (algorithm === undefined) return [];
    const name = nameIn(hashedBy(called, file), isPasswordName, file);
    if (name === undefined || isStep(called.node)) return [];
    return [
      {
        node: called.node,
        does: `hashes ${name} with ${algorithm.toUpperCase()}, which is fast to try out`,
      },
    ];
  },
});

/** Whether the hash goes on into a slow one, or into a look-up of leaked passwords. */
function isStep(node: Node): boolean {
  for (let at: Node | null = node.parent; at && !/statement/.test(at.type); at = at.parent) {
    const callee = at.type === 'call' ? at.childForFieldName('function')?.text : undefined;
    if (callee !== undefined && /bcrypt|scrypt|argon|pbkdf2|hashpw/.test(callee)) return true;
  }
  return false;
}

function withSha256(called: PythonCall, algorithm: string, file: ParsedFile): RecipeResult {
  if (inTests(file))
    return refuse('This is a test file, which may hold digests that are compared.');
  if (!isCalled(called, /^hashlib\./))
    return refuse('Only the hashes of hashlib have one plain replacement.');
  if (
    /etag|cache|checksum|content.?md5|git|s3|websocket|gravatar/i.test(
      file.code(called.node.parent?.parent ?? called.node),
    )
  ) {
    return refuse('The digest seems to be one that a protocol or a cache fixes.');
  }
  const name = called.call.callee.childForFieldName('attribute');
  const first = argumentOf(called, 0, 'name');
  if (!name) return refuse(`${called.name} is imported by its name; import sha256 and call that.`);
  const quote = first?.text.charAt(0) ?? '"';
  const isNew = called.name === 'new';
  if (isNew && (first?.type !== 'string' || !/^['"]\w+['"]$/.test(first.text))) {
    return refuse('Which hash is made is decided elsewhere.');
  }
  const edit =
    isNew && first ? replacement(first, `${quote}sha256${quote}`) : replacement(name, 'sha256');
  return answer([edit], {
    whyVulnerable: `${snippet(file.code(called.node))} uses ${algorithm.toUpperCase()}, for which collisions can be made.`,
    whyFixed: 'SHA-256 has no known collisions.',
    mayBreak: [
      'Digests that are stored already do not match any more.',
      `The digest has 64 hexadecimal digits, where ${algorithm.toUpperCase()} has ${algorithm === 'md5' ? 32 : 40}: a column may be too narrow.`,
    ],
    alternatives: [
      {
        option: 'usedforsecurity=False',
        whyNot: 'It says that nothing depends on the hash; the names here say that something does.',
      },
    ],
    assumptions: ['No other program computes the same digest.'],
  });
}
