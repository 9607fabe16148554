import assert from 'node:assert/strict';
import { isYarnAudit, readYarnAudit } from '../../../../src/core/readers/yarnAudit';
import { dependencies, survives } from './hostile';

const braces = {
  findings: [
    { version: '1.8.5', paths: ['gulp>chokidar>braces'] },
    { version: '2.3.0', paths: ['webpack>micromatch>braces'] },
  ],
  id: 786,
  module_name: 'braces',
  title: 'Regular Expression Denial of Service',
  vulnerable_versions: '<2.3.1',
  patched_versions: '>=2.3.1',
  severity: 'low',
  cwe: 'CWE-185',
  url: 'https://npmjs.com/advisories/786',
};
const line = (path: string, advisory: object = braces) => ({
  type: 'auditAdvisory',
  data: { resolution: { id: 786, path, dev: false, optional: false, bundled: false }, advisory },
});
const summary = { type: 'auditSummary', data: { vulnerabilities: { low: 3 }, dependencies: 9 } };
const report = {
  documents: [
    { type: 'warning', data: 'package.json: No license field' },
    line('gulp>chokidar>braces'),
    line('webpack>micromatch>braces'),
    line('jest>braces'),
    line('qs', { ...braces, id: 28, module_name: 'qs', github_advisory_id: 'GHSA-aaaa-bbbb-cccc' }),
    {
      type: 'auditAction',
      data: {
        cmd: 'yarn upgrade gulp@5.0.0',
        isBreaking: true,
        action: {
          action: 'install',
          module: 'gulp',
          target: '5.0.0',
          isMajor: true,
          resolves: [{ id: 786, path: 'gulp>chokidar>braces' }],
        },
      },
    },
    summary,
  ],
};

describe('reading yarn audit', () => {
  it('makes one finding of the many lines of an advisory', () => {
    const answer = readYarnAudit('audit.ndjson', report);
    assert.equal(answer.format, 'yarn-audit');
    assert.deepEqual(answer.problems, []);
    const [first, second, ...rest] = dependencies(answer);
    assert.deepEqual(rest, []);
    assert.deepEqual(first, {
      kind: 'dependency',
      tool: { name: 'yarn audit' },
      ruleId: 'npm:786',
      severity: 'low',
      message: 'braces <2.3.1: Regular Expression Denial of Service',
      cwe: ['CWE-185'],
      help: { uri: 'https://npmjs.com/advisories/786' },
      advisory: {
        id: 'npm:786',
        url: 'https://npmjs.com/advisories/786',
        title: 'Regular Expression Denial of Service',
      },
      package: 'braces',
      direct: false,
      vulnerable: '<2.3.1',
      nodes: [],
      installed: '1.8.5, 2.3.0',
      patched: '>=2.3.1',
      paths: [
        ['gulp', 'chokidar', 'braces'],
        ['webpack', 'micromatch', 'braces'],
        ['jest', 'braces'],
      ],
      fix: { package: 'gulp', version: '5.0.0', major: true },
    });
    assert.equal(second?.advisory.id, 'GHSA-aaaa-bbbb-cccc');
  });

  it('reads a report of one line', () => {
    assert.ok(isYarnAudit(summary));
    assert.deepEqual(readYarnAudit('a', summary).problems, []);
  });

  it('says that the summary is missing, and what yarn says itself', () => {
    const documents = [line('a>braces'), { type: 'error', data: 'The registry did not answer.' }];
    const { findings, problems } = readYarnAudit('a', { documents });
    assert.equal(findings.length, 1);
    assert.deepEqual(
      problems.map(({ message }) => message),
      [
        'a: yarn says: The registry did not answer.',
        'a: it has no summary at its end, so it may be cut off; run yarn again',
      ],
    );
  });

  it('does not read all ways again in each line', () => {
    const paths = Array.from({ length: 3000 }, (_, at) => `a${at}>braces`);
    const advisory = { ...braces, findings: [{ version: '1.8.5', paths }] };
    const documents = paths.map((path) => line(path, advisory));
    const started = performance.now();
    const { findings } = readYarnAudit('a', { documents: [...documents, summary] });
    assert.equal(findings.length, 1);
    assert.ok(performance.now() - started < 2000);
  });

  it('survives any report', () => survives(readYarnAudit, report));
});
