import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Entry } from '../../../../src/core/aibom/entry';
import {
  digestOf,
  entryOf,
  reappliedEntry,
  revertedEntry,
  serializeEntry,
} from '../../../../src/core/aibom/entry';
import type { EntryText, Verification } from '../../../../src/core/aibom/verify';
import { verifyEntries } from '../../../../src/core/aibom/verify';
import type { ReviewParts } from './samples';
import { after, before, decisionOf, dependencyFinding, path, reviewOf, ulid } from './samples';

const person = { name: 'Lin' };

function fileOf(entry: Entry): EntryText {
  return { file: `.ai-bom/entries/${entry.id}.json`, text: serializeEntry(entry) };
}

function accepted(number: number, parts: ReviewParts = {}, day = 10 + number): Entry {
  const at = `2026-11-${day}T00:00:00.000Z`;
  return entryOf(reviewOf(parts), decisionOf({ at }), ulid(number));
}

function verify(entries: readonly Entry[], code: Record<string, string>): Verification {
  const texts = new Map(Object.entries(code));
  return verifyEntries({ entries: entries.map(fileOf), readText: (name) => texts.get(name) });
}

function only({ lines }: Verification) {
  assert.equal(lines.length, 1, JSON.stringify(lines));
  const [line] = lines;
  assert.ok(line);
  return line;
}

