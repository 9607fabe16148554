/** Names whose value is a secret: the word that says so comes last. */
const secretName =
  /(?:^|[._-]|(?<=[a-z\d]))(?:passw(?:or)?d|passwd|pwd|passphrase|secret|(?:api|access|secret|private|encryption|signing|account|auth)[._-]?key|(?:auth|access|api|bearer|refresh|session|bot|oauth|deploy|personal[._-]?access|registry|npm|github|gitlab|slack|vault)?[._-]?token|client[._-]?secret|secret[._-]?string|credentials?)$/i;

/** What people write where a secret will be, and what is none by its shape. */
const placeholder =
  /^$|^[$<{%[]|[>}%\]]$|\$\{|\{\{|^(?:none|null|nil|true|false|unset|undefined|todo|tbd|n\/a|\d{1,5})$|change.?(?:me|it|this)|place.?holder|example|sample|dummy|redacted|replace|insert|your[_-]|_?here$|^my[_-]?(?:secret|password|token|key)$|^(?:x+|\*+|\.+|-+|0+|1?2?34567890?)$|^\/|^(?:https?|file|arn|projects?|secretsmanager|ssm|vault|op):|^arn:|\s/i;

/** Secrets that show by their own form, whatever their name. */
const formats =
  /\bA(?:KIA|SIA)[A-Z\d]{16}\b|\bgh[pousr]_[A-Za-z\d]{36}\b|\bgithub_pat_\w{60,}\b|\bglpat-[\w-]{20}\b|\bxox[abprs]-[\w-]{20,}\b|\b[sr]k_live_[A-Za-z\d]{20,}\b|\bAIza[\w-]{35}\b|\bnpm_[A-Za-z\d]{36}\b|\bSG\.[\w-]{20,24}\.[\w-]{40,45}\b|-----BEGIN (?:[A-Z]{2,10} )?PRIVATE KEY-----/;

/** A password in an address such as `postgres://user:password@host`. */
const address = /^[a-z][\w+.-]{1,20}:\/\/[^\s:@/]{1,100}:([^\s@/]{3,200})@/i;

/** A value in a configuration file that is a secret, by its name or its own form. */
export function isSecretValue(name: string, value: string): boolean {
  if (value.length > 20_000) return false;
  const found = formats.exec(value)?.[0];
  if (found !== undefined && !/EXAMPLE/.test(found)) return true;
  const inAddress = address.exec(value)?.[1];
  if (inAddress !== undefined)
    return !placeholder.test(inAddress) && !/^pass(?:word)?$/i.test(inAddress);
  return (
    value.length >= 4 && value.length < 500 && secretName.test(name) && !placeholder.test(value)
  );
}
