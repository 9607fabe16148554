import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import type { Demand } from '../../../src/core/demands';
import type { Draft, Origin } from '../../../src/core/draft';
import type { Evidence, Outcome } from '../../../src/core/evidence';
import { afterSha256, verdictOf } from '../../../src/core/evidence';
import type { Finding } from '../../../src/core/finding';
import type { Confirmation, Decision } from '../../../src/core/gate';
import {
  confirmationToken,
  gate,
  highRiskPaths,
  reasonRefusal,
  typedPathMatches,
} from '../../../src/core/gate';
import { sha256Hex } from '../../../src/core/hash';
import { effectivePolicy } from '../../../src/core/policy';
import type { Review, ReviewFile } from '../../../src/core/review';
import { assess } from '../../../src/core/risk';

const reason = 'I have read every line of it.';
const policy = effectivePolicy([]);
const origin: Origin = {
  kind: 'model',
  tool: { name: 'countersign' },
  model: { name: 'small-1', provider: 'acme' },
  requestedBy: 'Grace',
  requestedByEmail: 'grace@example.org',
  requestedAt: '2026-01-01T00:00:00.000Z',
  identity: 'declared',
};

function reviewFile(path: string, after = 'after'): ReviewFile {
  const base = { text: 'before', bom: false, eol: '\n', sha256: sha256Hex('before') } as const;
  return { path, realPath: path, base, before: base.text, after };
}

interface Shape {
  readonly files?: readonly ReviewFile[];
  readonly outcomes?: readonly Outcome[];
  readonly edited?: boolean;
  readonly demands?: readonly Demand[];
}

function reviewOf({
  files = [reviewFile('src/a.js')],
  outcomes = ['pass'],
  edited = false,
  demands = [],
}: Shape) {
  const boundTo = afterSha256(files);
  const evidence = outcomes.map((outcome, index): Evidence => ({
    check: `check-${index}`,
    title: `Check ${index}`,
    outcome,
    detail: '',
    boundTo,
  }));
  const draft = { id: 'draft-1', origin, changes: [] } as unknown as Draft;
  return {
    finding: {} as Finding,
    draft,
    files,
    evidence,
    verdict: verdictOf(evidence, []),
    required: [],
    demands,
    risk: assess(undefined, draft, files, policy),
    policySha256: policy.sha256,
    edited,
  } satisfies Review;
}

function decide(review: Review, parts: Partial<Decision> = {}): Decision {
  return {
    verdict: review.edited ? 'edited' : 'accepted',
    reviewer: { name: 'Ada' },
    at: '2026-01-01T00:00:00.000Z',
    boundTo: afterSha256(review.files),
    confirmations: [],
    ...parts,
  };
}

const confirm = (review: Review, path: string): Confirmation => ({
  path,
  reason,
  token: confirmationToken(review, path),
});

const login = [reviewFile('src/auth/login.js')];

