import assert from 'node:assert/strict';
import { isGrypeJson, readGrypeJson } from '../../../../src/core/readers/grypeJson';
import { dependencies, survives } from './hostile';

const match = {
  vulnerability: {
    id: 'GHSA-35jh-r3h4-6jhm',
    dataSource: 'https://github.com/advisories/GHSA-35jh-r3h4-6jhm',
    severity: 'High',
    description: 'Command Injection in lodash',
    cvss: [{ version: '3.1', metrics: { baseScore: 7.2 } }],
    fix: { versions: ['4.17.21'], state: 'fixed' },
  },
  relatedVulnerabilities: [{ id: 'CVE-2021-23337' }],
  matchDetails: [{ found: { versionConstraint: '<4.17.21 (unknown)' } }],
  artifact: {
    name: 'lodash',
    version: '4.17.20',
    type: 'npm',
    purl: 'pkg:npm/lodash@4.17.20',
    locations: [{ path: '/web/package-lock.json' }],
  },
};
const report = {
  matches: [match],
  ignoredMatches: [
    {
      ...match,
      artifact: { name: 'rails', version: '5.0.0', type: 'gem' },
      appliedIgnoreRules: [{ reason: 'no web' }],
    },
  ],
  source: { type: 'directory', target: '/builds/shop' },
  descriptor: { name: 'grype', version: '0.100.0' },
};

describe('reading Grype', () => {
  it('makes a finding of each match', () => {
    assert.ok(isGrypeJson(report));
    const { format, findings, problems } = readGrypeJson('g', report);
    assert.equal(format, 'grype');
    assert.deepEqual(problems, []);
    assert.deepEqual(findings[0], {
      kind: 'dependency',
      tool: { name: 'Grype', version: '0.100.0' },
      ruleId: 'GHSA-35jh-r3h4-6jhm',
      severity: 'high',
      securitySeverity: 7.2,
      message: 'lodash <4.17.21: Command Injection in lodash',
      cwe: [],
      help: {
        uri: 'https://github.com/advisories/GHSA-35jh-r3h4-6jhm',
        text: 'Command Injection in lodash',
      },
      advisory: {
        id: 'GHSA-35jh-r3h4-6jhm',
        url: 'https://github.com/advisories/GHSA-35jh-r3h4-6jhm',
        title: 'Command Injection in lodash',
      },
      package: 'lodash',
      vulnerable: '<4.17.21',
      nodes: [],
      installed: '4.17.20',
      patched: '4.17.21',
      manifest: { uri: 'web/package-lock.json', base: '/builds/shop' },
    });
  });

  it('marks what its rules ignore', () => {
    const [, finding] = dependencies(readGrypeJson('g', report));
    assert.equal(finding?.suppressed, 'ignored in Grype: no web');
    assert.equal(finding.ecosystem, 'RubyGems');
  });

  it('counts matches of no package', () => {
    const { problems } = readGrypeJson('g', { ...report, matches: [{ vulnerability: {} }] });
    assert.equal(problems[0]?.count, 1);
  });

  it('survives any report', () => survives(readGrypeJson, report));
});
