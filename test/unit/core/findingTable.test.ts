import assert from 'node:assert/strict';
import fc from 'fast-check';
import { bytesOf } from '../../../src/core/findingColumns';
import { FindingTable, column } from '../../../src/core/findingTable';
import { tableWriter } from '../../../src/core/findingWriter';
import { addTo, batchesOf, finding, hexId, region, summaries, summary, tableOf } from './summaries';

const id = 'ab'.repeat(32);

describe('the table of findings', () => {
  it('gives back what was written, however it was split', () => {
    fc.assert(
      fc.property(summaries(), fc.integer({ min: 1, max: 9 }), (findings, atOnce) => {
        const table = tableOf(findings, atOnce);
        assert.equal(table.length, findings.length);
        findings.forEach((one, row) => {
          assert.deepEqual(table.summary(row), one);
          assert.equal(table.id(row), one.id);
          assert.equal(table.severity(row), one.severity);
          assert.equal(table.place(row), one.place);
          assert.deepEqual(table.region(row), one.location.region);
          assert.equal(table.textIn(row, 'suppressed'), one.suppressed);
          assert.equal(table.number(row, column.ordinal), row * 2);
        });
      }),
    );
  });

  it('grows to thousands of rows', () => {
    const findings = Array.from({ length: 3000 }, (_, row) =>
      finding({ id: row.toString(16).padStart(64, '0'), message: `Message ${row}` }),
    );
    const table = tableOf(findings, 700);
    assert.equal(table.length, 3000);
    for (const row of [0, 1, 63, 64, 699, 700, 2999]) {
      assert.deepEqual(table.summary(row), findings[row]);
    }
    assert.equal(table.textCount, 3003);
  });

  it('keeps equal texts once, whichever column and batch they are in', () => {
    const same = { message: 'same', ruleId: 'same', tool: { name: 'same' } };
    const findings = ['0', '1', '2'].map((digit) =>
      finding({ ...same, id: digit.repeat(64), location: { path: 'same' } }),
    );
    const batches = batchesOf(findings, 1);
    assert.deepEqual(
      batches.map(({ texts }) => texts),
      [['same'], [], [], []],
    );
    assert.equal(tableOf(findings, 1).textCount, 1);
  });

  it('hands out batches that later ones do not change', () => {
    const writer = tableWriter();
    addTo(writer, finding({ id, message: 'one' }), 4);
    assert.equal(writer.pending, 1);
    const batch = writer.flush();
    assert.equal(writer.pending, 0);
    addTo(writer, finding({ id: 'cd'.repeat(32), message: 'two' }), 5);
    writer.flush();
    const table = new FindingTable();
    table.append(batch);
    assert.deepEqual(table.summary(0), finding({ id, message: 'one' }));
    assert.equal(table.number(0, column.ordinal), 4);
    assert.equal(writer.flush().ids.length, 0);
  });
});

describe('a finding in the table', () => {
  it('moves, goes stale and comes back, and nothing else of it changes', () => {
    fc.assert(
      fc.property(summaries(), fc.nat(), fc.array(fc.option(region)), (findings, raw, moves) => {
        fc.pre(findings.length > 0);
        const table = tableOf(findings);
        const row = raw % findings.length;
        const before = findings[row] ?? assert.fail();
        const { place: _place, ...rest } = before;
        const { path } = before.location;
        for (const to of moves) {
          table.move(row, to ?? undefined);
          const moved = to
            ? { ...rest, location: { path, region: to } }
            : { ...rest, place: 'stale', location: { path } };
          assert.deepEqual(table.summary(row), moved);
        }
        findings.forEach((one, other) => {
          if (other !== row) assert.deepEqual(table.summary(other), one);
        });
      }),
    );
  });

  it('gets another id, and only it', () => {
    fc.assert(
      fc.property(summaries(), fc.nat(), hexId, (findings, raw, other) => {
        fc.pre(findings.length > 0);
        const table = tableOf(findings);
        const changed = raw % findings.length;
        table.setId(changed, other);
        findings.forEach((one, row) => {
          assert.deepEqual(table.summary(row), row === changed ? { ...one, id: other } : one);
        });
      }),
    );
  });

  it('has the first 32 bits of its id as a hash', () => {
    fc.assert(
      fc.property(hexId, (one) => {
        const table = tableOf([finding({ id: one })]);
        assert.equal(table.idHash(0), Number.parseInt(one.slice(0, 8), 16));
        assert.equal(Buffer.from(bytesOf([one])).toString('hex'), one);
      }),
    );
  });

  it('has another digest when it lies elsewhere or goes, and the same when it is back', () => {
    fc.assert(
      fc.property(summary(), region, (one, to) => {
        const table = tableOf([one]);
        table.move(0, to);
        const there = table.digest(0);
        assert.equal(tableOf([table.summary(0)]).digest(0), there);
        table.move(0, { ...to, end: { ...to.end, line: to.end.line + 1 } });
        assert.notEqual(table.digest(0), there);
        table.move(0, undefined);
        assert.notEqual(table.digest(0), there);
        table.move(0, to);
        assert.equal(table.digest(0), there);
      }),
    );
  });
});
