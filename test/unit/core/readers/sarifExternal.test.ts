import assert from 'node:assert/strict';
import { tally } from '../../../../src/core/readers/problems';
import { openSarif, outsideFiles, readSarif } from '../../../../src/core/readers/sarif';
import type { ReportedCode } from '../../../../src/core/readers/reported';

const result = (artifactLocation: object, more: object = {}): object => ({
  ruleId: 'R1',
  message: {},
  locations: [{ physicalLocation: { artifactLocation } }],
  ...more,
});

const run = (externalPropertyFileReferences: unknown, more: object = {}): object => ({
  tool: { driver: { name: 'tool' } },
  results: [],
  externalPropertyFileReferences,
  ...more,
});

const logOf = (runs: readonly unknown[], inlineExternalProperties?: unknown) => ({
  version: '2.1.0',
  runs,
  inlineExternalProperties,
});

const at = (uri: string) => ({ location: { uri } });

function read(log: unknown, files: Readonly<Record<string, unknown>> = {}) {
  const problems = tally('made');
  const asked: string[] = [];
  const outside = (uri: string): unknown => {
    asked.push(uri);
    return files[uri];
  };
  const { runs, results, scanned } = openSarif(log, problems, { outside });
  const findings: readonly ReportedCode[] = results.flatMap(
    ([index, one]) => runs[index]?.read(one) ?? [],
  );
  return { findings, scanned, asked, problems: problems.list().map(({ message }) => message) };
}

