import assert from 'node:assert/strict';
import * as fs from 'node:fs/promises';
import { applyEdits } from '../../../../src/core/draft';
import { recipeDrafter } from '../../../../src/core/drafters/recipe';
import { sha256Hex } from '../../../../src/core/hash';
import { indexText } from '../../../../src/core/lines';
import type { CodeFinding } from '../../../../src/core/finding';
import { summaryOf } from '../../../../src/core/finding';
import type { Ports } from '../../../../src/core/ports';
import { dependencyFinding, findingAt } from '../checks/subject';
import { portsOf } from './ports';

const shop = 'test/workspaces/shop';
const drafter = recipeDrafter('1.2.3');
const never = new AbortController().signal;

/** A finding at the first place where the file has the code. */
function findingOn(path: string, text: string, code: string, rest: Partial<CodeFinding> = {}) {
  const start = text.indexOf(code);
  assert.ok(start >= 0, `${path} has ${code}`);
  const index = indexText(text);
  const region = { start: index.positionAt(start), end: index.positionAt(start + code.length) };
  return findingAt(0, { location: { path, region }, ...rest });
}

async function drafted(path: string, text: string, code: string, rest?: Partial<CodeFinding>) {
  const finding = findingOn(path, text, code, rest);
  return drafter.draft(finding, portsOf({ [path]: text }), never);
}

async function why(path: string, text: string, code: string, rest?: Partial<CodeFinding>) {
  const result = await drafted(path, text, code, rest);
  assert.equal(result.ok, false);
  return result.ok ? '' : result.why;
}

