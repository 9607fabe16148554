import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { gzipSync } from 'node:zlib';
import { HumanError } from '../../../src/core/errors';
import { folderWith, write } from '../cli/run';
import {
  flowOf,
  load,
  messagesOf,
  ordinalsIn,
  placesIn,
  requestFor,
  result,
  sarif,
} from './reports';

const source = 'one();\ntwo();\nthree();\n';
const three = sarif([result('a.js', 1), result('a.js', 2), result('a.js', 3)]);

/** Loads a report that lies beside these files. */
function loadText(report: string | Uint8Array, files: Readonly<Record<string, string>> = {}) {
  const folder = folderWith({ 'a.js': source, ...files, 'report.json': report });
  return load(requestFor(path.join(folder, 'report.json')));
}

describe('a report on disk', () => {
  const utf16 = (text: string) => Buffer.from(text, 'utf16le');
  const encodings: readonly [what: string, bytes: Uint8Array][] = [
    ['UTF-8', Buffer.from(three)],
    ['UTF-8 with a mark', Buffer.from(`\ufeff${three}`)],
    ['UTF-8 with a mark and blank lines', Buffer.from(`\ufeff\r\n\n ${three}\n`)],
    ['UTF-16', utf16(three)],
    ['UTF-16 with a mark', utf16(`\ufeff${three}`)],
    ['UTF-16 of the other kind', utf16(`\ufeff${three}`).swap16()],
    ['gzip', gzipSync(three)],
    ['gzip of UTF-16', gzipSync(utf16(`\ufeff${three}`))],
  ];
  for (const [what, bytes] of encodings) {
    it(`is read in ${what}`, async () => {
      const { table, report } = await loadText(bytes);
      assert.deepEqual(placesIn(table), [0, 1, 2]);
      assert.deepEqual(ordinalsIn(table), [0, 1, 2]);
      assert.equal(report.format, 'sarif');
      assert.deepEqual(report.problems, []);
      assert.equal(report.whole(1, table.id(1))?.location.region?.start.line, 1);
    });
  }

  it('is read where its results come before the tool and its rules', async () => {
    const rules = [{ id: 'R1', properties: { 'security-severity': '9.1' } }];
    const results = [result('a.js', 2)];
    const run = { results, tool: { driver: { name: 'late', version: '7', rules } } };
    const { table } = await loadText(JSON.stringify({ runs: [run], version: '2.1.0' }));
    const found = table.summary(0);
    assert.deepEqual(found.tool, { name: 'late', version: '7' });
    assert.equal(found.securitySeverity, 9.1);
  });

  it('is read in another format, and its findings can be opened', async () => {
    const messages = [1, 3].map((line) => ({
      ruleId: 'no-eval',
      severity: 2,
      message: `Line ${line}.`,
      line,
      column: 1,
    }));
    const { table, report } = await loadText(JSON.stringify([{ filePath: 'a.js', messages }]));
    assert.equal(report.format, 'eslint');
    assert.deepEqual(placesIn(table), [0, 2]);
    assert.equal(report.whole(1, table.id(1))?.message, 'Line 3.');
    assert.equal(report.whole(2, table.id(1)), undefined);
  });

  it('has the findings that it keeps in a file beside it, and in no other', async () => {
    const outside = (uri: string) =>
      JSON.stringify({
        version: '2.1.0',
        runs: [
          {
            tool: { driver: { name: 'tool' } },
            results: [result('a.js', 1)],
            externalPropertyFileReferences: { results: [{ location: { uri } }] },
          },
        ],
      });
    const more = JSON.stringify({ results: [result('a.js', 3)] });
    const { table, report } = await loadText(outside('more.json'), { 'more.json': more });
    assert.deepEqual(placesIn(table).sort(), [0, 2]);
    for (let row = 0; row < 2; row += 1) {
      const whole = report.whole(ordinalsIn(table)[row] ?? -1, table.id(row));
      assert.deepEqual(whole?.location, table.summary(row).location);
    }
    const top = folderWith({
      'more.json': more,
      'in/a.js': source,
      'in/r.json': outside('../more.json'),
    });
    const other = await load(requestFor(path.join(top, 'in/r.json')));
    assert.deepEqual(placesIn(other.table), [0]);
  });

  it('shows what of a finding is long, and has it when it is opened', async () => {
    const long = flowOf('a.js', 1, 2, 3);
    const { table, report } = await loadText(sarif([result('a.js', 3, long), result('a.js', 1)]));
    const [first, second] = [table.summary(0), table.summary(1)];
    assert.ok(first.kind === 'code' && second.kind === 'code');
    assert.deepEqual([first.hasFlow, first.hasFix, first.hasRelated], [true, false, false]);
    assert.equal(second.hasFlow, false);
    const whole = report.whole(0, first.id);
    assert.ok(whole?.kind === 'code');
    const { codeFlows, related: _related, fixes: _fixes, ...rest } = whole;
    assert.deepEqual({ ...rest, hasFlow: true, hasFix: false, hasRelated: false }, first);
    assert.deepEqual(
      codeFlows[0]?.map(({ region }) => region?.start.line),
      [0, 1, 2],
    );
  });

  it('is about the folder that has most of its files', async () => {
    const folders = [{ 'x.js': '' }, { 'a.js': source, 'src/b.js': '' }, { 'a.js': '' }].map(
      folderWith,
    );
    const [first = '', second = ''] = folders;
    const report = async (...uris: string[]) => {
      write(first, 'r.json', sarif(uris.map((uri) => result(uri, 1))));
      const { events } = await load(requestFor(path.join(first, 'r.json'), folders));
      const told = events.flatMap((event) => (event.kind === 'folder' ? [event.folder] : []));
      assert.equal(told.length, 1);
      return told[0];
    };
    assert.equal(await report('a.js', 'src/b.js', 'none.js'), second);
    assert.equal(await report('none.js'), first);
    assert.equal(await report(path.join(second, 'a.js')), second);
  });
});

