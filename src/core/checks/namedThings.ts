/** A name in a text that stands for something in code. */
export interface NamedThing {
  /** As the text has it. */
  readonly shown: string;
  /** What code that has it must hold. */
  readonly sought: string;
}

const quoted = /`([^`\n]{2,120})`/g;
const called = /(?<![\w$.])((?:[A-Za-z_$][\w$]*\.)*[A-Za-z_$][\w$]*)\(\)/g;
const camel = /(?<![\w$.@/-])[a-z][a-z\d]*(?:[A-Z][a-z\d]+)+(?![\w$/-])/g;
const snake = /(?<![\w$.@/-])[a-z][a-z\d]*(?:_[a-z\d]+)+(?![\w$/-])/g;
const file =
  /(?<![\w/.@:-])(?:[\w.@-]+\/)*[\w-]+\.(?:[cm]?[jt]sx?|py|json|ya?ml|html?|vue|go|java|rb|php|sql|sh|toml)(?![\w/-])/g;

/** Names that explanations of attacks and of platforms use, whether or not the code has them. */
const general = new Set(
  'innerhtml outerhtml textcontent document.write document.cookie localstorage sessionstorage child_process __proto__ hasownproperty javascript typescript nodejs node.js vue.js next.js express.js d3.js three.js github gitlab graphql mongodb mysql postgresql nosql ios macos iphone jquery ebay youtube linkedin openssl devops oauth owasp utf8 utf_8 base64 package.json process.env settimeout setinterval execfile execfilesync spawn exec eval new.target prototype constructor toString valueof null undefined true false'
    .toLowerCase()
    .split(' '),
);

/** The functions, variables and files that a text names, each once. Prose and payloads are none. */
export function namedThings(text: string): readonly NamedThing[] {
  const found = new Map<string, NamedThing>();
  const add = (shown: string) => {
    const plain = shown.replace(/\(.*$|[;,.:]+$/g, '');
    const sought = /\.\w{1,4}$|\//.test(plain) ? fileOrMember(plain) : plain;
    if (sought.length < 3 || general.has(plain.toLowerCase()) || general.has(sought.toLowerCase()))
      return;
    if (!found.has(sought)) found.set(sought, { shown, sought });
  };
  for (const [, inner = ''] of text.matchAll(quoted)) if (isName(inner)) add(inner);
  const prose = text.replace(quoted, ' ');
  for (const pattern of [called, camel, snake, file]) {
    for (const [whole] of prose.matchAll(pattern)) add(whole);
  }
  return [...found.values()];
}

/** One name, a member, a call or a file; no expression, no example of an attack. */
function isName(inner: string): boolean {
  return (
    (/^[A-Za-z_$@][\w$]*(?:\.[\w$]+)*(?:\(\s*\))?$/.test(inner) &&
      /[A-Z_.()]|^.{5,}$/.test(inner)) ||
    /^(?:[\w.@-]+\/)*[\w-]+\.(?:[cm]?[jt]sx?|py|json|ya?ml)$/.test(inner)
  );
}

/** The last part: `db.query` is there when `query` is, and `src/a.js` when `a.js` is. */
function fileOrMember(name: string): string {
  if (name.includes('/')) return name.slice(name.lastIndexOf('/') + 1);
  const isFile = /\.(?:[cm]?[jt]sx?|py|json|ya?ml|html?|vue|go|java|rb|php|sql|sh|toml)$/.test(
    name,
  );
  return isFile ? name : name.slice(name.lastIndexOf('.') + 1);
}
