import assert from 'node:assert/strict';
import { tally } from '../../../../src/core/readers/problems';
import { maxResults, maxRuns, openSarif, readSarif } from '../../../../src/core/readers/sarif';

const result = (uri: string, more: object = {}): object => ({
  ruleId: 'R1',
  message: { text: 'Bad.' },
  locations: [{ physicalLocation: { artifactLocation: { uri }, region: { startLine: 1 } } }],
  ...more,
});

const run = (results: unknown, more: object = {}): object => ({
  tool: { driver: { name: 'tool', rules: [{ id: 'R1' }] } },
  results,
  ...more,
});

const logOf = (...runs: readonly unknown[]) => ({ version: '2.1.0', runs });

describe('a SARIF log whose results come one by one', () => {
  it('reads the same as the whole log', () => {
    const first = [result('a.js'), 7, result('b.js', { kind: 'pass' }), result('c.js')];
    const second = [result('d.js'), { ruleId: 'R1' }];
    const problems = tally('made');
    const skeleton = logOf(run([]), run([], { columnKind: 'unicodeCodePoints' }));
    const log = openSarif(skeleton, problems, { cutOut: [4, 2] });
    const findings = [first, second].flatMap((results, index) =>
      results.flatMap((one) => log.runs[index]?.read(one) ?? []),
    );
    const whole = logOf(run(first), run(second, { columnKind: 'unicodeCodePoints' }));
    const report = readSarif('made', whole);
    assert.deepEqual(findings, report.findings);
    assert.deepEqual(problems.list(), report.problems);
    assert.equal(findings.length, 3);
    assert.equal(findings[2]?.location.region?.unit, 'unicodeCodePoints');
  });

  it('keeps its runs in order, whatever they are', () => {
    const log = openSarif(logOf(null, run([]), 'x'), tally('made'));
    assert.equal(log.runs.length, 3);
    assert.equal(log.runs[1]?.read(result('a.js'))?.tool.name, 'tool');
    assert.equal(log.runs[2]?.read(result('a.js'))?.tool.name, 'unknown tool');
  });

  it('hands over the results that were not taken out', () => {
    const left = result('a.js');
    const log = openSarif(logOf(run([]), run([left])), tally('made'), { cutOut: [3] });
    assert.deepEqual(log.results, [[1, left]]);
  });

  it('knows that a run had results when they were taken out', () => {
    const gaps = (cutOut: readonly number[]) => {
      const problems = tally('made');
      openSarif(logOf(run(undefined)), problems, { cutOut });
      return problems.list().length;
    };
    assert.equal(gaps([1]), 0);
    assert.equal(gaps([0]), 1);
    assert.equal(gaps([]), 1);
  });

  it('misses nothing but what was cut away', () => {
    const place = { physicalLocation: { artifactLocation: { uri: 'b.js' } } };
    const heavy = {
      codeFlows: [{ threadFlows: [{ locations: [{ location: place }] }] }],
      relatedLocations: [place],
      fixes: [
        {
          artifactChanges: [
            {
              artifactLocation: { uri: 'a.js' },
              replacements: [{ deletedRegion: { startLine: 1 } }],
            },
          ],
        },
      ],
    };
    const { runs } = openSarif(logOf(run([])), tally('made'));
    const whole = runs[0]?.read(result('a.js', heavy));
    const cut = runs[0]?.read(result('a.js', { codeFlows: [], relatedLocations: [], fixes: [] }));
    assert.deepEqual(
      [whole?.codeFlows.length, whole?.related.length, whole?.fixes.length],
      [1, 1, 1],
    );
    assert.deepEqual({ ...whole, codeFlows: [], related: [], fixes: [] }, cut);
  });

  it('has one limit for all of its runs', () => {
    const problems = tally('made');
    const { runs } = openSarif(logOf(run([]), run([])), problems);
    const one = result('a.js');
    for (let count = 0; count < maxResults; count += 1) runs[count % 2]?.read(one);
    assert.equal(runs[0]?.read(one), undefined);
    assert.deepEqual(
      problems.list().map(({ count }) => count),
      [1],
    );
  }).timeout(30_000);

  it('counts the results of runs that are too many', () => {
    const problems = tally('made');
    const many = Array.from({ length: maxRuns + 1 }, () => run([result('a.js')]));
    const log = openSarif(logOf(...many), problems, { cutOut: [] });
    assert.equal(log.runs.length, 10_000);
    assert.deepEqual(problems.list(), [
      { message: 'made: 1 result is in a run beyond the first 10000 and is not shown', count: 1 },
    ]);
  });

  it('keeps one copy of what many results share', () => {
    const { runs } = openSarif(logOf(run([])), tally('made'));
    const [one, two] = [runs[0]?.read(result('a.js')), runs[0]?.read(result('b.js'))];
    assert.equal(one?.tool, two?.tool);
    assert.equal(one?.cwe, two?.cwe);
    assert.equal(one?.related, two?.related);
  });

  it('has no runs when it is refused', () => {
    for (const log of [{ version: '3.0.0', runs: [{}] }, { version: '2.1.0', runs: [] }, null, 7]) {
      const problems = tally('made');
      assert.deepEqual(openSarif(log, problems), {
        runs: [],
        results: [],
        scanned: { files: [] },
      });
      assert.equal(problems.list().length, 1);
    }
  });

  it('tells of the files as they were scanned', () => {
    const artifacts = [{ location: { uri: 'a.js' }, contents: { text: 'x' } }];
    const log = openSarif(logOf(run([], { artifacts })), tally('made'));
    assert.deepEqual(log.scanned, { files: [{ uri: 'a.js', text: 'x' }] });
  });
});
