import assert from 'node:assert/strict';
import fc from 'fast-check';
import { checks } from '../../../src/core/checks';
import type { Demand } from '../../../src/core/demands';
import { type Evidence, verdictOf } from '../../../src/core/evidence';
import type { CodeFinding } from '../../../src/core/finding';
import { sha256Hex } from '../../../src/core/hash';
import { lineAfter } from '../../../src/core/lineAfter';
import { hidingChecks, type Page, pageOf } from '../../../src/core/page';
import type { EvidenceRow, SlowState } from '../../../src/core/pageEvidence';
import { readPanelMessage } from '../../../src/core/panelMessage';
import type { Review } from '../../../src/core/review';
import type { RiskTier } from '../../../src/core/risk';

const place = (line: number) => ({
  start: { line, character: 0 },
  end: { line, character: 5 },
});

const finding: CodeFinding = {
  kind: 'code',
  id: 'f'.repeat(64),
  tool: { name: 'scanner' },
  ruleId: 'sql',
  severity: 'high',
  message: 'A value becomes SQL.',
  location: { path: 'src/a.js', region: place(6) },
  related: [],
  cwe: [],
  codeFlows: [
    [
      { path: 'src/b.js', region: place(1), message: 'comes from the request' },
      { path: 'src/a.js', region: place(6) },
    ],
  ],
  fixes: [],
};

const noDemand: Demand = { tier: 'low', origin: 'committed', checks: [], differentApprover: false };

function reviewWith(parts: {
  readonly evidence?: readonly Partial<Evidence>[];
  readonly required?: readonly string[];
  readonly paths?: readonly string[];
  readonly tier?: RiskTier;
  readonly finding?: CodeFinding;
  readonly demand?: Partial<Demand>;
}): Review {
  const { required = [], paths = ['src/a.js'], tier = 'low' } = parts;
  const given = parts.evidence ?? [{}];
  const evidence = given.map((one, index): Evidence => {
    const check = `check-${index}`;
    return { check, title: `Check ${index}`, outcome: 'pass', detail: '', boundTo: '', ...one };
  });
  const files = paths.map((path) => {
    const base = { text: 'a', bom: false, eol: '\n', sha256: sha256Hex('a') } as const;
    return { path, realPath: path, base, before: 'a', after: 'b' };
  });
  return {
    finding: parts.finding ?? finding,
    draft: {
      id: '01JCQ0000000000000000000000',
      findingId: finding.id,
      strategy: 'deterministic',
      origin: {
        kind: 'recipe',
        tool: { name: 'Countersign' },
        requestedBy: 'Robin',
        requestedAt: '2026-01-01T00:00:00.000Z',
        identity: 'built-in',
      },
      changes: [],
      rationale: {
        whyVulnerable: 'why',
        whyFixed: 'how',
        mayBreak: [],
        alternatives: [],
        assumptions: [],
      },
    },
    files,
    evidence,
    demands: parts.demand ? [{ ...noDemand, ...parts.demand }] : [],
    verdict: verdictOf(evidence, required),
    required,
    risk: { tier, reasons: paths.map((path) => ({ path, tier, reason: 'A rule says so.' })) },
    policySha256: '',
    edited: false,
  };
}

const slowState: SlowState = { check: 'project-tests', canRun: true };

/** What a slow check says before it has run. */
const notYet = { check: 'project-tests', outcome: 'not-run', detail: 'Runs npm test.' } as const;

function onlyRow(page: Page, id: string): EvidenceRow {
  const rows = page.evidence.flatMap((group) => group.rows).filter((row) => row.id === id);
  assert.equal(rows.length, 1, `${rows.length} rows of ${id}`);
  return rows[0]!;
}

const detailOf = ({ detail }: EvidenceRow) => detail.map(({ text }) => text).join('');

