import { prose } from './json';

/** What a secret is replaced by. */
const mask = '***';

/** Letters and digits in a row that may well be a key; not the path of an address. */
const keyLike =
  /(?<![\w+/=.~-])(?<!:(?=\/\/))(?=[\w+/=.~-]*\d)(?=[\w+/=.~-]*[a-z])[\w+/=.~-]{16,}/gi;
/** A user name and password in an address. */
const credentials = /\/\/[^\s/@]{1,500}@/g;

/** Longer texts and more secrets are not gone through; such a text is left out. */
const maxText = 100_000;
const maxSecrets = 50;

/**
 * A text without the secrets that are known, and without what looks like one, since a reader cannot
 * know all the forms in which a tool quotes what it found. Undefined when it is none, or too long.
 */
export function proseWithoutSecrets(text: unknown, secrets: readonly string[]): string | undefined {
  if (typeof text !== 'string' || text.length > maxText) return undefined;
  if (secrets.length > maxSecrets) return undefined;
  let masked = text;
  for (const secret of [...secrets].sort((a, b) => b.length - a.length)) {
    if (secret.trim() !== '') masked = masked.replaceAll(secret, () => mask);
  }
  return prose(masked.replace(credentials, `//${mask}@`).replace(keyLike, mask));
}
