import assert from 'node:assert/strict';
import { fixes, refuses, runs } from './promises';
import { fixed } from './shapes';
import { assertLines, keepsEveryStyle, run } from './variants';

const cjs = "const jwt = require('jsonwebtoken');\n";
const esm = "import jwt from 'jsonwebtoken';\n";
const signing = "const sign = (id) => jwt.sign({ id }, process.env.KEY, { algorithm: 'HS256' });\n";

describe('the rule for tokens', () => {
  describe('sees tokens that are believed without a signature', () => {
    assertLines(
      'token-verification',
      [
        `${cjs}jwt.verify(token, key, { algorithms: ['HS256', 'none'] });`,
        `${esm}const options = { algorithms: ['none'] };\njwt.verify(token, key, options);`,
        `${cjs}jwt.verify(token, null, done);`,
        `import { verify } from 'jsonwebtoken';\nverify(token, '');`,
        `${cjs}jwt.sign({ id }, '', { algorithm: 'none' });`,
        `const simple = require('jwt-simple');\nsimple.decode(token, key, true);`,
        `${cjs}module.exports = (req, res, next) => { req.user = jwt.decode(req.headers['x-token']); next(); };`,
        `${cjs}jwt.verify(token, key, { algorithms: ['HS256'], ignoreExpiration: true });`,
      ],
      [
        `${cjs}jwt.verify(token, key, { algorithms: ['HS256'] });`,
        `${cjs}jwt.verify(token, process.env.KEY);`,
        `const simple = require('jwt-simple');\nsimple.decode(token, key, false, 'HS256');`,
        `${cjs}const claims = jwt.decode(loadToken());`,
        `${cjs}module.exports = (req) => { const { header } = jwt.decode(req.query.t, { complete: true }); return header.kid; };`,
        `${cjs}module.exports = (req) => { const a = jwt.decode(req.query.t); return jwt.verify(req.query.t, keys[a.iss], { algorithms: ['RS256'] }); };`,
        'crypto.verify(null, data, key, signature);',
        `${cjs}function refresh(token) { return jwt.verify(token, key, { ignoreExpiration: true }); }`,
      ],
    );
  });

  const verify =
    "module.exports = (token) => jwt.verify(token, process.env.KEY, { algorithms: ['none', 'HS256'] });\n";
  const plain = 'const sign = (id) => jwt.sign({ id }, process.env.KEY);\n';
  const other = "jwt.sign({}, other, { algorithm: 'HS512' });\n";
  fixes('token-verification', [
    ['a list of algorithms', cjs + signing + verify, /algorithms: \['HS256'\] \}/],
    [
      'a token that is only decoded',
      `${cjs + signing}module.exports = (req) => jwt.decode(req.headers.token).id;\n`,
      /jwt\.verify\(req\.headers\.token, process\.env\.KEY, \{ algorithms: \['HS256'\] \}\)\.id/,
    ],
    [
      'the default of signing, in a module',
      esm + plain + verify.replace('module.exports =', 'export const check ='),
      /\['HS256'\]/,
    ],
  ]);
  refuses('token-verification', [
    ['what is signed elsewhere', cjs + verify, /does not show/],
    ['two ways of signing', cjs + signing + other + verify, /does not show/],
    [
      'a list from elsewhere',
      `${cjs + signing}const list = ['none'];\njwt.verify(t, key, { algorithms: list });\n`,
      /not written out/,
    ],
    ['a key that is missing', `${cjs}jwt.verify(token, null);`, /key is not known/],
  ]);

  keepsEveryStyle('token-verification', {
    samples: [cjs + signing + "jwt.verify(t, process.env.KEY, { algorithms: ['none'] });\n"],
    paths: ['src/a.js', 'src/a.ts', 'src/a.cjs'],
  });
  keepsEveryStyle('token-verification', {
    samples: [
      esm + signing + 'export function user(req) {\n  return jwt.decode(req.cookies.token);\n}\n',
    ],
    paths: ['src/a.js', 'src/a.ts', 'src/a.mjs'],
  });

  runs('token-verification', 'makes a check that refuses the algorithm none', async () => {
    const key = process.env.KEY;
    process.env.KEY = 'a key for this test only';
    try {
      const real: unknown = {
        verify: (token: string, secret: string, { algorithms }: { algorithms: string[] }) => {
          const [head = ''] = token.split('.');
          const { alg } = JSON.parse(Buffer.from(head, 'base64url').toString()) as { alg: string };
          if (!algorithms.includes(alg)) throw new Error('invalid algorithm');
          return secret;
        },
        sign: () => '',
      };
      const code = cjs + signing + verify;
      const forged = `${Buffer.from('{"alg":"none"}').toString('base64url')}.e30.`;
      const honest = `${Buffer.from('{"alg":"HS256"}').toString('base64url')}.e30.x`;
      const before = run(code, { jsonwebtoken: real }) as (token: string) => unknown;
      const after = run(await fixed(code), { jsonwebtoken: real }) as (token: string) => unknown;
      assert.equal(before(forged), process.env.KEY);
      assert.throws(() => after(forged), /invalid algorithm/);
      assert.equal(after(honest), process.env.KEY);
    } finally {
      if (key === undefined) delete process.env.KEY;
      else process.env.KEY = key;
    }
  });
});
