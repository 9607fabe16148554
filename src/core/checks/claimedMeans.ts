interface Means {
  /** What a reason says of a fix. */
  readonly claim: RegExp;
  /** What added code has, when that is true. Wide: a doubt is not worth a warning. */
  readonly sign: RegExp;
  readonly said: string;
}

const means: readonly Means[] = [
  {
    claim: /\bparameteri[sz]ed\b|\bprepared statements?\b|\bbound parameters?\b|\bplaceholders?\b/i,
    sign: /\?|\$\d|%s|[:@]\w|%\(\w+\)|replacements|\bbind|prepare|param|values|sql`|where\s*[:(]|filter|find|execute\(/i,
    said: 'the query takes parameters',
  },
  {
    claim: /\bescap(?:es|ed|ing)\b|\bsaniti[sz](?:es|ed|ing)\b|\bencod(?:es|ed)\b/i,
    sign: /escap|sanit|encod|purif|bleach|textcontent|innertext|createtextnode|quote|replace|strip|clean|entit|&\w+;|template|render|\{\{|xss|h\(|e\(/i,
    said: 'something is escaped or encoded',
  },
  {
    claim: /\bhash(?:es|ed)\b/i,
    sign: /hash|crypt|argon|pbkdf|hmac|digest|\bsha|\bmd5/i,
    said: 'something is hashed',
  },
  {
    claim: /\b(?:allow|white)-?\s?list(?:s|ed)?\b/i,
    sign: /allow|white|permit|valid|known|trusted|supported|safe|includes|indexof|\bhas\(|\bin\b|switch|case|===?|\[|match|test\(|set\(/i,
    said: 'there is an allow-list',
  },
  {
    claim: /\bconstant[- ]time\b|\btiming[- ]safe\b/i,
    sign: /timing|constant|compare/i,
    said: 'the comparison takes constant time',
  },
  {
    claim: /\brate[- ]?limit(?:s|ed|ing|er)?\b|\bthrottl(?:es|ed|ing)\b/i,
    sign: /limit|throttl|slow|rate/i,
    said: 'requests are limited',
  },
  {
    claim: /\bencrypt(?:s|ed)\b/i,
    sign: /crypt|cipher|aes|tls|ssl|https|secret|seal|kms|gcm/i,
    said: 'something is encrypted',
  },
  {
    claim: /\b(?:is|are|gets?) (?:now )?validated\b|\bvalidat(?:es)\b/i,
    sign: /valid|check|test|match|if\b|schema|assert|allow|parse|includes|startswith|endswith|typeof|instanceof|number|int\b|int\(|switch|\?|regex|resolve|throw|raise|re\.|joi|zod|\bin\b/i,
    said: 'a value is validated',
  },
  {
    claim: /\bcryptographically (?:secure|strong)\b|\bsecure random\b|\bCSPRNG\b/i,
    sign: /random|secrets|uuid|nonce|token_|entropy|crypto/i,
    said: 'the random values are secure',
  },
];

/** Words in front of a claim that turn it round. */
const turned =
  /\b(?:not|no|never|without|instead of|rather than|un|than|previously|before|was|were|longer|only|already|existing|old|needs?|should|if|unless|by)\b(?:\s+[\w-]+){0,5}\s*$|n['’]t(?:\s+\w+){0,2}\s*$/i;

/** What a reason claims that no added code has a sign of, in words. */
export function missingMeans(reason: string, added: string): readonly string[] {
  return means.flatMap(({ claim, sign, said }) => {
    if (sign.test(added)) return [];
    const found = claim.exec(reason);
    if (!found || turned.test(reason.slice(Math.max(0, found.index - 60), found.index))) return [];
    return [said];
  });
}
