import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { accountOf } from '../../bench/accounting';
import { type Mutant, mutantOf, sampleOf, truncated } from '../../bench/mutants';
import { folderWith } from '../cli/run';
import { flowOf, load, messagesOf, placesIn, requestFor, result, sarif } from './reports';

const source = 'one();\ntwo();\nthree();\n';

function loadText(report: string) {
  const folder = folderWith({ 'a.js': source, 'report.json': report });
  return load(requestFor(path.join(folder, 'report.json')));
}

/** The log with `by` in the place of a piece of its text. */
const broken = (log: string, piece: string, by: string): string => {
  assert.ok(log.includes(piece));
  return log.replace(piece, () => by);
};

describe('a report that is broken on purpose', () => {
  const seed = 20_261_121;
  const folders = ['test/workspaces/shop/.sarif', 'test/fixtures/reports'];
  const samples = folders
    .flatMap((folder) => fs.readdirSync(folder).map((name) => path.join(folder, name)))
    .filter((file) => !/LICENSE|README|origins|expected/.test(file) && fs.statSync(file).size > 0)
    .map((file) => sampleOf(file, fs.readFileSync(file)));
  const about = 'test/workspaces/shop';

  const file = path.join(folderWith({}), 'mutant');

  async function holds({ bytes, how }: Mutant, turn: number): Promise<void> {
    fs.writeFileSync(file, bytes);
    const { faults } = await accountOf(file, about);
    const said = `seed ${seed}, turn ${turn}: ${how}`;
    assert.deepEqual(faults, [], said);
  }

  it('loses no result when it is cut off', async () => {
    for (const [index, sample] of samples.entries()) {
      for (let turn = index * 4; turn < index * 4 + 4; turn += 1) {
        await holds(truncated(sample, seed, turn), turn);
      }
    }
  }).timeout(60_000);

  it('loses no result when it is mutated', async () => {
    for (let turn = 0; turn < 500; turn += 1) {
      const sample = samples[turn % samples.length];
      assert.ok(sample);
      await holds(mutantOf(sample, samples, seed, turn), turn);
    }
  }).timeout(60_000);
});

describe('a result that is broken', () => {
  const place = {
    physicalLocation: { artifactLocation: { uri: 'a.js' }, region: { startLine: 2 } },
  };

  it('is opened without the members that are no JSON', async () => {
    const log = sarif([result('a.js', 1, flowOf('a.js', 2)), result('a.js', 3)]);
    const { table, report } = await loadText(
      broken(log, '"threadFlows":[', '"threadFlows":[oops '),
    );
    assert.deepEqual(placesIn(table), [0, 2]);
    const whole = report.whole(0, table.id(0));
    assert.ok(whole?.kind === 'code' && whole.id === table.id(0));
    assert.deepEqual(whole.codeFlows, []);
  });

  it('is counted beside one that is null', async () => {
    const log = sarif([result('a.js', 1), null, { ruleId: 'gone' }]);
    const { table, report } = await loadText(broken(log, '"gone"', 'gone'));
    assert.deepEqual(placesIn(table), [0]);
    assert.deepEqual(messagesOf(report.problems), [
      'made: 1 result is not an object and was skipped',
      'made: 1 result is not valid JSON and cannot be read',
    ]);
  });

  it('is counted when it would fill the memory', async () => {
    const small = Array.from({ length: 500_000 }, () => []);
    const log = sarif([result('a.js', 1), result('a.js', 2, { small }), result('a.js', 3)]);
    const { table, report } = await loadText(log);
    assert.deepEqual(placesIn(table), [0, 2]);
    assert.match(
      messagesOf(report.problems).join(),
      /^made: 1 result is larger than 8 MB, or of too/,
    );
  });

  it('is counted when it was cut off, also behind long members', async () => {
    const long = { relatedLocations: [place, place, place] };
    const log = sarif([result('a.js', 1, long), result('a.js', 2, long)]);
    const { table, report } = await loadText(log.slice(0, -5));
    assert.deepEqual(placesIn(table), [0]);
    assert.match(
      messagesOf(report.problems).join(),
      /it ends in the middle, after 1 whole result;/,
    );
  });
});

describe('a report with the version at its end', () => {
  it('is read as SARIF 2.1.0 when its end is missing', async () => {
    const { runs } = JSON.parse(sarif([result('a.js', 1), result('a.js', 2)])) as { runs: unknown };
    const log = JSON.stringify({ runs, version: '2.1.0' });
    const { table, report } = await loadText(log.slice(0, log.lastIndexOf(']')));
    assert.deepEqual(placesIn(table), [0, 1]);
    assert.deepEqual(messagesOf(report.problems), [
      'made: its version cannot be made out, so it is read as SARIF 2.1.0',
      'made: it ends in the middle, after 2 whole results; scan again',
    ]);
  });

  it('is read as SARIF 2.1.0 when its end is broken', async () => {
    const { runs } = JSON.parse(sarif([result('a.js', 1), result('a.js', 2)])) as { runs: unknown };
    const log = JSON.stringify({ runs, version: '2.1.0' });
    const { table, report } = await loadText(broken(log, '"version"', '}'));
    assert.deepEqual(placesIn(table), [0, 1]);
    assert.deepEqual(messagesOf(report.problems), [
      'made: its version cannot be made out, so it is read as SARIF 2.1.0',
      'made: it is not valid JSON; what could be made out of it is shown; scan again',
    ]);
  });
});

describe('a report that is read in one piece', () => {
  it('is refused when it would fill the memory', async () => {
    const { table, report } = await loadText(`[${'[],'.repeat(3_000_000)}[]]`);
    assert.equal(table.length, 0);
    assert.deepEqual(messagesOf(report.problems), [
      'made: it consists of so many small parts that it would fill the memory; no scanner writes such a report',
    ]);
  });
});
