import assert from 'node:assert/strict';
import { fixes, isSilent, refuses, reports, runs, type Fix, type Refusal } from './promises';
import { fixed } from './shapes';
import { keepsEveryStyle, run } from './variants';

const required = "const { randomBytes } = require('node:crypto');\n";

describe('the recipe for Math.random() where a value must not be guessed', () => {
  const shapes: readonly Fix[] = [
    [
      'a token in a file without imports',
      "'use strict';\n\nconst all = new Map();\n\nfunction createToken() {\n  return Math.random().toString(36).slice(2);\n}\n",
      "'use strict';\n\nconst { randomBytes } = require('node:crypto');\n\nconst all = new Map();\n\nfunction createToken() {\n  return randomBytes(16).toString('hex');\n}\n",
    ],
    ...['[1].forEach(a)', '(function () {})()', '`a`.trim()', '/a/.test(a)', '+a', '-a'].map(
      (first): Fix => [
        `a token in a file without semicolons that begins with ${first}`,
        `${first}\nconst token = Math.random().toString(36).slice(2)\n`,
        `${required}\n${first}\nconst token = randomBytes(16).toString('hex')\n`,
      ],
    ),
    [
      'a token behind a comment and a list, without semicolons',
      '// Tokens.\n\n/* all */ [1].forEach(a)\nconst token = Math.random().toString(36).slice(2)\n',
      `// Tokens.\n\n${required}\n/* all */ [1].forEach(a)\nconst token = randomBytes(16).toString('hex')\n`,
    ],
    [
      'a token in a function that a semicolon stands before',
      "'use strict'\n;(function () {\n  return { token: Math.random().toString(36).slice(2) }\n})()\n",
      "'use strict'\n\nconst { randomBytes } = require('node:crypto')\n;(function () {\n  return { token: randomBytes(16).toString('hex') }\n})()\n",
    ],
    [
      'a token in an empty header',
      'const token = Math.random().toString(36).substring(2);',
      `${required}\nconst token = randomBytes(16).toString('hex');`,
    ],
    [
      'a session in a module',
      "// Sessions.\n\nimport path from 'node:path';\n\nexport const sessionId = Math.random().toString(36).substr(2, 9);",
      "// Sessions.\n\nimport { randomBytes } from 'node:crypto';\nimport path from 'node:path';\n\nexport const sessionId = randomBytes(5).toString('hex').slice(0, 9);",
    ],
    [
      'a coupon of a fixed length, with crypto at hand',
      'const crypto = require("crypto");\nconst coupon = "A" + Math.random().toString(36).slice(2, 10).toUpperCase();',
      'const crypto = require("crypto");\nconst coupon = "A" + crypto.randomBytes(4).toString("hex").toUpperCase();',
    ],
    [
      'a secret, beside another name of crypto',
      "import { createHash } from 'crypto'\nconst secret = Math.random().toString(36).slice(2)\n",
      "import { createHash, randomBytes } from 'crypto'\nconst secret = randomBytes(16).toString('hex')\n",
    ],
    [
      'a repeated value',
      'user.resetToken = Math.random().toString(36).slice(2) + Math.random().toString(36).slice(2);',
      `${required}\nuser.resetToken = randomBytes(16).toString('hex');`,
    ],
    [
      'a whole number',
      "const fs = require('fs')\nconst codes = { a: () => 'A-' + Math.floor(Math.random() * 10000) }\n",
      "const { randomInt } = require('crypto')\nconst fs = require('fs')\nconst codes = { a: () => 'A-' + randomInt(10000) }\n",
    ],
    [
      'a whole number in a range',
      "import { randomInt } from 'node:crypto';\nconst otp = Math.floor(Math.random() * (max - min)) + min;",
      "import { randomInt } from 'node:crypto';\nconst otp = randomInt(max - min) + min;",
    ],
    [
      'letters picked one by one',
      "import * as nodeCrypto from 'crypto';\nfor (const _ of a) password += letters[Math.floor(Math.random() * letters.length)];",
      "import * as nodeCrypto from 'crypto';\nfor (const _ of a) password += letters[nodeCrypto.randomInt(letters.length)];",
    ],
    [
      'a UUID',
      "import { createHash } from 'node:crypto';\nconst uuid = Math.random().toString(16).slice(2);",
      "import { createHash, randomUUID } from 'node:crypto';\nconst uuid = randomUUID();",
    ],
    [
      'an argument',
      `${required}sessions.set('sid', makeSession(Math.random().toString(36).slice(2)));`,
      `${required}sessions.set('sid', makeSession(randomBytes(16).toString('hex')));`,
    ],
  ];
  fixes('insecure-random', shapes);

  it('imports as TypeScript and modules do', async () => {
    const code = 'const token = Math.random().toString(36).slice(2);\n';
    const esm =
      "import { randomBytes } from 'node:crypto';\n\nconst token = randomBytes(16).toString('hex');\n";
    assert.equal(await fixed(code, { path: 'a.ts' }), esm);
    assert.equal(await fixed(code, { path: 'a.mjs' }), esm);
    assert.match(await fixed(code, { path: 'a.cjs' }), /require/);
    assert.match(await fixed(`#!/usr/bin/env node\n${code}`), /^#!.*\n\nconst \{ randomBytes/);
  });

  it('keeps the line ends of the file', async () => {
    const after = await fixed('const token =\r\n  Math.random().toString(36).slice(2);\r\n');
    assert.doesNotMatch(after, /[^\r]\n/);
  });

  const refused: readonly Refusal[] = [
    ['another shape', 'const token = Math.random();', /one plain replacement/],
    ['another cut', 'const token = Math.random().toString(36).slice(3);', /one plain/],
    ['no cut', 'const token = Math.random().toString(36);', /one plain/],
    ['a fraction', 'const code = Math.floor(Math.random() * 0.5);', /whole numbers/],
    [
      'code of a browser',
      'const token = Math.random().toString(36).slice(2);\ndocument.title = 1;',
      /browser/,
    ],
    [
      'a taken name',
      'const randomBytes = 1;\nconst token = Math.random().toString(36).slice(2);',
      /already a name/,
    ],
  ];
  refuses('insecure-random', refused);

  isSilent('insecure-random', [
    'const delay = Math.floor(Math.random() * 1000);',
    'if (Math.random() < 0.5) token();',
    'const color = Math.random().toString(16).slice(2);',
    'const statusCode = Math.floor(Math.random() * 3);',
    '// const token = Math.random().toString(36).slice(2);',
    "const token = 'Math.random()';",
    'function token() { const x = Math.random(); }',
  ]);
  keepsEveryStyle('insecure-random', {
    samples: [
      'const token = Math.random().toString(36).slice(2);\n',
      "import path from 'node:path';\n\nexport function newSession() {\n  const sessionId = Math.random().toString(36).substr(2, 9);\n  return sessionId;\n}\n",
    ],
    paths: ['src/a.ts', 'lib/b.mjs'],
  });
  keepsEveryStyle('insecure-random', {
    samples: [
      "const fs = require('fs');\n\nfunction makePin() {\n  return {\n    pin: Math.floor(Math.random() * 10000),\n  };\n}\n",
    ],
    paths: ['src/a.js', 'lib/c.cjs'],
  });
  runs('insecure-random', 'draws a token of the same kind, which nobody can foresee', async () => {
    const code =
      'module.exports = function createToken() {\n  return Math.random().toString(36).slice(2, 10);\n};\n';
    const foreseen = { Math: { random: () => 0.25 } };
    const tokens = (text: string) => {
      const draw = run(text, {}, foreseen) as () => string;
      return [draw(), draw()] as const;
    };
    const [before] = tokens(code);
    assert.deepEqual(tokens(code), [before, before], 'the attack works before');
    const [one, other] = tokens(await fixed(code));
    assert.match(one, /^[0-9a-f]{8}$/);
    assert.notEqual(one, other);
  });
});

describe('predictable and uneven values', () => {
  reports('insecure-random', [
    'function draw() { return Math.random().toString(36); }\nconst resetToken = draw();',
    'function newPassword() { const out = []; while (out.length < 9) out.push(Math.random()); return out.join(); }',
    "const Chance = require('chance');\nconst chance = new Chance();\nconst password = chance.string();",
    "const iv = Array.from({ length: 16 }, () => Math.random() * 256);\ncrypto.createCipheriv('aes-128-cbc', key, Buffer.from(iv));",
  ]);
  isSilent('insecure-random', [
    "res.cookie('group', Math.random() < 0.5 ? 'a' : 'b');",
    'function pick(list) { return list[Math.floor(Math.random() * list.length)]; }\nconst token = pick(tokens);',
    'const delay = jitter(); function jitter() { return Math.random() * 9; }',
  ]);
  reports('biased-random', [
    'const digit = crypto.randomBytes(1)[0] % 10;',
    "const a = 'abc'; const s = [...crypto.randomBytes(9)].map((b) => a[b % a.length]);",
    "import { randomBytes } from 'node:crypto';\nexport function pin() {\n  const bytes = randomBytes(4);\n  return Array.from(bytes, (byte) => byte % 10).join('');\n}",
    'const values = crypto.getRandomValues(new Uint8Array(6));\nlet code = "";\nfor (let i = 0; i < 6; i++) code += LETTERS[values[i] % 26];',
  ]);
  isSilent('biased-random', [
    'const digit = crypto.randomBytes(1)[0] % 16;',
    'const b = crypto.randomBytes(1)[0];\nif (b < 250) use(b % 10);',
    'const digit = crypto.randomInt(10);',
    'const turn = counter % 10;\ncrypto.randomBytes(8);',
    "const a = '0123456789abcdef'; const s = [...crypto.randomBytes(9)].map((b) => a[b % a.length]);",
  ]);
});
