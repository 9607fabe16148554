import assert from 'node:assert/strict';
import type { ContentFact, Touched } from '../../../src/core/contentFacts';
import { touchedBy } from '../../../src/core/contentFacts';
import { effectivePolicy } from '../../../src/core/policy';
import { assess } from '../../../src/core/risk';
import { testSyntax } from '../grammars';

const touch = async (before: string, after: string, path = 'src/a.js'): Promise<Touched> =>
  touchedBy([{ path, before, after }], await testSyntax());

/** "class tier" of everything that was seen, in the order of the classes. */
const seen = async (before: string, after: string, path?: string): Promise<string> =>
  (await touch(before, after, path)).content.map((one) => `${one.class} ${one.tier}`).join(', ');

/** A handler of which one line changes. */
const handler = (route: string, line: string, rest = '') =>
  `const app = require('express')();\napp.post('${route}', async (req, res) => {\n  ${rest}\n  ${line}\n  res.end();\n});\n`;

describe('what changed code does', () => {
  const cases: readonly {
    readonly what: string;
    readonly before: string;
    readonly after: string;
    readonly expected: string;
    readonly path?: string;
  }[] = [
    {
      what: 'a query in the handler of a login',
      before: handler('/rest/user/login', "db.query('select ' + req.body.email);"),
      after: handler('/rest/user/login', "db.query('select ?', [req.body.email]);"),
      expected: 'authentication high, endpoint moderate',
    },
    {
      what: 'the same query in a search',
      before: handler('/search', "db.query('select ' + req.body.q);"),
      after: handler('/search', "db.query('select ?', [req.body.q]);"),
      expected: 'endpoint moderate',
    },
    {
      what: 'a function that verifies tokens',
      before: 'function verifyToken(token) {\n  return jwt.decode(token);\n}\n',
      after: 'function verifyToken(token) {\n  return jwt.verify(token, key);\n}\n',
      expected: 'authentication high',
    },
    {
      what: 'a function of a class that is named for it',
      before: 'class SessionStore {\n  get(id) {\n    return this.all[id];\n  }\n}\n',
      after: 'class SessionStore {\n  get(id) {\n    return this.all.get(id);\n  }\n}\n',
      expected: 'session high',
    },
    {
      what: 'a change beside a hash of a password',
      before: handler('/users', 'log(1);', 'const h = await bcrypt.hash(req.body.p, 10);'),
      after: handler('/users', 'log(2);', 'const h = await bcrypt.hash(req.body.p, 10);'),
      expected: 'password moderate, endpoint moderate',
    },
    {
      what: 'the rounds of a hash',
      before: 'const h = bcrypt.hashSync(\n  word,\n  1,\n);\n',
      after: 'const h = bcrypt.hashSync(\n  word,\n  12,\n);\n',
      expected: 'password high',
    },
    {
      what: 'a label with the word',
      before: "const label = 'Password';\n",
      after: "const label = 'Your password';\n",
      expected: 'password moderate',
    },
    {
      what: 'a comment with all of it',
      before: 'let a = 1;\n// login with bcrypt.hash(password)\n',
      after: 'let a = 2;\n// login with bcrypt.compare(password), jwt.verify()\n',
      expected: '',
    },
    {
      what: 'authors and sessions in other words',
      before: 'function authorName(a) {\n  return a.first;\n}\n',
      after: 'function authorName(a) {\n  return a.last;\n}\n',
      expected: '',
    },
    {
      what: 'a checksum',
      before: "const sum = crypto.createHash('md5').update(text);\n",
      after: "const sum = crypto.createHash('sha256').update(text);\n",
      expected: 'crypto moderate',
    },
    {
      what: 'the hash of a secret',
      before: "const sum = crypto.createHash('md5').update(apiKey);\n",
      after: "const sum = crypto.createHash('sha256').update(apiKey);\n",
      expected: 'crypto high',
    },
    {
      what: 'a signature',
      before: "const sum = crypto.createHmac('md5', key);\n",
      after: "const sum = crypto.createHmac('sha256', key);\n",
      expected: 'crypto high',
    },
    {
      what: 'a source of randomness',
      before: 'const id = Math.random();\n',
      after: 'const id = crypto.randomUUID();\n',
      expected: 'crypto moderate',
    },
    {
      what: 'who may do it',
      before: 'function remove(req) {\n  if (req.user.isAdmin) drop();\n}\n',
      after: 'function remove(req) {\n  if (req.user.isAdmin || true) drop();\n}\n',
      expected: 'authorisation high',
    },
    {
      what: 'money',
      before: 'const pay = () => stripe.charges.create({ amount: 1 });\n',
      after: 'const pay = () => stripe.charges.create({ amount: 2 });\n',
      expected: 'payment high',
    },
    {
      what: 'a branch of git',
      before: 'function checkoutBranch(b) {\n  run(b);\n}\n',
      after: 'function checkoutBranch(b) {\n  run([b]);\n}\n',
      expected: '',
    },
    {
      what: 'a table',
      before: "db.exec('CREATE TABLE a (b TEXT)');\n",
      after: "db.exec('CREATE TABLE a (b INT)');\n",
      expected: 'migration high',
    },
    {
      what: 'certificates that are checked again',
      before: 'const agent = new Agent({\n  rejectUnauthorized: false,\n});\n',
      after: 'const agent = new Agent({\n  rejectUnauthorized: true,\n});\n',
      expected: 'transport moderate',
    },
    {
      what: 'certificates that are checked no longer',
      before: 'const agent = new Agent({\n  rejectUnauthorized: true,\n});\n',
      after: 'const agent = new Agent({\n  rejectUnauthorized: false,\n});\n',
      expected: 'transport high',
    },
    {
      what: 'headers',
      before: 'app.use(cors());\n',
      after: "app.use(cors({ origin: 'https://a.example' }));\n",
      expected: 'headers moderate',
    },
    {
      what: 'a test of a login',
      before: "function login() {\n  assert(jwt.verify(a, 'x'));\n}\n",
      after: "function login() {\n  assert(jwt.verify(a, 'y'));\n}\n",
      path: 'test/login.test.js',
      expected: 'authentication moderate',
    },
    {
      what: 'a login in Python',
      before: "@app.route('/login')\ndef enter():\n    return db.get(name)\n",
      after: "@app.route('/login')\ndef enter():\n    return db.one(name)\n",
      path: 'app.py',
      expected: 'authentication high, endpoint moderate',
    },
    {
      what: 'certificates in Python',
      before: 'r = requests.get(url)\n',
      after: 'r = requests.get(url, verify=False)\n',
      path: 'app.py',
      expected: 'transport high',
    },
    {
      what: 'a language without a grammar',
      before: 'func CheckPassword(a string) bool {\n\treturn a == b\n}\n',
      after: 'func CheckPassword(a string) bool {\n\treturn same(a, b)\n}\n',
      path: 'main.go',
      expected: 'password high',
    },
    {
      what: 'a deployment',
      before: 'apiVersion: v1\nkind: Pod\nreplicas: 1\n',
      after: 'apiVersion: v1\nkind: Pod\nreplicas: 2\n',
      path: 'deploy/pod.yaml',
      expected: 'infrastructure moderate',
    },
    {
      what: 'nothing of the kind',
      before: 'export function sum(a, b) {\n  return a - b;\n}\n',
      after: 'export function sum(a, b) {\n  return a + b;\n}\n',
      expected: '',
    },
  ];
  for (const { what, before, after, expected, path } of cases) {
    it(`sees ${what}: ${expected || 'nothing'}`, async () => {
      assert.equal(await seen(before, after, path), expected);
    });
  }

  it('sees what a file that is created or deleted does', async () => {
    const text = 'export const login = (name) => passport.authenticate(name);\n';
    const syntax = await testSyntax();
    for (const file of [
      { path: 'a.js', before: '', after: text, status: 'created' },
      { path: 'a.js', before: text, after: '', status: 'deleted' },
    ] as const) {
      const { content } = await touchedBy([file], syntax);
      assert.deepEqual(
        content.map((one) => [one.class, one.tier]),
        [['authentication', 'high']],
      );
    }
  });

  it('judges by the lines where there is no parser', async () => {
    const before = "const sum = crypto.createHash('md5');\n";
    const files = [{ path: 'a.js', before, after: before.replace('md5', 'sha1') }];
    const [fact] = (await touchedBy(files, undefined)).content;
    assert.equal(fact?.class, 'crypto');
    assert.equal(fact?.line, 0);
  });

  it('names the sign and its line', async () => {
    const { content } = await touch(handler('/login', 'check(1);'), handler('/login', 'check(2);'));
    const [fact] = content as readonly [ContentFact];
    assert.equal(fact.sign, 'route /login');
    assert.equal(fact.line, 1);
    assert.equal(fact.side, 'after');
  });

  it('knows the functions that change, as they stood before', async () => {
    const text =
      'let a;\nfunction one() {\n  return 1;\n}\nfunction two() {}\nconst three = () => {\n  x();\n};\n';
    const { functions } = await touch(
      text,
      text.replace('  return 1;', '  y();\n  return 1;').replace('x()', 'y()'),
    );
    assert.deepEqual(
      functions.map(({ name, line, character }) => [name, line, character]),
      [
        ['one', 1, 9],
        ['three', 5, 6],
      ],
    );
  });
});