describe('a long report', () => {
  const count = 30_000;
  const text = Array.from({ length: count }, (_, line) => `call(${line});`).join('\n');
  const results = Array.from({ length: count }, (_, line) =>
    result('a.js', line + 1, line % 1000 === 0 ? flowOf('a.js', 1, line + 1) : {}),
  );

  it('is told in parts, of which the first is short, in the order of the report', async () => {
    const { table, events, batches, report } = await loadText(sarif(results), { 'a.js': text });
    assert.equal(table.length, count);
    assert.deepEqual(report.problems, []);
    assert.ok((batches[0] ?? 0) < 1000 && batches.length > 20, batches.join());
    assert.deepEqual(placesIn(table), Array.from(results.keys()));
    assert.deepEqual(ordinalsIn(table), Array.from(results.keys()));
    const kinds = events.map(({ kind }) => kind);
    assert.ok(kinds.indexOf('folder') < kinds.indexOf('findings'));
    let last = 0;
    for (const event of events) {
      if (event.kind !== 'progress') continue;
      assert.ok(event.done >= last && event.done <= event.total);
      last = event.done;
    }
    for (const row of [0, 12_000, 29_999]) {
      const whole = report.whole(row, table.id(row));
      assert.ok(whole?.kind === 'code');
      assert.equal(whole.location.region?.start.line, row);
      assert.equal(whole.codeFlows.length, row % 1000 === 0 ? 1 : 0);
    }
  });
});