describe('a page of the panel', () => {
  it('counts what was not run as plainly as what was', () => {
    const outcomes = ['pass', 'fail', 'not-run', 'warn', 'not-run', 'pass', 'fail'] as const;
    const page = pageOf(reviewWith({ evidence: outcomes.map((outcome) => ({ outcome })) }));
    const counts = page.evidence.map(({ count }) => count);
    assert.deepEqual(counts, ['2 failed', '1 to look at', '2 not run', '2 passed']);
  });

  it('names lines alone in one file, and with their files in several', () => {
    const lines = [{ path: 'src/a.js', line: 4 }];
    const one = pageOf(reviewWith({ evidence: [{ lines }] }));
    assert.equal(onlyRow(one, 'check-0').places[0]?.text, 'line 5');
    const two = pageOf(reviewWith({ evidence: [{ lines }], paths: ['src/a.js', 'src/b.js'] }));
    assert.equal(onlyRow(two, 'check-0').places[0]?.text, 'src/a.js:5');
    const elsewhere = [...lines, { path: 'package.json', line: 0 }];
    const other = pageOf(reviewWith({ evidence: [{ lines: elsewhere }] }));
    assert.deepEqual(
      onlyRow(other, 'check-0').places.map(({ text }) => text),
      ['src/a.js:5', 'package.json:1'],
    );
  });

  it('leads from the words of a detail to the places that they name, each once', () => {
    const lines = [4, 11].map((line) => ({ path: 'src/a.js', line }));
    const detail = 'Gone: src/a.js:5, src/a.js:12, src/a.js:120. See line 5 and line 50.';
    const row = onlyRow(pageOf(reviewWith({ evidence: [{ detail, lines }] })), 'check-0');
    assert.equal(detailOf(row), detail);
    const linked = row.detail.filter(({ at }) => at !== undefined);
    assert.deepEqual(linked, [
      { text: 'src/a.js:5', at: 0 },
      { text: 'src/a.js:12', at: 1 },
    ]);
  });

  it('shows a screenful of places and says how many more there are', () => {
    const lines = Array.from({ length: 50 }, (_, line) => ({ path: 'src/a.js', line }));
    const row = onlyRow(pageOf(reviewWith({ evidence: [{ lines }] })), 'check-0');
    assert.equal(row.places.length + row.morePlaces, 50);
    assert.ok(row.places.length <= 20);
  });

  it('spells out what a path hides', () => {
    const path = 'src/\u202Ea.js';
    const page = pageOf(reviewWith({ evidence: [{ lines: [{ path, line: 0 }] }] }));
    assert.equal(onlyRow(page, 'check-0').places[0]?.text, 'src/\\u{202E}a.js:1');
  });

  it('names each required check that did not run', () => {
    const evidence = [
      { outcome: 'not-run', title: 'The tests pass' },
      { outcome: 'not-run', title: 'The types fit' },
      { outcome: 'not-run', title: 'Not asked for' },
    ] as const;
    const { next, verdict } = pageOf(reviewWith({ evidence, required: ['check-0', 'check-1'] }));
    assert.equal(verdict.id, 'blocked');
    assert.match(next, /requires what did not run: “The tests pass”, “The types fit”\. To accept/);
    assert.doesNotMatch(next, /a check failed/);
  });

  it('says what to do next for each verdict', () => {
    const nextFor = (outcome: Evidence['outcome'], tier: RiskTier = 'low') =>
      pageOf(reviewWith({ evidence: [{ outcome }], tier })).next;
    assert.match(nextFor('pass'), /^Read the diff\. Accept or reject/);
    assert.match(nextFor('warn'), /^Look at what did not pass/);
    assert.match(nextFor('fail'), /type why it is right although a check failed\.$/);
    assert.match(nextFor('pass', 'high'), /^A rule says so\. To accept, you will type the path/);
    assert.equal(nextFor('pass', 'forbidden'), 'A rule says so. Reject the draft.');
  });

  it('says at once that the policy does not let this drafter draft, and what else it demands', () => {
    const refused = pageOf(reviewWith({ demand: { drafters: ['supplied'] } }));
    assert.equal(refused.verdict.text, 'Cannot be applied');
    assert.match(refused.next, /lets supplied make drafts, .* by recipe\. Reject the draft\.$/);
    const guarded = pageOf(
      reviewWith({ demand: { approvers: ['*@a.b'], differentApprover: true } }),
    );
    assert.equal(guarded.verdict.text, 'No objection found');
    const demanded = guarded.risk.filter(({ label }) => label === 'The policy demands');
    assert.deepEqual(
      demanded.map(({ text }) => text),
      ['Only these may accept it: *@a.b.', 'Somebody else than who asked for it has to accept it.'],
    );
  });

  it('leads to the finding and to each step of its flow, with what is said of it', () => {
    const rows = pageOf(reviewWith({})).finding;
    const where = rows.find(({ id }) => id === 'finding:where');
    assert.deepEqual(where?.places, [
      { text: 'src/a.js:7', path: 'src/a.js', line: 6, side: 'before' },
    ]);
    const flow = rows.find(({ label }) => label === 'Data flow 1');
    assert.deepEqual(
      flow?.places.map(({ text, note }) => [text, note]),
      [
        ['src/b.js:2', 'comes from the request'],
        ['src/a.js:7', undefined],
      ],
    );
  });

  it('leads nowhere for a finding that is not in the workspace', () => {
    const elsewhere = { ...finding, place: 'elsewhere' as const };
    const rows = pageOf(reviewWith({ finding: elsewhere })).finding;
    assert.deepEqual(rows.find(({ id }) => id === 'finding:where')?.places, []);
  });

  it('gives no two rows one id', () => {
    const { evidence, finding: found, unseen, risk, claim, origin } = pageOf(reviewWith({}));
    const rows = [...evidence.flatMap((group) => group.rows), ...found, ...unseen];
    const ids = [...rows, ...risk, ...claim, ...origin].map(({ id }) => id);
    assert.equal(new Set(ids).size, ids.length, ids.join());
  });

  describe('with checks that take their time', () => {
    it('offers to run what can run, and says what it would run', () => {
      const review = reviewWith({ evidence: [notYet] });
      const row = onlyRow(pageOf(review, [slowState]), notYet.check);
      assert.deepEqual([row.state, row.action], ['not-run', 'run']);
      assert.equal(detailOf(row), notYet.detail);
      const refused = pageOf(review, [{ ...slowState, canRun: false }]);
      assert.equal(onlyRow(refused, notYet.check).action, undefined);
    });

    it('says of one that runs what it is doing, and no more what it said before', () => {
      const lines = [{ path: 'src/a.js', line: 1 }];
      const evidence = [{ ...notYet, outcome: 'fail', detail: '2 tests fail.', lines }] as const;
      const running = { check: notYet.check, canRun: false, progress: 'Copying the folder.' };
      const row = onlyRow(pageOf(reviewWith({ evidence }), [running]), notYet.check);
      assert.deepEqual([row.state, row.action, row.places], ['running', 'cancel', []]);
      assert.equal(detailOf(row), 'Copying the folder.');
    });

    it('offers to run again what has answered, and keeps why it could not answer', () => {
      const said = (outcome: Evidence['outcome']) => {
        const evidence = [{ ...notYet, outcome, detail: 'It says.' }];
        const row = onlyRow(pageOf(reviewWith({ evidence }), [slowState]), notYet.check);
        return [row.state, row.action, detailOf(row)];
      };
      assert.deepEqual(said('fail'), ['fail', 'again', 'It says.']);
      assert.deepEqual(said('not-run'), ['not-run', 'run', 'It says.']);
    });
  });
});

