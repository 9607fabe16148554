import type { CallSite } from '../flow/calls';
import { nameOf } from '../flow/calls';
import type { Node } from '../syntax';
import { callNamed, isFrom } from './flowRule';
import { detected, objectOf, optionOf, pairOf, valuesOf } from './options';
import type { ParsedFile } from './parsedFile';
import { constantOf } from './pieces';
import type { Detection, Rule } from './rule';
import { snippet } from './rule';

const broken =
  /^(des|3des|rc2|rc4|arc4|arcfour|bf|blowfish|cast5?|idea|seed|desx|tripledes)\b|^des-|^id-|-ecb\b|\becb$/i;
const libraryCiphers = 'DES TripleDES RC4 RC4Drop Rabbit RabbitLegacy Blowfish'.split(' ');
const words = [
  'createCipheriv',
  'createDecipheriv',
  'createCipher',
  'createDecipher',
  'ECB',
  ...libraryCiphers,
];

/** Ciphers that are broken, and modes that show patterns. */
export const weakCipher: Rule = {
  id: 'weak-cipher',
  title: 'A broken cipher, or a mode that shows patterns',
  cwe: ['CWE-327', 'CWE-326', 'CWE-329'],
  languages: ['javascript'],
  severity: 'high',
  precision: 'high',
  help: {
    why: 'DES and RC4 can be broken with ordinary computers, and ECB encrypts equal blocks to equal blocks.',
    attack:
      'Somebody who reads the encrypted data finds the key by trying all of them, or reads repetitions off it.',
    fix: "Use 'aes-256-gcm' with a fresh random iv for each message, and keep the tag.",
    sources: [
      'https://cwe.mitre.org/data/definitions/327.html',
      'https://nodejs.org/api/crypto.html#cryptocreatecipherivalgorithm-key-iv-options',
    ],
  },
  topic: /weak.?(cipher|crypto|algorithm)|broken.?crypto|\b(des|rc4|ecb)\b|insecure.?cipher/i,
  words,
  detect: (file) => file.find(...words).flatMap((name) => cipherAt(name, file) ?? []),
};

function cipherAt(name: Node, file: ParsedFile): Detection | undefined {
  if (name.text === 'ECB') {
    const member = name.parent?.type === 'member_expression' ? name.parent : undefined;
    return member && /(^|\.)mode\.ECB$/.test(member.text) ? report(member, 'ECB') : undefined;
  }
  if (libraryCiphers.includes(name.text)) {
    const member = name.parent?.type === 'member_expression' ? name.parent : undefined;
    const property = member?.parent?.childForFieldName('property');
    const site =
      property && /^(encrypt|decrypt)$/.test(property.text) ? callNamed(property) : undefined;
    const object = member?.childForFieldName('object') ?? name;
    return site && /crypto/i.test(object.text) ? report(site.node, name.text) : undefined;
  }
  const site = callNamed(name);
  const [one] = site?.call.args ?? [];
  const algorithm = one && constantOf(one, file);
  if (!site || algorithm === undefined) return undefined;
  if (broken.test(algorithm)) return report(site.node, algorithm);
  const isOld =
    /^create(Dec|C)ipher$/.test(name.text) && isFrom(site, file, /^crypto$/, /^crypto$/);
  return isOld
    ? detected(
        weakCipher,
        site.node,
        `${name.text}() makes the key from a password without salt, and always the same iv.`,
      )
    : undefined;
}

function report(node: Node, algorithm: string): Detection {
  return detected(weakCipher, node, `${snippet(algorithm)} does not keep a secret any more.`);
}

