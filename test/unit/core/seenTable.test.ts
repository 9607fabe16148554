import assert from 'node:assert/strict';
import fc from 'fast-check';
import { SeenTable, recordWords } from '../../../src/core/seenTable';

const idOf = (number: number) => number.toString(16).padStart(8, '0').repeat(8);
const bytesOf = (id: string) => Buffer.from(id, 'hex');

describe('what was seen first', () => {
  it('keeps the first number of each id', () => {
    const table = new SeenTable(100);
    assert.equal(table.of(idOf(1)), undefined);
    assert.equal(table.add(bytesOf(idOf(1)), 7), true);
    assert.equal(table.add(bytesOf(idOf(1)), 9), false);
    assert.equal(table.add(bytesOf(idOf(2)), 9), true);
    assert.deepEqual([table.of(idOf(1)), table.of(idOf(2)), table.size], [7, 9, 2]);
  });

  it('takes nothing but ids', () => {
    const table = new SeenTable(100);
    for (const length of [0, 16, 31, 33]) {
      assert.equal(table.add(new Uint8Array(length), 1), false);
    }
    for (const id of ['', 'abc', 'G'.repeat(64), idOf(1).toUpperCase().replaceAll('0', 'A')]) {
      assert.equal(table.of(id), undefined);
    }
    assert.equal(table.size, 0);
  });

  it('tells ids apart that begin alike', () => {
    const table = new SeenTable(100);
    const [one, other] = ['0', '1'].map((digit) => `${'0'.repeat(31)}${digit}`.padEnd(64, 'f'));
    table.add(bytesOf(one ?? ''), 1);
    table.add(bytesOf(other ?? ''), 2);
    assert.deepEqual([table.of(one ?? ''), table.of(other ?? '')], [1, 2]);
  });

  it('lets the oldest go when it is full', () => {
    const table = new SeenTable(8);
    for (let number = 1; number <= 9; number += 1) table.add(bytesOf(idOf(number)), number);
    assert.equal(table.size, 7);
    assert.deepEqual(
      [1, 2, 3, 9].map((number) => table.of(idOf(number))),
      [undefined, undefined, 3, 9],
    );
  });

  it('agrees with a map, also after it was taken apart and put together', () => {
    const ids = fc.nat(5000).map((number) => idOf(Math.imul(number, 0x9e3779b1) >>> 0));
    fc.assert(
      fc.property(fc.array(fc.tuple(ids, fc.nat(1e6)), { maxLength: 3000 }), (added) => {
        const table = new SeenTable(10_000);
        const map = new Map<string, number>();
        for (const [id, minutes] of added) {
          table.add(bytesOf(id), minutes);
          if (!map.has(id)) map.set(id, minutes);
        }
        const again = new SeenTable(10_000);
        const records = table.records();
        const half = Math.floor(table.size / 2) * recordWords;
        again.addRecords(records.subarray(0, half));
        again.addRecords(records.subarray(half));
        for (const [id, minutes] of map) {
          assert.equal(table.of(id), minutes);
          assert.equal(again.of(id), minutes);
        }
        assert.deepEqual([table.size, again.size], [map.size, map.size]);
      }),
      { numRuns: 30 },
    );
  });
});