describe('the external properties of a SARIF log', () => {
  it('bring every part of a run that bears on findings', () => {
    const references = {
      driver: at('tool.json'),
      extensions: [at('tool.json')],
      taxonomies: [at('tool.json')],
      artifacts: [at('parts/files%20of%20run.json')],
      threadFlowLocations: [at('parts/files%20of%20run.json')],
      results: [at('results-1.json'), at('./results-2.json')],
      graphs: [at('graphs.json')],
    };
    const tool = {
      driver: {
        name: 'outer',
        version: '3',
        rules: [
          {
            id: 'R1',
            shortDescription: { text: 'Title.' },
            relationships: [{ target: { index: 0, toolComponent: { index: 0 } } }],
          },
        ],
      },
      extensions: [{ name: 'plugin', rules: [{ id: 'P1', shortDescription: { text: 'P.' } }] }],
      taxonomies: [{ name: 'CWE', taxa: [{ id: '89' }] }],
    };
    const files = {
      artifacts: [{ location: { uri: 'src/b.js' }, contents: { text: 'x' } }],
      threadFlowLocations: [
        { location: { physicalLocation: { artifactLocation: { uri: 'c.js' } } } },
      ],
    };
    const flow = { codeFlows: [{ threadFlows: [{ locations: [{ index: 0 }] }] }] };
    const more = { artifacts: [{ location: { uri: 'src/a.js' } }] };
    const { findings, scanned, problems } = read(logOf([run(references, more)]), {
      'tool.json': tool,
      'parts/files of run.json': files,
      'results-1.json': { results: [result({ index: 1 }, flow)] },
      'results-2.json': { results: [result({ index: 0 }, { ruleId: 'P1' })] },
    });
    assert.deepEqual(problems, []);
    assert.deepEqual(
      findings.map(({ location, message, cwe, codeFlows }) => [
        location.uri,
        message,
        cwe,
        codeFlows.length,
      ]),
      [
        ['src/b.js', 'Title.', ['CWE-89'], 1],
        ['src/a.js', 'P.', [], 0],
      ],
    );
    assert.deepEqual(findings[0]?.tool, { name: 'outer', version: '3' });
    assert.deepEqual(scanned.files, [{ uri: 'src/b.js', text: 'x' }]);
  });

  it('are asked for by the names that the log was searched for', () => {
    const references = { results: [at('a.json'), at('sub/b%20c.json')], artifacts: [at('a.json')] };
    const log = logOf([run(references), run({ results: [at('a.json')] })]);
    assert.deepEqual(outsideFiles(log), ['a.json', 'sub/b c.json']);
    assert.deepEqual(read(log).asked.sort(), ['a.json', 'sub/b c.json']);
  });

  const refused: readonly [what: string, uri: string][] = [
    ['on the network', 'https://example.org/results.json'],
    ['in a file URI', 'file:///etc/results.json'],
    ['at an absolute path', '/etc/results.json'],
    ['on a drive', 'C:/results.json'],
    ['above the report', '../results.json'],
    ['above the report in disguise', '%2e%2e/results.json'],
    ['on a way out and in again', 'a/../results.json'],
    ['behind a backslash', '..\\results.json'],
    ['on another machine', '//server/results.json'],
  ];
  for (const [what, uri] of refused) {
    it(`are not looked for ${what}, and that is said`, () => {
      const log = logOf([run({ results: [at(uri)] })]);
      assert.deepEqual(outsideFiles(log), []);
      const { asked, problems } = read(log);
      assert.deepEqual(asked, []);
      assert.deepEqual(problems, [
        `made: tool keeps its results at ${uri}, which is no file beside the report and is not read`,
      ]);
    });
  }

  it('are said to be missing when their file is', () => {
    const references = {
      results: [at('a.json')],
      artifacts: [at('a.json')],
      graphs: [at('g.json')],
    };
    const log = logOf([run(references, { results: undefined })]);
    const expected = [
      'made: tool keeps its artifacts, results in a.json, which could not be read; keep that file beside the report',
    ];
    assert.deepEqual(read(log).problems, expected);
    assert.deepEqual(
      readSarif('made', log).problems.map(({ message }) => message),
      expected,
    );
  });

  it('may be in the log itself, by their guid', () => {
    const guid = '11111111-1111-1111-8888-111111111111';
    const inline = [{ guid, results: [result({ uri: 'a.js' })] }];
    const references = { results: [{ guid, itemCount: 1 }] };
    const log = logOf([run({}), run(references)], inline);
    const { findings, asked, problems } = read(log);
    assert.deepEqual([findings.length, asked, problems], [1, [], []]);
    assert.equal(readSarif('made', log).findings.length, 1);
    const lost = logOf([run(references)], []);
    assert.match(read(lost).problems[0] ?? '', /results in a part of the report that is missing/);
  });

  it('may be in the log itself, by the guid of their run or as the only ones', () => {
    const guid = '22222222-2222-2222-8888-222222222222';
    const inline = [{ runGuid: guid, results: [result({ uri: 'a.js' })] }];
    const own = run(undefined, { automationDetails: { guid } });
    assert.equal(read(logOf([run(undefined), own], inline)).findings.length, 1);
    assert.equal(read(logOf([run(undefined)], inline)).findings.length, 1);
    const strange = read(logOf([run(undefined), run(undefined)], inline));
    assert.equal(strange.findings.length, 0);
    assert.deepEqual(strange.problems, [
      'made: some of its inlineExternalProperties belong to no run and are not read',
    ]);
  });

  it('do not grow without bound', () => {
    const many = Array.from({ length: 400_000 }, () => 0);
    const runs = Array.from({ length: 50 }, () => run({ results: [at('a.json')] }));
    const problems = tally('made');
    const log = openSarif(logOf(runs), problems, { outside: () => ({ results: many }) });
    assert.equal(log.results.length, 1_000_000);
    assert.match(problems.list()[0]?.message ?? '', /more than 1000000 items outside its runs/);
    const references = { results: Array.from({ length: 200 }, (_, index) => at(`${index}.json`)) };
    assert.equal(outsideFiles(logOf([run(references)])).length, 100);
  });

  it('never throw, whatever they are', () => {
    for (const value of [
      null,
      7,
      'x',
      [],
      [null],
      { results: 7 },
      { results: [7] },
      { driver: [] },
    ]) {
      const log = logOf([run(value), null], value);
      assert.deepEqual(outsideFiles(log), []);
      assert.deepEqual(read(log).findings, []);
      const inRun = logOf([run({ results: at('a.json'), driver: at('a.json') })]);
      assert.deepEqual(read(inRun, { 'a.json': value }).findings, []);
    }
    assert.deepEqual(outsideFiles(null), []);
  });
});