describe('verifyEntries', () => {
  const entry = accepted(1);

  it('is fine with no entries', () => {
    assert.deepEqual(verifyEntries({ entries: [], readText: () => undefined }), {
      ok: true,
      lines: [],
    });
  });

  it('finds approved code as approved, also below new lines and with CRLF', () => {
    for (const code of [after, `// new\n\n${after}// end\n`, after.replaceAll('\n', '\r\n')]) {
      const line = only(verify([entry], { [path]: code }));
      assert.ok(line.ok, line.message);
      assert.match(line.message, /as approved/);
    }
  });

  it('finds code that was indented otherwise or moved within the file', () => {
    const line = only(verify([entry], { [path]: after.replaceAll('  ', '\t') }));
    assert.ok(line.ok);
    assert.match(line.message, /moved or reformatted/);
  });

  it('names path and line of code that was edited since approval', () => {
    const first = after.replace('name = ?', "name = 'x'");
    const second = after.replace('[term]', 'term');
    const between = after.replace(';\n  return', ';\n  log(sql);\n  return');
    for (const [code, line] of [
      [first, 2],
      [second, 3],
      [between, 3],
    ] as const) {
      const found = only(verify([entry], { [path]: code }));
      assert.ok(!found.ok);
      assert.match(found.message, /edited since approval/);
      assert.deepEqual(found.place, { path, line });
    }
  });

  it('says so when the fix was undone or the file is gone', () => {
    const undone = only(verify([entry], { [path]: before }));
    assert.ok(!undone.ok);
    assert.match(undone.message, /undone/);
    const gone = only(verify([entry], {}));
    assert.ok(!gone.ok);
    assert.match(gone.message, /gone/);
  });

  it('asks nothing of the code for rejected and reverted drafts', () => {
    const rejected = entryOf(reviewOf(), decisionOf({ verdict: 'rejected' }), ulid(5));
    const reverted = revertedEntry(entry, person, '2026-11-20T00:00:00.000Z', ulid(2));
    for (const code of [before, after, 'anything']) {
      assert.ok(verify([entry, reverted, rejected], { [path]: code }).ok);
    }
  });

  it('asks for the code again when it was applied again', () => {
    const reverted = revertedEntry(entry, person, '2026-11-20T00:00:00.000Z', ulid(2));
    const again = reappliedEntry(reverted, person, '2026-11-21T00:00:00.000Z', ulid(3));
    assert.ok(verify([entry, reverted, again], { [path]: after }).ok);
    assert.ok(!verify([entry, reverted, again], { [path]: before }).ok);
  });

  it('does not miss lines of an earlier fix that a later approved fix replaced', () => {
    const later = after.replace('name = ?', 'name = ? LIMIT 9');
    const second = accepted(2, { finding: dependencyFinding, from: after, to: later });
    const answer = verify([entry, second], { [path]: later });
    assert.ok(answer.ok, JSON.stringify(answer.lines));
    assert.match(answer.lines[0]?.message ?? '', /partly replaced/);
    const tampered = verify([entry, second], { [path]: later.replace('[term]', 'term') });
    assert.deepEqual(
      tampered.lines.map(({ ok }) => ok),
      [false, true],
    );
  });

  it('does not miss lines between which a later approved fix put others', () => {
    const later = after.replace(';\n  return', ';\n  audit(sql);\n  return');
    const second = accepted(2, { finding: dependencyFinding, from: after, to: later });
    assert.ok(verify([entry, second], { [path]: later }).ok);
    assert.ok(!verify([entry], { [path]: later }).ok);
  });

  it('is not fooled by the same line elsewhere in the file', () => {
    const from = 'one();\ntwo();\nthree();\ncheck();\nfour();\n';
    const to = 'one();\ncheck();\ntwo();\nthree();\ncheck();\nfour();\n';
    const guarded = accepted(1, { from, to });
    assert.ok(verify([guarded], { [path]: to }).ok);
    const line = only(verify([guarded], { [path]: to.replace('check', 'skip') }));
    assert.ok(!line.ok);
    assert.deepEqual(line.place, { path, line: 2 });
  });

  it('says of removed lines that they are not followed once the file has changed', () => {
    const removed = accepted(1, { to: before.replace('\nmodule.exports = { search };\n', '') });
    const final = before.replace('\nmodule.exports = { search };\n', '');
    assert.match(only(verify([removed], { [path]: final })).message, /as approved/);
    assert.match(only(verify([removed], { [path]: `//\n${final}` })).message, /not followed/);
    assert.ok(!only(verify([removed], { [path]: before })).ok);
  });

  it('names the entry that was tampered with, and the line of merge markers', () => {
    const { file, text } = fileOf(entry);
    const readText = () => after;
    const changed = verifyEntries({
      entries: [{ file, text: text.replace('Grace', 'X') }],
      readText,
    });
    assert.ok(!changed.ok);
    assert.equal(changed.lines[0]?.file, file);
    const merged = verifyEntries({ entries: [{ file, text: `<<<<<<< HEAD\n${text}` }], readText });
    assert.deepEqual(merged.lines[0]?.place, { path: file, line: 1 });
  });

  it('refuses the same entry in two files', () => {
    const { file, text } = fileOf(entry);
    const twice = [
      { file, text },
      { file: `other/${entry.id}.json`, text },
    ];
    assert.ok(!verifyEntries({ entries: twice, readText: () => after }).ok);
  });

  it('refuses a broken chain: missing, about another finding, pointless, in a circle', () => {
    const reverted = revertedEntry(entry, person, '2026-11-20T00:00:00.000Z', ulid(2));
    const reseal = (changed: Entry): Entry => ({ ...changed, digest: digestOf(changed) });
    const { supersedes: from, ...pointless } = reverted;
    assert.equal(from, entry.id);
    const foreign = reseal({ ...reverted, finding: { ...reverted.finding, id: 'other' } });
    const circle = reseal({ ...entry, supersedes: reverted.id });
    for (const entries of [
      [reverted],
      [entry, foreign],
      [entry, reseal(pointless)],
      [circle, reverted],
    ]) {
      assert.ok(!verify(entries, { [path]: after }).ok);
    }
  });

  it('sees with a base that an entry was deleted or replaced while its fix stands', () => {
    const base = [fileOf(entry)];
    const deleted = verifyEntries({ entries: [], readText: () => after, base });
    assert.match(only(deleted).message, /deleted while its fix still stands/);
    assert.ok(!deleted.ok);
    assert.ok(verifyEntries({ entries: [], readText: () => before, base }).ok);
    const other = { ...entry, decidedBy: { name: 'Mallory' } };
    const forged = fileOf({ ...other, digest: digestOf(other) });
    assert.ok(verifyEntries({ entries: [forged], readText: () => after }).ok);
    assert.ok(!verifyEntries({ entries: [forged], readText: () => after, base }).ok);
    assert.ok(verifyEntries({ entries: base, readText: () => after, base }).ok);
  });

  /** A text of lines that are all different but for a few braces, and some fixes of it in a row. */
  const fix = fc.record({
    at: fc.nat(30),
    removed: fc.nat(4),
    added: fc.integer({ min: 1, max: 4 }),
  });
  const chain = fc.array(fix, { minLength: 1, maxLength: 4 }).map((fixes) => {
    const entries: Entry[] = [];
    let text = Array.from({ length: 30 }, (_, n) => (n % 6 === 5 ? '}' : `line ${n}`));
    for (const [index, { at, removed, added }] of fixes.entries()) {
      const lines = Array.from({ length: added }, (_, n) => `fix ${index} line ${n}`);
      const next = text.toSpliced(at, removed, ...lines);
      const [from, to] = [text, next].map((all) => `${all.join('\n')}\n`);
      if (from !== undefined && to !== undefined) entries.push(accepted(index + 1, { from, to }));
      text = next;
    }
    return { entries, last: `${text.join('\n')}\n` };
  });

  it('finds any chain of fixes as it was left', () => {
    fc.assert(
      fc.property(chain, ({ entries, last }) => {
        const answer = verify(entries, { [path]: last });
        assert.ok(answer.ok, JSON.stringify(answer.lines));
      }),
      { numRuns: 100 },
    );
  });

  it('finds any approved line that was edited', () => {
    fc.assert(
      fc.property(chain, fc.nat(), ({ entries, last }, which) => {
        const hunks =
          entries.at(-1)?.change.files[0]?.hunks.filter((one) => one.newLines > 0) ?? [];
        const hunk = hunks[which % hunks.length];
        fc.pre(hunk !== undefined);
        const lines = last.split('\n');
        const line = hunk.newStart + (which % hunk.newLines);
        lines[line - 1] = 'EDITED';
        const newest = verify(entries, { [path]: lines.join('\n') }).lines.at(-1);
        assert.equal(newest?.ok, false);
        assert.deepEqual(newest.place, { path, line });
      }),
      { numRuns: 100 },
    );
  });
});