describe('gate', () => {
  it('opens for a low-risk draft with passing checks', () => {
    const review = reviewOf({});
    assert.deepEqual(gate(review, decide(review)), { open: true });
  });

  it('opens in spite of warnings and of checks that did not run', () => {
    const review = reviewOf({ outcomes: ['pass', 'warn', 'not-run'] });
    assert.ok(gate(review, decide(review)).open);
  });

  it('needs a typed reason to accept in spite of a failed check', () => {
    const review = reviewOf({ outcomes: ['fail'] });
    const without = gate(review, decide(review));
    assert.ok(!without.open && /Check 0/.test(without.missing.join()));
    assert.ok(!gate(review, decide(review, { reason: 'because' })).open);
    assert.ok(gate(review, decide(review, { reason })).open);
  });

  it('judges the evidence, not the verdict that a review claims', () => {
    const review: Review = { ...reviewOf({ outcomes: ['fail'] }), verdict: 'clear' };
    assert.ok(!gate(review, decide(review)).open);
  });

  it('never opens for a rejection', () => {
    const review = reviewOf({});
    assert.ok(!gate(review, decide(review, { verdict: 'rejected', reason })).open);
  });

  it('holds the verdict of the decision to what was reviewed', () => {
    const edited = reviewOf({ edited: true });
    assert.ok(!gate(edited, decide(edited, { verdict: 'accepted' })).open);
    assert.ok(gate(edited, decide(edited)).open);
    const plain = reviewOf({});
    assert.ok(!gate(plain, decide(plain, { verdict: 'edited' })).open);
  });

  it('never opens for a forbidden file, whatever is confirmed', () => {
    const review = reviewOf({ files: [reviewFile('src/a.js'), reviewFile('.git/config')] });
    const confirmations = [confirm(review, '.git/config')];
    assert.ok(!gate(review, decide(review, { reason, confirmations })).open);
  });

  it('never opens without evidence, or with evidence about another text', () => {
    const bare = reviewOf({ outcomes: [] });
    assert.ok(!gate(bare, decide(bare)).open);
    const review = reviewOf({});
    const edited = { ...review, files: [reviewFile('src/a.js', 'other text')] };
    assert.ok(!gate(edited, decide(edited)).open);
  });

  it('never opens for a review without files or without a judged risk', () => {
    const none = reviewOf({ files: [] });
    assert.ok(!gate(none, decide(none)).open);
    const unjudged: Review = { ...reviewOf({}), risk: { tier: 'low', reasons: [] } };
    assert.ok(!gate(unjudged, decide(unjudged)).open);
    const claimed: Review = { ...reviewOf({}), risk: { ...reviewOf({}).risk, tier: 'high' } };
    assert.ok(!gate(claimed, decide(claimed)).open);
  });

  it('asks for one confirmation for each high-risk file, with a reason', () => {
    const files = [...login, reviewFile('src/a.js'), reviewFile('.vscode/tasks.json')];
    const review = reviewOf({ files });
    assert.deepEqual(highRiskPaths(review), ['src/auth/login.js', '.vscode/tasks.json']);
    const [one, two] = highRiskPaths(review).map((path) => confirm(review, path));
    assert.ok(one && two);
    const answer = gate(review, decide(review, { confirmations: [one] }));
    assert.ok(!answer.open);
    assert.deepEqual(answer.missing, [
      '.vscode/tasks.json is high-risk and needs its own confirmation.',
    ]);
    assert.ok(
      !gate(review, decide(review, { confirmations: [one, { ...two, token: one.token }] })).open,
    );
    assert.ok(
      !gate(review, decide(review, { confirmations: [one, { ...two, reason: 'ok' }] })).open,
    );
    assert.ok(gate(review, decide(review, { confirmations: [one, two] })).open);
  });

  const others: Readonly<Record<string, (review: Review) => Review>> = {
    'another text': (review) =>
      reviewOf({ files: [reviewFile('src/auth/login.js', 'x')], edited: review.edited }),
    'another base': (review) => {
      const base = { ...login[0]!.base, sha256: sha256Hex('other') };
      return { ...review, files: [{ ...login[0]!, base }] };
    },
    'another policy': (review) => ({ ...review, policySha256: sha256Hex('other') }),
    'another draft': (review) => ({ ...review, draft: { ...review.draft, id: 'draft-2' } }),
    'another file behind the path': (review) => ({
      ...review,
      files: [{ ...login[0]!, realPath: 'src/auth/other.js' }],
    }),
    'another file of the draft': (review) =>
      reviewOf({ files: [...review.files, reviewFile('b.js')] }),
  };
  for (const [what, change] of Object.entries(others)) {
    it(`does not take a confirmation given for ${what}`, () => {
      const review = reviewOf({ files: login });
      const confirmations = [confirm(review, 'src/auth/login.js')];
      assert.ok(gate(review, decide(review, { confirmations })).open);
      const changed = change(review);
      assert.ok(!gate(changed, decide(changed, { confirmations })).open);
    });
  }

  it('opens no high-risk review to any decision without the exact token', () => {
    const review = reviewOf({ files: login, outcomes: ['pass', 'fail'] });
    const token = confirmationToken(review, 'src/auth/login.js');
    const confirmation = fc.record({
      path: fc.constantFrom('src/auth/login.js', 'src/auth/LOGIN.js', ''),
      reason: fc.constantFrom(reason, '', 'short'),
      token: fc.oneof(
        fc.constantFrom(token, token.toUpperCase(), token.slice(1), '', policy.sha256),
        fc.string(),
      ),
    });
    const after = afterSha256(review.files);
    const decision = fc.record({
      verdict: fc.constantFrom('accepted' as const, 'edited' as const, 'rejected' as const),
      reviewer: fc.constant({ name: 'Ada' }),
      at: fc.constant('2026-01-01T00:00:00.000Z'),
      boundTo: fc.constantFrom(after, '0'.repeat(64)),
      reason: fc.constantFrom(reason, ''),
      confirmations: fc.array(confirmation, { maxLength: 3 }),
    });
    fc.assert(
      fc.property(decision, (given) => {
        const exact = given.confirmations.some(
          (one) => one.token === token && one.path === 'src/auth/login.js' && one.reason === reason,
        );
        const answer = gate(review, given);
        const right = given.verdict === 'accepted' && given.reason === reason;
        if (answer.open) assert.ok(exact && right && given.boundTo === after);
        else assert.ok(answer.missing.length > 0);
      }),
      { numRuns: 500 },
    );
  });
});

