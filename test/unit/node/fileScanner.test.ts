import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { type FileScan, maxScanBytes, skip } from '../../../src/core/fileScan';
import { type ScannerTimes, fileScanner } from '../../../src/node/fileScanner';
import { folderWith, write } from '../cli/run';

const noSignal = new AbortController().signal;
const thread = { version: '1.2.3' };
const flaw = "const https = require('https');\nnew https.Agent({ rejectUnauthorized: false });\n";

const scanners: ReturnType<typeof fileScanner>[] = [];
afterEach(() => {
  for (const scanner of scanners.splice(0)) scanner.dispose();
});

function scannerOf(script: string, times: Partial<ScannerTimes> = {}) {
  const scanner = fileScanner(script, thread, times);
  scanners.push(scanner);
  return scanner;
}

describe('the scanning thread', () => {
  const scanIn = async (files: Record<string, string>, file: string, known?: string) => {
    const folder = folderWith(files);
    const scanner = scannerOf(path.resolve('dist/scan.js'));
    const scan = (more = {}) => scanner.scan({ folder, path: file, ...more }, noSignal);
    return { folder, scan, answer: await scan(known === undefined ? {} : { known }) };
  };
  const reasonOf = (answer: FileScan) =>
    answer.kind === 'skipped' ? answer.reason : assert.fail(answer.kind);

  it('tells what the rules see, with the hash of what it has read and how others speak of it', async () => {
    const { answer, scan } = await scanIn({ 'src/a.js': flaw }, 'src/a.js');
    assert.ok(answer.kind === 'scanned');
    const [one, ...more] = answer.findings;
    assert.ok(one && more.length === 0);
    assert.deepEqual(one.tool, { name: 'Countersign', version: '1.2.3' });
    assert.equal(one.location.region?.start.line, 1);
    assert.match(answer.sha256, /^[0-9a-f]{64}$/);
    assert.ok(answer.topics.get(one.ruleId) instanceof RegExp);
    assert.deepEqual(await scan({ known: answer.sha256 }), { kind: 'same' });
  });

  it('reads the file anew each time', async () => {
    const { folder, scan } = await scanIn({ 'a.js': flaw }, 'a.js');
    write(folder, 'a.js', 'fine();\n');
    const now = await scan();
    assert.ok(now.kind === 'scanned');
    assert.deepEqual(now.findings, []);
    fs.rmSync(path.join(folder, 'a.js'));
    assert.deepEqual(await scan(), { kind: 'gone' });
  });

  it('says of each file why it leaves it out', async () => {
    const cases = [
      ['node_modules/a/b.js', flaw, 'vendored'],
      ['public/vendor/b.js', flaw, 'vendored'],
      ['a.min.js', flaw, 'minified'],
      ['a.js', flaw.replaceAll('\n', ' ').repeat(40), 'packed'],
      ['a.js', flaw + '// x\n'.repeat(maxScanBytes / 5), 'too-large'],
      ['a.js', `${flaw}\0`, 'binary'],
    ] as const;
    for (const [file, text, reason] of cases) {
      assert.equal(reasonOf((await scanIn({ [file]: text }, file)).answer), reason, file);
    }
    const { folder, scan } = await scanIn({ 'a.js': flaw }, 'a.js');
    fs.writeFileSync(path.join(folder, 'a.js'), Buffer.from('// caf\xe9\n', 'latin1'));
    assert.equal(reasonOf(await scan()), 'encoding');
  });

  it('does not blame a file for a long literal, a mark or its line ends', async () => {
    const text = `\uFEFF${flaw}${'ok();\n'.repeat(400)}const data = '${'A'.repeat(9000)}';\n`;
    const { answer } = await scanIn({ 'a.js': text.replaceAll('\n', '\r\n') }, 'a.js');
    assert.ok(answer.kind === 'scanned');
    assert.equal(answer.findings[0]?.location.region?.start.line, 1);
  });

  it('says that no rule is for a file, and that nests are too deep', async () => {
    assert.deepEqual((await scanIn({ 'a.md': '# A' }, 'a.md')).answer, { kind: 'none' });
    const { answer } = await scanIn({ 'a.js': '['.repeat(3000) + ']'.repeat(3000) }, 'a.js');
    // Such a text has lines that nobody writes, too.
    assert.equal(reasonOf(answer), 'packed');
    const nest = flaw + '[\n'.repeat(3000) + ']\n'.repeat(3000);
    const deep = await scanIn({ 'a.js': nest }, 'a.js');
    assert.equal(reasonOf(deep.answer), 'unfit');
  });

  it('lists what there is to scan, and tells a person what cannot be listed', async () => {
    const folder = folderWith({ 'a.js': flaw, 'b.md': '', 'vendor/c.js': flaw });
    const scanner = scannerOf(path.resolve('dist/scan.js'));
    const { files, skipped } = await scanner.list({ folder }, noSignal);
    assert.deepEqual(files, [{ path: 'a.js', asked: 'listed' }]);
    assert.deepEqual(skipped, [
      { path: 'vendor', reason: 'vendored', why: 'it is third-party code' },
    ]);
    const missing = scanner.list({ folder, paths: ['no.js'] }, noSignal);
    await assert.rejects(missing, { name: 'HumanError', message: 'no.js does not exist.' });
    const [named] = (await scanner.list({ folder, paths: ['vendor/c.js'] }, noSignal)).files;
    assert.ok(named);
    assert.equal((await scanner.scan({ folder, ...named }, noSignal)).kind, 'scanned');
  });

  it('never leaves the folder', async () => {
    const { folder, scan } = await scanIn({ 'a.js': flaw }, 'a.js');
    const outside = folderWith({ 'b.js': flaw });
    fs.rmSync(path.join(folder, 'a.js'));
    fs.symlinkSync(path.join(outside, 'b.js'), path.join(folder, 'a.js'));
    assert.deepEqual(await scan(), { kind: 'gone' });
  });
});

