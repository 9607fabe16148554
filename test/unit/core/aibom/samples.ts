import type { Draft, Origin } from '../../../../src/core/draft';
import { replacementEdits } from '../../../../src/core/draft';
import type { CodeFinding, DependencyFinding, Finding } from '../../../../src/core/finding';
import type { Decision } from '../../../../src/core/gate';
import { sha256Hex } from '../../../../src/core/hash';
import type { Review } from '../../../../src/core/review';
import { decodeSource } from '../../../../src/core/sourceText';

export const path = 'src/search.js';

export const before = `function search(db, term) {
  return db.query("SELECT * FROM goods WHERE name = '" + term + "'");
}

module.exports = { search };
`;

export const after = `function search(db, term) {
  const sql = 'SELECT * FROM goods WHERE name = ?';
  return db.query(sql, [term]);
}

module.exports = { search };
`;

export const codeFinding: CodeFinding = {
  kind: 'code',
  id: sha256Hex('finding'),
  tool: { name: 'eslint', version: '9.0.0' },
  ruleId: 'security/detect-sql',
  severity: 'high',
  securitySeverity: 8.8,
  message: 'The query is built from user input.',
  location: {
    path,
    region: { start: { line: 1, character: 18 }, end: { line: 1, character: 60 } },
  },
  related: [],
  cwe: ['CWE-89'],
  codeFlows: [],
  fixes: [],
};

export const dependencyFinding: DependencyFinding = {
  kind: 'dependency',
  id: sha256Hex('dependency'),
  tool: { name: 'npm audit' },
  ruleId: 'GHSA-0000',
  severity: 'critical',
  message: 'Prototype pollution',
  location: { path: 'package.json' },
  related: [],
  cwe: ['CWE-1321'],
  advisory: { id: 'GHSA-0000', url: 'https://example.org/GHSA-0000', title: 'Pollution' },
  package: 'lodash',
  direct: true,
  vulnerable: '<4.17.21',
  nodes: ['node_modules/lodash'],
};

export const origins: Readonly<Record<Origin['kind'], Origin>> = {
  recipe: {
    kind: 'recipe',
    tool: { name: 'countersign', version: '0.1.0' },
    requestedBy: 'Ada',
    requestedAt: '2026-11-20T10:00:00.000Z',
    identity: 'built-in',
  },
  supplied: {
    kind: 'supplied',
    tool: { name: 'eslint', version: '9.0.0' },
    requestedBy: 'Ada',
    requestedAt: '2026-11-20T10:00:00.000Z',
    identity: 'declared',
  },
  model: {
    kind: 'model',
    tool: { name: 'countersign', version: '0.1.0' },
    model: { name: 'some-model', version: '2026-10', provider: 'some-provider' },
    endpoint: 'https://user:hunter2@models.example.org/v1/chat?key=hunter2',
    parameters: { temperature: 0, max_tokens: 4096, api_key: 'hunter2', mode: 'tool' },
    promptSha256: sha256Hex('prompt'),
    responseSha256: sha256Hex('response'),
    promptTemplate: 'fix/1',
    requestedBy: 'Ada',
    requestedAt: '2026-11-20T10:00:00.000Z',
    identity: 'observed',
  },
};

export interface ReviewParts {
  readonly finding?: Finding;
  readonly origin?: Origin;
  readonly file?: string;
  readonly from?: string;
  /** What the drafter proposes. */
  readonly to?: string;
  /** What the reviewer makes of it. */
  readonly edited?: string;
}

export function reviewOf(parts: ReviewParts = {}): Review {
  const { finding = codeFinding, origin = origins.recipe, file = path } = parts;
  const { from = before, to = after } = parts;
  const final = parts.edited ?? to;
  const decoded = decodeSource(new TextEncoder().encode(from));
  if (!decoded.ok) throw new Error(decoded.why);
  const base = decoded.source;
  const edits = replacementEdits(base.text, to);
  const draft: Draft = {
    id: 'draft',
    findingId: finding.id,
    strategy: origin.kind === 'model' ? 'ai' : 'deterministic',
    origin,
    changes: [{ path: file, baseSha256: base.sha256, edits }],
    rationale: {
      whyVulnerable: 'w',
      whyFixed: 'f',
      mayBreak: [],
      alternatives: [],
      assumptions: [],
    },
  };
  return {
    finding,
    draft,
    files: [{ path: file, realPath: file, base, before: base.text, after: final }],
    evidence: [
      { check: 'parses', title: 'It parses', outcome: 'pass', detail: 'It does.', boundTo: 'x' },
      {
        check: 'finding-gone',
        title: 'It is gone',
        outcome: 'warn',
        detail: 'Maybe.',
        boundTo: 'x',
      },
    ],
    required: [],
    demands: [],
    verdict: 'attention',
    risk: { tier: 'low', reasons: [{ path: file, tier: 'low', reason: 'Nothing guards it.' }] },
    policySha256: sha256Hex('policy'),
    edited: final !== to,
  };
}

export function decisionOf(parts: Partial<Decision> = {}): Decision {
  return {
    verdict: 'accepted',
    reviewer: { name: 'Grace', email: 'grace@example.org' },
    at: '2026-11-20T11:00:00.000Z',
    boundTo: '',
    confirmations: [],
    ...parts,
  };
}

/** A ULID whose last characters are a number. */
export function ulid(number: number): string {
  return `01JD0000000000000000${String(number).padStart(6, '0')}`;
}
