import assert from 'node:assert/strict';
import { noNewCapability } from '../../../../src/core/checks/noNewCapability';
import { file, outcome, run } from './subject';

const check = (before: string, after: string, path = 'src/a.js') =>
  outcome(noNewCapability, { files: [file(before, after, path)] });

describe('the check that the code can do nothing new', () => {
  const payload = 'Y29uc29sZS5sb2coImhlbGxvIHdvcmxkIik7Y29uc29sZQ==';
  const javascript = [
    ['a();', 'a();\neval(x);', 'warn 2'],
    ['a();', 'a();\nnew Function(x)();', 'warn 2'],
    ['a();', 'a();\nchild_process.exec(x);', 'warn 2'],
    ['a();', "a();\nrequire('child_process').execSync('id');", 'warn 2'],
    ['a();', "a();\nfetch('https://x.example');", 'warn 2'],
    ['a();', "a();\naxios.post('https://x.example', data);", 'warn 2'],
    ['a();', "a();\nfs.writeFileSync('/tmp/x', y);", 'warn 2'],
    ['a();', 'a();\nrequire(name);', 'warn 2'],
    ['a();', 'const m = await import(`./${name}.js`);', 'warn 1'],
    ['a();', "setTimeout('go()', 1);", 'warn 1'],
    ['a();', "vm.runInNewContext('x');", 'warn 1'],
    ['fetch(u);', "fetch(u, { method: 'POST', body: JSON.stringify(process.env) });", 'warn 1'],
    ['a();', `eval(atob('${payload}'));`, 'fail 1'],
    [
      'a();',
      `const p = '${payload}';\nnew Function(Buffer.from(p, 'base64').toString())();`,
      'fail 2',
    ],
    ['a();', `const p = Buffer.from('${payload}', 'base64');`, 'warn 1'],
    ['a();', 'eval(String.fromCharCode(97, 108, 101, 114, 116, 40, 49, 41));', 'fail 1'],
    ["exec('ls ' + d);", "execFile('ls', [d]);", 'pass'],
    [
      "import { execSync as sh } from 'child_process';\nsh(x);",
      "import { execFileSync } from 'child_process';\nexecFileSync('a', [x]);",
      'pass',
    ],
    ["exec('rm ' + d);", 'fs.rmSync(d);', 'pass'],
    ["exec('curl ' + u);", 'await fetch(u);', 'pass'],
    ['eval(x);', 'JSON.parse(x);', 'pass'],
    ['eval(x);', 'table[x]();', 'pass'],
    ['require(name);', 'require(allowed[name]);', 'pass'],
    ["const key = 'abc';", 'const key = process.env.KEY;', 'pass'],
    ['fetch(u);', 'if (isAllowed(u)) fetch(u);', 'pass'],
    ['fetch(u);', 'fetch(u, { headers: { Authorization: process.env.TOKEN } });', 'pass'],
    ['a(x);', 'const m = /a(b)/.exec(x);\nif (m) a(m[1]);', 'pass'],
    ['a(x);', 'const path = require("path");\na(path.resolve(x));', 'pass'],
    ['a(x);', "a(Buffer.from(x, 'base64'));", 'pass'],
    ['a(x);', 'model.update(x); user.remove(); list.get(1); cache.exec();', 'pass'],
  ] as const;
  for (const [before, after, expected] of javascript) {
    it(`answers ${expected} to ${after.replace(/\n/g, ' ')}`, async () => {
      assert.equal(await check(before, after), expected);
    });
  }

  const python = [
    ['a()', 'a()\nos.system(x)', 'warn 2'],
    ['a()', 'a()\nsubprocess.run(x)', 'warn 2'],
    ['a()', 'a()\nrequests.post(u, data=d)', 'warn 2'],
    ['a()', 'a()\nexec(x)', 'warn 2'],
    ['a()', 'a()\npickle.loads(x)', 'warn 2'],
    ['a()', "a()\nopen(p, 'w').write(x)", 'warn 2'],
    ['a()', '__import__(name)', 'warn 1'],
    ['a()', `exec(base64.b64decode('${payload}'))`, 'fail 1'],
    ['os.system("ls " + d)', 'subprocess.run(["ls", d])', 'pass'],
    ['os.system("rm " + d)', 'os.remove(d)', 'pass'],
    ['pickle.loads(x)', 'json.loads(x)', 'pass'],
    ['yaml.load(x)', 'yaml.safe_load(x)', 'pass'],
    ['eval(x)', 'ast.literal_eval(x)', 'pass'],
    ['a()', 'open(p).read()', 'pass'],
    ['a()', 're.compile(x)', 'pass'],
  ] as const;
  for (const [before, after, expected] of python) {
    it(`answers ${expected} to ${after.replace(/\n/g, ' ')} in Python`, async () => {
      assert.equal(await check(before, after, 'a.py'), expected);
    });
  }

  it('says what the code can do, and where', async () => {
    const { detail } = await run(noNewCapability, { files: [file('a();', 'a();\neval(x);')] });
    assert.match(detail, /^eval\(\) runs text as code \(src\/a\.js:2\)\./);
  });

  it('lets code move, also to another file', async () => {
    const files = [
      file('exec(x);', 'run(x);'),
      file('', 'export function run(x) {\n  exec(x);\n}\n', 'src/b.js'),
    ];
    assert.equal(await outcome(noNewCapability, { files }), 'pass');
  });

  it('lets tests start what they test, and does not run without a parser', async () => {
    assert.equal(await check('a();', "a();\nspawn('node', []);", 'test/a.test.js'), 'pass');
    assert.equal(await check('a', 'b', 'a.rb'), 'not-run');
  });
});
