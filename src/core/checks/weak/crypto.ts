import { snippet } from '../../rules/rule';
import type { Node } from '../../syntax';
import type { Call } from './code';
import { callOf, callTypes, optionsIn, stringOf, valueOfName } from './code';
import { families } from './families';
import type { Look, Suspect } from './look';

const brokenHash = /^(?:md[245]|sha-?1|ripemd(?:-?1[26][08])?|sha)$/i;
const quickHash = /^(?:sha-?(?:224|256|384|512)|sha3-\d+|blake2\w*)$/i;
const brokenCipher =
  /(?:^|-)(?:des|des3|3des|des-ede3?|rc2|rc4|arc4|bf|blowfish|idea)(?:-|$)|-ecb$|^aes\d*ecb$/i;
const password = /pass(?:word|wd|phrase|_hash)?\b|passw|\bpwd\b|pin\b/i;

/** Hash functions, ciphers, salts and keys that are no better than the ones they replace. */
export function* weakCrypto(look: Look): Generator<Suspect> {
  if (!look.families.has('crypto') && !look.families.has('secret')) return;
  for (const node of look.nodes(...callTypes)) {
    const call = callOf(node);
    if (!call) continue;
    const why =
      hashReason(call, look) ??
      cipherReason(call, look) ??
      derivationReason(call) ??
      encodingReason(call);
    if (why !== undefined) yield { at: node, why };
  }
}

function hashReason(call: Call, look: Look): string | undefined {
  const isChosen = /^(?:createHash|createHmac|new)$/.test(call.name);
  const algorithm = isChosen
    ? stringOf(call.args[0])
    : /^(?:hashlib|CryptoJS|crypto)$/.test(call.object?.text ?? '') || !call.object
      ? call.name
      : undefined;
  if (algorithm === undefined) return undefined;
  if (
    brokenHash.test(algorithm) &&
    (isChosen || call.object || /^(?:md5|sha1)$/i.test(algorithm))
  ) {
    return `${snippet(algorithm)} is a broken hash function too. ${families.crypto.instead}`;
  }
  const around = lineOf(call.node);
  const isPassword = password.test(around) && !/hmac/i.test(call.name);
  if (
    isPassword &&
    quickHash.test(algorithm) &&
    !/secret|hmac|pbkdf2/i.test(around) &&
    look.families.has('crypto')
  ) {
    return `${snippet(algorithm)} is quick to try out, with a salt or without one. Use bcrypt, scrypt or Argon2 for passwords.`;
  }
  return undefined;
}

/** The statement around a call, as far as a person takes it in. */
function lineOf(node: Node): string {
  let at = node;
  while (
    at.parent &&
    !/_statement$|_declaration$|^(?:statement_block|block|program|module|class_body)$/.test(
      at.parent.type,
    )
  ) {
    at = at.parent;
  }
  return at.text.slice(0, 400);
}

function cipherReason(call: Call, look: Look): string | undefined {
  const isCipher = /^create(?:C|Dec)ipher(?:iv)?$/.test(call.name);
  const algorithm = stringOf(call.args[0]) ?? '';
  if (isCipher && brokenCipher.test(algorithm)) {
    return `${snippet(algorithm)} is a broken cipher or shows patterns of the text. Use aes-256-gcm.`;
  }
  const owner = `${call.object?.text ?? ''}.${call.name}`;
  if (
    /\b(?:DES3?|TripleDES|ARC[24]|Blowfish|RC4)\.(?:new|encrypt|decrypt)$|algorithms\.(?:TripleDES|ARC4|Blowfish)$|modes\.ECB$/.test(
      owner,
    )
  ) {
    return `${snippet(owner)} is a broken cipher or shows patterns of the text. Use AES-GCM.`;
  }
  if (/\bMODE_ECB\b/.test(call.args.map(({ text }) => text).join(' '))) {
    return 'ECB shows patterns of the text. Use AES-GCM.';
  }
  const isAes = /^(?:AES|ChaCha20\w*)\.new$/.test(owner);
  const given = isAes
    ? (optionsIn(call).get('iv') ?? optionsIn(call).get('nonce') ?? call.args[2])
    : isCipher && /iv$/.test(call.name)
      ? call.args[2]
      : /^modes\.(?:CBC|CTR|GCM)$/.test(owner)
        ? call.args[0]
        : undefined;
  const iv = given && (valueOfName(given, look.root) ?? given);
  if (iv && iv.type !== 'null' && isFixedBytes(iv)) {
    return 'The initialisation vector is always the same, so that equal texts give equal results. Draw a new one with randomBytes() each time and store it with the text.';
  }
  return undefined;
}

