import assert from 'node:assert/strict';
import { locateFindings } from '../../../../src/core/locate';
import { readReport } from '../../../../src/core/readers';
import { isHeavy } from '../../../../src/core/readers/depth';
import { readNpmAuditV1 } from '../../../../src/core/readers/npmAuditV1';
import { openReport } from '../../../../src/core/readers/openReport';
import { tally } from '../../../../src/core/readers/problems';
import { maxRuns, openSarif, readSarif } from '../../../../src/core/readers/sarif';
import { type Skimmed, skimSarif } from '../../../../src/core/readers/sarifSkim';
import { isHeavyXml } from '../../../../src/core/readers/xml';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

const result = (uri: string, more: object = {}): object => ({
  ruleId: 'R1',
  message: { text: 'Bad.' },
  locations: [{ physicalLocation: { artifactLocation: { uri }, region: { startLine: 1 } } }],
  ...more,
});

function skim(text: string): Skimmed {
  const skimmer = skimSarif();
  skimmer.write(utf8(text));
  return skimmer.end();
}

/** Opens a log as a file is opened; answers how many results made a finding, and the problems. */
function opened(text: string): { read: number; problems: readonly string[] } {
  const skimmed = skim(text);
  const content = { skimmed, whole: () => utf8(text), beside: () => undefined };
  const report = openReport('made', content);
  let read = report.findings.length;
  for (let index = 0; index < skimmed.results.length; index += 1) {
    const { results } = skimmed;
    const one = text.slice(results.start(index), results.end(index));
    if (report.read(results.run(index), JSON.parse(one)) !== undefined) read += 1;
  }
  return { read, problems: report.problems().map(({ message }) => message) };
}

describe('a SARIF log that cannot be read', () => {
  it('says how many results it has', () => {
    const runs = [{ results: [result('a.js'), result('b.js')] }];
    const { problems } = readSarif('made', { version: '3.0.0', runs });
    assert.deepEqual(
      problems.map(({ count }) => count),
      [0, 2],
    );
    assert.equal(problems[1]?.message, 'made: 2 results of it are not shown');
    const { read, problems: said } = opened(JSON.stringify({ version: '3.0.0', runs }));
    assert.equal(read, 0);
    assert.equal(said[1], 'made: 2 results of it are not shown');
  });

  it('counts results of runs that a second list of runs does not have', () => {
    const one = JSON.stringify({ results: [result('a.js')] });
    const { read, problems } = opened(`{"version":"2.1.0","runs":[${one},${one}],"runs":[${one}]}`);
    assert.equal(read, 2);
    assert.deepEqual(problems, ['made: 1 result is in a run that cannot be read']);
  });
});

describe('a SARIF log of more runs than any tool writes', () => {
  const many = `{"version":"2.1.0","runs":[${'{"results":[{}]},'.repeat(maxRuns + 4)}{"results":[]}]}`;

  it('is cut to those that are read', () => {
    const { skeleton, counts, results } = skim(many);
    const log = JSON.parse(new TextDecoder().decode(skeleton)) as { runs: unknown[] };
    assert.equal(log.runs.length, maxRuns);
    assert.equal(counts.length, maxRuns + 5);
    assert.equal(results.length, maxRuns + 4);
  });

  it('has the results of the others counted', () => {
    assert.deepEqual(opened(many).problems.slice(0, 1), [
      'made: 4 results are in runs beyond the first 10000 and are not shown',
    ]);
    const problems = tally('made');
    openSarif({ version: '2.1.0', runs: [{}] }, problems, {
      cutOut: [...Array.from({ length: maxRuns }, () => 0), 3, 4],
    });
    assert.ok(problems.list().some(({ count }) => count === 7));
  });

  it('keeps what follows its runs', () => {
    const { skeleton } = skim(many.replace(/\}$/, ',"properties":{"a":1}}'));
    const log = JSON.parse(new TextDecoder().decode(skeleton)) as { properties: unknown };
    assert.deepEqual(log.properties, { a: 1 });
  });
});