describe('the recipe drafter', () => {
  const flaws: readonly [string, string, Partial<CodeFinding>, string][] = [
    [
      'src/auth/login.js',
      'pool.query(',
      { cwe: ['CWE-89'] },
      'password_hash = ?",\n      [String(req.body.email), String(hashPassword(req.body.password))],\n    );',
    ],
    [
      'src/routes/admin.js',
      'exec(`convert ${src} ${dst}`',
      { ruleId: 'security/detect-child-process' },
      "execFile('convert', [src, dst], (error) => {",
    ],
    [
      'src/routes/products.js',
      "`SELECT * FROM products WHERE name LIKE '%${q}%'`",
      { ruleId: 'sql-concatenation' },
      'pool.query(`SELECT * FROM products WHERE name LIKE ?`, [`%${q}%`]);',
    ],
    [
      'src/auth/session.js',
      'Math.random()',
      { ruleId: 'x', cwe: ['CWE-338'] },
      "return randomBytes(16).toString('hex');",
    ],
    [
      'src/coupons.js',
      'Math.floor(Math.random() * 10000)',
      { ruleId: 'x', message: 'pseudo-random' },
      "'MOKA-' + randomInt(10000)",
    ],
    [
      'src/payments.js',
      'rejectUnauthorized: false',
      { ruleId: 'no-tls-off', message: 'TLS' },
      'new https.Agent({ keepAlive: true });',
    ],
  ];
  for (const [path, code, rest, expected] of flaws) {
    it(`fixes the flaw in ${path} of the sample shop`, async () => {
      const text = await fs.readFile(`${shop}/${path}`, 'utf8');
      const result = await drafted(path, text, code, rest);
      assert.ok(result.ok, result.ok ? '' : result.why);
      const [change] = result.draft.changes;
      const applied = applyEdits(text, change?.edits ?? []);
      assert.ok(applied.ok && applied.text.includes(expected), applied.ok ? applied.text : '');
    });
  }

  it('says who drafted what against which bytes', async () => {
    const text = 'a({ rejectUnauthorized: false });\n';
    const result = await drafted('a.js', text, 'rejectUnauthorized: false');
    assert.ok(result.ok);
    const { changes, rationale, ...rest } = result.draft;
    assert.deepEqual(rest, {
      id: 'id-1',
      findingId: 'a'.repeat(64),
      strategy: 'deterministic',
      origin: {
        kind: 'recipe',
        tool: { name: 'countersign', version: '1.2.3' },
        identity: 'built-in',
        requestedBy: 'Ada',
        requestedAt: '2026-01-01T00:00:00.000Z',
      },
    });
    assert.deepEqual(
      changes.map(({ path, baseSha256 }) => [path, baseSha256]),
      [['a.js', sha256Hex(text)]],
    );
    assert.match(rationale.whyVulnerable, /rejectUnauthorized: false/);
  });

  it('is offered for places in code that it can parse', () => {
    assert.equal(drafter.offers(summaryOf(findingAt(0))), true);
    assert.equal(
      drafter.offers(summaryOf(findingAt(0, { location: { path: 'src/a.js' } }))),
      false,
    );
    const at = (path: string) => ({ location: { ...findingAt(0).location, path } });
    assert.equal(drafter.offers(summaryOf(findingAt(0, at('Dockerfile')))), true);
    assert.equal(drafter.offers(summaryOf(findingAt(0, at('a.rb')))), false);
    assert.equal(drafter.offers(summaryOf(dependencyFinding)), false);
  });

  it('does not fit what no rule is about, whatever the code', async () => {
    const text = 'a({ rejectUnauthorized: false });\n';
    const fits = (cwe: readonly string[]) =>
      drafter.fits?.(
        summaryOf(findingOn('a.js', text, 'rejectUnauthorized: false', { cwe })),
        portsOf({ 'a.js': text }),
      );
    assert.equal(await fits(['CWE-79']), false);
    assert.equal(await fits(['CWE-79', 'CWE-295']), true);
  });

  it('goes by the code at the place, and not by the name of a rule', async () => {
    const text = 'eval(x);\na({ rejectUnauthorized: false });\n';
    const named = { ruleId: 'tls/reject-unauthorized' };
    assert.match(await why('a.js', text, 'eval(x)', named), /No built-in recipe fits.*a\.js:1/);
    const unnamed = await drafted('a.js', text, 'a({ rejectUnauthorized: false })');
    assert.equal(unnamed.ok, true);
  });

  it('says what to do where the rule has no recipe', async () => {
    const found = { ruleId: 'rate-limit', cwe: ['CWE-770'] };
    assert.match(
      await why('a.js', 'f(x);\n', 'f(x)', found),
      /^The rule rate-limit has no recipe\. What to do: .+\.$/,
    );
  });

  it('keeps out of what a finding plainly does not mean', async () => {
    const text =
      'const mysql = require("mysql");\ndb.query(`SELECT * FROM a WHERE b = ${c[d]}`);\n';
    assert.match(
      await why('a.js', text, 'c[d]', { ruleId: 'detect-object-injection' }),
      /No built/,
    );
    assert.match(await why('a.js', text, 'db.query', { cwe: ['CWE-79'] }), /No built/);
    assert.match(await why('a.js', text, 'db.query', { message: 'Weak random' }), /No built/);
    assert.equal((await drafted('a.js', text, 'c[d]', { cwe: ['CWE-89'] })).ok, true);
  });

  it('hands on why a recipe refuses', async () => {
    const text = 'const mysql = require("mysql");\ndb.query(`SELECT * FROM ${a}`);\n';
    assert.match(await why('a.js', text, 'db.query', { cwe: ['CWE-89'] }), /after FROM/);
  });

  it('reads the local module that the connection comes from, and nothing outside', async () => {
    const path = 'src/routes/a.ts';
    const text = "import db from '../db.js';\ndb.query(`SELECT * FROM a WHERE b = ${b}`);\n";
    const finding = findingOn(path, text, 'db.query', { cwe: ['CWE-89'] });
    const known = { [path]: text, 'src/db.ts': "export { Pool } from 'pg';" };
    const result = await drafter.draft(finding, portsOf(known), never);
    assert.ok(result.ok);
    assert.match(result.draft.changes[0]?.edits[0]?.text ?? '', /^\$1/);

    const asked: string[] = [];
    const inner = portsOf({ 'a.js': text.replaceAll('../db.js', '../../x') });
    const spying: Ports = { ...inner, read: (file) => (asked.push(file), inner.read(file)) };
    await drafter.draft(
      { ...finding, location: { ...finding.location, path: 'a.js' } },
      spying,
      never,
    );
    assert.deepEqual([...new Set(asked)], ['a.js']);
  });

  it('refuses files that are gone or not plain text, and stops when cancelled', async () => {
    const finding = findingAt(0);
    const gone = await drafter.draft(finding, portsOf({}), never);
    assert.deepEqual(gone, { ok: false, why: 'src/a.js does not exist.' });
    const latin1 = portsOf({ 'src/a.js': Uint8Array.of(0xe9) });
    const refused = await drafter.draft(finding, latin1, never);
    assert.match(refused.ok ? '' : refused.why, /UTF-8/);
    const text = 'a({ rejectUnauthorized: false });';
    const cancelled = await drafter.draft(
      finding,
      portsOf({ 'src/a.js': text }),
      AbortSignal.abort(),
    );
    assert.match(cancelled.ok ? '' : cancelled.why, /cancelled/);
  });
});