describe('a report that is broken', () => {
  it('gives its other results when some are no JSON, and counts those', async () => {
    const bad = '{"ruleId": nope, "a": [1, 2]}';
    const good = JSON.stringify(result('a.js', 2));
    const log = sarif([]).replace(
      '[]',
      `[${bad},${good},,${bad},${JSON.stringify(result('a.js', 3))}]`,
    );
    const { table, report } = await loadText(log);
    assert.deepEqual(placesIn(table), [1, 2]);
    assert.deepEqual(ordinalsIn(table), [1, 3]);
    assert.deepEqual(report.problems, [
      { message: 'made: 2 results are not valid JSON and cannot be read', count: 2 },
    ]);
    assert.equal(report.whole(3, table.id(1))?.location.region?.start.line, 2);
    assert.equal(report.whole(0, table.id(1)), undefined);
  });

  it('is read in spite of commas at the end of lists', async () => {
    const inResults = await loadText(three.replace(/\]\}\]\}$/, ',]}]}'));
    assert.deepEqual(placesIn(inResults.table), [0, 1, 2]);
    const inLog = await loadText(three.replace(/\]\}\]\}$/, ']}],}'));
    assert.deepEqual(placesIn(inLog.table), [0, 1, 2]);
    assert.match(
      messagesOf(inLog.report.problems).join(),
      /^made: it is not valid JSON; what could/,
    );
  });

  it('gives the whole results that it has when it breaks off', async () => {
    const cut = three.lastIndexOf('startLine');
    const { table, report } = await loadText(three.slice(0, cut));
    assert.deepEqual(placesIn(table), [0, 1]);
    assert.deepEqual(messagesOf(report.problems), [
      'made: it ends in the middle, after 2 whole results; scan again',
    ]);
  });

  it('gives its other results when one is larger than any scanner writes', async () => {
    const [head = '', tail = ''] = sarif([
      result('a.js', 1),
      { ruleId: '' },
      result('a.js', 3),
    ]).split('"ruleId":""');
    const folder = folderWith({ 'a.js': source, 'r.json': `${head}"ruleId":"` });
    const file = path.join(folder, 'r.json');
    fs.truncateSync(file, 100 * 1024 * 1024);
    fs.appendFileSync(file, `"${tail}`);
    const { table, report } = await load(requestFor(file));
    assert.deepEqual(placesIn(table), [0, 2]);
    assert.deepEqual(messagesOf(report.problems), [
      'made: 1 result is larger than 8 MB, or of too many parts, and is not read',
    ]);
    assert.throws(() => report.whole(1, table.id(0)), HumanError);
  });

  it('is read in parts where its results are long', async () => {
    const long = Array.from({ length: 30 }, (_, line) =>
      result('a.js', (line % 3) + 1, { message: { text: `${line} ${'x'.repeat(1e6)}` } }),
    );
    const { table, batches } = await loadText(sarif(long));
    assert.deepEqual(
      placesIn(table),
      [...long.keys()].map((line) => line % 3),
    );
    assert.deepEqual(ordinalsIn(table), [...long.keys()]);
    assert.equal(batches.length, 1);
  });

  const useless: readonly [what: string, bytes: string | Uint8Array, why: RegExp][] = [
    ['empty', '', /is empty/],
    ['blank', '\n  \n', /is empty/],
    ['prose', 'No problems found.\n', /neither JSON nor XML/],
    ['half a list', '[{"a":', /not valid JSON/],
    ['JSON of another kind', '{"a": 1}', /JSON of another kind/],
    ['a log without runs', '{"version": "2.1.0", "runs": []}', /holds no runs/],
    ['bytes', Uint8Array.from([0, 1, 2, 255, 254]), /./],
    ['cut before its results', '{"version":"2.1.0","runs":[{"tool":{"driver"', /./],
    ['too deep', `{"runs":[{"results":[${'['.repeat(2000)}`, /nests more than 1000 levels/],
  ];
  for (const [what, bytes, why] of useless) {
    it(`is said to be so when it is ${what}`, async () => {
      const { table, report } = await loadText(bytes);
      assert.equal(table.length, 0);
      assert.match(messagesOf(report.problems).join(), why);
    });
  }
});

describe('a report that cannot be read', () => {
  const refused = (file: string, message: RegExp, maxBytes?: number) =>
    assert.rejects(
      load(requestFor(file, undefined, maxBytes === undefined ? {} : { maxBytes })),
      (error) => error instanceof HumanError && message.test(error.message),
    );

  it('is refused with the reason', async () => {
    const folder = folderWith({ 'r.json': three, 'bad.gz': gzipSync(three).subarray(0, 40) });
    execFileSync('mkfifo', [path.join(folder, 'pipe')]);
    await refused(path.join(folder, 'none.json'), /^made does not exist\.$/);
    await refused(folder, /^made: it is not a regular file$/);
    await refused(path.join(folder, 'pipe'), /^made: it is not a regular file$/);
    await refused(path.join(folder, 'r.json'), /^made: it is 1 MB, above the limit of 1 MB/, 100);
    await refused(path.join(folder, 'bad.gz'), /^made: it cannot be unpacked/);
  });

  it('is refused when one of its findings is opened after it changed', async () => {
    const folder = folderWith({ 'a.js': source, 'r.json': three });
    const { report, table } = await load(requestFor(path.join(folder, 'r.json')));
    write(folder, 'r.json', three.replace('Bad.', 'Other.'));
    const message = 'made has changed since it was read; read it again.';
    assert.throws(() => report.whole(0, table.id(0)), { name: 'HumanError', message });
  });
});
