/** A file that nobody wrote for people to read. */
export interface HostileFile {
  readonly name: string;
  readonly text: string;
  readonly path?: string;
}

function times(count: number, text: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => text(index)).join('');
}

/** Code in a handler in which `q` comes from a request. */
function inHandler(code: string): string {
  return `const cp = require('child_process');\nmodule.exports = function (req, res) { const q = req.query.q;\n${code}\n};`;
}

function nested(open: string, inside: string, close: string, depth = 10_000): string {
  return inHandler(`eval(${open.repeat(depth)}${inside}${close.repeat(depth)})`);
}

/** Files that no parser likes. */
export const garbledFiles: readonly HostileFile[] = [
  { name: 'nothing', text: '' },
  { name: 'blanks', text: ' '.repeat(1_000_000) },
  { name: 'line ends', text: `eval(req.query.x)${'\n'.repeat(1_000_000)}` },
  {
    name: 'no code',
    text: `}{)(][ exec( req.query \` \${ class => ${'eval(req.query.a '.repeat(50)}`,
  },
  {
    name: 'bytes',
    text: `${times(60_000, (i) => String.fromCharCode((i * 7919) % 256))}eval(req.query.x)`,
  },
  {
    name: 'lone surrogates',
    text: `eval(req.query.x);${times(60_000, (i) => String.fromCharCode(0xd800 + ((i * 31) % 2048)))}`,
  },
  { name: 'NUL', text: 'eval(req.query.x)\0\0\0 eval(req.query.x)' },
  {
    name: 'TypeScript in .js',
    text: inHandler('const a: string = q as string; interface B { c: string } eval(a)'),
  },
  {
    name: 'JSON in .js',
    text: JSON.stringify({ a: times(1000, (i) => `eval ${i}`), b: [{ eval: 'req.query' }] }),
  },
  {
    name: 'Python in .js',
    text: 'import os\n\ndef f(req):\n    """eval"""\n    eval(request.args.get("x"))\n    os.system("ls " + req.query)\n',
  },
  { name: 'quotes', text: `eval(req.query.x);${'\'"`'.repeat(30_000)}` },
  { name: 'closing braces', text: `eval(req.query.x);${'}'.repeat(100_000)}` },
  { name: 'opening braces', text: `eval(req.query.x);${'{'.repeat(100_000)}` },
  { name: 'opening parentheses', text: `eval(req.query.x);${'('.repeat(100_000)}` },
  { name: 'an open comment', text: `eval(req.query.x); /* ${'x '.repeat(400_000)}` },
  { name: 'open templates', text: `eval(req.query.x);${' eval(req.query.x) ${ `'.repeat(10_000)}` },
  { name: 'open comparisons', text: `eval(req.query.x);${'a < '.repeat(30_000)}`, path: 'a.ts' },
  {
    name: 'types or comparisons',
    text: `eval(req.query.x);${'a<b>(c) < d<'.repeat(5000)}`,
    path: 'a.ts',
  },
  { name: 'open arrows', text: `eval(req.query.x);${'(a, b = ('.repeat(5000)}` },
];

/** Files that nest deeply, which recursion would not survive. */
export const nestedFiles: readonly HostileFile[] = [
  { name: 'parentheses', text: nested('(', 'q', ')') },
  { name: 'arrays', text: nested('[', 'q', ']') },
  { name: 'objects', text: nested('{a:', 'q', '}') },
  { name: 'calls', text: nested('f(', 'q', ')') },
  { name: 'templates', text: nested('`${', 'q', '}`') },
  { name: 'arrows', text: nested('() => ', 'q', '') },
  { name: 'members', text: nested('', 'q', '.a', 20_000) },
  { name: 'chained calls', text: nested('', 'q', '.trim()') },
  { name: 'additions', text: nested('q + ', 'q', '', 20_000) },
  { name: 'conjunctions', text: nested('q && ', 'q', '', 20_000) },
  { name: 'negations', text: nested('!', 'q', '', 20_000) },
  { name: 'commas', text: nested('', '(q, q)', ', q', 20_000) },
  {
    name: 'types',
    text: `eval(req.query.x); let a: ${'A<'.repeat(10_000)}b${'>'.repeat(10_000)}`,
    path: 'a.ts',
  },
  {
    name: 'elements',
    text: `${'<a>'.repeat(10_000)}{eval(req.query.x)}${'</a>'.repeat(10_000)}`,
    path: 'a.jsx',
  },
  { name: 'blocks', text: inHandler(`${'{'.repeat(10_000)}eval(q)${'}'.repeat(10_000)}`) },
  {
    name: 'functions',
    text: inHandler(`${'function f(){'.repeat(10_000)}eval(q)${'}'.repeat(10_000)}`),
  },
  {
    name: 'else if',
    text: inHandler(`${times(10_000, (i) => `if (q === '${i}') { eval(q); } else `)}{ eval(q) }`),
  },
  { name: 'ternaries', text: inHandler(`eval(${times(10_000, (i) => `q === ${i} ? a${i} : `)}q)`) },
  {
    name: 'patterns',
    text: inHandler(`const ${'{a:'.repeat(2000)}v${'}'.repeat(2000)} = q; eval(v)`),
  },
  {
    name: 'callbacks',
    text: inHandler(`${times(500, (i) => `q.map((x${i}) => `)}eval(x0)${')'.repeat(500)}`),
  },
  {
    name: 'groups of an expression',
    text: `/${'('.repeat(10_000)}a${')*'.repeat(10_000)}/.test(req.query.x)`,
  },
];

/** Files that are much of the same. */
export const longFiles: readonly HostileFile[] = [
  {
    name: 'a line of 5 MB with one text',
    text: `var x="${'a'.repeat(5_000_000)}";eval(req.query.a)`,
  },
  {
    name: 'a line of 6 MB with code',
    text: times(170_000, (i) => `f${i}(req.query.x+a${i});eval(z);`),
  },
  { name: '50,000 sinks', text: inHandler('eval(q);\n'.repeat(50_000)) },
  { name: '50,000 calls', text: inHandler('foo(q);\n'.repeat(50_000)) },
  { name: '4,900 sinks', text: inHandler('cp.exec("ls " + q);\n'.repeat(4900)) },
  { name: '4,900 scopes', text: inHandler('{ const q = req.query.x; eval(q); }\n'.repeat(4900)) },
  {
    name: '3,000 parameters',
    text: `function f(${times(3000, (i) => `a${i},`)}) {${times(3000, (i) => `eval(a${i});`)}} module.exports = f;`,
  },
  {
    name: '2,000 cases',
    text: inHandler(`switch (q) {${times(2000, (i) => `case 'a${i}': eval(q); break;\n`)} }`),
  },
  {
    name: '1,500 checks before 1,500 sinks',
    text: inHandler(
      `${times(1500, (i) => `if (q === x${i}) return;\n`)}${'eval(q);\n'.repeat(1500)}`,
    ),
  },
  {
    name: '300 checks around 1,000 sinks',
    text: inHandler(
      `${times(300, (i) => `if (ok(q, ${i})) {\n`)}${'eval(q);\n'.repeat(1000)}${'}'.repeat(300)}`,
    ),
  },
  { name: '2,000 slow expressions', text: times(2000, (i) => `/(a+)+${i}$/.test(req.query.x);\n`) },
  {
    name: '2,000 expressions that search for long',
    text: times(2000, (i) => `/x+y${i}$/.test(req.query.x);\n`),
  },
  {
    name: 'a minified file',
    text: `${times(3000, (i) => `function a${i}(e,t){return e?a${(i + 1) % 3000}(t,e.b):cp.exec("x"+t)};`)}var cp=require("child_process");app.get("/",function(e,t){a0(e.query.x,t)});`,
  },
  {
    name: '10,000 constants',
    text: inHandler(
      `const c0 = q;${times(10_000, (i) => `const c${i + 1} = c${i};\n`)}eval(c10000)`,
    ),
  },
  {
    name: '3,000 imports',
    text: `${times(3000, (i) => `import a${i} from 'm${i}'; const b${i} = require('n${i}');\n`)}eval(req.query.x);`,
  },
  {
    name: '3,000 exports',
    text: times(
      3000,
      (i) => `exports.f${i} = function (a) { require('child_process').exec('ls ' + a); };\n`,
    ),
  },
  {
    name: '3,000 pages',
    text: `app.get('/', (req, res) => {${times(3000, (i) => `res.write('<p>' + req.query.x${i} + '</p>');\n`)}})`,
  },
  {
    name: '4,000 options',
    text: times(4000, (i) => `https.request({ rejectUnauthorized: false, a${i}: 1 });\n`),
  },
];

/** Files whose names lead in circles. */
export const circularFiles: readonly HostileFile[] = [
  {
    name: 'recursion',
    text: inHandler(
      'function f(a, b) { if (a) return f(b, a); return f(f(a, b), f(b, a)) + f(a); } eval(f(q, q));',
    ),
  },
  {
    name: 'constants of themselves',
    text: inHandler(
      'const a = a; const b = c + b; const c = b + c; let d = d + d; const {e} = e; const [g] = g; const h = {h}; const i = [i]; const j = `${j}`; const k = k.k; const o = {...o}; eval(a + b + c + d + e + g + h + i + j + k); cp.exec(a + b, o);',
    ),
  },
  {
    name: '1,000 functions in a circle',
    text: inHandler(
      `${times(1000, (i) => `function f${i}(a) { return f${(i + 1) % 1000}(a) + f${(i * 7) % 1000}(a); }\n`)}eval(f0(q)); cp.exec(f1(q));`,
    ),
  },
  {
    name: '200 functions of one name',
    text: inHandler(
      `${'function f(a) { return f(a) + f(a); }\n'.repeat(200)}eval(f(q)); cp.exec(f(q));`,
    ),
  },
  {
    name: '300 methods of one name',
    text: `${times(300, (i) => `class C${i} { run(a) { return this.run(a) + new C${(i + 1) % 300}().run(a); } }\n`)}${times(300, (i) => `eval(new C${i}().run(req.query.x));\n`)}`,
  },
  {
    name: '600 fields of each other',
    text: `class A {${times(600, (i) => `m${i}(req, res) { this.f${i} = this.f${(i + 1) % 600} + this.f${(i + 7) % 600} + req.query.a; eval(this.f${i}); }\n`)}}`,
  },
  {
    name: '100 names of each other',
    text: inHandler(
      `${times(100, (i) => `let v${i} = q;`)}${times(2000, (i) => `v${i % 100} = v${(i * 7) % 100} + v${(i * 13) % 100};\n`)}${times(100, (i) => `eval(v${i});`)}`,
    ),
  },
  {
    name: '400 callbacks of each other',
    text: inHandler(
      `${times(400, (i) => `function g${i}(cb) { return cb(h => g${(i + 1) % 400}(h)); }\n`)}${times(400, (i) => `g${i}((x) => { eval(x); return x(q); });\n`)}`,
    ),
  },
  {
    name: '200 functions bound to each other',
    text: inHandler(
      `${times(200, (i) => `const w${i} = w${(i + 1) % 200}.bind(null, q);\n`)}${times(200, (i) => `eval(w${i}()); w${i}.call(q);`)}`,
    ),
  },
];
