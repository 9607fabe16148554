import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { summaryOf } from '../../../../src/core/finding';
import { locateFindings, reportResolver, workspaceOf } from '../../../../src/core/locate';
import { type Report, reportedPaths } from '../../../../src/core/readers';
import { openReport } from '../../../../src/core/readers/openReport';
import { ReportBytes, broken } from '../../../../src/node/reportBytes';

/** One report of each kind that is read, and what has to come of it. */
const folder = 'test/fixtures/reports';
const scanned = 'test/fixtures/scanned';
const expectedFile = path.join(folder, 'expected.json');
/** What the scanners were shown, by the names that the files had then. */
const sources = {
  'u.js': 'u.js',
  'out/cs/a.sh': 'a.sh',
  'vuln spacé.c': 'vuln-percent-encoded.c',
  'src/server.js': 'src/server.js',
  'src/broken.js': 'src/broken.js',
  'src/util/é token.js': 'src/e-token.js',
};
const texts = new Map(
  Object.entries(sources).map(([name, file]) => {
    return [name, fs.readFileSync(path.join(scanned, file), 'utf8')] as const;
  }),
);
const reports = fs
  .readdirSync(folder)
  .filter((name) => !/^(?:origins|expected|LICENSE)/.test(name));

function reportOf(name: string): Report {
  const bytes = ReportBytes.open(path.join(folder, name), name, 1e9);
  try {
    for (const seen of bytes.skim()) void seen;
    const report = openReport(name, bytes);
    const findings = [...report.findings];
    for (const { from, results } of bytes.results()) {
      for (const [index, result] of results.entries()) {
        const run = bytes.runOf(from + index);
        const read = result === broken ? undefined : report.read(run, result);
        if (read) findings.push(read);
      }
    }
    const { format } = report;
    return { name, format, findings, problems: [...report.problems(), ...bytes.problems] };
  } finally {
    bytes.close();
  }
}

function digest(name: string): unknown {
  const report = reportOf(name);
  const workspace = workspaceOf(['/home/dev/sample', '/home/dev/csamples'], texts.keys());
  const resolve = reportResolver(reportedPaths(report), workspace);
  const { findings, problems } = locateFindings(report, {
    resolve,
    text: (file) => texts.get(file),
  });
  const [first] = findings;
  return {
    format: report.format,
    findings: findings.length,
    problems: problems.map(({ message, count }) => `${count}: ${message.slice(name.length + 2)}`),
    ...(first && { first: { ...summaryOf(first), id: first.id.slice(0, 8) } }),
  };
}

describe('reports of all kinds', () => {
  if (process.env['WRITE_EXPECTED'] !== undefined) {
    const all = Object.fromEntries(reports.map((name) => [name, digest(name)]));
    fs.writeFileSync(expectedFile, `${JSON.stringify(all, undefined, 2)}\n`);
  }
  const expected = JSON.parse(fs.readFileSync(expectedFile, 'utf8')) as Record<string, unknown>;

  it('are all known', () => assert.deepEqual(Object.keys(expected), reports));

  it('have an origin each', () => {
    const text = fs.readFileSync(path.join(folder, 'origins.json'), 'utf8');
    const origins = JSON.parse(text) as readonly { readonly file: string }[];
    assert.deepEqual(
      origins.map(({ file }) => file),
      reports,
    );
  });

  for (const name of reports) {
    it(`give the same as ever: ${name}`, () => {
      assert.deepEqual(JSON.parse(JSON.stringify(digest(name))), expected[name]);
    });
  }
});
