import assert from 'node:assert/strict';
import { isTrivyJson, readTrivyJson } from '../../../../src/core/readers/trivyJson';
import { dependencies, survives } from './hostile';

const jquery = {
  VulnerabilityID: 'CVE-2019-11358',
  PkgID: 'jquery@3.3.9',
  PkgName: 'jquery',
  InstalledVersion: '3.3.9',
  FixedVersion: '3.4.0',
  Status: 'fixed',
  SeveritySource: 'ghsa',
  PrimaryURL: 'https://avd.aquasec.com/nvd/cve-2019-11358',
  Title: 'jquery: Prototype pollution',
  Description: 'jQuery before 3.4.0 mishandles extend.',
  Severity: 'MEDIUM',
  CweIDs: ['CWE-79'],
  CVSS: { nvd: { V2Score: 4.3, V3Score: 6.1 }, redhat: { V3Score: 5.6 } },
  References: [
    'https://github.com/advisories/GHSA-6c3j-c64m-qhgq',
    'https://nvd.nist.gov/vuln/detail/CVE-2019-11358',
  ],
};
const packages = {
  Target: 'web/package-lock.json',
  Class: 'lang-pkgs',
  Type: 'npm',
  Packages: [{ ID: 'jquery@3.3.9', Name: 'jquery', Relationship: 'direct' }],
  Vulnerabilities: [jquery],
};
const docker = {
  Target: 'Dockerfile',
  Class: 'config',
  Type: 'dockerfile',
  Misconfigurations: [
    {
      ID: 'DS002',
      Title: "Image user should not be 'root'",
      Description: 'Containers of root can be left.',
      Message: 'Specify at least 1 USER command',
      Resolution: "Add 'USER'",
      Severity: 'HIGH',
      PrimaryURL: 'https://avd.aquasec.com/misconfig/ds002',
      Status: 'FAIL',
      CauseMetadata: { StartLine: 3, EndLine: 5 },
    },
    { ID: 'DS001', Message: 'fine', Severity: 'LOW', Status: 'PASS', CauseMetadata: {} },
  ],
};
const key = 'AKIAIOSFODNN7EXAMPLE';
const secrets = {
  Target: 'deploy.sh',
  Class: 'secret',
  Secrets: [
    {
      RuleID: 'aws-access-key-id',
      Category: 'AWS',
      Severity: 'CRITICAL',
      Title: 'AWS Access Key ID',
      StartLine: 3,
      EndLine: 3,
      Code: { Lines: [{ Number: 3, Content: `export KEY=${key}`, IsCause: true }] },
      Match: `export KEY=${key}`,
    },
  ],
};
const ignored = {
  Target: 'go.mod',
  Type: 'gomod',
  ExperimentalModifiedFindings: [
    {
      Type: 'vulnerability',
      Status: 'not_affected',
      Statement: 'never called',
      Source: 'app.vex.json',
      Finding: {
        VulnerabilityID: 'CVE-2024-1',
        PkgName: 'example.com/x',
        InstalledVersion: '1.0.0',
      },
    },
    { Type: 'secret', Status: 'ignored', Source: '.trivyignore', Finding: secrets.Secrets[0] },
  ],
};
const report = {
  SchemaVersion: 2,
  ArtifactName: '/builds/shop',
  ArtifactType: 'filesystem',
  Trivy: { Version: '0.66.0' },
  Results: [packages, docker, secrets, ignored],
};