describe('a report that would fill the memory', () => {
  const heavy = (json: string): boolean => isHeavy(json, json.length);

  it('is known by its many small parts', () => {
    assert.ok(heavy(`[${'[],'.repeat(50)}[]]`));
    assert.ok(heavy(`[${'{},'.repeat(50)}{}]`));
    assert.ok(heavy(`[${'0,'.repeat(50)}0]`));
    assert.ok(heavy(`{"a":[${'"b",'.repeat(50)}"b"]}`));
  });

  it('is known by an object of too many keys', () => {
    const keys = Array.from({ length: 500_001 }, (_, key) => `"key number ${key}":"some value"`);
    assert.ok(heavy(`{${keys.join()}}`));
    assert.ok(!heavy(`{${keys.slice(1).join()}}`));
  });

  it('is none that a scanner writes, and none that quotes one', () => {
    const runs = [{ tool: { driver: { name: 'tool' } }, results: [result('src/routes/a.js')] }];
    assert.ok(!heavy(JSON.stringify({ version: '2.1.0', runs }, undefined, 1)));
    assert.ok(!heavy(JSON.stringify(['[[],[],[],{},{},{}]'.repeat(50)])));
    assert.ok(!heavy(`["never ends ${'[],'.repeat(50)}`));
  });

  it('is weighed when it is large', () => {
    const text = `[${'[],'.repeat(3_000_000)}[]]`;
    const { format, problems } = readReport('made', utf8(text));
    assert.equal(format, 'unknown');
    assert.match(problems[0]?.message ?? '', /^made: it consists of so many small parts that/);
  });

  it('is known in XML too', () => {
    const weighed = (xml: string): boolean => isHeavyXml(xml, xml.length);
    assert.ok(weighed(`<a>${'<b/>'.repeat(50)}</a>`));
    assert.ok(weighed(`<a ${'b="" '.repeat(50)}/>`));
    assert.ok(
      weighed(`<?xml version="1.0"?>\n<!DOCTYPE a [<!ENTITY b "c">]><a>${' '.repeat(500)}</a>`),
    );
    const message = 'A pointer is used after it was freed, as on line 7.';
    const error = `<error id="useAfterFree" severity="error" msg="${message}" verbose="${message}"></error>`;
    assert.ok(!weighed(`<results version="2">${error.repeat(10)}</results>`));
  });
});

describe('an advisory with more paths than anybody reads', () => {
  const paths = [...Array.from({ length: 5000 }, (_, at) => `a>b>${at}`), 'c'];
  const advisory = { module_name: 'c', vulnerable_versions: '*', findings: [{ paths }] };

  it('has the first of them, and knows whether one is direct', () => {
    const [finding] = readNpmAuditV1('made', { advisories: { 1: advisory } }).findings;
    assert.ok(finding?.kind === 'dependency');
    assert.equal(finding.paths?.length, 100);
    assert.equal(finding.direct, true);
  });
});

describe('an embedded source that is longer than any that is read', () => {
  it('is left out', () => {
    const contents = (length: number) => ({
      location: { uri: `${length}.js` },
      contents: { text: 'x'.repeat(length) },
    });
    const artifacts = [contents(10), contents(5 * 1024 * 1024 + 1)];
    const { scanned } = readSarif('made', { version: '2.1.0', runs: [{ artifacts, results: [] }] });
    assert.deepEqual(
      scanned?.files.map(({ uri }) => uri),
      ['10.js'],
    );
  });
});

describe('placing results of files that are elsewhere', () => {
  const nowhere = { resolve: () => undefined, text: () => undefined };
  const located = (...results: readonly object[]) => {
    const originalUriBaseIds = { A: { uri: 'file:///a/' }, B: { uri: 'file:///b/' } };
    const runs = [{ tool: { driver: { name: 'tool' } }, originalUriBaseIds, results }];
    return locateFindings(readSarif('made', { version: '2.1.0', runs }), nowhere);
  };
  const at = (uriBaseId: string, region: object = { startLine: 1 }): object => ({
    ...result('x.js'),
    locations: [{ physicalLocation: { artifactLocation: { uri: 'x.js', uriBaseId }, region } }],
  });

  it('keeps those apart that are in different folders', () => {
    const { findings, problems } = located(at('A'), at('B'), at('A'));
    assert.equal(findings.length, 2);
    assert.deepEqual(
      problems.map(({ count, message }) => [count, message.slice(6, 30)]),
      [
        [2, '2 results are in files t'],
        [0, '1 result says the same o'],
      ],
    );
  });

  it('has no line where the number is larger than any line', () => {
    for (const startLine of [2 ** 31, 2 ** 32, 2 ** 53 - 1]) {
      const { findings } = located(at('A', { startLine }));
      assert.deepEqual(findings[0]?.location, { path: 'x.js' });
    }
    const { findings } = located(at('A', { startLine: 2 ** 31 - 1 }));
    assert.equal(findings[0]?.location.region?.start.line, 2 ** 31 - 2);
  });
});