function isFixedBytes(node: Node): boolean {
  if (stringOf(node) !== undefined) return true;
  if (
    /^(?:b['"][^'"]*['"]\s*\*\s*\d+|bytes(?:array)?\(\d+\)|new Uint8Array\(\d+\))$/.test(node.text)
  )
    return true;
  const call = callOf(node);
  if (!call || !/^(?:from|alloc)$/.test(call.name)) return false;
  return call.name === 'alloc' ? call.args.length < 3 : stringOf(call.args[0]) !== undefined;
}

function derivationReason(call: Call): string | undefined {
  const numbers = call.args.map(({ text }) => Number(text.replace(/_/g, '')));
  if (/^(?:pbkdf2|pbkdf2Sync|pbkdf2_hmac|scrypt|scryptSync)$/.test(call.name)) {
    const salt = call.name === 'pbkdf2_hmac' ? call.args[2] : call.args[1];
    if (salt && (isFixedBytes(salt) || /^b['"]/.test(salt.text))) {
      return 'The salt is the same for everybody, so that one table of guesses fits all. Draw a new one for each password.';
    }
    const rounds = numbers[call.name === 'pbkdf2_hmac' ? 3 : 2];
    if (call.name.startsWith('pbkdf2') && rounds !== undefined && rounds < 100_000) {
      return `${rounds} rounds are quick to try out. Use at least 210000 of them, or scrypt or Argon2.`;
    }
  }
  const isBcrypt = /bcrypt/i.test(call.object?.text ?? '');
  if (isBcrypt && /^(?:hash|hashSync|genSalt|genSaltSync|gensalt)$/.test(call.name)) {
    const rounds = numbers.find((one) => one > 0) ?? Number(optionsIn(call).get('rounds')?.text);
    if (rounds < 10) return `A cost of ${rounds} is quick to try out. Use 10 or more.`;
    const salt = call.args[1];
    if (/^hash/.test(call.name) && salt && stringOf(salt) !== undefined) {
      return 'The salt is the same for everybody. Give the cost instead, and bcrypt draws a salt.';
    }
  }
  return undefined;
}

function encodingReason(call: Call): string | undefined {
  const isBase64 =
    /^(?:btoa|b64encode|b64decode|atob)$/.test(call.name) ||
    (call.name === 'toString' &&
      /^(?:base64|hex)$/.test(stringOf(call.args[0]) ?? '') &&
      /^Buffer\.from\(/.test(call.object?.text ?? ''));
  const given = `${call.object?.text ?? ''} ${call.args.map(({ text }) => text).join(' ')}`;
  return isBase64 && /pass(?:word|wd)|secret|credit|card|ssn|api_?key/i.test(given)
    ? 'An encoding can be undone by anybody: it hides nothing. Hash a password with bcrypt, scrypt or Argon2, and encrypt what has to be read again.'
    : undefined;
}

const guessable =
  /^(?:Math\.random|Date\.now|performance\.now|random\.(?:random|randint|choice|choices|randrange|getrandbits|sample)|time\.time|uuid\.uuid1|uuidv1|uuid1)$/;

/** More of a source that can be guessed. */
export function* weakRandom(look: Look): Generator<Suspect> {
  if (!look.families.has('random')) return;
  for (const node of look.nodes(...callTypes)) {
    const call = callOf(node);
    const name = call ? `${call.object ? `${call.object.text}.` : ''}${call.name}` : '';
    if (/randomBytes|randomUUID|randomInt|getRandomValues|\bsecrets\.|urandom/.test(lineOf(node)))
      continue;
    if (guessable.test(name)) {
      yield {
        at: node,
        why: `${snippet(name)}() can be guessed, however often it is called or mixed. ${families.random.instead}`,
      };
    } else if (call?.name === 'seed' && call.object?.text === 'random') {
      yield {
        at: node,
        why: `A seed makes the values of random repeat. ${families.random.instead}`,
      };
    }
  }
}

/** A comparison of secrets, part by part, that ends at the first difference. */
export function* earlyExits(look: Look): Generator<Suspect> {
  if (!look.families.has('timing')) return;
  if (/timingSafeEqual|compare_digest|constant_time/.test(look.changed)) return;
  for (const node of look.nodes('binary_expression', 'comparison_operator')) {
    const isByPart = /^[^=!]*(?:[=!]==?)[^=]*$/.test(node.text) && /\w\[\w+\]/.test(node.text);
    if (!isByPart || /\[\d+\]/.test(node.text) || !endsEarly(node)) continue;
    yield {
      at: node,
      why: `The comparison ends at the first part that differs, and the time that it takes tells where that is. ${families.timing.instead}`,
    };
  }
}

function endsEarly(node: Node): boolean {
  for (let at = node.parent; at; at = at.parent) {
    const call = callOf(at);
    if (call && /^(?:some|every|find|findIndex|any|all)$/.test(call.name)) return true;
    if (at.type === 'if_statement' && /\b(?:return|break|raise|throw)\b/.test(at.text)) return true;
    if (/^(?:function|method_definition)/.test(at.type)) return false;
  }
  return false;
}
