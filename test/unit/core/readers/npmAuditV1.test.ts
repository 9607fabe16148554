import assert from 'node:assert/strict';
import { isNpmAuditV1, readNpmAuditV1 } from '../../../../src/core/readers/npmAuditV1';
import { dependencies, survives } from './hostile';

const qs = {
  findings: [
    { version: '6.10.2', paths: ['express>qs', 'qs'] },
    { version: '6.10.1', paths: ['express>body-parser>qs', 'qs'] },
  ],
  vulnerable_versions: '>=6.10.0 <6.10.3',
  module_name: 'qs',
  severity: 'high',
  github_advisory_id: 'GHSA-hrpp-h998-j3pp',
  cves: ['CVE-2022-24999'],
  patched_versions: '>=6.10.3',
  cvss: { score: 7.5, vectorString: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H' },
  cwe: ['CWE-1321'],
  id: 1094102,
  title: 'qs vulnerable to Prototype Pollution',
  overview: 'An `__proto__` key can be used.',
  url: 'https://github.com/advisories/GHSA-hrpp-h998-j3pp',
};

const old = {
  findings: [{ version: '1.0.0', paths: ['a>old'] }],
  vulnerable_versions: '<=99.999.99999',
  module_name: 'old',
  severity: 'low',
  patched_versions: '<0.0.0',
  cwe: 'CWE-506',
  id: 118,
  title: 'Malicious Package',
  url: 'https://npmjs.com/advisories/118',
};

const audit = {
  actions: [
    { action: 'review', module: 'old', resolves: [{ id: 118, path: 'a>old' }] },
    {
      action: 'install',
      module: 'qs',
      target: '6.11.2',
      isMajor: false,
      resolves: [{ id: 1094102, path: 'qs' }],
    },
  ],
  advisories: { '1094102': qs, '118': old },
  metadata: { vulnerabilities: { high: 1 } },
  runId: 'fe0d72f1',
};

const only = (advisory: object) => ({ actions: [], advisories: { 1: advisory } });

describe('reading the audit report of npm 6', () => {
  it('makes one finding of each advisory', () => {
    const { format, findings, problems } = readNpmAuditV1('audit.json', audit);
    assert.equal(format, 'npm-audit-v1');
    assert.deepEqual(problems, []);
    assert.equal(findings.length, 2);
    // Number-like keys come in their own order.
    assert.deepEqual(findings[1], {
      kind: 'dependency',
      tool: { name: 'npm audit' },
      ruleId: 'GHSA-hrpp-h998-j3pp',
      severity: 'high',
      securitySeverity: 7.5,
      message: 'qs >=6.10.0 <6.10.3: qs vulnerable to Prototype Pollution',
      cwe: ['CWE-1321'],
      help: {
        uri: 'https://github.com/advisories/GHSA-hrpp-h998-j3pp',
        text: 'An `__proto__` key can be used.',
      },
      advisory: {
        id: 'GHSA-hrpp-h998-j3pp',
        url: 'https://github.com/advisories/GHSA-hrpp-h998-j3pp',
        title: 'qs vulnerable to Prototype Pollution',
      },
      package: 'qs',
      direct: true,
      vulnerable: '>=6.10.0 <6.10.3',
      nodes: [],
      installed: '6.10.2, 6.10.1',
      patched: '>=6.10.3',
      paths: [['express', 'qs'], ['qs'], ['express', 'body-parser', 'qs']],
      fix: { package: 'qs', version: '6.11.2', major: false },
    });
  });

  it('takes malware for critical, keeps the number of old advisories, and offers no empty fix', () => {
    const [finding] = dependencies(readNpmAuditV1('a', audit));
    assert.equal(finding?.severity, 'critical');
    assert.equal(finding?.advisory.id, 'npm:118');
    assert.equal(finding?.patched, undefined);
    assert.equal(finding?.fix, undefined);
    assert.equal(finding?.direct, false);
  });

  it('knows pnpm by the project at the head of its paths', () => {
    const paths = ['.>qs', '.>express>qs'];
    const [finding] = dependencies(readNpmAuditV1('a', only({ ...qs, findings: [{ paths }] })));
    assert.equal(finding?.tool.name, 'pnpm audit');
    assert.equal(finding?.direct, true);
    assert.deepEqual(finding?.paths, [['qs'], ['express', 'qs']]);
    const inner = ['.>a>qs', 'packages__web>express>qs'];
    const [other] = dependencies(
      readNpmAuditV1('a', only({ ...qs, findings: [{ paths: inner }] })),
    );
    assert.equal(other?.direct, false);
  });

  it('knows Yarn 2 and 3 by the actions that they leave out', () => {
    const [finding] = dependencies(readNpmAuditV1('a', only(qs)));
    assert.equal(finding?.tool.name, 'yarn npm audit');
  });

  it('reads a report that is kept under the command', () => {
    const wrapped = { 'npm audit --json': audit };
    assert.ok(isNpmAuditV1(wrapped));
    assert.equal(readNpmAuditV1('a', wrapped).findings.length, 2);
  });

  it('counts advisories that name no package or versions', () => {
    const { findings, problems } = readNpmAuditV1('a', only({ module_name: 'x' }));
    assert.deepEqual(findings, []);
    assert.equal(problems[0]?.count, 1);
  });

  it('keeps only so many ways to a package', () => {
    const paths = Array.from({ length: 5000 }, (_, at) => `a${at}>qs`);
    const [finding] = dependencies(readNpmAuditV1('a', only({ ...qs, findings: [{ paths }] })));
    assert.equal(finding?.paths?.length, 100);
  });

  it('survives any report', () => survives(readNpmAuditV1, audit));
});
