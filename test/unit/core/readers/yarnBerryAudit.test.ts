import assert from 'node:assert/strict';
import { isYarnBerryAudit, readYarnBerryAudit } from '../../../../src/core/readers/yarnBerryAudit';
import { survives } from './hostile';

const line = {
  value: 'minimatch',
  children: {
    ID: 1113465,
    Issue: 'minimatch has a ReDoS',
    URL: 'https://github.com/advisories/GHSA-3ppc-4f35-3m26',
    Severity: 'high',
    'Vulnerable Versions': '>=9.0.0 <9.0.6',
    'Tree Versions': ['9.0.0', '9.0.3'],
    Dependents: ['shop@workspace:.', 'glob@npm:10.3.0'],
  },
};
const deprecated = {
  value: 'left-pad',
  children: {
    ID: 'left-pad (deprecation)',
    Issue: 'use String.prototype.padStart()',
    Severity: 'moderate',
    'Vulnerable Versions': '1.3.0',
    'Tree Versions': ['1.3.0'],
  },
};

describe('reading yarn npm audit of Yarn 4', () => {
  it('makes a finding of each line', () => {
    const { format, findings, problems } = readYarnBerryAudit('a', { documents: [line] });
    assert.equal(format, 'yarn-berry-audit');
    assert.deepEqual(problems, []);
    assert.deepEqual(findings, [
      {
        kind: 'dependency',
        tool: { name: 'yarn npm audit' },
        ruleId: 'GHSA-3ppc-4f35-3m26',
        severity: 'high',
        message: 'minimatch >=9.0.0 <9.0.6: minimatch has a ReDoS',
        cwe: [],
        help: { uri: 'https://github.com/advisories/GHSA-3ppc-4f35-3m26' },
        advisory: {
          id: 'GHSA-3ppc-4f35-3m26',
          url: 'https://github.com/advisories/GHSA-3ppc-4f35-3m26',
          title: 'minimatch has a ReDoS',
        },
        package: 'minimatch',
        direct: true,
        vulnerable: '>=9.0.0 <9.0.6',
        nodes: [],
        installed: '9.0.0, 9.0.3',
        paths: [
          ['shop@workspace:.', 'minimatch'],
          ['glob@npm:10.3.0', 'minimatch'],
        ],
      },
    ]);
  });

  it('reads a report of one line', () => {
    assert.ok(isYarnBerryAudit(line));
    assert.equal(readYarnBerryAudit('a', line).findings.length, 1);
  });

  it('counts deprecations and lines without versions', () => {
    const bare = { value: 'x', children: { ID: 1, Issue: 'y' } };
    const { findings, problems } = readYarnBerryAudit('a', {
      documents: [deprecated, deprecated, bare, line],
    });
    assert.equal(findings.length, 1);
    assert.deepEqual(
      problems.map(({ count }) => count),
      [2, 1],
    );
    assert.match(problems[0]?.message ?? '', /2 notices of deprecated packages .*\(left-pad\)/);
  });

  it('survives any report', () => survives(readYarnBerryAudit, { documents: [line, deprecated] }));
});
