import assert from 'node:assert/strict';
import type { FindingSummary } from '../../../src/core/finding';
import { differenceIn } from '../../../src/core/findingDifference';
import * as rules from '../../../src/core/rules';
import { testSyntax } from '../grammars';

async function difference(before: string, after: string) {
  const parts = { syntax: await testSyntax(), rules, version: '0.0.0' };
  return differenceIn({ path: 'src/a.js', before, after }, parts);
}

const lines = (list: readonly FindingSummary[]) =>
  list.map(({ location }) => location.region?.start.line);

const weak = "const h = require('crypto').createHash('md5').update(password).digest('hex');\n";
const strong = weak.replace('md5', 'sha256');
const evil = 'app.get("/", (req, res) => { eval(req.query.code); });\n';

describe('the findings of a text and of what became of it', () => {
  it('calls one that is no longer seen fixed, with its old place', async () => {
    const { fixed, introduced, remaining } = await difference(`\n${evil}`, '\n// nothing\n');
    assert.deepEqual(lines(fixed), [1]);
    assert.deepEqual([introduced, remaining], [[], []]);
  });

  it('calls one that was not there introduced, with its new place', async () => {
    const { fixed, introduced } = await difference('let a;\n', `let a;\n${evil}`);
    assert.deepEqual(lines(introduced), [1]);
    assert.deepEqual(fixed, []);
  });

  it('knows one again that only moved', async () => {
    const { fixed, introduced, remaining } = await difference(
      evil + 'let a;\n'.repeat(40),
      'let a;\n'.repeat(40) + evil,
    );
    assert.deepEqual([fixed, introduced], [[], []]);
    assert.deepEqual(lines(remaining), [40]);
  });

  it('tells the one that was fixed from its twin that was not', async () => {
    const twin = 'app.post("/b", (req, res) => { eval(req.body.b); });\n';
    const { fixed, remaining } = await difference(evil + twin, twin);
    assert.deepEqual([lines(fixed), lines(remaining)], [[0], [0]]);
    assert.match(remaining[0]?.id ?? '', /^[0-9a-f]{64}$/);
  });

  it('has nothing to say of a file that no rule is for', async () => {
    const parts = { syntax: await testSyntax(), rules, version: '0.0.0' };
    const answer = await differenceIn({ path: 'a.txt', before: weak, after: strong }, parts);
    assert.deepEqual(answer, { fixed: [], introduced: [], remaining: [], guarded: [] });
  });
});
