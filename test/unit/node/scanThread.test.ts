import assert from 'node:assert/strict';
import * as path from 'node:path';
import { ScanThread } from '../../../src/node/scanThread';
import { folderWith } from '../cli/run';

/** A thread that answers, hangs, breaks or fails as the text of the file says. */
const made = `
const { parentPort, workerData } = require('node:worker_threads');
parentPort.postMessage({ kind: 'ready' });
let count = 0;
parentPort.on('message', ({ text }) => {
  count += 1;
  if (text === 'hang') for (;;);
  if (text === 'break') throw new RangeError('broken');
  if (text === 'eat') for (const all = [];;) all.push(new Array(1000).fill({}));
  if (text === 'refuse') return parentPort.postMessage({ kind: 'failure', message: 'Too deep.', isExpected: true });
  if (text === 'fail') return parentPort.postMessage({ kind: 'failure', message: 'x is not', isExpected: false });
  parentPort.postMessage({ kind: 'findings', findings: [count] });
});`;

describe('a thread that scans', function () {
  this.timeout(30_000);
  let thread: ScanThread;
  const limit = 3000;
  beforeEach(() => {
    const script = path.join(folderWith({ 'made.js': made }), 'made.js');
    thread = new ScanThread(script, { version: '1' }, limit);
  });
  afterEach(() => thread.dispose());

  const scan = (text: string) => thread.scan({ path: 'a.js', text });
  const fine = (count: number) => ({ kind: 'findings', findings: [count] });
  const skipped = (reason: string, why: string) => ({ kind: 'skipped', reason, why });

  it('answers file by file', async () => {
    assert.deepEqual(await scan('a'), fine(1));
    assert.deepEqual(await scan('b'), fine(2));
  });

  it('gives up a file that takes too long, and goes on with the next one', async () => {
    await scan('a');
    assert.deepEqual(await scan('hang'), skipped('slow', 'it takes longer than 3 s'));
    assert.deepEqual(await scan('b'), fine(1));
  });

  it('says why a file is none to scan, and goes on', async () => {
    assert.deepEqual(await scan('refuse'), skipped('unfit', 'Too deep'));
    assert.deepEqual(await scan('b'), fine(2));
  });

  it('starts anew after a file that breaks the scan or eats the memory', async () => {
    for (const [text, why] of [
      ['fail', 'x is not'],
      ['break', 'broken'],
      ['eat', 'it takes too much memory'],
    ] as const) {
      assert.deepEqual(await scan(text), skipped('unfit', `the scan broke off (${why})`));
      assert.deepEqual(await scan('b'), fine(1));
      thread.dispose();
    }
  });

  it('that cannot start is a defect', async () => {
    const broken = path.join(folderWith({ 'b.js': 'throw new Error("no start");' }), 'b.js');
    await assert.rejects(new ScanThread(broken, { version: '1' }).scan({ path: 'a', text: '' }), {
      message: 'no start',
    });
  });
});
