/** What a name says of its value, in lower-case words: `dbPassword` is "db password". */
export function wordsOfName(name: string): string {
  return name
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .replace(/[^A-Za-z]+/g, ' ')
    .trim()
    .toLowerCase();
}

const secretNames =
  /\b(passwords?|passwd|pwd|passphrase|passcode|secrets?|api ?key|apikey|tokens?|credentials?|client secret|consumer secret|webhook secret|account key|pass|authkey|secretkey|(private|access|encryption|encrypt|signing|crypto|cipher|aes|hmac|jwt|session|cookie|auth|shared|master|license|deploy|subscription|secret) keys?|secret or key)$/;
const passwordNames = /\b(passwords?|passwd|pwd|passphrase|passcode|pass)$/;

/** What passes through, passes a test, or is passed on. */
const passes =
  /\b(all|any|none|by|first|second|last|final|single|multi|two|render|shader|shadow|main|post|pre|low|high|band|boarding) pass$/;

/** Whether a name says that its value is a secret. */
export function namesSecret(name: string): boolean {
  const words = wordsOfName(name);
  if (
    /\b(public|csrf|xsrf|no|max|min|is|has|show|hide|type|invalid|forgot|reset|wrong)\b/.test(words)
  )
    return false;
  return (
    secretNames.test(words) &&
    !passes.test(words) &&
    !/^(cancel|next|page|syntax|continuation|cursor|design) tokens?$/.test(words)
  );
}

export function namesPassword(name: string): boolean {
  const words = wordsOfName(name);
  return passwordNames.test(words) && !passes.test(words);
}

const placeholders =
  /^(x{3,}|\*+|\.{2,}|-+|_+|0+|1+|(123)+\d{0,3}|abc\w{0,3}|n\/?a|none|null|undefined|true|false|foo\w*|bar\w*|baz|string|password\d?|passwd|pass|secret|token|key|user\w*|admin|root|guest|anonymous|postgres|test\w*|demo|dummy|sample|default|empty|redacted|hidden|unknown|optional|required|bearer|basic|changeit|invalid|expired|include|omit|same-origin)$/i;
const placeholderParts =
  /your[-_ ]?|change[-_ ]?me|example|placeholder|replace|insert[-_ ]|<[^>]{0,100}>|\{\{|\$\{|%\w+%|xxxx|todo|fixme|\*{3}|\.\.\./i;

/** A stand-in for a value that somebody is meant to fill in. */
export function isPlaceholder(value: string): boolean {
  return value.length < 4 || placeholders.test(value) || placeholderParts.test(value);
}

/** Bits that each character carries, on average. */
export function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values())
    bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}

/**
 * Whether a text under a secret's name is one. A label, a path, an address or a sentence is not.
 * `isPassword` lets words pass that people choose for passwords.
 */
export function looksSecret(value: string, isPassword: boolean): boolean {
  if (isPlaceholder(value) || /\s/.test(value.trim()) || value.length > 500) return false;
  if (
    /^([a-z]+:)?\/\/|^\.{0,2}\/|^#|^\w+\.(js|ts|json|pem|key|txt|css|html)$|^[\w-]+(\/[\w-]+)+$/i.test(
      value,
    )
  ) {
    return false;
  }
  if (
    /^_*[A-Z][A-Z\d]*(_[A-Z\d]+)+_*$|^[a-z]+([._:-][a-z]+)*$|^[a-z]+([A-Z][a-z]+)*$|^[A-Z][a-z]+([A-Z][a-z]+)*$/.test(
      value,
    )
  ) {
    return isPassword && /^[a-z]{6,}$/i.test(value) && entropy(value) > 2.5;
  }
  if (/^[\^[(].*[\])$*+]$|\w\(.*\)/.test(value)) return false;
  return isPassword ? value.length >= 5 : value.length >= 8 && entropy(value) > 2.4;
}
