import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { CodeFinding } from '../../../src/core/finding';
import { batchOf, followingOn, rowsWithout } from '../../../src/core/findingRows';
import { FindingTable, column } from '../../../src/core/findingTable';
import { batchesOf, summaries, tableOf } from './summaries';

const allIn = (table: FindingTable) =>
  Array.from({ length: table.length }, (_, row) => table.summary(row));

describe('the rows of a table', () => {
  it('are all but those of some files, with what they say, and are followed by others', () => {
    fc.assert(
      fc.property(
        summaries(),
        summaries(),
        fc.subarray(['a.js', 'src/b.js', 'B.js', 'none.js']),
        (before, after, paths) => {
          const kept = before.filter(({ location }) => !paths.includes(location.path));
          const table = new FindingTable();
          table.append(rowsWithout(tableOf(before), new Set(paths)));
          assert.deepEqual(allIn(table), kept);
          const [batch] = batchesOf(after, after.length + 1);
          assert.ok(batch);
          table.append(followingOn(table.textCount, batch));
          assert.deepEqual(allIn(table), [...kept, ...after]);
        },
      ),
    );
  });

  it('hold no text that nobody needs, however often some are replaced', () => {
    let table = tableOf([]);
    for (let round = 0; round < 50; round += 1) {
      const [one] = fc.sample(summaries(), 1);
      const next = new FindingTable();
      next.append(rowsWithout(table, new Set(['a.js', 'src/b.js', 'B.js'])));
      const [batch] = batchesOf(one ?? [], 100);
      if (batch) next.append(followingOn(next.textCount, batch));
      table = next;
    }
    assert.ok(table.textCount <= table.length * 10);
    assert.ok(
      Array.from({ length: table.length }, (_, row) => table.number(row, column.path)).every(
        (text) => text >= 0,
      ),
    );
  });

  it('of findings tell whether there is more to see: a check before it is', () => {
    const bare: CodeFinding = {
      kind: 'code',
      ...{ id: 'a'.repeat(64), tool: { name: 'Countersign' }, ruleId: 'r', severity: 'info' },
      ...{ message: 'm', location: { path: 'a.js' }, cwe: ['CWE-1'] },
      ...{ related: [], codeFlows: [], fixes: [] },
    };
    const guarded = { ...bare, id: 'b'.repeat(64), guard: { path: 'a.js' } };
    const table = new FindingTable();
    table.append(batchOf([[7, [bare, guarded]]]));
    assert.deepEqual(
      allIn(table).map((one) => one.kind === 'code' && one.hasRelated),
      [false, true],
    );
    assert.equal(table.number(1, column.ordinal), 7);
  });
});
