import assert from 'node:assert/strict';
import { covered, locatedIn } from './located';
import { readJson, survivesMutation } from './mutants';

const text = 'package a\n\tx := "é𝒳"; run("é𝒳",\n\t\tx)\n';

const issue = {
  severity: 'MEDIUM',
  confidence: 'HIGH',
  cwe: { id: '78', url: 'https://cwe.mitre.org/data/definitions/78.html' },
  rule_id: 'G204',
  details: 'Subprocess launched with variable',
  file: '/home/dev/a/main.go',
  code: '1: package a\n2: \tx := "é𝒳"; run("é𝒳",\n3: \t\tx)\n',
  line: '2-3',
  column: '17',
  nosec: false,
  suppressions: null,
};

const report = {
  'Golang errors': { '/home/dev/a/bad.go': [{ line: 1, column: 1, error: 'expected package' }] },
  Issues: [
    issue,
    {
      ...issue,
      severity: 'LOW',
      line: '1',
      column: '9',
      nosec: true,
      suppressions: [{ kind: 'inSource', justification: 'checked above' }],
    },
    { ...issue, severity: 'HIGH', line: 'x', column: '', nosec: true },
  ],
  Stats: { files: 1, lines: 3, nosec: 0, found: 1 },
  GosecVersion: 'dev',
};

describe('reading gosec', () => {
  it('makes findings', () => {
    const { format, findings, problems } = readJson(report);
    assert.equal(format, 'gosec');
    assert.deepEqual(findings[0], {
      kind: 'code',
      tool: { name: 'gosec' },
      ruleId: 'G204',
      severity: 'medium',
      message: 'Subprocess launched with variable',
      cwe: ['CWE-78'],
      help: {
        text: 'Confidence: high.',
        uri: 'https://cwe.mitre.org/data/definitions/78.html',
      },
      location: {
        uri: '/home/dev/a/main.go',
        region: {
          startLine: 2,
          startColumn: 17,
          endLine: 3,
          snippet: '\tx := "é𝒳"; run("é𝒳",\n\t\tx)',
          unit: 'utf8Bytes',
        },
      },
      related: [],
      codeFlows: [],
      fixes: [],
    });
    assert.deepEqual(
      findings.map(({ severity, suppressed }) => [severity, suppressed]),
      [
        ['medium', undefined],
        ['low', 'checked above'],
        ['high', 'Suppressed by a comment in the source.'],
      ],
    );
    assert.match(problems[0]?.message ?? '', /1 error while .+bad\.go: expected package/);
  });

  it('covers the code from its start to the end of the lines, never nothing', () => {
    const findings = locatedIn(readJson(report), text);
    assert.deepEqual(
      findings.map((finding) => covered(finding, text)),
      ['run("é𝒳",\n\t\tx)', 'a', undefined],
    );
  });

  it('knows a report without findings', () => {
    for (const Issues of [[], null]) {
      const { format, findings } = readJson({ ...report, Issues });
      assert.deepEqual([format, findings], ['gosec', []]);
    }
  });

  it('survives any report, and counts what it skips', () => {
    survivesMutation(report, (content) => {
      const { Issues } = (content ?? {}) as Record<string, unknown>;
      return Array.isArray(Issues) ? Issues.length : 0;
    });
  });
});
