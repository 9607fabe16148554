import assert from 'node:assert/strict';
import { isOsvScanner, readOsvScanner } from '../../../../src/core/readers/osvScanner';
import { dependencies, survives } from './hostile';

const ghsa = {
  id: 'GHSA-c3h9-896r-86jm',
  aliases: ['CVE-2021-3121', 'GO-2021-0053'],
  summary: 'Improper Input Validation in GoGo Protobuf',
  details: 'An issue was discovered.',
  affected: [
    {
      package: { name: 'github.com/gogo/protobuf', ecosystem: 'Go' },
      ranges: [
        { type: 'GIT', events: [{ introduced: '0' }, { fixed: 'abc' }] },
        {
          type: 'SEMVER',
          events: [
            { introduced: '0' },
            { fixed: '1.2.9' },
            { introduced: '1.3.0' },
            { fixed: '1.3.2' },
          ],
        },
      ],
    },
    {
      package: { name: 'github.com/other', ecosystem: 'Go' },
      ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }] }],
    },
  ],
  database_specific: { severity: 'HIGH', cwe_ids: ['CWE-129', 'CWE-20'] },
};
const go = { id: 'GO-2021-0053', aliases: ['CVE-2021-3121', 'GHSA-c3h9-896r-86jm'] };
const entry = {
  package: { name: 'github.com/gogo/protobuf', version: '1.3.1', ecosystem: 'Go' },
  vulnerabilities: [go, ghsa],
  groups: [
    {
      ids: ['GHSA-c3h9-896r-86jm', 'GO-2021-0053'],
      aliases: ['CVE-2021-3121'],
      max_severity: '8.6',
    },
  ],
};
const source = { path: '/src/app/go.mod', type: 'lockfile' };
const report = { results: [{ source, packages: [entry] }], experimental_config: { licenses: {} } };

const packages = (...all: object[]) => ({ results: [{ source, packages: all }] });

describe('reading osv-scanner', () => {
  it('makes one finding of the records that are one flaw', () => {
    const { format, findings, problems } = readOsvScanner('osv.json', report);
    assert.equal(format, 'osv-scanner');
    assert.deepEqual(problems, []);
    assert.deepEqual(findings, [
      {
        kind: 'dependency',
        tool: { name: 'osv-scanner' },
        ruleId: 'GHSA-c3h9-896r-86jm',
        severity: 'high',
        securitySeverity: 8.6,
        message:
          'github.com/gogo/protobuf <1.2.9 || >=1.3.0 <1.3.2: Improper Input Validation in GoGo Protobuf',
        cwe: ['CWE-129', 'CWE-20'],
        help: {
          uri: 'https://github.com/advisories/GHSA-c3h9-896r-86jm',
          text: 'An issue was discovered.',
        },
        advisory: {
          id: 'GHSA-c3h9-896r-86jm',
          url: 'https://github.com/advisories/GHSA-c3h9-896r-86jm',
          title: 'Improper Input Validation in GoGo Protobuf',
        },
        package: 'github.com/gogo/protobuf',
        vulnerable: '<1.2.9 || >=1.3.0 <1.3.2',
        nodes: [],
        installed: '1.3.1',
        patched: '1.2.9, 1.3.2',
        ecosystem: 'Go',
        manifest: { uri: '/src/app/go.mod' },
      },
    ]);
  });

  it('reads records without groups, without ranges and without a severity', () => {
    const bare = {
      package: { name: 'regex', version: '1.5.1', ecosystem: 'crates.io' },
      vulnerabilities: [{ id: 'RUSTSEC-2022-0013', aliases: ['CVE-2022-24713'] }],
    };
    const [finding] = dependencies(readOsvScanner('a', packages(bare)));
    assert.equal(finding?.ruleId, 'CVE-2022-24713');
    assert.equal(finding?.advisory.url, 'https://osv.dev/RUSTSEC-2022-0013');
    assert.equal(finding?.vulnerable, '1.5.1');
    assert.equal(finding?.severity, 'medium');
  });

  it('takes records of malware for critical', () => {
    const malware = {
      package: { name: 'evil', version: '1.0.0', ecosystem: 'npm' },
      vulnerabilities: [
        {
          id: 'MAL-2024-1',
          affected: [
            {
              package: { name: 'evil' },
              ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }] }],
            },
          ],
        },
      ],
    };
    const [finding] = dependencies(readOsvScanner('a', packages(malware)));
    assert.equal(finding?.severity, 'critical');
    assert.equal(finding?.vulnerable, '*');
    assert.equal(finding?.ecosystem, undefined);
    const [record] = malware.vulnerabilities;
    const known = { ...record, aliases: ['GHSA-aaaa-bbbb-cccc'] };
    const [other] = dependencies(
      readOsvScanner('a', packages({ ...malware, vulnerabilities: [known] })),
    );
    assert.deepEqual([other?.advisory.id, other?.cwe], ['GHSA-aaaa-bbbb-cccc', ['CWE-506']]);
  });

  it('makes one finding of two installed versions', () => {
    const other = { ...entry, package: { ...entry.package, version: '1.2.0' } };
    const [finding, ...rest] = dependencies(readOsvScanner('a', packages(entry, other)));
    assert.deepEqual(rest, []);
    assert.equal(finding?.installed, '1.3.1, 1.2.0');
  });

  it('marks what the scan found not to be called, unless something calls it', () => {
    const called = (...answers: boolean[]) => {
      const analysis = Object.fromEntries(answers.map((one, at) => [`GO-${at}`, { called: one }]));
      const [group] = entry.groups;
      const said = { ...entry, groups: [{ ...group, experimentalAnalysis: analysis }] };
      return dependencies(readOsvScanner('a', packages(said)))[0]?.suppressed;
    };
    assert.match(called(false) ?? '', /no call of the vulnerable code/);
    assert.equal(called(false, true), undefined);
    assert.equal(called(), undefined);
  });

  it('does not set aside what another copy of the package calls', () => {
    const [group] = entry.groups;
    const analysis = { 'GO-2021-0053': { called: false } };
    const uncalled = { ...entry, groups: [{ ...group, experimentalAnalysis: analysis }] };
    const [finding] = dependencies(readOsvScanner('a', packages(uncalled, entry)));
    assert.equal(finding?.suppressed, undefined);
  });

  it('counts packages without a name, and says that licences are left out', () => {
    const nameless = { ...entry, package: { version: '1' }, license_violations: ['GPL-3.0'] };
    const { findings, problems } = readOsvScanner('a', packages(nameless));
    assert.deepEqual(findings, []);
    assert.deepEqual(
      problems.map(({ count }) => count),
      [0, 1],
    );
  });

  it('knows a clean report of version 2 and the older name of the source', () => {
    assert.ok(isOsvScanner({ results: [], experimental_config: {} }));
    assert.ok(isOsvScanner({ results: [{ packageSource: source, packages: [] }] }));
    assert.ok(!isOsvScanner({ results: [] }));
  });

  it('survives any report', () => survives(readOsvScanner, report));
});
