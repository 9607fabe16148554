import { lastPart } from './nodes';

/** What a protective function protects by, as its name tells. */
export type Protection =
  'access' | 'csrf' | 'rate' | 'headers' | 'session' | 'hash' | 'verify' | 'validate' | 'sanitise';

/** How a person would say it. */
export const protectionWords: Readonly<Record<Protection, string>> = {
  access: 'an authentication or permission check',
  csrf: 'a protection against forged requests',
  rate: 'a rate limit',
  headers: 'a set of security headers',
  session: 'a renewal or an end of the session',
  hash: 'a hash, signature or encryption',
  verify: 'a verification',
  validate: 'a validation',
  sanitise: 'an escape or clean-up',
};

/** A function of such a name does the contrary, or only looks at what is there. */
const contrary =
  /^(bypass|disable|skip|ignore|un|without|no|get|set|fetch|load|find|create(?! (hash|hmac|cipher|sign|verify))|new|make(?! password)|build|add|delete|update|show|log|print|render|format|parse|read|write|use|to|from|on|with|init|register|count|list|is (?!\w*(admin|auth|logged|valid|allowed|safe|trusted|secure|permitted|owner|own|local|private|inside|within|email|url|int|uuid|alpha|numeric|strong|member|role|dangerous|malicious|blocked|black ?listed|forbidden|expired|revoked|suspicious|locked|banned))\w+$)\b|\b(bypass|unescape|unsafe|untrusted|exempt|anonymous|allow any|permit all|public)\b/;

const byWords: readonly (readonly [Protection, RegExp])[] = [
  ['csrf', /\b(csrf|xsrf|csurf|lusca)\b/],
  [
    'rate',
    /\b(rate ?limit(er|ing)?|limiter|throttl(e|er|ing)|slow down|brute( force)?|ratelimit)\b/,
  ],
  [
    'headers',
    /^(helmet|hsts|frameguard|no sniff|content security policy|hide powered by|x ?frame options?|talisman)\b/,
  ],
  [
    'access',
    /\b(authenticat(e|ed|ion|or)|authori[sz](e|ed|er|ation)|auth(n|z)?|permissions?|permitted|permit|logged in|login required|require login|is admin|admin only|staff member required|roles?|acl|rbac|deny all|jwt auth|privileges?|access|ownership|owner)\b|^can( \w+)?$|^(ensure|require|check|assert|verify|is|must|need|has) .*\b(login|user|admin|owner|session|auth|role|member)\b|^(user passes test|guard|admin|login guard|protect(ed)?)$/,
  ],
  [
    'verify',
    /\b(verify|verified|verifies|verification)\b|^(timing safe (equal|compare)|compare digest|constant time compare|safe compare|tsse)$|\bcheck (password|passwd|hash|signature|token|hmac|mac|sig|digest|otp|totp|pin)( hash)?\b|\b(password|passwd|hash|token|signature|hmac) (matches|match|compare|check|verify|equals)\b|\bcompare (password|passwd|hash|token|signature|sync)\b/,
  ],
  [
    'hash',
    /\b(hash(ed|es|er|pw|lib)?|bcrypt|scrypt|argon2?\w*|pbkdf2?\w*|hmac|make password|md5|sha ?\d+|encrypt(ed|ion)?|create ?(hash|hmac|cipher(iv)?|sign)|derive key|kdf)\b/,
  ],
  [
    'sanitise',
    /\b(saniti[sz](e|er|ed|es|ing|ation)|purif(y|ier)|escap(e|ed|er|es|ing)|bleach|strip (tags|html|scripts?)|filter ?xss|xss( filters?)?|html ?special ?chars|html ?entities|clean (html|input|text|path|url|string|markdown)|neutrali[sz]e|encode (uri|html|for|entities|url|uri component)\w*( \w+)*|quote( \w+)?|shell ?quote|secure filename|basename|mask|redact|scrub|safe join)\b/,
  ],
  [
    'validate',
    /\b(validat(e|es|ed|or|ors|ion|ing)|valid|whitelist(ed)?|allow ?list(ed)?|sanity|safe parse|is (dangerous|malicious|blocked|black ?listed|forbidden|expired|revoked|suspicious|locked|banned|allowed|safe|trusted|secure|local|private|inside|within|email|url|int|uuid|alpha|numeric|strong)\w*)\b|^(check|ensure|assert) (?!box|out|in$)\w+|^(realpath|realpath sync|full match)$/,
  ],
];

/** Functions whose last name alone says too little. */
const byReceiver: readonly (readonly [Protection, RegExp])[] = [
  [
    'verify',
    /(^|\.)(bcrypt\w*|argon2?|scrypt|passwords?|pwd|hasher)\.(compare|compareSync|checkpw|check)$/i,
  ],
  [
    'hash',
    /(^|\.)(jwt|jws|jose|jsonwebtoken|signer|crypto|hmac|hashlib|bcrypt\w*|md5|sha\d*)\.(sign|new|hashpw|update)$/i,
  ],
  [
    'sanitise',
    /(^|\.)(DOMPurify|bleach|xss|he|entities|html|cgi|markupsafe|validator|\w*[Ss]anitizer)\.(sanitize|clean|process|encode|escape|linkify|blacklist|whitelist|trim)$/,
  ],
  [
    'validate',
    /(^|\.)(schema|validator|joi|ajv|yup|z|\w*[Ss]chema|\w*[Vv]alidator)\.(parse|parseAsync|check|validate\w*|is\w+|load)$/,
  ],
  ['session', /(^|\.)session\.(regenerate|destroy|cycle_key|flush|clear|invalidate)$/i],
  [
    'access',
    /^(passport)\.\w+$|(^|\.)(ability|acl|enforcer|policy|permissions?)\.(can|cannot|enforce|check|allows?)$/i,
  ],
];

/** What the name of a called function, a middleware or a decorator says that it protects by. */
export function protectionOf(name: string): Protection | undefined {
  const plain = name.replace(/\(\)/g, '');
  if (/(^|\.)(fs|fsp|promises|fsPromises|os)\.access(Sync)?$/.test(plain)) return undefined;
  const special = byReceiver.find(([, pattern]) => pattern.test(plain));
  if (special) return special[0];
  const words = wordsOfName(lastPart(plain));
  if (words === '' || contrary.test(words)) return undefined;
  return byWords.find(([, pattern]) => pattern.test(words))?.[0];
}

/** `isLoggedIn`, `is_logged_in` and `ISLoggedIn` as lower-case words. */
export function wordsOfName(name: string): string {
  return name
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .replace(/[_$#-]+/g, ' ')
    .trim()
    .toLowerCase();
}

/** What may stand in for what: a protection of one kind that goes when one of these comes. */
export const standIns: Readonly<Record<Protection, readonly Protection[]>> = {
  access: ['access', 'verify', 'session'],
  csrf: ['csrf'],
  rate: ['rate'],
  headers: ['headers'],
  session: ['session'],
  hash: ['hash', 'verify'],
  verify: ['verify', 'hash', 'access'],
  validate: ['validate', 'sanitise', 'verify', 'access'],
  sanitise: ['sanitise', 'validate'],
};
