import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { fixes, refuses, runs } from './promises';
import { fixed } from './shapes';
import { assertLines, keepsEveryStyle, run } from './variants';

const cjs = "const crypto = require('crypto');\n";

describe('the rules for hashes and ciphers', () => {
  describe('see passwords that are hashed quickly', () => {
    assertLines(
      'password-hash',
      [
        `${cjs}const stored = crypto.createHash('sha256').update(password).digest('hex');`,
        "import { createHash } from 'node:crypto';\nexport const hash = (user: User): string => createHash('md5').update(user.pwd + salt).digest('hex');",
        "const md5 = require('md5');\nmd5(req.body.password);",
        `${cjs}const hash = crypto.createHash('sha1');\nhash.update(passphrase);`,
        "import CryptoJS from 'crypto-js';\nCryptoJS.SHA256(newPassword).toString();",
        `${cjs}crypto.pbkdf2Sync(password, salt, 1000, 32, 'sha256');`,
        "const bcrypt = require('bcryptjs');\nbcrypt.hash(password, 5, done);",
      ],
      [
        `${cjs}crypto.createHash('sha256').update(content).digest('hex');`,
        `${cjs}crypto.pbkdf2Sync(password, salt, 310000, 32, 'sha256');`,
        "const bcrypt = require('bcrypt');\nbcrypt.hash(password, 12);",
        `${cjs}crypto.scryptSync(password, salt, 64);`,
        `${cjs}crypto.createHash('sha256').update(passwordResetUrl).digest('hex');`,
        'hash(password, 3);',
      ],
      'src/a.ts',
    );
  });

  describe('see broken hashes where something relies on them', () => {
    assertLines(
      'weak-hash',
      [
        `${cjs}crypto.createHash('md5').update(user.id + secret).digest('hex');`,
        `${cjs}const signature = crypto.createHash('sha1').update(body).digest('hex');`,
        `${cjs}function makeToken(id) { return crypto.createHash('md5').update(id).digest('hex'); }`,
        `${cjs}crypto.createSign('RSA-SHA1');`,
        "import md5 from 'md5';\nconst sign = md5(apiKey + text);",
      ],
      [
        `${cjs}const etag = crypto.createHash('md5').update(body).digest('hex');`,
        `${cjs}const checksum = crypto.createHash('sha1').update(file).digest('hex');`,
        `${cjs}const signature = crypto.createHash('sha256').update(body).digest('hex');`,
        `${cjs}crypto.createSign('RSA-SHA256');`,
        `${cjs}crypto.createHash(algorithm).update(secret);`,
      ],
    );
  });

  describe('see broken ciphers and short keys', () => {
    assertLines(
      'weak-cipher',
      [
        `${cjs}crypto.createCipheriv('des-ede3-cbc', key, iv);`,
        `const algorithm = 'aes-256-ecb';\n${cjs}crypto.createDecipheriv(algorithm, key, null);`,
        `${cjs}crypto.createCipher('aes-256-cbc', password);`,
        "import CryptoJS from 'crypto-js';\nCryptoJS.RC4.encrypt(text, key);",
        'const options = { mode: CryptoJS.mode.ECB };',
      ],
      [
        `${cjs}crypto.createCipheriv('aes-256-gcm', key, iv);`,
        "import CryptoJS from 'crypto-js';\nCryptoJS.AES.encrypt(text, key);",
        `${cjs}crypto.createCipheriv(name, key, iv);`,
        "describe('des', () => {});",
      ],
      'src/a.ts',
    );
    assertLines(
      'short-key',
      [
        `${cjs}crypto.generateKeyPairSync('rsa', { modulusLength: 1024 });`,
        'const BITS = 512;\nforge.pki.rsa.generateKeyPair({ bits: BITS });',
        'crypto.createDiffieHellman(1024);',
        'new NodeRSA({ b: 1024 });',
      ],
      [
        `${cjs}crypto.generateKeyPairSync('rsa', { modulusLength: 3072 });`,
        `${cjs}crypto.generateKeyPairSync('ed25519');`,
        'crypto.createDiffieHellman(2048);',
        'new NodeRSA({ b: 4096 });',
      ],
    );
  });

  describe('see old versions of TLS', () => {
    assertLines(
      'old-tls',
      [
        "https.createServer({ key, cert, secureProtocol: 'TLSv1_method' }, app);",
        "const options = { minVersion: 'TLSv1' };",
        "const SSL3 = 'SSLv3_method';\nexport const agent = new https.Agent({ secureProtocol: SSL3 });",
        "tls.connect({ ciphers: 'RC4:HIGH:!aNULL' });",
      ],
      [
        "const options = { minVersion: 'TLSv1.2' };",
        "https.createServer({ secureProtocol: 'TLS_method' }, app);",
        "tls.connect({ ciphers: 'HIGH:!aNULL:!MD5:!RC4' });",
        "const app = { minVersion: '1.0', maxVersion: version };",
      ],
      'src/a.ts',
    );
  });

  fixes(
    'weak-hash',
    [
      [
        `${cjs}const token = crypto.createHash('md5').update(id).digest('hex');`,
        `${cjs}const token = crypto.createHash('sha256').update(id).digest('hex');`,
      ],
      [
        'import { createHash } from "crypto"\nexport const sign = (secret: string) => createHash("sha1").update(secret).digest("hex")\n',
        'import { createHash } from "crypto"\nexport const sign = (secret: string) => createHash("sha256").update(secret).digest("hex")\n',
      ],
      [
        `${cjs}const signature = crypto\n  .createHash('SHA1')\n  .update(body + secret)\n  .digest('base64');`,
        `${cjs}const signature = crypto\n  .createHash('sha256')\n  .update(body + secret)\n  .digest('base64');`,
      ],
    ],
    { path: 'src/a.ts' },
  );

  const token = `${cjs}const token = crypto.createHash('md5').update(id).digest('hex');`;
  refuses('weak-hash', [
    ['a test', token, /test file/, 'test/a.js'],
    ['a protocol', `${token}\nconst header = 'Sec-WebSocket-Accept';`, /protocol/],
    [
      'a name by name',
      `${cjs}const kind = 'md5';\nconst token = crypto.createHash(kind).update(id).digest();`,
      /not written out/,
    ],
    ['what another side checks', `${cjs}crypto.createSign('RSA-MD5');`, /other side/],
  ]);

  keepsEveryStyle('weak-hash', {
    samples: [
      "const token = createHash('md5').update(id).digest('hex');\n",
      "function sign(body, secret) {\n  return createHash('sha1')\n    .update(body + secret)\n    .digest('hex');\n}\n",
    ],
  });

  runs('weak-hash', 'computes SHA-256', async () => {
    const code = `${cjs}module.exports = (id, secret) => crypto.createHash('md5').update(id + secret).digest('hex');\n`;
    const sign = run(await fixed(code)) as (id: string, secret: string) => string;
    const before = run(code) as typeof sign;
    assert.equal(before('a', 'b'), createHash('md5').update('ab').digest('hex'));
    assert.equal(sign('a', 'b'), createHash('sha256').update('ab').digest('hex'));
  });
});