describe('a message of the panel', () => {
  const evidence = [
    { outcome: 'warn', lines: [{ path: 'src/a.js', line: 1 }] },
    { outcome: 'pass', check: 'done' },
    notYet,
    { ...notYet, check: 'type-check' },
    { ...notYet, check: 'busy' },
    { ...notYet, check: 'refused' },
  ] as const;
  const page = pageOf(reviewWith({ evidence }), [
    slowState,
    { ...slowState, check: 'done' },
    { ...slowState, check: 'type-check' },
    { check: 'busy', canRun: false, progress: 'Starting.' },
    { check: 'refused', canRun: false },
  ]);

  it('asks for what its page offers', () => {
    const read = (message: unknown) => readPanelMessage(message, page);
    assert.deepEqual(read('ready'), { kind: 'ready' });
    assert.deepEqual(read('check'), { kind: 'check' });
    assert.deepEqual(read('runAll'), { kind: 'run' });
    assert.deepEqual(read({ run: 'project-tests' }), { kind: 'run', check: 'project-tests' });
    assert.deepEqual(read({ run: 'done' }), { kind: 'run', check: 'done' });
    assert.deepEqual(read({ cancel: 'busy' }), { kind: 'cancel', check: 'busy' });
    assert.deepEqual(read({ jump: { row: 'check-0', at: 0 } }), {
      kind: 'jump',
      place: { text: 'line 2', path: 'src/a.js', line: 1, side: 'after' },
    });
    const step = read({ jump: { row: 'finding:flow-0', at: 1 } });
    assert.equal(step?.kind === 'jump' && step.place.line, 6);
  });

  const hostile: readonly unknown[] = [
    { run: 'busy' },
    { run: 'refused' },
    { run: 'check-0' },
    { run: ['project-tests'] },
    { run: 'project-tests', cancel: 'busy' },
    { cancel: 'project-tests' },
    { accept: '01JCQ0000000000000000000000' },
    { jump: { row: 'check-0', at: 1 } },
    { jump: { row: 'check-0', at: -1 } },
    { jump: { row: 'check-0', at: 0.5 } },
    { jump: { row: 'check-0', at: '0' } },
    { jump: { row: 'check-0', at: 0, path: '/etc/passwd' } },
    { jump: { row: 'check-9', at: 0 } },
    { jump: { row: '__proto__', at: 0 } },
    { jump: null },
    JSON.parse('{"__proto__":{"run":"project-tests"}}') as unknown,
    ['ready'],
    'accept',
    null,
    undefined,
    7,
  ];
  for (const message of hostile) {
    it(`means nothing as ${JSON.stringify(message)}`, () => {
      assert.equal(readPanelMessage(message, page), undefined);
    });
  }

  it('runs all only where one is left to run', () => {
    const done = pageOf(reviewWith({ evidence }), [{ ...slowState, check: 'done' }]);
    assert.equal(readPanelMessage('runAll', done), undefined);
    assert.deepEqual(readPanelMessage({ run: 'done' }, done), { kind: 'run', check: 'done' });
  });

  it('means nothing but “ready” while no page is shown', () => {
    assert.deepEqual(readPanelMessage('ready', undefined), { kind: 'ready' });
    for (const message of ['check', 'runAll', { run: 'project-tests' }]) {
      assert.equal(readPanelMessage(message, undefined), undefined);
    }
  });

  it('never leads to what the page does not hold, whatever it is', () => {
    const rows = [...page.evidence.flatMap((group) => group.rows), ...page.finding, ...page.risk];
    const places = new Set(rows.flatMap((row): readonly unknown[] => row.places));
    const runnable = new Set(['project-tests', 'type-check', 'done']);
    const id = fc.oneof(fc.constantFrom(...rows.map((row) => row.id)), fc.string());
    const jump = fc.record({ row: id, at: fc.oneof(fc.integer(), fc.anything()) });
    const message = fc.oneof(
      fc.anything({ withNullPrototype: true }),
      fc.record({ jump: fc.oneof(jump, fc.anything()) }),
      fc.record({ run: fc.oneof(id, fc.anything()) }),
      fc.record({ cancel: fc.oneof(id, fc.anything()) }),
    );
    fc.assert(
      fc.property(message, (one) => {
        const read = readPanelMessage(one, page);
        if (read?.kind === 'jump') assert.ok(places.has(read.place));
        if (read?.kind === 'run') assert.ok(runnable.has(read.check ?? ''));
        if (read?.kind === 'cancel') assert.equal(read.check, 'busy');
      }),
    );
  });
});

describe('a line of the text before', () => {
  const before = 'a\nb\nc\nd\n';

  it('is looked for where its text has gone', () => {
    assert.equal(lineAfter({ before, after: `new\n${before}` }, 2), 3);
    assert.equal(lineAfter({ before, after: 'a\nd\n' }, 3), 1);
  });

  it('is where its successor begins once it was replaced', () => {
    assert.equal(lineAfter({ before, after: 'a\nB1\nB2\nc\nd\n' }, 1), 1);
  });

  it('is always a line of the text after', () => {
    const lines = fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(lines, lines, fc.nat(20), (old, now, line) => {
        const at = lineAfter({ before: old.join('\n'), after: now.join('\n') }, line);
        assert.ok(at >= 0 && at < now.length, `${at} of ${now.length}`);
      }),
    );
  });
});

describe('what the diff hides', () => {
  it('is told by checks that there are', () => {
    for (const id of hidingChecks)
      assert.ok(
        checks.some((check) => check.id === id),
        id,
      );
  });
});
