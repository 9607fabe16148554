import assert from 'node:assert/strict';
import { isPipAudit, readPipAudit } from '../../../../src/core/readers/pipAudit';
import { survives } from './hostile';

const flask = {
  name: 'flask',
  version: '0.5',
  vulns: [
    {
      id: 'PYSEC-2019-179',
      fix_versions: ['1.0'],
      aliases: ['CVE-2019-1010083', 'GHSA-5wv5-4vpf-pj6m'],
      description: 'Unexpected memory usage.',
    },
  ],
};
const report = { dependencies: [flask, { name: 'own', skip_reason: 'not on PyPI' }], fixes: [] };

describe('reading pip-audit', () => {
  it('makes a finding of each flaw and counts what was not audited', () => {
    const { format, findings, problems } = readPipAudit('p', report);
    assert.equal(format, 'pip-audit');
    assert.deepEqual(findings, [
      {
        kind: 'dependency',
        tool: { name: 'pip-audit' },
        ruleId: 'GHSA-5wv5-4vpf-pj6m',
        severity: 'medium',
        message: 'flask 0.5: Unexpected memory usage.',
        cwe: [],
        help: {
          uri: 'https://osv.dev/vulnerability/PYSEC-2019-179',
          text: 'Unexpected memory usage.',
        },
        advisory: {
          id: 'GHSA-5wv5-4vpf-pj6m',
          url: 'https://osv.dev/vulnerability/PYSEC-2019-179',
          title: 'Unexpected memory usage.',
        },
        package: 'flask',
        vulnerable: '0.5',
        nodes: [],
        installed: '0.5',
        patched: '1.0',
        ecosystem: 'PyPI',
        manifest: { uri: 'requirements.txt' },
      },
    ]);
    assert.deepEqual(problems, [
      { message: 'p: 1 package was not audited by pip-audit (own)', count: 1 },
    ]);
  });

  it('reads the bare list of old versions', () => {
    assert.ok(isPipAudit([flask]));
    assert.equal(readPipAudit('p', [flask]).findings.length, 1);
    assert.ok(!isPipAudit([{ name: 'x' }]));
  });

  it('survives any report', () => survives(readPipAudit, report));
});