describe('risk by content', () => {
  const policyOf = (content: readonly object[]) =>
    effectivePolicy([
      { origin: 'committed', text: JSON.stringify({ version: 1, tiers: [], content }) },
    ]);
  const judged = async (policy = policyOf([])) => {
    const facts = await touch(
      'const a = new Agent({ rejectUnauthorized: false });\n',
      'const a = new Agent({ rejectUnauthorized: true });\n',
    );
    const file = { path: 'src/a.js', realPath: 'src/a.js' };
    return assess(undefined, undefined, [file], policy, { ...facts, reach: [] });
  };

  it('never lowers, and says in words what it saw', async () => {
    const risk = await judged();
    assert.equal(risk.tier, 'moderate');
    assert.match(risk.reasons[0]?.reason ?? '', /transport.*“rejectUnauthorized”, line 1/);
  });

  it('follows the policy on a class', async () => {
    const strict = policyOf([{ class: 'transport', tier: 'forbidden', reason: 'Ask us.' }]);
    const risk = await judged(strict);
    assert.equal(risk.tier, 'forbidden');
    assert.match(risk.reasons[0]?.reason ?? '', /^Committed policy \(transport.*\): Ask us\.$/);
    assert.equal((await judged(policyOf([{ class: 'payment', tier: 'high' }]))).tier, 'moderate');
  });
});
