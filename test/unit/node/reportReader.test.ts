import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { HumanError } from '../../../src/core/errors';
import { reportReader } from '../../../src/node/reportReader';
import { folderWith, write } from '../cli/run';
import { flowOf, listener, ordinalsIn, placesIn, requestFor, result, sarif } from './reports';

const built = path.resolve('dist/reports.js');
const source = 'one();\neval(input);\nthree();\n';
const log = sarif([result('a.js', 2, flowOf('a.js', 1, 2)), result('a.js', 3)]);
const noSignal = new AbortController().signal;

describe('the reader of reports, in a thread of its own', () => {
  const readers: ReturnType<typeof reportReader>[] = [];
  afterEach(() => {
    for (const reader of readers.splice(0)) reader.dispose();
  });

  function readerOf(script = built) {
    const reader = reportReader(script);
    readers.push(reader);
    return reader;
  }

  /** A reader that has read this report on `a.js`. */
  async function opened(report = log, reader = readerOf(), memory?: string) {
    const folder = folderWith({ 'a.js': source, 'r.json': report });
    return { folder, ...(await loaded(folder, reader, memory)) };
  }

  async function loaded(folder: string, reader = readerOf(), memory?: string) {
    const file = path.join(folder, 'r.json');
    const told = listener();
    const more = memory === undefined ? {} : { memory };
    const request = requestFor(file, [folder], more);
    const answer = await reader.load(request, (event) => told.tell(event), noSignal);
    told.settle(answer);
    const { table } = told;
    const whole = (row: number) => reader.whole(file, ordinalsIn(table)[row] ?? -1, table.id(row));
    return { reader, file, table, answer, whole };
  }

  const regions = (...lines: readonly number[]) =>
    Int32Array.from(lines.flatMap((line) => [line, 0, line, 3]));
  const linesOf = (moved: Int32Array) => [...moved].filter((_, at) => at % 4 === 0);

  /** The lines are noted after the report was read; then questions are heard again. */
  const settled = (reader: ReturnType<typeof reportReader>) => reader.whole('none', 0, '');

  it('tells the findings and what is known of the report', async () => {
    const { table, answer, folder } = await opened();
    assert.deepEqual(placesIn(table), [1, 2]);
    assert.deepEqual(answer, { format: 'sarif', folder, problems: [], newIds: [] });
  });

  it('opens a finding whole', async () => {
    const { whole, reader, file, table } = await opened();
    const finding = await whole(0);
    assert.ok(finding?.kind === 'code');
    assert.equal(finding.id, table.id(0));
    assert.deepEqual(
      finding.codeFlows[0]?.map(({ region }) => region?.start.line),
      [0, 1],
    );
    assert.equal(await reader.whole(file, 2, table.id(0)), undefined);
    assert.equal(await reader.whole('other', 0, table.id(0)), undefined);
  });

  it('says where places are after a change on disk, and goes on from there', async () => {
    const { reader, folder, whole } = await opened();
    await settled(reader);
    write(folder, 'a.js', `// new\n${source}`);
    const down = await reader.moved(folder, 'a.js', regions(0, 1, 2));
    assert.deepEqual([...down], [...regions(1, 2, 3)]);
    write(folder, 'a.js', '// new\none();\nthree();\n');
    assert.deepEqual(linesOf(await reader.moved(folder, 'a.js', down)), [1, -1, 2]);
    assert.equal((await whole(0))?.place, 'stale');
    assert.equal((await whole(1))?.location.region?.start.line, 2);
    fs.rmSync(path.join(folder, 'a.js'));
    assert.deepEqual(linesOf(await reader.moved(folder, 'a.js', regions(1, 2))), [-1, -1]);
  });

  it('opens findings where they are after several changes on disk', async () => {
    const { reader, folder, whole } = await opened();
    await settled(reader);
    for (const text of [`// 1\n${source}`, `// 1\n// 2\n${source}`]) {
      write(folder, 'a.js', text);
      await reader.moved(folder, 'a.js', regions(1));
    }
    const finding = await whole(0);
    assert.ok(finding?.kind === 'code');
    assert.equal(finding.location.region?.start.line, 3);
    assert.deepEqual(
      finding.codeFlows[0]?.map(({ region }) => region?.start.line),
      [2, 3],
    );
  });

  it('leaves the places in files that nobody has read', async () => {
    const { reader, folder } = await opened();
    write(folder, 'b.js', 'b\n');
    assert.deepEqual([...(await reader.moved(folder, 'b.js', regions(7)))], [...regions(7)]);
    assert.deepEqual([...(await reader.moved('/none', 'a.js', regions(7)))], [...regions(7)]);
  });

  it('remembers how the sources were, for when the editor is started again', async () => {
    const memory = path.join(folderWith({}), 'memory/lines');
    const first = await opened(log, undefined, memory);
    await settled(first.reader);
    write(first.folder, 'a.js', `// new\n${source}`);
    const again = await loaded(first.folder, readerOf(), memory);
    assert.deepEqual(placesIn(again.table), [2, 3]);
    assert.deepEqual(
      [again.table.id(0), again.table.id(1)],
      [first.table.id(0), first.table.id(1)],
    );
    write(first.folder, 'r.json', sarif([result('a.js', 1)]));
    const other = await loaded(first.folder, readerOf(), memory);
    assert.deepEqual(placesIn(other.table), [0]);
  });

  it('forgets a report, and refuses one that has changed', async () => {
    const { reader, folder, file, whole } = await opened();
    write(folder, 'r.json', `${log}\n`);
    await assert.rejects(whole(0), HumanError);
    reader.forget(file);
    assert.equal(await whole(0), undefined);
  });

  it('says why a report cannot be read, and reads the next one', async () => {
    const { reader } = await opened();
    const none = requestFor(path.join(folderWith({}), 'none.json'));
    const unheard = () => undefined;
    await assert.rejects(reader.load(none, unheard, noSignal), {
      name: 'HumanError',
      message: 'made does not exist.',
    });
    assert.equal((await opened(log, reader)).table.length, 2);
  });

  it('stops when it is told to, and reads on afterwards', async () => {
    const results = Array.from({ length: 20_000 }, () => result('a.js', 2, flowOf('a.js', 1, 2)));
    const folder = folderWith({ 'a.js': source, 'r.json': sarif(results) });
    const request = requestFor(path.join(folder, 'r.json'), [folder]);
    const reader = readerOf();
    const stop = new AbortController();
    const told: string[] = [];
    const loading = reader.load(
      request,
      ({ kind }) => {
        told.push(kind);
        stop.abort();
      },
      stop.signal,
    );
    await assert.rejects(loading, { name: 'AbortError' });
    assert.ok(told.length > 0);
    await assert.rejects(
      reader.load(request, () => assert.fail(), stop.signal),
      { name: 'AbortError' },
    );
    assert.equal((await opened(log, reader)).table.length, 2);
  });

  it('reads several reports at a time', async () => {
    const reader = readerOf();
    const all = await Promise.all(
      [1, 2, 3].map((line) => opened(sarif([result('a.js', line)]), reader)),
    );
    assert.deepEqual(
      all.map(({ table }) => placesIn(table)),
      [[0], [1], [2]],
    );
  });

  /** The built reader, but it fails on files with a certain name. */
  function failing(how: string): string {
    const script = `
      const { parentPort } = require('node:worker_threads');
      parentPort.on('message', ({ about }) => {
        if (about.kind === 'load' && about.request.file.endsWith('fatal.json')) { ${how} }
      });
      require(${JSON.stringify(built)});`;
    return path.join(folderWith({ 'worker.js': script }), 'worker.js');
  }

  const ends: readonly [what: string, how: string, error: object][] = [
    [
      'runs out of memory',
      "throw Object.assign(new Error('x'), { code: 'ERR_WORKER_OUT_OF_MEMORY' });",
      { name: 'HumanError', message: 'The report takes too much memory to be read.' },
    ],
    ['throws', "throw new Error('Unforeseen.');", { name: 'Error', message: 'Unforeseen.' }],
    ['ends', 'process.exit(0);', { message: 'The reader of reports has ended.' }],
  ];
  for (const [what, how, error] of ends) {
    it(`tells all who wait when its thread ${what}, and starts anew`, async () => {
      const reader = readerOf(failing(how));
      const { whole } = await opened(log, reader);
      const fatal = requestFor(path.join(folderWith({}), 'fatal.json'));
      const waiting = [reader.load(fatal, () => undefined, noSignal), whole(0)];
      const outcomes = await Promise.allSettled(waiting);
      for (const outcome of outcomes) {
        assert.ok(outcome.status === 'rejected');
        assert.throws(() => {
          throw outcome.reason;
        }, error);
      }
      assert.equal(await whole(0), undefined);
      assert.equal((await opened(log, reader)).table.length, 2);
    });
  }

  it('tells those who wait that it was closed', async () => {
    const { reader, whole } = await opened();
    const waiting = assert.rejects(whole(0), /The reader of reports was closed/);
    reader.dispose();
    await waiting;
  });
});
