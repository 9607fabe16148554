import assert from 'node:assert/strict';
import * as vm from 'node:vm';
import fc from 'fast-check';
import {
  fixes,
  isSilent,
  promise,
  refuses,
  reports,
  runs,
  type Found,
  type Quiet,
  type Refusal,
} from './promises';
import { detect, fixed } from './shapes';
import { keepsEveryStyle } from './variants';

describe('secrets in the code', () => {
  const found: readonly Found[] = [
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
    [
      'words that sign sessions',
      "app.use(require('express-session')({ secret: 'f00d in the fr1dge' }));",
    ],
    ['a constant', "export const clientSecret = 'n0t-a-l4bel-77d1';"],
  ];
  reports('hardcoded-secret', found);
  it('is never shown', async () => {
    for (const [, code] of found) {
      const [only] = await detect(code);
      assert.doesNotMatch(only?.message ?? '', /hT6d|q8Zk|k3yb|f00d|V3ry|l3tm|f3c1|l4bel/);
      assert.doesNotMatch(JSON.stringify(only?.rationale ?? ''), /hT6d|k3yb|f00d|V3ry|f3c1|l4bel/);
    }
  });

  reports(
    'secret-fallback',
    [
      "const SECRET = process.env.SECRET || 'dev-9d8f7s6d';",
      "app.use(session({ secret: process.env.SESSION_SECRET ?? 'k3yb0ard-9f83h2' }));",
      "import jwt from 'jsonwebtoken';\nexport const sign = (id) => jwt.sign({ id }, process.env.JWT_KEY || 'n0t-a-l4bel-77d1');",
      "class Settings {\n  readonly dbPassword: string = process.env.DB_PASSWORD || 'Summer2031!';\n}",
    ],
    { path: 'src/a.ts' },
  );
  isSilent(
    'secret-fallback',
    [
      "const SECRET = process.env.SECRET || '';",
      'const secret = process.env.SECRET ?? loadSecret();',
      "const host = process.env.DB_HOST || 'localhost';",
      'const { PASSWORD = undefined } = process.env;',
      "const tokenUrl = process.env.TOKEN_URL || 'https://id.example.com/token';",
    ],
    { path: 'src/a.ts' },
  );

  const quiet: readonly Quiet[] = [
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
  isSilent('hardcoded-secret', quiet);
});

describe('the recipe for secrets in the code', () => {
  const check = (name: string) =>
    `if (!process.env.${name}) throw new Error('Set the environment variable ${name}.');`;

  fixes('hardcoded-secret', [
    [
      'a constant',
      "const dbPassword = 'Summer2031!';\n",
      `${check('DB_PASSWORD')}\nconst dbPassword = process.env.DB_PASSWORD;\n`,
    ],
    [
      'a property',
      "function open() {\n  return mysql.createConnection({ user: 'app', password: 'hT6dGs91' });\n}\n",
      `${check('MYSQL_PASSWORD')}\nfunction open() {\n  return mysql.createConnection({ user: 'app', password: process.env.MYSQL_PASSWORD });\n}\n`,
    ],
    [
      'an argument',
      "const jwt = require('jsonwebtoken');\nexports.t = jwt.sign({}, 'k3yb0ard-9f83h2');\n",
      `const jwt = require('jsonwebtoken');\n${check('JWT_SECRET')}\nexports.t = jwt.sign({}, process.env.JWT_SECRET);\n`,
    ],
  ]);
  fixes('secret-fallback', [
    [
      'a constant',
      "const secret = process.env.APP_SECRET || 'dev-9d8f7s6d';\n",
      `${check('APP_SECRET')}\nconst secret = process.env.APP_SECRET;\n`,
    ],
    [
      'a property',
      "app.use(session({ secret: process.env.SESSION_SECRET ?? 'k3yb0ard-9f83h2' }));\n",
      `${check('SESSION_SECRET')}\napp.use(session({ secret: process.env.SESSION_SECRET }));\n`,
    ],
    [
      'an argument in a function',
      "const jwt = require('jsonwebtoken');\nexports.sign = function (id) {\n  return jwt.sign({ id }, process.env.JWT_KEY || 'n0t-a-l4bel-77d1');\n};\n",
      `const jwt = require('jsonwebtoken');\n${check('JWT_KEY')}\nexports.sign = function (id) {\n  return jwt.sign({ id }, process.env.JWT_KEY);\n};\n`,
    ],
  ]);
  refuses('secret-fallback', [
    [
      'code of a browser',
      "const secret = process.env.KEY || 'dev-9d8f7s6d';",
      /browser/,
      'src/a.jsx',
    ],
    [
      'a field of a class',
      "class A { secret = process.env.KEY || 'dev-9d8f7s6d'; }",
      /no statement/,
    ],
    ['a default of a pattern', "const { APP_SECRET = 'dev-9d8f7s6d' } = process.env;", /./],
  ]);

  /** What code makes of an environment. */
  const resultOf = (code: string, env: object) =>
    vm.runInNewContext(`${code}; result`, { process: { env }, Error }) as unknown;
  runs('hardcoded-secret', 'works with the variable, and stops without it', async () => {
    const before = "const apiKey = 'f3c1a9e07bd24c6a8f5e';\nresult = apiKey;\n";
    const after = await fixed(before);
    assert.equal(resultOf(before, {}), 'f3c1a9e07bd24c6a8f5e', 'who has the code has the key');
    assert.equal(resultOf(after, { API_KEY: 'f3c1a9e07bd24c6a8f5e' }), 'f3c1a9e07bd24c6a8f5e');
    assert.throws(() => resultOf(after, {}), /Set the environment variable API_KEY\./);
  });
  runs('secret-fallback', 'works with the variable, and stops without it', async () => {
    const before = "const secret = process.env.APP_SECRET || 'dev-9d8f7s6d';\nresult = secret;\n";
    const after = await fixed(before);
    for (const code of [before, after]) {
      assert.equal(resultOf(code, { APP_SECRET: 'kept elsewhere' }), 'kept elsewhere');
    }
    assert.equal(resultOf(before, {}), 'dev-9d8f7s6d', 'the secret that everybody knows');
    assert.throws(() => resultOf(after, {}), /Set the environment variable APP_SECRET\./);
  });

  const refused: readonly Refusal[] = [
    ['a comparison', "if (user.password === 'l3tm3inN0w') grant();", /compared as a hash/],
    ['an address', "connect('mongodb://app:q8Zk27fLwP@mongo.internal/app');", /more than a name/],
    ['code of a browser', "const apiKey = 'f3c1a9e07bd24c6a8f5e';", /browser/, 'src/a.jsx'],
    ['a field of a class', "class A { apiKey = 'f3c1a9e07bd24c6a8f5e'; }", /no statement/],
  ];
  refuses('hardcoded-secret', refused);

  promise('hardcoded-secret', 'in every style of a file', () => {
    it('fits it', async () => {
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
            after.startsWith(
              `if (!process.env.API_TOKEN) throw new Error(${quote}Set the environment variable API_TOKEN.${quote})${semi}${eol}function key`,
            ),
          );
          assert.doesNotMatch(after.replaceAll(eol, ''), /\n|f3c1/);
        }),
        { numRuns: 25 },
      );
    });
  });
  keepsEveryStyle('secret-fallback', {
    samples: [
      "function key() {\n  const secret = process.env.APP_SECRET || 'dev-9d8f7s6d';\n  return secret;\n}\n",
      "exports.secret = process.env.APP_SECRET ?? 'dev-9d8f7s6d';\n",
    ],
  });
});
