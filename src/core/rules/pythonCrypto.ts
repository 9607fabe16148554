import type { Node } from '../syntax';
import type { ParsedFile } from './parsedFile';
import type { PythonCall } from './pythonCalls';
import { argumentOf, isCalled } from './pythonCalls';
import { cwePage, pythonCallRule, wordsIn } from './pythonRule';
import type { Seen } from './pythonRule';

export const pythonCipher = pythonCallRule({
  id: 'py-weak-cipher',
  title: 'A broken cipher or mode is used',
  cwe: ['CWE-327', 'CWE-326', 'CWE-780'],
  severity: 'high',
  precision: 'high',
  help: {
    why: 'DES, RC4 and Blowfish can be broken, and in ECB mode equal blocks of text stay equal.',
    attack:
      'Somebody who sees enough of what is sent reads it, or swaps blocks without being noticed.',
    fix: 'Use AES in GCM mode, or ChaCha20-Poly1305, with a new nonce for each message.',
    sources: [cwePage(327), 'https://cryptography.io/en/latest/hazmat/primitives/aead/'],
  },
  topic: /\bdes\b|\brc4\b|arc4|blowfish|\becb\b|weak.?cipher|broken.?crypto|B30[45]\b/i,
  words: wordsIn('new ARC4 TripleDES Blowfish CAST5 IDEA SEED RC2 ECB DES DES3 ARC2 MODE_ECB'),
  trigger: /Crypto|cryptography|pyDes|\bM2Crypto\b/,
  calls(called, file) {
    if (isCalled(called, /^Crypto(dome)?\.Cipher\.(DES3?|ARC[24]|Blowfish|CAST|XOR)\.new$/)) {
      return [{ node: called.node, does: 'uses a cipher that can be broken' }];
    }
    if (isCalled(called, /^Crypto(dome)?\.Cipher\.\w+\.new$/)) {
      const mode = argumentOf(called, 1, 'mode');
      return mode && /MODE_ECB$/.test(mode.text)
        ? [{ node: called.node, does: 'leaves equal blocks equal' }]
        : [];
    }
    if (
      isCalled(
        called,
        /^cryptography\.hazmat\.\S*\.algorithms\.(ARC4|TripleDES|Blowfish|CAST5|IDEA|SEED|RC2)$|^(pyDes|des)\.\w+$/,
      )
    ) {
      return [{ node: around(called.node, file), does: 'uses a cipher that can be broken' }];
    }
    if (isCalled(called, /^cryptography\.hazmat\.\S*\.modes\.ECB$/)) {
      return [{ node: around(called.node, file), does: 'leaves equal blocks equal' }];
    }
    return [];
  },
});

/** The `Cipher(…)` that an algorithm or mode is an argument of. */
function around(node: Node, _file: ParsedFile): Node {
  const call = node.parent?.type === 'argument_list' ? node.parent.parent : null;
  return call && /Cipher$/.test(call.childForFieldName('function')?.text ?? '') ? call : node;
}

export const pythonKeySize = pythonCallRule({
  id: 'py-weak-key',
  title: 'A key is too short',
  cwe: ['CWE-326'],
  severity: 'high',
  precision: 'very-high',
  help: {
    why: 'Keys of less than 2048 bits (RSA, DSA) or 224 bits (elliptic curves) are within reach of computers.',
    attack:
      'An RSA key of 1024 bits can be factored by a well-equipped attacker, who then reads and signs everything.',
    fix: 'Make RSA and DSA keys of 2048 bits or more, or use a curve such as SECP256R1 or Ed25519.',
    sources: [
      cwePage(326),
      'https://nvlpubs.nist.gov/nistpubs/SpecialPublications/NIST.SP.800-57pt1r5.pdf',
    ],
  },
  topic: /key.?(size|length)|short.?key|weak.?key|B505\b/i,
  words: wordsIn('generate_private_key generate generate_parameters'),
  trigger: /rsa|RSA|dsa|DSA|\bec\b|ECC|paramiko/,
  calls: keySizes,
});

function keySizes(called: PythonCall, file: ParsedFile): readonly Seen[] {
  const seen = (bits: number) => [
    { node: called.node, does: `makes a key of ${bits} bits, which is too short` },
  ];
  if (isCalled(called, /\.ec\.generate_private_key$/)) {
    const curve = argumentOf(called, 0, 'curve');
    const bits = Number(/(?:SECT|SECP|BrainpoolP)(\d+)/.exec(curve?.text ?? '')?.[1] ?? 256);
    return bits < 224 ? seen(bits) : [];
  }
  const place = isCalled(called, /\.rsa\.generate_private_key$/)
    ? 1
    : isCalled(
          called,
          /\.(dsa|dh)\.generate_(private_key|parameters)$|\.(RSA|DSA)\.generate$|^paramiko\.\w+\.generate$/,
        )
      ? 0
      : undefined;
  const size = place === undefined ? undefined : argumentOf(called, place, 'key_size', 'bits');
  const bits = size && numberOf(size, file);
  return bits !== undefined && bits < 2048 ? seen(bits) : [];
}

/** The whole number that an expression always is. */
export function numberOf(node: Node, file: ParsedFile): number | undefined {
  if (node.type === 'integer') return Number(node.text.replaceAll('_', '').toLowerCase());
  const binding = node.type === 'identifier' ? file.resolve(node) : undefined;
  return binding?.constant && binding.value?.type === 'integer'
    ? Number(binding.value.text)
    : undefined;
}