describe('reading Trivy', () => {
  it('makes dependency findings of vulnerabilities', () => {
    const answer = readTrivyJson('t', { ...report, Results: [packages] });
    assert.equal(answer.format, 'trivy');
    assert.deepEqual(answer.problems, []);
    assert.deepEqual(answer.findings, [
      {
        kind: 'dependency',
        tool: { name: 'Trivy', version: '0.66.0' },
        ruleId: 'GHSA-6c3j-c64m-qhgq',
        severity: 'medium',
        securitySeverity: 6.1,
        message: 'jquery 3.3.9: Prototype pollution',
        cwe: ['CWE-79'],
        help: {
          uri: 'https://avd.aquasec.com/nvd/cve-2019-11358',
          text: 'jQuery before 3.4.0 mishandles extend.',
        },
        advisory: {
          id: 'GHSA-6c3j-c64m-qhgq',
          url: 'https://avd.aquasec.com/nvd/cve-2019-11358',
          title: 'Prototype pollution',
        },
        package: 'jquery',
        direct: true,
        vulnerable: '3.3.9',
        nodes: [],
        installed: '3.3.9',
        patched: '3.4.0',
        manifest: { uri: 'web/package-lock.json', base: '/builds/shop' },
      },
    ]);
  });

  it('stays with the CVE when several advisories are named', () => {
    const References = ['GHSA-6c3j-c64m-qhgq', 'GHSA-aaaa-bbbb-cccc'].map(
      (id) => `https://github.com/advisories/${id}`,
    );
    const named = (more: object) =>
      dependencies(
        readTrivyJson('t', {
          Results: [{ ...packages, Vulnerabilities: [{ ...jquery, References, ...more }] }],
        }),
      )[0]?.ruleId;
    assert.equal(named({}), 'CVE-2019-11358');
    assert.equal(named({ VendorIDs: ['GHSA-aaaa-bbbb-cccc'] }), 'GHSA-aaaa-bbbb-cccc');
  });

  it('makes code findings of misconfigurations that fail', () => {
    assert.deepEqual(readTrivyJson('t', { ...report, Results: [docker] }).findings, [
      {
        kind: 'code',
        tool: { name: 'Trivy', version: '0.66.0' },
        ruleId: 'DS002',
        severity: 'high',
        message: 'Specify at least 1 USER command',
        cwe: [],
        help: {
          text: "Containers of root can be left.\n\nAdd 'USER'",
          uri: 'https://avd.aquasec.com/misconfig/ds002',
        },
        location: {
          uri: 'Dockerfile',
          base: '/builds/shop',
          region: { startLine: 3, endLine: 5 },
        },
        related: [],
        codeFlows: [],
        fixes: [],
      },
    ]);
  });

  it('shows where a secret is and keeps nothing of it', () => {
    const answer = readTrivyJson('t', { ...report, Results: [secrets] });
    assert.ok(!JSON.stringify(answer).includes(key));
    const [finding] = answer.findings;
    assert.ok(finding?.kind === 'code');
    assert.equal(finding.message, 'Secret in the file: AWS Access Key ID');
    assert.equal(finding.severity, 'critical');
    assert.deepEqual(finding.location.region, { startLine: 3, endLine: 3 });
  });

  it('marks what Trivy was told to ignore', () => {
    const { findings } = readTrivyJson('t', { ...report, Results: [ignored] });
    assert.deepEqual(
      findings.map(({ ruleId, suppressed }) => [ruleId, suppressed]),
      [
        ['CVE-2024-1', 'Trivy: not affected: never called'],
        ['aws-access-key-id', 'Trivy: ignored: .trivyignore'],
      ],
    );
  });

  it('names a cluster’s and an image’s targets as they stand, and web addresses never as folders', () => {
    const cluster = { ClusterName: 'c', Resources: [{ Kind: 'Pod', Results: [docker] }] };
    assert.equal(readTrivyJson('t', cluster).findings.length, 1);
    for (const more of [
      { ArtifactType: 'container_image', ArtifactName: 'alpine:3.10' },
      { ArtifactType: 'repository', ArtifactName: 'https://example.com/shop' },
      { ArtifactType: 'filesystem', ArtifactName: '.' },
    ]) {
      const [finding] = dependencies(
        readTrivyJson('t', { ...report, ...more, Results: [packages] }),
      );
      assert.deepEqual(finding?.manifest, { uri: 'web/package-lock.json' });
    }
  });

  it('reads the bare list of old versions and knows a clean report', () => {
    assert.ok(isTrivyJson([packages]));
    assert.equal(readTrivyJson('t', [packages]).findings.length, 1);
    const clean = { SchemaVersion: 2, ArtifactName: '.' };
    assert.ok(isTrivyJson(clean));
    assert.deepEqual(readTrivyJson('t', clean).problems, []);
    assert.ok(!isTrivyJson({ Results: [{}] }));
  });

  it('counts what it cannot show, and says that licences are left out', () => {
    const broken = {
      Type: 'npm',
      Vulnerabilities: [{ VulnerabilityID: 'CVE-2024-1' }],
      Misconfigurations: [docker.Misconfigurations[0]],
      Licenses: [{ Name: 'GPL-3.0' }],
    };
    const { findings, problems } = readTrivyJson('t', { ...report, Results: [broken] });
    assert.deepEqual(findings, []);
    assert.deepEqual(
      problems.map(({ count }) => count),
      [0, 1, 1],
    );
  });

  it('survives any report', () => survives(readTrivyJson, report));
});