/** Keys that are too short for their algorithm. */
export const shortKey: Rule = {
  id: 'short-key',
  title: 'A key is too short',
  cwe: ['CWE-326'],
  languages: ['javascript'],
  severity: 'medium',
  precision: 'high',
  help: {
    why: 'RSA and Diffie-Hellman keys below 2048 bits are within reach of those who can afford the computers.',
    attack: 'The attacker factors the public key, and then signs and decrypts as its owner.',
    fix: 'Use at least 2048 bits, better 3072, or an elliptic curve such as Ed25519.',
    sources: ['https://cwe.mitre.org/data/definitions/326.html'],
  },
  topic: /key.?(size|length)|short.?key|insufficient.?key/i,
  words: [
    'modulusLength',
    'bits',
    'generateKeyPair',
    'generateKeyPairSync',
    'createDiffieHellman',
    'NodeRSA',
    'generateKey',
  ],
  detect: (file) => [
    ...file.find('modulusLength').flatMap((name) => {
      const property = pairOf(name);
      const bits = property && leastOf(property.value, file);
      return property && isShort(bits) ? [short(property.pair, bits)] : [];
    }),
    ...file
      .find('generateKeyPair', 'createDiffieHellman', 'NodeRSA')
      .flatMap((name) => callWithBits(callNamed(name), file) ?? []),
  ],
};

function numberOf(node: Node | undefined, file: ParsedFile): number | undefined {
  const text = node && constantOf(node, file);
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
}

/** The smallest of the numbers that an expression may be. */
function leastOf(node: Node, file: ParsedFile): number | undefined {
  const numbers = valuesOf(node, file).flatMap((one) => numberOf(one, file) ?? []);
  return numbers.length > 0 ? Math.min(...numbers) : undefined;
}

function isShort(bits: number | undefined): bits is number {
  return bits !== undefined && bits >= 128 && bits < 2048;
}

function callWithBits(site: CallSite | undefined, file: ParsedFile): Detection | undefined {
  const [one] = site?.call.args ?? [];
  if (!site || !one) return undefined;
  const name = nameOf(site.call);
  const object = objectOf(one, file);
  const isRsa = /\brsa$/i.test(site.call.receiver?.text ?? '');
  if (name === 'generateKeyPair' && !isRsa) return undefined;
  const bits = numberOf(optionOf(object, 'bits') ?? optionOf(object, 'b') ?? one, file);
  return isShort(bits) ? short(site.node, bits) : undefined;
}

function short(node: Node, bits: number): Detection {
  return detected(shortKey, node, `A key of ${bits} bits is too short.`);
}

const protocolOptions = ['secureProtocol', 'minVersion', 'maxVersion', 'ciphers'];

/** Versions and ciphers of TLS that can be broken. */
export const oldTls: Rule = {
  id: 'old-tls',
  title: 'An old version or a weak cipher of TLS is allowed',
  cwe: ['CWE-327', 'CWE-326', 'CWE-757'],
  languages: ['javascript'],
  severity: 'medium',
  precision: 'high',
  help: {
    why: 'SSL, TLS 1.0 and TLS 1.1 have known attacks, and so have the ciphers RC4, DES and those without a key.',
    attack:
      'Somebody on the way makes both sides agree on the weakest of what they allow, and reads along.',
    fix: "Leave the option out, or set minVersion: 'TLSv1.2'.",
    sources: [
      'https://cwe.mitre.org/data/definitions/757.html',
      'https://nodejs.org/api/tls.html#tlscreatesecurecontextoptions',
    ],
  },
  topic: /old.?tls|tls.?version|ssl.?v?[23]|weak.?tls|secure.?protocol/i,
  words: protocolOptions,
  detect: (file) =>
    file.find(...protocolOptions).flatMap((name) => {
      const property = pairOf(name);
      const value = property && constantOf(property.value, file);
      if (value === undefined || !isOldTls(name.text, value)) return [];
      return detected(oldTls, property?.pair ?? name, `${snippet(value)} can be broken.`);
    }),
};

function isOldTls(option: string, value: string): boolean {
  if (option === 'ciphers') {
    return value
      .split(':')
      .some((one) => /^(RC4|DES|3DES|EXPORT|EXP|NULL|eNULL|aNULL|MD5)\b/i.test(one));
  }
  if (option === 'secureProtocol') return /^(SSLv[23]|TLSv1(_1)?)_/.test(value);
  return /^(minVersion|maxVersion)$/.test(option) && /^(SSLv3|TLSv1(\.1)?)$/.test(value);
}
