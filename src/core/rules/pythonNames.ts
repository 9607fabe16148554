import type { Node } from '../syntax';

/** The words of a name: `apiKey`, `API_KEY` and `api-key` are `api` and `key`. */
export function nameWords(name: string): readonly string[] {
  return name
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((word) => word !== '');
}

const passwords = /^(password|passwd|pwd|passphrase|passcode|pass|passwords|pw|userpass)$/;
const secrets = /^(secret|secrets|credential|credentials|creds|apikey|certificate|ssn|cvv)$/;
const harmless =
  /^(url|uri|path|file|filename|field|name|label|hint|policy|reset|change|length|len|count|type|id|regex|pattern|prompt|input|widget|form|error|message|template|view|page|valid|hash|hashed|hasher|digest|encrypted|expire|expires|expiry|strength|max|min|required|help|text|validator|validators|manager|class|cls|func|status|column|key_id|endpoint|public|header|param|parameter|env|environ|variable|var|placeholder|algorithm|attempts|limit|location|scope|scopes|ttl|age|lifetime|size|format|prefix|suffix|source|prop|separator|kind|range|stream|cache|start|end|begin|family|set|store|manager|usage|ids|names|dir|folder|section|event|action|request|handler|version|mode|state|generator|created|required)$/;

/** Whether a name says that its value is a password. */
export function isPasswordName(name: string): boolean {
  const words = nameWords(name);
  return words.some((word) => passwords.test(word)) && !words.some((word) => harmless.test(word));
}

/** Whether a name says that its value must be kept secret. */
export function isSecretName(name: string): boolean {
  const words = nameWords(name);
  const joined = words.join(' ');
  const isKey =
    /\b(api|secret|private|access|auth|signing|encryption|master|session|aes|jwt|hmac) key\b/.test(
      joined,
    ) ||
    /\b(access|api|auth|session|refresh|bearer|id|jwt|github|gitlab|slack|bot|oauth|user|csrf|login) token\b|^token$/.test(
      joined,
    );
  const says =
    isKey ||
    words.some((word) => passwords.test(word) || secrets.test(word)) ||
    /\bcredit card\b|\bcard number\b|\bsocial security\b/.test(joined);
  return says && !words.some((word) => harmless.test(word));
}

/** The name that an expression's value goes by: the last one of `a.b` and of `a['b']`. */
export function nameOfTarget(node: Node): string | undefined {
  switch (node.type) {
    case 'identifier':
      return node.text;
    case 'attribute':
      return node.childForFieldName('attribute')?.text;
    case 'subscript': {
      const key = node.childForFieldName('subscript');
      return key?.type === 'string' ? key.text.replace(/^\w*['"]+|['"]+$/g, '') : undefined;
    }
    case 'string':
      return node.text.replace(/^\w*['"]+|['"]+$/g, '');
    default:
      return undefined;
  }
}
