import assert from 'node:assert/strict';
import { covered, locatedIn } from './located';
import { readJson, survivesMutation } from './mutants';

const text = '# é𝒳\nimport os\nx = "é𝒳"; os.system("é𝒳" +\n  a)\n';

const result = {
  code: '2 import os\n3 x = "é𝒳"; os.system("é𝒳" +\n4   a)\n',
  col_offset: 14,
  end_col_offset: 4,
  filename: './src/a.py',
  issue_confidence: 'MEDIUM',
  issue_cwe: { id: 78, link: 'https://cwe.mitre.org/data/definitions/78.html' },
  issue_severity: 'HIGH',
  issue_text: 'Starting a process with a shell.',
  line_number: 3,
  line_range: [3, 4],
  more_info: 'https://bandit.readthedocs.io/en/1.8.0/plugins/b605.html',
  test_id: 'B605',
  test_name: 'start_process_with_a_shell',
};

const old = { ...result, col_offset: undefined, end_col_offset: undefined, issue_cwe: undefined };

const report = {
  errors: [{ filename: 'nonsense.py', reason: 'syntax error while parsing AST from file' }],
  generated_at: '2026-11-21T01:19:17Z',
  metrics: { _totals: { loc: 3 } },
  results: [result, { ...old, issue_severity: 'UNDEFINED', issue_confidence: 'UNDEFINED' }],
};

describe('reading Bandit', () => {
  it('makes findings', () => {
    const { format, findings, problems } = readJson(report);
    assert.equal(format, 'bandit');
    const snippet = 'x = "é𝒳"; os.system("é𝒳" +\n  a)';
    const common = {
      kind: 'code',
      tool: { name: 'Bandit' },
      ruleId: 'B605',
      message: 'Starting a process with a shell.',
      related: [],
      codeFlows: [],
      fixes: [],
    };
    assert.deepEqual(findings, [
      {
        ...common,
        severity: 'high',
        cwe: ['CWE-78'],
        help: {
          text: 'Confidence: medium.',
          uri: 'https://bandit.readthedocs.io/en/1.8.0/plugins/b605.html',
        },
        location: {
          uri: './src/a.py',
          region: {
            startLine: 3,
            startColumn: 15,
            endLine: 4,
            endColumn: 5,
            snippet,
            unit: 'utf8Bytes',
          },
        },
      },
      {
        ...common,
        severity: 'info',
        cwe: [],
        help: { uri: 'https://bandit.readthedocs.io/en/1.8.0/plugins/b605.html' },
        location: {
          uri: './src/a.py',
          region: { startLine: 3, endLine: 4, snippet, unit: 'utf8Bytes' },
        },
      },
    ]);
    assert.deepEqual(problems, [
      {
        message:
          'made: 1 error while scanning, so results may be missing (nonsense.py: syntax error while parsing AST from file)',
        count: 1,
      },
    ]);
  });

  it('covers the exact construct, whose columns count bytes', () => {
    const findings = locatedIn(readJson(report), text);
    assert.deepEqual(findings.map((finding) => covered(finding, text)).sort(), [
      'os.system("é𝒳" +\n  a)',
      'x = "é𝒳"; os.system("é𝒳" +\n  a)',
    ]);
  });

  it('does not mix the line of a part with the columns of the whole', () => {
    const inner = { ...result, line_number: 4 };
    const [finding] = locatedIn(readJson({ ...report, results: [inner] }), text);
    assert.equal(finding && covered(finding, text), 'a)');
  });

  it('knows a report without findings', () => {
    const { format, findings } = readJson({ ...report, results: [] });
    assert.deepEqual([format, findings], ['bandit', []]);
  });

  it('survives any report, and counts what it skips', () => {
    survivesMutation(report, (content) => {
      const { results } = (content ?? {}) as Record<string, unknown>;
      return Array.isArray(results) ? results.length : 0;
    });
  });
});
