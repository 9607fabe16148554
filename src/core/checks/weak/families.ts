/** Kinds of flaws that are fixed, and half fixed, in the same ways. */
export type Family =
  | 'sql'
  | 'command'
  | 'markup'
  | 'path'
  | 'address'
  | 'pattern'
  | 'crypto'
  | 'random'
  | 'secret'
  | 'session'
  | 'token'
  | 'prototype'
  | 'fields'
  | 'access'
  | 'code'
  | 'xml'
  | 'details'
  | 'log'
  | 'rights'
  | 'timing';

interface FamilyInfo {
  /** Numbers of CWEs. */
  readonly cwe: readonly number[];
  /** How code of the family looks that is no finding. Absent: only a finding tells. */
  readonly code?: RegExp;
  /** What does fix it: code with this on its new lines is not judged by its other tests. */
  readonly strong?: RegExp;
  /** What to do, as a sentence. */
  readonly instead: string;
}

export const families: Readonly<Record<Family, FamilyInfo>> = {
  sql: {
    cwe: [89, 90, 91, 564, 643, 943],
    code: /\.query\s*\(|\bsequelize\b|\.raw\s*\(|\bcursor\b|\.execute\w*\s*\(|\$where|\b(?:SELECT|INSERT\s+INTO|DELETE\s+FROM)\b[^\n]{0,200}\b(?:FROM|VALUES|WHERE)\b/,
    strong:
      /\b(?:replacements|bind|parameters)\s*:|=\s*(?:\?|\$\d|%s|%\(\w+\)s)|\.prepare\s*\(|\bparseInt\s*\(|\bNumber\s*\(|\bint\s*\(|isInteger|safeParse|\.validate\s*\(|\$eq\b/,
    instead: 'Pass the values as parameters of the statement.',
  },
  command: {
    cwe: [77, 78, 88],
    code: /\bchild_process\b|\bexecSync\s*\(|(?<![.\w])exec\s*\(|\bspawn(?:Sync)?\s*\(|\bexecFile|os\.system|\bpopen\b|\bsubprocess\b/,
    strong:
      /\bexecFile(?:Sync)?\s*\(|\bspawn(?:Sync)?\s*\([^;]{0,500}\[|\bshlex\.(?:quote|split)|subprocess\.\w+\(\s*\[/,
    instead: 'Start the program without a shell, with its arguments as a list.',
  },
  markup: {
    cwe: [79, 80, 83, 84, 87, 116, 1336],
    code: /innerHTML|outerHTML|bypassSecurityTrust|document\.write|insertAdjacentHTML|\bmark_safe\b|\bMarkup\s*\(|render_template_string|\.send\s*\([^)\n]{0,500}</,
    strong:
      /\bDOMPurify\b|\bsanitize(?:Html|-html)?\b|\bpurify\b|textContent|createTextNode|escapeHtml|escape_html|html\.escape|markupsafe|\bescape\s*\(|\bbleach\b|\bxss\s*\(|&lt;|&quot;|&#/,
    instead:
      'Escape the value for the place where it stands, or clean it with a maintained sanitizer.',
  },
  path: {
    cwe: [22, 23, 24, 29, 36, 41, 59, 73, 99, 434, 548, 552],
    code: /\bfs\.|\breadFile|\bsendFile|createReadStream|createWriteStream|\bpath\.(?:join|resolve|normalize)|\bos\.path\b|\bopen\s*\(|writeFile|\bunlink/,
    strong:
      /\.sep\b|path\.relative|\bbasename\s*\(|realpath|is_relative_to|commonpath|secure_filename|safe_join|\broot\s*[:}]/,
    instead:
      'Resolve the path and go on only when it begins with the resolved folder and a separator.',
  },
  address: {
    cwe: [183, 346, 352, 601, 918, 942, 1385],
    code: /redirect\s*\(|\bfetch\s*\(|\baxios\b|\bhttps?\.(?:get|request)\b|location\s*(?:\.href\s*)?=|\brequests\.\w+\(|\burlopen\b|\borigin\b|\breferr?er\b|Access-Control/i,
    strong:
      /\.host(?:name)?\b|\.origin\b\s*(?:===?|!==?|\)|\))|\bnetloc\b|url_has_allowed_host|url_has_allowed/,
    instead: 'Parse the address and compare its host or origin with a fixed set.',
  },
  pattern: {
    cwe: [185, 186, 400, 625, 730, 777, 1333],
    instead: 'Rewrite the pattern so that no text can match it in several ways, or do without one.',
  },
  crypto: {
    cwe: [256, 257, 261, 311, 326, 327, 328, 329, 759, 760, 780, 916],
    code: /\bcreateHash\b|\bcreateCipher|\bcreateHmac\b|\bhashlib\b|\bmd5\b|\bsha1\b|\bpbkdf2|\bbcrypt|\bscrypt|\bCryptoJS\b|\bCrypto\.Cipher\b|\bDES|\bAES/,
    instead:
      'Use bcrypt, scrypt or Argon2 for passwords, SHA-256 elsewhere, and AES-GCM to encrypt.',
  },
  random: {
    cwe: [330, 331, 335, 338, 340, 341],
    instead:
      "Draw the value from the operating system's generator: node:crypto, or Python's secrets.",
  },
  secret: {
    cwe: [259, 312, 321, 522, 540, 547, 615, 798, 1392],
    instead:
      'Read it from the environment or a secret store, and change the secret, which is known.',
  },
  session: {
    cwe: [384, 565, 613, 614, 1004, 1275],
    code: /cookie/i,
    instead: 'Set httpOnly, secure and sameSite on the cookie.',
  },
  token: {
    cwe: [287, 290, 294, 345, 347],
    code: /\bjwt\b|jsonwebtoken|expressJwt|\bjws\b/i,
    instead: 'Verify the signature with the algorithm that the server signs with.',
  },
  prototype: {
    cwe: [471, 915, 1321],
    code: /__proto__|\bprototype\b|\b(?:merge|extend|deepSet|setPath|setValue|assignDeep)\w*\s*[(=:]/,
    instead:
      'Leave out __proto__, constructor and prototype, or write to an object without a prototype.',
  },
  fields: {
    cwe: [915],
    code: /\.(?:create|update\w*|build|insert\w*|findOneAndUpdate|findByIdAndUpdate|set|assign|fill|upsert)\s*\([^;\n]{0,200}(?<![\w.])(?:req|request|ctx\.request)\.body\b(?!\.)|\bsetattr\s*\(|\*\*request\./,
    instead: 'Pick the fields that a client may set.',
  },
  access: {
    cwe: [204, 269, 284, 285, 306, 307, 425, 602, 620, 639, 640, 770, 799, 862, 863],
    code: /\b(?:app|router)\.(?:get|post|put|patch|delete|use|all)\s*\(|rateLimit|RateLimit|canActivate|\bUserId\b|\.(?:get|post|put|patch|delete)\s*\(\s*['"`]\/|@(?:Get|Post|Put|Patch|Delete)\(|\.(?:route|get|post|put|patch|delete)\("\/|current_user|login_required/,
    instead: 'Decide on the server, by what the session says of the user.',
  },
  code: {
    cwe: [94, 95, 96, 470, 502, 913, 917],
    code: /\beval\s*\(|\bnew Function\b|\bvm\.\w+|\bpickle\b|\byaml\.\w*load|\bunserialize\b|\bsetTimeout\s*\(\s*['"`]/,
    instead: 'Do not run the text: read data as JSON, or look the wish up in a fixed set.',
  },
  xml: {
    cwe: [611, 776, 827],
    code: /\bnoent\b|\blibxml|\betree\b|\bXMLParser\b|\bsax\b|\bminidom\b/,
    instead: 'Parse without entities and without a DTD.',
  },
  details: {
    cwe: [200, 209, 210, 211, 497, 550],
    code: /\.stack\b|\btraceback\b|\bformat_exc\b/,
    instead: 'Write it to the log, and answer with a fixed sentence.',
  },
  log: {
    cwe: [93, 113, 117],
    strong: /JSON\.stringify|\\n|\\r|\\x0|\\u00|encodeURIComponent/,
    instead: 'Take line breaks and other control characters out, all of them, or write JSON.',
  },
  rights: {
    cwe: [276, 279, 281, 732],
    code: /\bchmod(?:Sync)?\s*\(/,
    instead: 'Give rights to the owner alone.',
  },
  timing: {
    cwe: [203, 208, 385],
    instead: 'Compare with timingSafeEqual() or compare_digest().',
  },
};

const all = Object.entries(families) as readonly (readonly [Family, FamilyInfo])[];

/** The families of a list of CWEs. */
export function familiesOf(cwe: readonly string[]): readonly Family[] {
  const numbers = cwe.map((one) => Number(/\d+/.exec(one)?.[0]));
  return all.filter(([, info]) => info.cwe.some((one) => numbers.includes(one))).map(([id]) => id);
}

/** The families that a piece of code looks like. */
export function familiesIn(code: string): readonly Family[] {
  return all.filter(([, info]) => info.code?.test(code) === true).map(([id]) => id);
}
