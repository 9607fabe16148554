import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { noSecrets } from '../../../../src/core/checks/noSecrets';
import { file, outcome, run } from './subject';

const check = (after: string, before = '', path?: string) =>
  outcome(noSecrets, { files: [file(before, after, path)] });

/** Put together here, so that no scanner takes the test for a leak. */
const keys: readonly [string, string][] = [
  ['an AWS key', ['AKIA', 'Q3Z7P2LMX8WV5TRD'].join('')],
  ['a GitHub token', ['ghp', 'a8Kx2Lq9Zt4Wv7Bn3Mc6Yd1Re5Uf0Gh8Jk2P'].join('_')],
  ['a GitLab token', ['glpat', 'x7Kq2Lm9Zt4Wv8Bn3Mc6'].join('-')],
  ['a Slack token', ['xoxb', '2847561930', 'kd8Wm2Lq7Zx'].join('-')],
  ['a Stripe key', ['sk', 'live', '8Kx2Lq9Zt4Wv7Bn3Mc6Yd1Re'].join('_')],
  ['a Google key', ['AIza', 'SyD8Kx2Lq9Zt4Wv7Bn3Mc6Yd1Re5Uf0Gh82'].join('')],
  ['an npm token', ['npm', 'a8Kx2Lq9Zt4Wv7Bn3Mc6Yd1Re5Uf0Gh8Jk2P'].join('_')],
  ['a PyPI token', ['pypi', 'AgEIcHlwaS5vcmcCJDk4ZmQ3'].join('-')],
  [
    'a JWT',
    ['eyJhbGciOiJIUzI1NiJ9', 'eyJyb2xlIjoicm9vdCIsIm4iOjd9', 'Zt4Wv7Bn3Mc6Yd1Re5'].join('.'),
  ],
  ['a private key', '-----BEGIN RSA PRIVATE KEY-----\\nMIIEow'],
];

describe('the check for secrets', () => {
  for (const [title, key] of keys) {
    it(`fails on ${title}, and does not show it`, async () => {
      const files = [file('a();\n', `a();\nuse("${key}");\n`)];
      const { outcome, detail, lines } = await run(noSecrets, { files });
      assert.deepEqual([outcome, lines?.[0]?.line], ['fail', 1]);
      assert.ok(!detail.includes(key.slice(0, 20)));
    });
  }

  it('warns of values under the names of secrets', async () => {
    assert.equal(await check('const dbPassword = "hunter2!x";\n'), 'warn 1');
    assert.equal(await check("jwt.secret = 'k8Zq2Lm9Xt4';\n"), 'warn 1');
    assert.equal(await check("const s = { apiKey: 'k8Zq2Lm9Xt4v' };\n"), 'warn 1');
    assert.equal(await check("const secret = process.env.SECRET || 'k8Zq2Lm9Xt4';\n"), 'warn 1');
    assert.equal(
      await check("SECRET_KEY = os.getenv('SECRET_KEY', 'k8Zq2Lm9Xt4')\n", '', 'a.py'),
      'warn 1',
    );
    assert.equal(await check("password: str = 'correct-horse-7'\n", '', 'a.py'), 'warn 1');
    assert.equal(await check("go('postgres://app:k8Zq2Lm9@db.internal/x');\n"), 'warn 1');
    assert.equal(await check('DB_PASSWORD=k8Zq2Lm9\n', '', '.env'), 'warn 1');
    assert.equal(await check('db:\n  password: k8Zq2Lm9\n', '', 'config/app.yml'), 'warn 2');
  });

  it('passes stand-ins, labels, hashes and what was there', async () => {
    const fine = [
      'const password = process.env.DB_PASSWORD;',
      'const password = req.body.password;',
      "const label = { password: 'Your password' };",
      "const secret = 'changeme';",
      "const tokenUrl = 'https://a.example/token';",
      "const key = 'AKIAIOSFODNN7EXAMPLE';",
      `const t = 'ghp_${'x'.repeat(36)}';`,
      "const sql = 'SELECT * FROM users WHERE password = ?';",
      "const integrity = 'sha512-k8Zq2Lm9Xt4v7Bn3Mc6Yd1Re5Uf0Gh8Jk2P==';",
      "const PASSWORD_FIELD = 'user_password';",
      '<input type="password" name="password" id="pw1">',
      '-----BEGIN PUBLIC KEY-----',
      "go('postgres://user:password@localhost/x');",
      'go(`postgres://app:${password}@db/x`);',
      "if (typeof token === 'string') return;",
      'query("UPDATE users SET password=\'" + hash + "\'");',
    ];
    for (const line of fine) assert.equal(await check(`${line}\n`), 'pass', line);
    const line = "const dbPassword = 'hunter2!x';";
    assert.equal(await check(`b();\n  ${line}\n`, `${line}\nb();\n`), 'pass');
    assert.equal(await check('a();\n', `${line}\n`), 'pass');
  });

  it('is silent on dummies in tests and on lockfiles, and warns of real keys in tests', async () => {
    assert.equal(await check("const password = 'hunter2!x';\n", '', 'test/a.test.js'), 'pass');
    const [, aws = ''] = keys[0] ?? [];
    assert.equal(await check(`use('${aws}');\n`, '', 'test/a.test.js'), 'warn 1');
    assert.equal(await check(`"token": "${aws}"\n`, '', 'package-lock.json'), 'pass');
  });

  it('finds a secret wherever it moves to in the line', async () => {
    const value = fc.stringMatching(/^[a-z]{2}\d[A-Z]{2}[a-z]\d[A-Z][a-z]{2}\d{2}$/);
    await fc.assert(
      fc.asyncProperty(value, fc.constantFrom("'", '"', '`'), async (text, quote) => {
        const line = `  clientSecret: ${quote}${text}${quote},`;
        assert.equal(await check(`f({\n${line}\n});\n`), 'warn 2');
      }),
      { numRuns: 50 },
    );
  });

  it('stays quick on a hostile line', async () => {
    const line = `${'password:'.repeat(600)}\n${'a'.repeat(100_000)}\n${"password = ' ".repeat(400)}`;
    const start = performance.now();
    await check(line);
    assert.ok(performance.now() - start < 500);
  });
});
