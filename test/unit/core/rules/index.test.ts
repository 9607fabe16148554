import assert from 'node:assert/strict';
import { rules } from '../../../../src/core/rules';
import { detect } from './shapes';

const required = "const { exec } = require('child_process');\n";

describe('the built-in rules', () => {
  it('have ids of their own in kebab case, titles and a CWE', () => {
    assert.equal(new Set(rules.map(({ id }) => id)).size, rules.length);
    for (const { id, title, cwe } of rules) {
      assert.match(id, /^[a-z]+(-[a-z]+)*$/);
      assert.match(title, /^[A-Z].*[^.]$/);
      assert.match(cwe[0] ?? '', /^CWE-\d+$/);
    }
  });

  it('report in the order of the file, each flaw once', async () => {
    const code = `${required}exec(\`ls \${a}\`);\nconst token = Math.random();\nexec('ls ' + b);`;
    const seen = await detect(code);
    assert.deepEqual(
      seen.map(({ rule }) => rule),
      ['shell-command', 'insecure-random', 'shell-command'],
    );
  });

  it('take code that does not parse', async () => {
    assert.equal((await detect(`${required}exec(\`ls \${a}\`);\nfunction (`)).length, 1);
    assert.deepEqual(await detect('exec(`${'.repeat(3000)), []);
  });

  it('follow constants that are made of constants, but not without end', async () => {
    const doubled = Array.from({ length: 40 }, (_, at) => `const x${at + 1} = x${at} + x${at};`);
    const code = `${required}const x0 = 'ls ';\n${doubled.join('\n')}\nexec(x3); exec(x40);`;
    assert.deepEqual(await detect(code), [], 'whatever it is, nobody outside decides on it');
    assert.deepEqual(await detect(`${required}exec('sleep ' + (1 + 2));`), []);
    assert.deepEqual(await detect(`${required}const N = 5; exec('sleep ' + N);`), []);
    assert.deepEqual(await detect(`${required}const a = a + 'b'; exec(a);`), []);
    assert.equal((await detect(`${required}let a = b() + 'b'; a += a; exec(a);`)).length, 1);
  });

  it('say so when a file nests too deeply or names too much', async () => {
    await assert.rejects(
      detect(`${required}${'a('.repeat(2000)}${')'.repeat(2000)}`),
      /nests more than/,
    );
    await assert.rejects(detect(required + 'exec();\n'.repeat(6000)), /too large/);
    assert.deepEqual(await detect('a('.repeat(200) + ')'.repeat(200)), []);
  });
});
