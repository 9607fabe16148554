import assert from 'node:assert/strict';
import type { Draft } from '../../../src/core/draft';
import type { CodeFinding } from '../../../src/core/finding';
import { sha256Hex } from '../../../src/core/hash';
import { pageOf } from '../../../src/core/page';
import { effectivePolicy } from '../../../src/core/policy';
import type { ReviewPorts } from '../../../src/core/ports';
import { openDraft, review } from '../../../src/core/review';
import { testChecks, testContent, testRules, testSyntax } from '../grammars';

const text = 'const agent = new Agent({ rejectUnauthorized: false });\n';
const at = text.indexOf('false');

const finding: CodeFinding = {
  kind: 'code',
  id: 'f'.repeat(64),
  tool: { name: 'scanner', version: '1.0' },
  ruleId: 'tls',
  severity: 'high',
  message: 'Certificates are not checked <b>',
  location: {
    path: 'src/a.js',
    region: { start: { line: 0, character: 0 }, end: { line: 0, character: 54 } },
  },
  related: [],
  cwe: ['CWE-295'],
  codeFlows: [],
  fixes: [],
};

function draftOf(changes: Draft['changes']): Draft {
  return {
    id: '01JCQ0000000000000000000000',
    findingId: finding.id,
    strategy: 'deterministic',
    origin: {
      kind: 'supplied',
      tool: { name: 'scanner' },
      requestedBy: 'Robin',
      requestedAt: '2026-01-01T00:00:00.000Z',
      identity: 'declared',
    },
    changes,
    rationale: {
      whyVulnerable: 'Anybody can pose as the server.',
      whyFixed: 'The default checks.',
      mayBreak: ['Self-signed servers'],
      alternatives: [],
      assumptions: [],
    },
  };
}

/** Files in memory; a path that is not among them does not exist. */
function portsWith(files: Readonly<Record<string, string>>): ReviewPorts {
  return {
    syntax: testSyntax,
    rules: testRules,
    checks: testChecks,
    content: testContent,
    read: (path) => Promise.resolve(bytesOf(files[path])),
    realPath: (path) =>
      Promise.resolve(
        path.startsWith('..')
          ? { ok: false, why: 'it leads out of the folder' }
          : { ok: true, path },
      ),
    now: () => '2026-01-01T00:00:00.000Z',
    newId: () => '01JCQ0000000000000000000001',
    person: () => Promise.resolve({ name: 'Robin' }),
  };
}

const bytesOf = (content: string | undefined) =>
  content === undefined ? undefined : new TextEncoder().encode(content);

const change = (path: string, base = text) => ({
  path,
  baseSha256: sha256Hex(base),
  edits: [{ start: at, end: at + 5, text: 'true' }],
});

describe('opening a draft', () => {
  it('applies its edits in memory', async () => {
    const opened = await openDraft(draftOf([change('src/a.js')]), portsWith({ 'src/a.js': text }));
    assert.ok(opened.ok);
    assert.equal(opened.files[0]?.after, text.replace('false', 'true'));
    assert.equal(opened.files[0]?.before, text);
  });

  const refusals: readonly {
    name: string;
    draft: Draft;
    files: Record<string, string>;
    why: RegExp;
  }[] = [
    { name: 'a file that is gone', draft: draftOf([change('src/a.js')]), files: {}, why: /exist/ },
    {
      name: 'a file that has changed',
      draft: draftOf([change('src/a.js')]),
      files: { 'src/a.js': `${text}//` },
      why: /changed/,
    },
    {
      name: 'a path that leads out',
      draft: draftOf([change('../a.js')]),
      files: { '../a.js': text },
      why: /leads out/,
    },
    {
      name: 'one bad file among good ones, as a whole',
      draft: draftOf([change('src/a.js'), change('src/b.js')]),
      files: { 'src/a.js': text },
      why: /src\/b\.js/,
    },
    {
      name: 'a draft without a reason',
      draft: {
        ...draftOf([change('src/a.js')]),
        rationale: { ...draftOf([]).rationale, whyFixed: ' ' },
      },
      files: { 'src/a.js': text },
      why: /no reason/,
    },
  ];
  for (const { name, draft, files, why } of refusals) {
    it(`refuses ${name}`, async () => {
      const opened = await openDraft(draft, portsWith(files));
      assert.ok(!opened.ok);
      assert.match(opened.why, why);
    });
  }
});

describe('a review', () => {
  const ports = portsWith({ 'src/a.js': text });

  async function reviewed(after?: string, now: ReviewPorts = ports) {
    const draft = draftOf([change('src/a.js')]);
    const opened = await openDraft(draft, ports);
    assert.ok(opened.ok);
    const files = opened.files.map((file) => ({ ...file, after: after ?? file.after }));
    return review(finding, draft, files, effectivePolicy([]), now);
  }

  it('binds all evidence to one text, and the verdict to the evidence', async () => {
    const one = await reviewed();
    assert.equal(new Set(one.evidence.map(({ boundTo }) => boundTo)).size, 1);
    assert.equal(one.verdict, 'clear', JSON.stringify(one.evidence));
    assert.equal(one.edited, false);
    const other = await reviewed(text.replace('false', '!0'));
    assert.notEqual(other.evidence[0]?.boundTo, one.evidence[0]?.boundTo);
    assert.equal(other.edited, true);
  });

  it('is blocked once the file on disk is another', async () => {
    const later = await reviewed(undefined, portsWith({ 'src/a.js': `${text}// later\n` }));
    assert.equal(later.verdict, 'blocked');
    const gone = await reviewed(undefined, portsWith({}));
    assert.equal(gone.verdict, 'blocked');
  });

  it('is blocked while the flaw is still there', async () => {
    const still = await reviewed(text.replace('agent', 'other'));
    assert.equal(still.verdict, 'blocked');
    assert.equal(still.evidence.find(({ check }) => check === 'finding-gone')?.outcome, 'fail');
  });

  it('reads on its page from the worst to the best, the claim last', async () => {
    const page = pageOf(await reviewed(text.replace('agent', 'other')));
    assert.equal(page.verdict.text, 'Blocked');
    const order = page.evidence.map(({ id }) => id);
    assert.deepEqual(order, ['fail', 'warn', 'pass']);
    assert.ok(page.finding.some((row) => row.text === 'Certificates are not checked <b>'));
    assert.ok(page.origin.some(({ text: said }) => said.includes('changed the drafted text')));
    assert.match(page.next, /type why/);
  });

  it('never calls a review without objections verified or safe', async () => {
    const page = pageOf(await reviewed());
    assert.equal(page.verdict.text, 'No objection found');
    assert.doesNotMatch(JSON.stringify(page), /verified|\bsafe\b/i);
  });
});