/** Answers with the order of its questions; the path says how. */
const script = `
const { parentPort } = require('node:worker_threads');
let count = 0;
parentPort.on('message', ({ file }) => {
  count += 1;
  if (file.path === 'hang') for (;;);
  if (file.path === 'crash') throw new Error('a defect');
  if (file.path === 'end') process.exit(3);
  if (file.path === 'full') { const all = []; for (;;) all.push(new Array(1e6).fill(count)); }
  if (file.path === 'fail') parentPort.postMessage({ kind: 'failure', message: 'no luck' });
  else {
    const answer = { kind: 'scanned', sha256: String(count), findings: [], topics: new Map() };
    setTimeout(() => parentPort.postMessage({ kind: 'answer', answer }), file.path === 'slow' ? 150 : 0);
  }
});
parentPort.postMessage({ kind: 'ready' });
`;

describe('whoever asks the scanning thread', () => {
  const started = (times: Partial<ScannerTimes> = {}, text = script) => {
    const folder = folderWith({ 'script.js': text });
    const scanner = scannerOf(path.join(folder, 'script.js'), times);
    const ask = (file: string, more: { signal?: AbortSignal; isUrgent?: boolean } = {}) => {
      const { signal = noSignal, isUrgent = false } = more;
      return scanner.scan({ folder, path: file, isUrgent }, signal);
    };
    return { scanner, ask };
  };
  const numberIn = (answer: FileScan) =>
    answer.kind === 'scanned' ? answer.sha256 : assert.fail(JSON.stringify(answer));

  it('skips a file that takes too long, and goes on with the next in a new thread', async () => {
    const { ask } = started({ scan: 200 });
    const [first, hung, next] = await Promise.all([ask('a'), ask('hang'), ask('b')]);
    assert.equal(numberIn(first), '1');
    assert.deepEqual(hung, skip('slow', 'more than 0.2 s'));
    assert.equal(numberIn(next), '1', 'it is not another thread');
  });

  for (const [file, why] of [
    ['crash', /a defect/],
    ['end', /ended by itself/],
    ['full', /too much memory/],
    ['fail', /^the scan broke off \(no luck\)$/],
  ] as const) {
    it(`says why a file was skipped: ${file}`, async function () {
      this.timeout(60_000);
      const { ask } = started({ scan: 50_000 });
      await ask('a');
      const [bad, next] = await Promise.all([ask(file), ask('b')]);
      assert.ok(bad.kind === 'skipped' && bad.reason === 'unfit');
      assert.match(bad.why, why);
      assert.equal(numberIn(next), '1', 'it is not another thread');
    });
  }

  it('does not count what others do with the machine against a file', async () => {
    const { ask } = started({ scan: 100 }, script.replace('? 150 : 0', '? 350 : 0'));
    assert.equal(numberIn(await ask('slow')), '1');
    const { ask: askLong } = started({ scan: 100 }, script.replace('? 150 : 0', '? 5000 : 0'));
    assert.deepEqual(await askLong('slow'), skip('slow', 'more than 0.1 s'));
  });

  it('does not count the start against a file', async () => {
    const slowStart = script.replace(
      "parentPort.postMessage({ kind: 'ready' });",
      "setTimeout(() => parentPort.postMessage({ kind: 'ready' }), 400);",
    );
    const { ask } = started({ scan: 300 }, slowStart.replace('? 150 : 0', '? 150 : 450'));
    assert.equal(numberIn(await ask('a')), '1');
  });

  it('blames no file when there is no thread to be had', async () => {
    const { ask } = started({}, 'throw new Error("broken");');
    await assert.rejects(ask('a'), /Nothing can be scanned: broken/);
    const mute = started({ start: 100 }, 'setInterval(() => 1, 1000);');
    await assert.rejects(mute.ask('a'), /did not start in time/);
  });

  it('takes what is urgent first, in its order', async () => {
    const { ask } = started();
    const all = [
      ask('slow'),
      ask('b'),
      ask('c'),
      ...['d', 'e'].map((one) => ask(one, { isUrgent: true })),
    ];
    assert.deepEqual((await Promise.all(all)).map(numberIn), ['1', '4', '5', '2', '3']);
  });

  it('lets go of what is cancelled, whether it waits or runs', async () => {
    const { ask } = started();
    const stop = new AbortController();
    const [running, waiting] = [ask('slow', stop), ask('b', stop)];
    const rest = ask('c');
    stop.abort();
    await assert.rejects(running, { name: 'AbortError' });
    await assert.rejects(waiting, { name: 'AbortError' });
    assert.equal(numberIn(await rest), '2');
    await assert.rejects(ask('d', stop), { name: 'AbortError' });
  });

  it('ends the thread when nobody asks for a while', async () => {
    const { ask } = started({ idle: 50 });
    assert.equal(numberIn(await ask('a')), '1');
    assert.equal(numberIn(await ask('a')), '2');
    await new Promise((resolve) => setTimeout(resolve, 300));
    assert.equal(numberIn(await ask('a')), '1');
  });

  it('tells all who wait when it is closed', async () => {
    const { scanner, ask } = started();
    const all = [ask('slow'), ask('b')];
    scanner.dispose();
    for (const one of all) await assert.rejects(one, { name: 'AbortError' });
  });
});
