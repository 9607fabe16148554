import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { rationaleMatches } from '../../../../src/core/checks/rationaleMatches';
import { draftOf, file, findingAt, outcome, run } from './subject';

const before = "db.query('SELECT * FROM users WHERE id = ' + userId);\n";
const after = "db.query('SELECT * FROM users WHERE id = ?', [userId]);\n";

interface Reason {
  readonly whyFixed?: string;
  readonly whyVulnerable?: string;
  readonly assumptions?: readonly string[];
}

function subject(reason: Reason, files = [file(before, after)]) {
  const draft = draftOf();
  const finding = findingAt(0, { cwe: ['CWE-89'], message: 'A query is built from userId.' });
  return { finding, files, draft: { ...draft, rationale: { ...draft.rationale, ...reason } } };
}

const check = (reason: Reason, files?: Parameters<typeof subject>[1]) =>
  outcome(rationaleMatches, subject(reason, files));

describe('the check of the reason against the change', () => {
  it('is not run without a draft', async () => {
    assert.equal(await outcome(rationaleMatches, { files: [file('a', 'b')] }), 'not-run');
  });

  it('passes reasons that speak of the change', async () => {
    const fine = [
      'The query is parameterised, so `userId` is a value.',
      'db.query() gets userId as a parameter in src/a.js, so `userId` cannot end the text.',
      'With `?` the driver quotes it; `1 OR 1=1` is a value now. See CWE-89.',
      'No tests were added. You should add a test.',
      'It does not need to be escaped or hashed.',
      'innerHTML is not used, and neither is document.cookie.',
      'Add a regression test for it.',
    ];
    for (const whyFixed of fine) assert.equal(await check({ whyFixed }), 'pass', whyFixed);
  });

  it('warns of names that are nowhere', async () => {
    const wrong = [
      'It calls sanitizeSqlInput() first.',
      'The value goes through `escapeIdentifier`.',
      'safeQueryBuilder takes care of it.',
      'The helper check_user_input does it.',
      'See src/lib/sql.js for the helper.',
      'It uses `db.prepareSafe()`.',
    ];
    for (const whyFixed of wrong) assert.equal(await check({ whyFixed }), 'warn', whyFixed);
    const { detail } = await run(rationaleMatches, subject({ whyFixed: wrong[0] ?? '' }));
    assert.match(detail, /^It names sanitizeSqlInput\(\), which neither/);
  });

  it('warns of tests that are not there', async () => {
    assert.equal(await check({ whyFixed: 'It is fixed. I added a unit test for it.' }), 'warn');
    assert.equal(await check({ whyFixed: 'It is fixed, and tests were updated.' }), 'warn');
    const files = [file(before, after), file('', 'x', 'test/a.test.js')];
    assert.equal(await check({ whyFixed: 'It adds a regression test.' }, files), 'pass');
  });

  it('warns of another weakness', async () => {
    assert.equal(await check({ whyVulnerable: 'This is CWE-79.' }), 'warn');
    assert.equal(await check({ whyVulnerable: 'This is CWE-89, near CWE-79.' }), 'pass');
  });

  it('warns of means that no added line has', async () => {
    const files = [file('a(x);\n', 'b(x);\n')];
    const claims = [
      'The query is parameterised now.',
      'The value is escaped.',
      'The password is hashed.',
      'It is compared in constant time.',
      'Requests are rate limited.',
      'The value is validated.',
    ];
    for (const whyFixed of claims) assert.equal(await check({ whyFixed }, files), 'warn', whyFixed);
    const real: readonly [string, string][] = [
      ['The value is escaped.', 'b(escapeHtml(x));\n'],
      ['The password is hashed.', 'b(await bcrypt.hash(x, 12));\n'],
      ['It is compared in constant time.', 'timingSafeEqual(a, b);\n'],
      ['The value is validated.', 'if (!ok(x)) throw 1;\n'],
    ];
    for (const [whyFixed, now] of real) {
      assert.equal(await check({ whyFixed }, [file('a(x);\n', now)]), 'pass', whyFixed);
    }
  });

  it('finds any invented function, and none that is in the text', async () => {
    const name = fc.stringMatching(/^[a-z]{3,8}[A-Z][a-z]{3,8}[A-Z][a-z]{2,5}$/);
    await fc.assert(
      fc.asyncProperty(name, fc.constantFrom('', '()'), async (one, call) => {
        assert.equal(await check({ whyFixed: `It goes through ${one}${call} now.` }), 'warn');
        const files = [file(before, `${one}(x);\n`)];
        assert.equal(
          await check({ whyFixed: `It goes through ${one}${call} now.` }, files),
          'pass',
        );
      }),
    );
  });

  it('stays quick on a hostile reason', async () => {
    const start = performance.now();
    await check({ whyFixed: `${'added '.repeat(5000)}${'a_'.repeat(5000)}${'aB'.repeat(5000)}` });
    await check({ whyFixed: `${'a/'.repeat(9000)}` });
    await check({ whyFixed: `${'a.'.repeat(9000)}` });
    assert.ok(performance.now() - start < 1000);
  });
});
