import assert from 'node:assert/strict';
import * as crypto from 'node:crypto';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { firstSeen } from '../../../src/node/firstSeen';

const idOf = (number: number) => crypto.createHash('sha256').update(String(number)).digest('hex');
const bytesOf = (...numbers: number[]) => numbers.map((number) => Buffer.from(idOf(number), 'hex'));
const early = Date.parse('2026-01-02T03:04:05Z');
const late = Date.parse('2026-02-03T04:05:06Z');

describe('the record of when findings were first seen', () => {
  let folder: string;
  let file: string;

  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'seen-'));
    file = path.join(folder, 'storage', 'first-seen.bin');
  });
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

  it('knows the first time to the minute, also when it is opened again', async () => {
    const ledger = firstSeen(file);
    await ledger.note(bytesOf(1), early);
    await ledger.note(bytesOf(1, 2), late);
    for (const one of [ledger, firstSeen(file)]) {
      assert.equal(await one.of(idOf(1)), '2026-01-02T03:04:00.000Z');
      assert.equal(await one.of(idOf(2)), '2026-02-03T04:05:00.000Z');
      assert.equal(await one.of(idOf(3)), undefined);
    }
  });

  it('writes nothing when it learns nothing', async () => {
    await firstSeen(file).note([], early);
    assert.ok(!fs.existsSync(file));
    await firstSeen(file).note(bytesOf(1), early);
    fs.utimesSync(file, 1, 1);
    await firstSeen(file).note([...bytesOf(1), new Uint8Array(3)], late);
    assert.equal(fs.statSync(file).mtimeMs, 1000);
  });

  it('sees what another window has noted', async () => {
    const [one, other] = [firstSeen(file), firstSeen(file)];
    await one.note(bytesOf(1), early);
    await other.note(bytesOf(2), late);
    await one.note(bytesOf(3), late);
    for (const number of [1, 2, 3]) assert.ok(await firstSeen(file).of(idOf(number)), `${number}`);
  });

  it('starts anew where the file is none of its own', async () => {
    fs.mkdirSync(path.dirname(file));
    for (const bytes of ['', 'x', 'x'.repeat(40), 'x'.repeat(37)]) {
      fs.writeFileSync(file, bytes);
      const ledger = firstSeen(file);
      assert.equal(await ledger.of(idOf(1)), undefined);
      await ledger.note(bytesOf(1), early);
      assert.ok(await firstSeen(file).of(idOf(1)));
    }
  });

  it('takes a hundred thousand ids quickly, and lets others have their turn', async () => {
    const ids = bytesOf(...Array(100_000).keys());
    let turns = 0;
    const timer = setInterval(() => (turns += 1), 1);
    const started = Date.now();
    await firstSeen(file).note(ids, early);
    const took = Date.now() - started;
    clearInterval(timer);
    assert.ok(took < 3000, `${took} ms`);
    assert.ok(turns > 5, `${turns} turns in ${took} ms`);
    assert.equal(fs.statSync(file).size, (ids.length + 1) * 20);
    assert.ok(await firstSeen(file).of(idOf(99_999)));
  });
});
