import assert from 'node:assert/strict';
import * as vm from 'node:vm';
import fc from 'fast-check';
import { detect, fixed, refusal } from './shapes';

const rulesIn = async (code: string, path = 'src/a.js') =>
  (await detect(code, { path })).map(({ rule }) => rule);

describe('secrets in the code', () => {
  const found: readonly [string, string][] = [
    [
      'a password of a database',
      "mysql.createConnection({ host: 'db', user: 'app', password: 'hT6dGs91' });",
    ],
    [
      'an address with a password',
      "mongoose.connect('mongodb://app:q8Zk27fLwP@mongo.internal/app');",
    ],
    [
      'a secret of tokens',
      "const jwt = require('jsonwebtoken');\njwt.sign({}, 'k3yb0ard-9f83h2');",
    ],
    [
      'a key of a cipher',
      "import { createCipheriv } from 'node:crypto';\ncreateCipheriv('aes-128-cbc', 'f00dfeed12345678', iv);",
    ],
    [
      'a positional password',
      "import { Sequelize } from 'sequelize';\nnew Sequelize('app', 'app', 'V3ryH4rd2Guess');",
    ],
    ['a comparison', "if (user.password === 'l3tm3inN0w') grant();"],
    ['a field of a class', "class A { apiKey = 'f3c1a9e07bd24c6a8f5e'; }"],
    ['a constant', "export const clientSecret = 'n0t-a-l4bel-77d1';"],
  ];
  for (const [title, code] of found) {
    it(`sees ${title}, and does not show it`, async () => {
      const [only, ...others] = await detect(code);
      assert.equal(only?.rule, 'hardcoded-secret');
      assert.equal(others.length, 0);
      assert.doesNotMatch(only.message, /hT6d|q8Zk|k3yb|f00d|V3ry|l3tm|f3c1|l4bel/);
      assert.doesNotMatch(JSON.stringify(only.rationale ?? ''), /hT6d|k3yb|f00d|V3ry|f3c1|l4bel/);
    });
  }

  it('sees a fallback as what it is', async () => {
    assert.deepEqual(await rulesIn("const SECRET = process.env.SECRET || 'dev-9d8f7s6d';"), [
      'secret-fallback',
    ]);
  });

  const quiet: readonly [string, string, string?][] = [
    [
      'an empty value and a stand-in',
      "login({ user: 'a', password: '' }); const apiKey = 'YOUR_API_KEY';",
    ],
    [
      'a label and a name of a field',
      "const labels = { password: 'Password', token: 'auth_token', passwordField: 'pw2field' };",
    ],
    ['the environment', 'connect({ user: process.env.U, password: process.env.P });'],
    [
      'an address without a password',
      "pg('postgres://localhost/app'); fetch('https://a.example/b:c@d');",
    ],
    ['a public key', "const publicKey = '-----BEGIN PUBLIC KEY-----MFww';"],
    [
      'a path and an address',
      "const secretPath = '/run/secrets/key1'; const tokenUrl = 'https://id.example.com/t0ken';",
    ],
    ['a test', "login({ user: 'a', password: 'hT6dGs91' });", 'src/login.test.ts'],
    ['a template with a value', 'connect(`postgres://app:${password}@db/app`);'],
  ];
  for (const [title, code, path] of quiet) {
    it(`does not report ${title}`, async () => {
      assert.deepEqual(await rulesIn(code, path), []);
    });
  }
});

describe('the recipe for secrets in the code', () => {
  const check = (name: string) =>
    `if (!process.env.${name}) throw new Error('Set the environment variable ${name}.');`;

  it('takes a constant, a property, an argument and a fallback from the environment', async () => {
    assert.equal(
      await fixed("const dbPassword = 'Summer2031!';\n"),
      `${check('DB_PASSWORD')}\nconst dbPassword = process.env.DB_PASSWORD;\n`,
    );
    assert.equal(
      await fixed(
        "function open() {\n  return mysql.createConnection({ user: 'app', password: 'hT6dGs91' });\n}\n",
      ),
      `function open() {\n  ${check('MYSQL_PASSWORD')}\n  return mysql.createConnection({ user: 'app', password: process.env.MYSQL_PASSWORD });\n}\n`,
    );
    assert.equal(
      await fixed(
        "const jwt = require('jsonwebtoken');\nexports.t = jwt.sign({}, 'k3yb0ard-9f83h2');\n",
      ),
      `const jwt = require('jsonwebtoken');\n${check('JWT_SECRET')}\nexports.t = jwt.sign({}, process.env.JWT_SECRET);\n`,
    );
    assert.equal(
      await fixed("const secret = process.env.APP_SECRET || 'dev-9d8f7s6d';\n"),
      `${check('APP_SECRET')}\nconst secret = process.env.APP_SECRET;\n`,
    );
  });

  it('works as before when the variable is set, and stops when it is not', async () => {
    const after = await fixed("const apiKey = 'f3c1a9e07bd24c6a8f5e';\nresult = apiKey;\n");
    const run = (env: object) =>
      vm.runInNewContext(`${after}; result`, { process: { env }, Error }) as unknown;
    assert.equal(run({ API_KEY: 'f3c1a9e07bd24c6a8f5e' }), 'f3c1a9e07bd24c6a8f5e');
    assert.throws(() => run({}), /Set the environment variable API_KEY\./);
  });

  const refused: readonly [string, string, RegExp, string?][] = [
    ['a comparison', "if (user.password === 'l3tm3inN0w') grant();", /compared as a hash/],
    ['an address', "connect('mongodb://app:q8Zk27fLwP@mongo.internal/app');", /more than a name/],
    ['code of a browser', "const apiKey = 'f3c1a9e07bd24c6a8f5e';", /browser/, 'src/a.jsx'],
    ['a field of a class', "class A { apiKey = 'f3c1a9e07bd24c6a8f5e'; }", /no statement/],
  ];
  for (const [title, code, why, path] of refused) {
    it(`refuses ${title}`, async () => {
      assert.match(await refusal(code, path === undefined ? {} : { path }), why);
    });
  }

  it('fits the style of the file', async () => {
    const styles = fc.record({
      quote: fc.constantFrom("'", '"'),
      semi: fc.constantFrom(';', ''),
      eol: fc.constantFrom('\n', '\r\n'),
      indent: fc.constantFrom('  ', '\t'),
      path: fc.constantFrom('a.js', 'a.ts', 'a.mjs'),
    });
    await fc.assert(
      fc.asyncProperty(styles, async ({ quote, semi, eol, indent, path }) => {
        const code = [
          'function key() {',
          `${indent}const apiToken = ${quote}f3c1a9e07bd24c6a8f5e${quote}${semi}`,
          `${indent}return apiToken${semi}`,
          '}',
          '',
        ].join(eol);
        const after = await fixed(code, { path });
        assert.ok(
          after.includes(
            `${eol}${indent}if (!process.env.API_TOKEN) throw new Error(${quote}Set the environment variable API_TOKEN.${quote})${semi}${eol}${indent}const`,
          ),
        );
        assert.doesNotMatch(after.replaceAll(eol, ''), /\n|f3c1/);
      }),
      { numRuns: 25 },
    );
  });
});
