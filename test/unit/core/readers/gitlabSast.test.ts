import assert from 'node:assert/strict';
import { covered, locatedIn } from './located';
import { readJson, survivesMutation } from './mutants';

const sast = {
  id: '1',
  name: 'Command injection',
  description: 'What the user sends is run by a shell.',
  severity: 'Critical',
  solution: 'Pass the arguments as a list.',
  scanner: { id: 'semgrep', name: 'Semgrep' },
  location: { file: 'src/a.js', start_line: 2, end_line: 3 },
  identifiers: [
    { type: 'cwe', name: 'CWE-78', value: '78', url: 'https://cwe.mitre.org/78.html' },
    { type: 'semgrep_id', name: 'js.exec', value: 'js.exec', url: 'https://semgrep.dev/r/js.exec' },
  ],
  links: [{ url: 'https://example.org/more' }],
  flags: [],
  tracking: { type: 'source', items: [{ file: 'src/a.js', start_line: 2, signatures: [] }] },
};

const report = {
  version: '15.0.7',
  scan: {
    analyzer: { id: 'semgrep', name: 'Semgrep' },
    scanner: { id: 'semgrep', name: 'Semgrep', version: '1.100.0' },
    type: 'sast',
    status: 'success',
    messages: [{ level: 'warn', value: 'src/b.js was skipped' }],
  },
  vulnerabilities: [
    sast,
    {
      ...sast,
      message: 'Of version 14',
      severity: 'Unknown',
      confidence: 'Low',
      scanner: { name: 'Other' },
      flags: [
        {
          type: 'flagged-as-likely-false-positive',
          origin: 'Semgrep',
          description: 'This finding is from a low confidence rule.',
        },
      ],
    },
  ],
  remediations: [{ fixes: [{ id: '1' }], summary: 'Upgrade', diff: 'ZGlmZg==' }],
};

const key = 'AKIAIOSFODNN7EXAMPLE';
const secret = {
  version: '15.0.7',
  scan: { scanner: { name: 'Gitleaks', version: '8' }, type: 'secret_detection' },
  vulnerabilities: [
    {
      name: 'AWS access token',
      description: `AWS access token "${key}" found, and pin=s3cret`,
      severity: 'Critical',
      location: { file: 'env', commit: { sha: '0000000' }, start_line: 1, end_line: 1 },
      identifiers: [{ type: 'gitleaks_rule_id', name: 'Gitleaks rule AWS', value: 'AWS' }],
      raw_source_code_extract: `key="${key}" pin="s3cret"`,
      details: { code: { value: key } },
    },
  ],
};

describe('reading reports of GitLab', () => {
  it('makes findings of SAST', () => {
    const { format, findings, problems } = readJson(report);
    assert.equal(format, 'gitlab');
    const common = {
      kind: 'code',
      ruleId: 'js.exec',
      cwe: ['CWE-78'],
      location: { uri: 'src/a.js', region: { startLine: 2, endLine: 3 } },
      related: [],
      codeFlows: [],
      fixes: [],
    };
    const text = 'What the user sends is run by a shell.\n\nPass the arguments as a list.';
    assert.deepEqual(findings, [
      {
        ...common,
        tool: { name: 'Semgrep', version: '1.100.0' },
        severity: 'critical',
        message: 'Command injection',
        help: { text, uri: 'https://semgrep.dev/r/js.exec' },
      },
      {
        ...common,
        tool: { name: 'Other' },
        severity: 'medium',
        message: 'Of version 14',
        help: { text: `${text}\n\nConfidence: low.`, uri: 'https://semgrep.dev/r/js.exec' },
        suppressed: 'This finding is from a low confidence rule.',
      },
    ]);
    assert.deepEqual(
      problems.map(({ message }) => message),
      [
        'made: 1 error while scanning, so results may be missing (src/b.js was skipped)',
        'made: 1 remediation is a patch, which is not offered',
      ],
    );
  });

  it('shows whole lines', () => {
    const source = 'é𝒳\n  exec(é𝒳 +\n    x);\n';
    const [finding] = locatedIn(readJson(report), source);
    assert.equal(finding && covered(finding, source), 'exec(é𝒳 +\n    x);');
  });

  it('keeps no secret', () => {
    const read = readJson(secret);
    assert.equal(read.findings.length, 1);
    assert.equal(read.findings[0]?.message, 'AWS access token');
    assert.equal(read.findings[0].help?.text, 'AWS access token "***" found, and pin=***');
    assert.ok(!/AKIA|s3cret/.test(JSON.stringify(read)));
  });

  it('says that the scan broke off, or is of another kind', () => {
    const failed = readJson({ ...report, scan: { ...report.scan, status: 'failure' } });
    assert.match(failed.problems[0]?.message ?? '', /did not run to its end/);
    const other = readJson({ ...report, scan: { type: 'dast' } });
    assert.deepEqual(other.problems, [
      {
        message: "made: it is GitLab's report of dast; only sast and secret_detection are read",
        count: 0,
      },
      { message: 'made: 2 results are of another kind of scan and were skipped', count: 2 },
    ]);
  });

  it('survives any report, and counts what it skips', () => {
    for (const good of [report, secret]) {
      survivesMutation(good, (content) => {
        const { vulnerabilities } = (content ?? {}) as Record<string, unknown>;
        return Array.isArray(vulnerabilities) ? vulnerabilities.length : 0;
      });
    }
  });
});
