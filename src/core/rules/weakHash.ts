import type { Rationale } from '../draft';
import type { Node } from '../syntax';
import { callNamed } from './flowRule';
import { type Hashing, broken, hashingsIn, hashWords, namesIn } from './hashings';
import { detected, isTestFile } from './options';
import type { ParsedFile } from './parsedFile';
import { constantOf } from './pieces';
import type { Detection, RecipeResult, Rule } from './rule';
import { refuse, snippet } from './rule';
import { isPassword, isSecret, wordsIn } from './secretNames';

/** Hash functions with known collisions, where somebody relies on there being none. */
export const weakHash: Rule = {
  id: 'weak-hash',
  title: 'A broken hash function protects something',
  cwe: ['CWE-328', 'CWE-327'],
  languages: ['javascript'],
  severity: 'medium',
  precision: 'high',
  help: {
    why: 'For MD5 and SHA-1 two texts with the same hash can be made on purpose.',
    attack:
      'An attacker has a harmless document signed, and puts the signature under another with the same hash.',
    fix: 'Use SHA-256 or better; sign with an HMAC, and hash passwords with scrypt, argon2 or bcrypt.',
    sources: [
      'https://cwe.mitre.org/data/definitions/328.html',
      'https://nodejs.org/api/crypto.html#cryptocreatehashalgorithm-options',
    ],
  },
  recipe: { does: 'Computes SHA-256 instead', review: 'test' },
  topic: /\bmd5\b|\bsha-?1\b|weak.?hash|broken.?hash|insecure.?hash/i,
  words: [...hashWords, 'md5', 'sha1', 'createSign', 'createVerify'],
  detect: (file) => [
    ...hashingsIn(file).flatMap((one) => weak(one, file) ?? []),
    ...file.find('createSign', 'createVerify').flatMap((name) => signature(name, file) ?? []),
  ],
};

function weak(hashing: Hashing, file: ParsedFile): Detection | undefined {
  const { algorithm, data, node } = hashing;
  if (!broken.test(algorithm)) return undefined;
  const names = data.flatMap((one) => namesIn(one, file));
  const purpose = purposeOf(node);
  const words = purpose === undefined ? [] : wordsIn(purpose);
  if (
    names.some(isPassword) ||
    words.some((word) =>
      /^(etag|cache|checksum|fingerprint|gravatar|revision|version|content)$/.test(word),
    )
  )
    return undefined;
  const secret =
    names.find(isSecret) ??
    (purpose !== undefined &&
    words.some((word) => /^(token|signature|sign|signed|secret|otp|verify|hmac|mac)$/.test(word))
      ? purpose
      : undefined);
  if (secret === undefined) return undefined;
  return detected(
    weakHash,
    node,
    `${snippet(algorithm)} is broken, and ${snippet(secret)} relies on it.`,
    () => sha256(hashing, file),
  );
}

/** The name of what the value becomes. */
function purposeOf(node: Node): string | undefined {
  for (let at: Node | null = node; at; at = at.parent) {
    const named =
      at.type === 'variable_declarator'
        ? at.childForFieldName('name')
        : at.type === 'assignment_expression'
          ? at.childForFieldName('left')
          : at.type === 'pair'
            ? at.childForFieldName('key')
            : /^(function_declaration|method_definition)$/.test(at.type)
              ? at.childForFieldName('name')
              : null;
    if (named && !named.type.endsWith('pattern'))
      return (named.childForFieldName('property') ?? named).text.slice(0, 60);
    if (/^(program|class_body)$/.test(at.type)) return undefined;
  }
  return undefined;
}

function signature(name: Node, file: ParsedFile): Detection | undefined {
  const site = callNamed(name);
  const [one] = site?.call.args ?? [];
  const algorithm = one && constantOf(one, file);
  if (
    !site ||
    algorithm === undefined ||
    !/\b(md4|md5)\b|rsa-?sha-?1$|^sha-?1$|dsa-sha1$/i.test(algorithm)
  )
    return undefined;
  return detected(
    weakHash,
    site.node,
    `A signature over ${snippet(algorithm)} can be moved to another text.`,
    () => refuse('The other side of the signature has to change with it, and is not known here.'),
  );
}

function sha256({ name, algorithm, node }: Hashing, file: ParsedFile): RecipeResult {
  if (isTestFile(file.path))
    return refuse('This is a test file, which may hold digests that were computed before.');
  if (name?.type !== 'string') return refuse('The algorithm is not written out at the call.');
  if (!/^(md5|sha1|sha-1)$/i.test(algorithm))
    return refuse(`${snippet(algorithm)} is rarely chosen by chance.`);
  if (/git|s3|websocket|sec-|gravatar|oauth_signature|content-md5/i.test(file.text)) {
    return refuse('This file speaks a protocol that may ask for this very hash.');
  }
  const quote = file.text.charAt(name.startIndex);
  const edits = [{ start: name.startIndex, end: name.endIndex, text: `${quote}sha256${quote}` }];
  const rationale: Rationale = {
    whyVulnerable: `${snippet(file.code(node))} uses ${algorithm.toUpperCase()}, for which two texts with one hash can be made.`,
    whyFixed: 'SHA-256 has no known way to make two texts with the same hash.',
    mayBreak: [
      'Digests that are stored or that others have computed do not match any more.',
      'The digest is longer, 64 characters in hex: a column or a pattern that holds it may be too narrow.',
    ],
    alternatives: [
      {
        option: 'createHmac() with a key',
        whyNot: 'Right for a signature, but which key is meant is not known here.',
      },
    ],
    assumptions: ['No stored digest and no other program relies on the old algorithm.'],
  };
  return { ok: true, edits, rationale };
}
