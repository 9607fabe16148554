import assert from 'node:assert/strict';
import { covered, fixed, locatedIn } from './located';
import { readJson, survivesMutation } from './mutants';

const text = '# é𝒳\ndef f(a):\n    x = "é𝒳"; eval(a)\n    g(x)\n';
const line = '    x = "é𝒳"; eval(a)';

const at = (lineNumber: number, col: number, offset: number) => ({ line: lineNumber, col, offset });
const location = (lineNumber: number, from: [number, number], to: [number, number]) => ({
  path: 'src/a.py',
  start: at(lineNumber, ...from),
  end: at(lineNumber, ...to),
});

const result = {
  check_id: 'python.lang.eval',
  path: 'src/a.py',
  start: at(3, 19, 37),
  end: at(3, 26, 44),
  extra: {
    metavars: {},
    message: 'Do not evaluate what comes from outside.',
    fix: 'literal_eval(a)',
    metadata: {
      cwe: ['CWE-95: Improper Neutralization of Directives'],
      confidence: 'HIGH',
      references: ['https://owasp.org/Top10/A03', 'javascript:alert(1)'],
      source: 'https://semgrep.dev/r/python.lang.eval',
    },
    severity: 'ERROR',
    fingerprint: 'requires login',
    lines: line,
    is_ignored: false,
    dataflow_trace: {
      taint_source: [
        'CliCall',
        [
          [location(4, [5, 54], [9, 58]), 'g(x)'],
          [{ location: location(3, [5, 23], [6, 24]), content: 'x' }],
          ['CliLoc', [location(2, [7, 16], [8, 17]), 'a']],
        ],
      ],
      intermediate_vars: [{ location: location(2, [7, 16], [8, 17]), content: 'a' }],
      taint_sink: ['CliLoc', [location(3, [24, 42], [25, 43]), 'a']],
    },
    engine_kind: 'OSS',
  },
};

const report = {
  version: '1.100.0',
  results: [
    result,
    { ...result, check_id: 'b', extra: { severity: 'INFO', is_ignored: true, fix_regex: {} } },
    { ...result, check_id: 'c', extra: { historical_info: { git_commit: 'a' } } },
  ],
  errors: [
    {
      code: 3,
      level: 'warn',
      type: 'Syntax error',
      message: 'Syntax error at line 1',
      path: 'b.py',
    },
  ],
  paths: { scanned: ['src/a.py'] },
};

describe('reading Semgrep', () => {
  it('makes findings with the flow of the data and the fix', () => {
    const { format, findings, problems } = readJson(report);
    const [finding, ignored] = findings;
    assert.equal(format, 'semgrep');
    assert.equal(findings.length, 2);
    const region = {
      startLine: 3,
      startColumn: 19,
      endLine: 3,
      endColumn: 26,
      byteOffset: 37,
      byteLength: 7,
      unit: 'utf8Bytes',
    };
    assert.ok(finding?.kind === 'code');
    const { codeFlows, ...rest } = finding;
    assert.deepEqual(rest, {
      kind: 'code',
      tool: { name: 'Semgrep', version: '1.100.0' },
      ruleId: 'python.lang.eval',
      severity: 'high',
      message: 'Do not evaluate what comes from outside.',
      cwe: ['CWE-95'],
      help: { text: 'Confidence: high.', uri: 'https://owasp.org/Top10/A03' },
      location: { uri: 'src/a.py', region: { ...region, snippet: line } },
      related: [],
      fixes: [
        { changes: [{ uri: 'src/a.py', replacements: [{ region, text: 'literal_eval(a)' }] }] },
      ],
    });
    assert.deepEqual(
      codeFlows.map((flow) => flow.map((step) => [step.region?.startLine, step.region?.snippet])),
      [
        [
          [2, 'a'],
          [3, 'x'],
          [4, 'g(x)'],
          [2, 'a'],
          [3, 'a'],
        ],
      ],
    );
    assert.equal(ignored?.severity, 'low');
    assert.equal(ignored.suppressed, 'Suppressed by a comment in the source.');
    assert.deepEqual(
      problems.map(({ message }) => message),
      [
        'made: 1 fix is a pattern to replace, which is not offered',
        'made: 1 result is in an earlier commit and not in the files as they are (src/a.py)',
        'made: 1 error while scanning, so results may be missing (b.py: Syntax error at line 1)',
      ],
    );
  });

  it('covers the exact token, by columns that count bytes', () => {
    const [finding] = locatedIn(readJson(report), text);
    assert.ok(finding);
    assert.equal(covered(finding, text), 'eval(a)');
    assert.deepEqual(fixed(finding, text), [text.replace('eval(a)', 'literal_eval(a)')]);
    assert.deepEqual(
      finding.codeFlows[0]?.map(({ region }) => region && [region.start, region.end.character]),
      [
        [{ line: 1, character: 6 }, 7],
        [{ line: 2, character: 4 }, 5],
        [{ line: 3, character: 4 }, 8],
        [{ line: 1, character: 6 }, 7],
        [{ line: 2, character: 20 }, 21],
      ],
    );
  });

  it('offers no fix where columns and offsets do not agree, or the end is missing', () => {
    const shifted = { ...result, start: at(3, 19, 36), end: at(3, 26, 43) };
    const [finding] = locatedIn(readJson({ ...report, results: [shifted] }), text);
    assert.deepEqual(finding?.fixes, []);
    const open = { ...result, end: undefined };
    const { problems } = readJson({ ...report, results: [open] });
    assert.match(problems[0]?.message ?? '', /1 fix in the report is incomplete/);
  });

  it('does without offsets, and without lines that ask for a login', () => {
    const offsets = { start: at(3, 19, -1), end: at(3, 26, 0) };
    const extra = { ...result.extra, lines: 'requires login' };
    const [finding] = locatedIn(
      readJson({ ...report, results: [{ ...result, ...offsets, extra }] }),
      text,
    );
    assert.ok(finding);
    assert.equal(covered(finding, text), 'eval(a)');
    assert.equal(finding.fixes.length, 1);
  });

  it('knows a report without findings', () => {
    const { format, findings, problems } = readJson({ ...report, results: [], errors: [] });
    assert.deepEqual([format, findings, problems], ['semgrep', [], []]);
  });

  it('survives any report, and counts what it skips', () => {
    survivesMutation(report, (content) => {
      const { results } = (content ?? {}) as Record<string, unknown>;
      return Array.isArray(results) ? results.length : 0;
    });
  });
});