describe('confirmationToken', () => {
  it('has no answer for a file that is not under review', () => {
    assert.throws(() => confirmationToken(reviewOf({}), 'src/b.js'), /no file of this review/);
  });
});

describe('typedPathMatches', () => {
  it('wants the path as it is written', () => {
    assert.ok(typedPathMatches(' src/auth/login.js ', 'src/auth/login.js'));
    assert.ok(typedPathMatches('caf\u00e9.js', 'cafe\u0301.js'));
    for (const typed of ['', ' ', 'login.js', 'SRC/auth/login.js', 'src/auth/login.j', 'y']) {
      assert.ok(!typedPathMatches(typed, 'src/auth/login.js'), typed);
    }
    assert.ok(!typedPathMatches('', ''));
  });
});

describe('reasonRefusal', () => {
  it('counts visible characters only', () => {
    assert.equal(reasonRefusal('ten  letters'), undefined);
    assert.equal(reasonRefusal('यह कोड सुरक्षित है'), undefined);
    for (const text of [
      '',
      'fine',
      '          ',
      'a b c d e',
      '\u200b'.repeat(20),
      `ok${'\u3164'.repeat(9)}`,
      '\u2800'.repeat(20),
      '\u0301'.repeat(20),
    ]) {
      assert.match(reasonRefusal(text) ?? '', /at least 10/, JSON.stringify(text));
    }
  });
});

describe('a decision on another text', () => {
  it('opens nothing, however low the risk', () => {
    const review = reviewOf({});
    assert.deepEqual(gate(review, decide(review)), { open: true });
    const other = reviewOf({ files: [reviewFile('src/a.js', 'swapped')] });
    const answer = gate(other, decide(review));
    assert.ok(!answer.open);
    assert.match(answer.missing.join(' '), /changed after it was decided/);
  });

  it('opens nothing when nothing changes', () => {
    const review = reviewOf({ files: [reviewFile('src/a.js', 'before')] });
    assert.equal(gate(review, decide(review)).open, false);
  });
});

describe('the demands of the policy', () => {
  const demand = (parts: Partial<Demand>): Demand => ({
    tier: 'low',
    origin: 'committed',
    checks: [],
    differentApprover: false,
    ...parts,
  });
  const missing = (demands: readonly Demand[], parts: Partial<Decision> = {}) => {
    const review = reviewOf({ demands });
    const answer = gate(review, decide(review, { reason, ...parts }));
    return answer.open ? '' : answer.missing.join(' ');
  };

  it('close the gate to a drafter that is not allowed, whatever is typed', () => {
    assert.equal(missing([demand({ drafters: ['model'], models: ['acme/*'] })]), '');
    assert.match(missing([demand({ drafters: ['recipe'] })]), /lets recipe make drafts/);
    assert.match(missing([demand({ models: ['other/*'] })]), /acme\/small-1/);
  });

  it('close the gate to who may not accept', () => {
    assert.equal(missing([demand({ approvers: ['Ada'] })]), '');
    assert.match(missing([demand({ approvers: ['bob'] })]), /lets bob accept/);
  });

  it('close the gate to who asked for the draft', () => {
    const demands = [demand({ differentApprover: true })];
    assert.equal(missing(demands), '');
    assert.match(missing(demands, { reviewer: { name: 'grace' } }), /let somebody else accept/);
  });

  it('never open more for more demands', () => {
    const kinds = fc.subarray(['recipe', 'supplied', 'model'] as const);
    const one = fc
      .record(
        {
          drafters: kinds,
          models: fc.subarray(['acme/*', 'other/*']),
          approvers: fc.subarray(['ada', 'bob']),
          differentApprover: fc.boolean(),
        },
        { requiredKeys: ['differentApprover'] },
      )
      .map((parts) => demand(parts));
    fc.assert(
      fc.property(fc.array(one, { maxLength: 4 }), one, (demands, more) => {
        if (missing([...demands, more]) === '') assert.equal(missing(demands), '');
      }),
    );
  });

  it('let a required check that did not run be overridden by a reason only', () => {
    const review: Review = { ...reviewOf({ outcomes: ['not-run'] }), required: ['check-0'] };
    assert.match(JSON.stringify(gate(review, decide(review))), /requires the check/);
    assert.ok(gate(review, decide(review, { reason })).open);
  });
});
