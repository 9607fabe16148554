import assert from 'node:assert/strict';
import type { Report } from '../../../../src/core/readers';
import { readReport } from '../../../../src/core/readers';
import { readNpmAudit } from '../../../../src/core/readers/npmAudit';
import { survives } from './hostile';

const read = (content: unknown): Report =>
  readReport('audit.json', new TextEncoder().encode(JSON.stringify(content)));

const lodash = {
  name: 'lodash',
  severity: 'critical',
  isDirect: true,
  via: [
    {
      source: 1106900,
      name: 'lodash',
      dependency: 'lodash',
      title: 'Prototype Pollution in lodash',
      url: 'https://github.com/advisories/GHSA-P6MC-m468-83gw',
      severity: 'high',
      cwe: ['CWE-770', 'CWE-1321', 'CWE-0770', 7],
      cvss: { score: 7.4, vectorString: 'CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:N/I:H/A:H' },
      range: '>=3.7.0 <4.17.19',
    },
    'some-other-package',
  ],
  effects: [],
  range: '<=4.17.20',
  nodes: ['node_modules/lodash', 'node_modules/a/node_modules/lodash'],
  fixAvailable: { name: 'lodash', version: '4.17.21', isSemVerMajor: false },
};

const audit = (vulnerabilities: unknown) => ({ auditReportVersion: 2, vulnerabilities });

describe('reading npm audit', () => {
  it('makes one finding of each advisory and none of references to other packages', () => {
    const { format, findings, problems } = read(audit({ lodash }));
    assert.equal(format, 'npm-audit');
    assert.deepEqual(problems, []);
    assert.deepEqual(findings, [
      {
        kind: 'dependency',
        tool: { name: 'npm audit' },
        ruleId: 'GHSA-p6mc-m468-83gw',
        severity: 'high',
        securitySeverity: 7.4,
        message: 'lodash >=3.7.0 <4.17.19: Prototype Pollution in lodash',
        cwe: ['CWE-770', 'CWE-1321'],
        help: { uri: 'https://github.com/advisories/GHSA-P6MC-m468-83gw' },
        advisory: {
          id: 'GHSA-p6mc-m468-83gw',
          url: 'https://github.com/advisories/GHSA-P6MC-m468-83gw',
          title: 'Prototype Pollution in lodash',
        },
        package: 'lodash',
        direct: true,
        vulnerable: '>=3.7.0 <4.17.19',
        nodes: ['node_modules/lodash', 'node_modules/a/node_modules/lodash'],
        fix: { package: 'lodash', version: '4.17.21', major: false },
      },
    ]);
  });

  it('turns the severities of npm into ours', () => {
    const levels = ['critical', 'high', 'moderate', 'low', 'info'];
    const vulnerabilities = Object.fromEntries(
      levels.map((severity) => [severity, { via: [{ source: 1, range: '*', severity }] }]),
    );
    assert.deepEqual(
      read(audit(vulnerabilities)).findings.map(({ severity }) => severity),
      ['critical', 'high', 'medium', 'low', 'info'],
    );
  });

  it('reads the first form of npm 7, with id and vulnerable_versions', () => {
    const via = [{ id: 1179, title: 'Prototype Pollution', vulnerable_versions: '<0.2.1' }];
    const [finding] = read(
      audit({ minimist: { severity: 'low', via, fixAvailable: true } }),
    ).findings;
    assert.ok(finding?.kind === 'dependency');
    assert.equal(finding.advisory.id, 'npm:1179');
    assert.equal(finding.severity, 'low');
    assert.equal(finding.vulnerable, '<0.2.1');
    assert.equal(finding.fix, undefined);
    assert.equal(finding.direct, undefined);
  });

  it('cuts no range, which would then speak of other versions', () => {
    const parts = Array.from({ length: 100 }, (_, at) => `>=${at}.0.0 <${at}.0.1`);
    const range = parts.join(' || ');
    const via = [{ ...(lodash.via[0] as object), range }];
    const [finding] = readNpmAudit('a', audit({ lodash: { ...lodash, via } })).findings;
    assert.ok(finding?.kind === 'dependency');
    assert.equal(finding.vulnerable, range);
    assert.ok(finding.message.length < 1200);
  });

  it('reads a report that is kept under the command', () => {
    const wrapped = { 'npm audit --json': audit({ lodash }) };
    assert.equal(read(wrapped).findings.length, 1);
    assert.equal(read(wrapped).format, 'npm-audit');
  });

  it('takes malware for critical', () => {
    const via = [{ source: 1, range: '*', severity: 'low', cwe: ['CWE-506'] }];
    assert.equal(read(audit({ evil: { via } })).findings[0]?.severity, 'critical');
    const titled = [{ source: 1, range: '*', severity: 'low', title: 'Malicious Package in evil' }];
    const [finding] = read(audit({ evil: { via: titled } })).findings;
    assert.deepEqual([finding?.severity, finding?.cwe], ['critical', ['CWE-506']]);
  });

  it('survives any report', () => {
    survives(readNpmAudit, audit({ lodash }));
  });

  it('reads more advisories than fit on a stack', () => {
    const via = Array.from({ length: 150_000 }, () => ({ source: 1, range: '*' }));
    assert.equal(readNpmAudit('a', audit({ a: { via } })).findings.length, 150_000);
  });

  it('counts advisories that name no versions', () => {
    const { findings, problems } = read(audit({ a: { via: [{ title: 'x' }, {}, 'b', null, 7] } }));
    assert.deepEqual(findings, []);
    assert.deepEqual(problems, [
      {
        message: 'audit.json: 2 advisories name no package or no versions and were skipped',
        count: 2,
      },
    ]);
  });

  it('offers only web addresses', () => {
    const via = [{ source: 1, range: '*', url: 'command:workbench.action.quit' }];
    const [finding] = read(audit({ a: { via } })).findings;
    assert.ok(finding?.kind === 'dependency');
    assert.equal(finding.advisory.url, undefined);
    assert.equal(finding.help, undefined);
  });

  it('reads packages with the names of built-in properties', () => {
    const json =
      '{"auditReportVersion":2,"vulnerabilities":{"__proto__":{"via":[{"source":1,"range":"*"}]}}}';
    const { findings } = readReport('a', new TextEncoder().encode(json));
    assert.deepEqual(
      findings.map((one) => one.kind === 'dependency' && one.package),
      ['__proto__'],
    );
  });

  const refused: readonly [what: string, content: unknown, why: RegExp][] = [
    ['a later version', { auditReportVersion: 3 }, /not version 2/],
    [
      'an error of npm',
      { error: { code: 'ENOLOCK', summary: 'needs a lockfile' } },
      /needs a lock/,
    ],
    ['a report without vulnerabilities', audit([]), /has no "vulnerabilities"/],
  ];
  for (const [what, content, why] of refused) {
    it(`says what to do about ${what}`, () => {
      const { findings, problems } = read(content);
      assert.deepEqual(findings, []);
      assert.equal(problems.length, 1);
      assert.match(problems[0]?.message ?? '', why);
    });
  }
});
