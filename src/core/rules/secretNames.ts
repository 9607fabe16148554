/** The words of a name in camelCase, snake_case or kebab-case, in small letters. */
export function wordsIn(name: string): readonly string[] {
  return name
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .filter((word) => word !== '');
}

const passwords = /^(password|passwords|passwd|pwd|passphrase|passcode|pass|pw|psw|pin)$/;
const secrets =
  /^(secret|secrets|token|tokens|jwt|apikey|otp|totp|credential|credentials|signature|hmac|csrf|xsrf|nonce|digest|sessionid|sid|authkey)$/;
/** Behind a secret's name, these say that it is about the secret and not the secret itself. */
const about =
  /^(field|input|label|length|len|count|min|max|policy|rule|rules|regex|pattern|error|errors|invalid|message|msg|hint|placeholder|type|name|id|url|uri|path|route|page|form|reset|changed|change|expired|expires|expiry|ttl|strength|score|required|is|has|hash|hashed|hasher|encrypted|encoded|encoder|masked|redacted|file|validator|schema|index|limit|kind|tokens|manager|service|controller|component|valid|check|checker|prompt|title|text|size|usage|used|budget|match|matches|stored|row|column|key|element|el|node|ref|button|icon|visible|shown|show|enabled|disabled|exists|missing|set|status|state)$/;

/** Whether a name says that what it holds is a password. */
export function isPassword(name: string): boolean {
  const words = wordsIn(name);
  return isNamed(words, passwords, /^(bypass|compass)$/);
}

/** Whether a name says that what it holds must stay unknown to others. */
export function isSecret(name: string): boolean {
  const words = wordsIn(name);
  const joined = words.join(' ');
  if (/\b(private|secret|api|access|auth|encryption|signing|session) (key|id)$/.test(joined)) {
    return !/\bpublic\b/.test(joined);
  }
  return isPassword(name) || isNamed(words, secrets, /^(tokenizer|parser|lexer|syntax)$/);
}

function isNamed(words: readonly string[], names: RegExp, never: RegExp): boolean {
  const at = words.findIndex((word) => names.test(word));
  if (at < 0 || words.some((word) => never.test(word))) return false;
  if (/^(is|has|no|show|hide|forgot|can|should|needs?|requires?)$/.test(words[0] ?? '')) {
    return words.length === 1;
  }
  return !words.slice(at + 1).some((word) => about.test(word));
}
