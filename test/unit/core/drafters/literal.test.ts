import assert from 'node:assert/strict';
import { applyEdits } from '../../../../src/core/draft';
import { literalDrafter } from '../../../../src/core/drafters/literal';
import type { DependencyFinding } from '../../../../src/core/finding';
import { dependencyFinding, findingAt } from '../checks/subject';
import { portsOf } from './ports';

const drafter = literalDrafter('1.0.0');
const never = new AbortController().signal;

const requests: DependencyFinding = {
  ...dependencyFinding,
  location: { path: 'requirements.txt' },
  ecosystem: 'PyPI',
  package: 'requests',
  installed: '2.19.0',
  vulnerable: '<2.20.0',
  patched: '2.20.0, 3.0.1',
};

describe('the drafter of fixed versions', () => {
  it('is offered for manifests and locks outside npm only', () => {
    assert.equal(drafter.offers(requests), true);
    assert.equal(drafter.offers({ ...requests, location: { path: 'a/Cargo.lock' } }), true);
    assert.equal(drafter.offers(dependencyFinding), false);
    const code = { ...findingAt(0), hasFlow: false, hasFix: false, hasRelated: false };
    assert.equal(drafter.offers({ ...code, location: { path: 'Gemfile' } }), false);
  });

  it('changes one literal, and says what it does not know', async () => {
    const text = 'flask==1.0\r\nrequests==2.19.0\r\n';
    const result = await drafter.draft(requests, portsOf({ 'requirements.txt': text }), never);
    assert.ok(result.ok);
    const { changes, rationale, origin, strategy } = result.draft;
    const applied = applyEdits(text, changes[0]?.edits ?? []);
    assert.deepEqual(applied, { ok: true, text: 'flask==1.0\r\nrequests==2.20.0\r\n' });
    assert.equal(strategy, 'deterministic');
    assert.deepEqual([origin.kind, origin.identity], ['recipe', 'built-in']);
    assert.match(rationale.whyVulnerable, /requests 2\.19\.0 is open to GHSA-1: Bad/);
    assert.match(rationale.whyFixed, /asks for ==2\.20\.0 in place of ==2\.19\.0/);
    assert.match(
      rationale.assumptions[0] ?? '',
      /lock is not regenerated, and nothing was validated\. Run: pip install/,
    );
    assert.deepEqual(
      rationale.alternatives.map(({ option }) => option),
      ['requests 3.0.1'],
    );
  });

  it('changes the manifest beside a lock, and says when a line of versions ends', async () => {
    const finding = {
      ...requests,
      location: { path: 'app/Cargo.lock' },
      ecosystem: 'crates.io',
      package: 'time',
      installed: '0.1.40',
      vulnerable: '<0.2.23',
      patched: '0.2.23',
    };
    const files = { 'app/Cargo.toml': '[dependencies]\ntime = "0.1"\n' };
    const result = await drafter.draft(finding, portsOf(files), never);
    assert.ok(result.ok);
    assert.equal(result.draft.changes[0]?.path, 'app/Cargo.toml');
    assert.match(result.draft.rationale.mayBreak[0] ?? '', /another line of versions/);
  });

  it('says what to do beside when the package was made to do harm', async () => {
    const bad = { ...requests, cwe: ['CWE-506'] };
    const files = { 'requirements.txt': 'requests==2.19.0\n' };
    const result = await drafter.draft(bad, portsOf(files), never);
    assert.ok(result.ok);
    assert.match(result.draft.rationale.whyVulnerable, /Rotate every secret/);
  });

  it('says why it does not draft', async () => {
    const why = async (finding: DependencyFinding, files: Readonly<Record<string, string>>) => {
      const result = await drafter.draft(finding, portsOf(files), never);
      return result.ok ? 'drafted' : result.why;
    };
    assert.match(await why(requests, {}), /requirements\.txt does not exist/);
    assert.match(await why(requests, { 'requirements.txt': 'requests\n' }), /Re-lock/);
    assert.match(await why(dependencyFinding, {}), /no manifest/);
  });
});
