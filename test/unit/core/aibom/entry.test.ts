import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Entry } from '../../../../src/core/aibom/entry';
import {
  digestOf,
  entryOf,
  readEntry,
  reappliedEntry,
  revertedEntry,
  serializeEntry,
} from '../../../../src/core/aibom/entry';
import { toCycloneDx } from '../../../../src/core/aibom/cyclonedx';
import { sha256Hex } from '../../../../src/core/hash';
import {
  after,
  before,
  codeFinding,
  decisionOf,
  dependencyFinding,
  origins,
  reviewOf,
  ulid,
} from './samples';

const id = ulid(1);
const person = { name: 'Lin' };

function problemOf(text: string, name = `${id}.json`): string {
  const read = readEntry(name, text);
  assert.ok('problem' in read, 'it was read as an entry');
  return read.problem;
}

/** The entry with another content and a digest that fits it. */
function forged(change: (entry: Record<string, unknown>) => void): string {
  const open = structuredClone(entryOf(reviewOf(), decisionOf(), id)) as Record<string, unknown>;
  change(open);
  return JSON.stringify({ ...open, digest: digestOf(open as unknown as Entry) });
}

describe('entry', () => {
  it('records who decided what about which bytes', () => {
    const entry = entryOf(reviewOf(), decisionOf({ reason: 'Looks right' }), id);
    assert.equal(entry.decision, 'accepted');
    assert.deepEqual(entry.decidedBy, { name: 'Grace', email: 'grace@example.org' });
    assert.equal(entry.reason, 'Looks right');
    assert.equal(entry.finding.line, 2);
    const [file] = entry.change.files;
    assert.equal(file?.preSha256, sha256Hex(before));
    assert.equal(file?.postSha256, sha256Hex(after));
    assert.equal(file?.suggestedSha256, sha256Hex(after));
    assert.deepEqual(
      file?.hunks.map(({ newStart, newLines }) => ({ newStart, newLines })),
      [{ newStart: 2, newLines: 2 }],
    );
    assert.equal(entry.change.linesAdded, 2);
    assert.equal(entry.change.linesRemoved, 1);
    assert.equal(entry.digest, digestOf(entry));
  });

  it('tells the suggestion from what the reviewer made of it', () => {
    const edited = after.replace('goods', 'wares');
    const entry = entryOf(reviewOf({ edited }), decisionOf({ verdict: 'edited' }), id);
    assert.equal(entry.change.edited, true);
    assert.equal(entry.change.files[0]?.postSha256, sha256Hex(edited));
    assert.equal(entry.change.files[0]?.suggestedSha256, sha256Hex(after));
  });

  it('records of a rejected draft that no byte changed', () => {
    const entry = entryOf(reviewOf(), decisionOf({ verdict: 'rejected' }), id);
    const [file] = entry.change.files;
    assert.equal(file?.postSha256, sha256Hex(before));
    assert.equal(file?.suggestedSha256, sha256Hex(after));
    assert.deepEqual(file?.hunks, []);
  });

  it('keeps of our own drafts of dependencies what else was known, and of no others', () => {
    const alternatives = [{ option: 'event-stream 4.0.1', whyNot: 'It crosses a major.' }];
    const kept = (
      finding: typeof codeFinding | typeof dependencyFinding,
      origin = origins.recipe,
    ) => {
      const review = reviewOf({ finding, origin });
      const rationale = { ...review.draft.rationale, alternatives };
      return entryOf({ ...review, draft: { ...review.draft, rationale } }, decisionOf(), id);
    };
    const entry = kept(dependencyFinding);
    assert.deepEqual(entry.alternatives, alternatives);
    assert.deepEqual([entry.finding.advisory?.id, entry.finding.package], ['GHSA-0000', 'lodash']);
    assert.ok('entry' in readEntry(`${id}.json`, serializeEntry(entry)));
    assert.match(
      toCycloneDx([entry], { tool: { name: 'countersign', version: '1' } }),
      /countersign:alternative[^}]*event-stream 4\.0\.1: It crosses a major\./,
    );
    assert.equal(kept(codeFinding).alternatives, undefined);
    assert.equal(kept(dependencyFinding, origins.model).alternatives, undefined);
  });

  it('keeps the byte order mark in its hashes', () => {
    const entry = entryOf(reviewOf({ from: `\uFEFF${before}`, to: after }), decisionOf(), id);
    assert.equal(entry.change.files[0]?.preSha256, sha256Hex(`\uFEFF${before}`));
    assert.equal(entry.change.files[0]?.postSha256, sha256Hex(`\uFEFF${after}`));
  });

  it('holds no secret, no source text and no prompt', () => {
    const text = serializeEntry(entryOf(reviewOf({ origin: origins.model }), decisionOf(), id));
    for (const secret of ['hunter2', 'SELECT', 'db.query'])
      assert.ok(!text.includes(secret), secret);
    assert.match(text, /"endpoint": "https:\/\/models\.example\.org\/v1\/chat"/);
    assert.match(text, /"max_tokens": 4096/);
  });

  it('reads what it wrote, for every decision and origin', () => {
    for (const origin of Object.values(origins)) {
      for (const finding of [codeFinding, dependencyFinding]) {
        for (const verdict of ['accepted', 'edited', 'rejected'] as const) {
          const entry = entryOf(reviewOf({ origin, finding }), decisionOf({ verdict }), id);
          assert.deepEqual(readEntry(`.ai-bom/entries/${id}.json`, serializeEntry(entry)), {
            entry,
          });
        }
      }
    }
  });

  it('reads what it wrote, whatever the texts of report and reviewer hold', () => {
    const text = fc.string({ unit: 'binary', maxLength: 3000 });
    fc.assert(
      fc.property(text, text, text, (message, name, reason) => {
        const finding = { ...codeFinding, message, ruleId: name };
        const decision = decisionOf({ reason, reviewer: { name, email: message } });
        const entry = entryOf(reviewOf({ finding }), decision, id);
        assert.deepEqual(readEntry(`${id}.json`, serializeEntry(entry)), { entry });
      }),
      { numRuns: 50 },
    );
  });

  it('cuts lone surrogates out of foreign text', () => {
    const entry = entryOf(reviewOf(), decisionOf({ reason: 'half \ud800 of it' }), id);
    assert.equal(entry.reason, 'half \ufffd of it');
  });

  it('appends a reversal and its own reversal, each pointing back', () => {
    const accepted = entryOf(reviewOf(), decisionOf(), id);
    const reverted = revertedEntry(accepted, person, '2026-11-21T00:00:00.000Z', ulid(2));
    const again = reappliedEntry(reverted, person, '2026-11-22T00:00:00.000Z', ulid(3));
    assert.equal(reverted.supersedes, accepted.id);
    assert.equal(again.supersedes, reverted.id);
    assert.equal(reverted.change.files[0]?.postSha256, sha256Hex(before));
    assert.deepEqual(again.change, accepted.change);
    assert.deepEqual(reverted.finding, accepted.finding);
    for (const entry of [reverted, again]) {
      assert.deepEqual(readEntry(`${entry.id}.json`, serializeEntry(entry)), { entry });
      assert.deepEqual(entry.checks, []);
      assert.deepEqual(entry.risk.confirmations, []);
    }
  });

  it('reads an entry that a formatter has indented otherwise', () => {
    const entry = entryOf(reviewOf(), decisionOf(), id);
    assert.deepEqual(readEntry(`${id}.json`, JSON.stringify(entry, null, '\t')), { entry });
  });

  it('names merge markers and their line', () => {
    const text = serializeEntry(entryOf(reviewOf(), decisionOf(), id));
    const lines = text.split('\n');
    lines.splice(3, 0, '<<<<<<< HEAD', '=======', '>>>>>>> other');
    const read = readEntry(`${id}.json`, lines.join('\n'));
    assert.ok('problem' in read);
    assert.match(read.problem, /merge markers/);
    assert.equal(read.line, 4);
  });

  it('refuses a changed content', () => {
    const text = serializeEntry(entryOf(reviewOf(), decisionOf(), id));
    assert.match(problemOf(text.replace('"Grace"', '"Mallory"')), /another digest/);
  });

  it('refuses a key that stands twice, with its line', () => {
    const text = serializeEntry(entryOf(reviewOf(), decisionOf(), id));
    const twice = text.replace('{', '{\n  "decision": "rejected",');
    const read = readEntry(`${id}.json`, twice);
    assert.ok('problem' in read);
    assert.match(read.problem, /“decision” twice/);
    assert.equal(read.line, 5);
  });

  it('says where the schema is broken', () => {
    const text = forged((entry) =>
      Object.assign(entry['finding'] as object, { severity: 'awful' }),
    );
    assert.match(problemOf(text), /at finding\.severity/);
  });

  it('refuses prototype keys at every depth, also with a digest that fits', () => {
    const text = serializeEntry(entryOf(reviewOf({ origin: origins.model }), decisionOf(), id));
    for (const place of ['{', '"finding": {', '"parameters": {']) {
      const hostile = text.replace(place, `${place} "__proto__": { "polluted": true },`);
      problemOf(hostile);
      assert.equal(({} as { polluted?: boolean }).polluted, undefined);
    }
    const raw = JSON.parse(
      text.replace('"parameters": {', '"parameters": { "__proto__": 1,'),
    ) as Entry;
    assert.match(problemOf(JSON.stringify({ ...raw, digest: digestOf(raw) })), /no entry has/);
  });

  it('refuses a path that climbs out', () => {
    for (const bad of ['../x', 'a/../../x', '/etc/passwd', 'a\\..\\x', './x', 'a/..']) {
      const text = forged((entry) => Object.assign(entry['finding'] as object, { path: bad }));
      assert.match(problemOf(text), /at finding\.path/, bad);
    }
  });

  it('refuses a day that does not exist', () => {
    const text = forged((entry) => Object.assign(entry, { decidedAt: '2026-02-31T00:00:00.000Z' }));
    assert.match(problemOf(text), /decidedAt/);
  });

  it('refuses an entry under another name', () => {
    const text = serializeEntry(entryOf(reviewOf(), decisionOf(), id));
    assert.match(problemOf(text, `${ulid(2)}.json`), /under another name/);
  });

  it('refuses nothing, nonsense, deep nesting and huge files with one sentence', () => {
    const deep = '['.repeat(100_000);
    for (const text of ['', 'null', '[]', '{"a":', deep, `${deep}${']'.repeat(100_000)}`, '\0']) {
      assert.ok(problemOf(text).length > 0);
    }
    assert.match(problemOf('x'.repeat(1024 * 1024 + 1)), /1 MB/);
  });

  it('never throws, whatever an entry file holds', () => {
    const text = serializeEntry(entryOf(reviewOf(), decisionOf(), id));
    fc.assert(
      fc.property(fc.nat(text.length), fc.string({ maxLength: 5 }), (at, inserted) => {
        readEntry(`${id}.json`, text.slice(0, at) + inserted + text.slice(at + 1));
      }),
    );
  });
});
