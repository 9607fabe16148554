/** The words of a name in camelCase, snake_case or kebab-case, in small letters. */
export function wordsIn(name: string): readonly string[] {
  return name
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .filter((word) => word !== '');
}

const passwords = /^(password|passwords|passwd|pwd|passphrase|passcode|pass|pw|psw|pin)$/;
const secrets =
  /^(secret|secrets|token|tokens|jwt|apikey|otp|totp|credential|credentials|signature|hmac|csrf|xsrf|nonce|digest|sessionid|sid|authkey)$/;
/** Words behind a secret's name with which it still names the secret itself. */
const itself =
  /^(value|val|string|str|raw|plain|clear|hex|base64|new|old|confirm|confirmation|confirmed|again|current|repeat|header|cookie|env|data|key|\d+)$/;

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
  return words.slice(at + 1).every((word) => itself.test(word) || names.test(word));
}
