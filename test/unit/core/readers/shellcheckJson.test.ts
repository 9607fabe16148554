import assert from 'node:assert/strict';
import { readShellcheckJson } from '../../../../src/core/readers/shellcheckJson';
import { covered, fixed, locatedIn } from './located';
import { countedIn, readJson, survivesMutation } from './mutants';

const place = (line: number, column: number, endColumn: number) => ({
  line,
  column,
  endLine: line,
  endColumn,
});

const insert = (line: number, column: number, replacement: string, precedence: number) => ({
  ...place(line, column, column),
  replacement,
  precedence,
});

const quotes = (line: number, column: number, endColumn: number) => ({
  replacements: [
    { ...insert(line, column, '"', 7), insertionPoint: 'afterEnd' },
    { ...insert(line, endColumn, '"', 7), insertionPoint: 'beforeStart' },
  ],
});

const unquoted = {
  file: 'bin/a.sh',
  level: 'info',
  code: 2086,
  message: 'Double quote to prevent globbing and word splitting.',
};

const text = '#!/bin/sh\nx="é𝒳"; echo $x\n\tcd $x\n';
const comments = [
  { ...unquoted, ...place(2, 14, 16), fix: quotes(2, 14, 16) },
  {
    file: 'bin/a.sh',
    level: 'warning',
    code: 2164,
    message: "Use 'cd ... || exit'.",
    ...place(3, 2, 7),
    fix: { replacements: [{ ...insert(3, 7, ' || exit', 5), insertionPoint: 'beforeStart' }] },
  },
  { ...unquoted, level: 'style', code: 2006, ...place(2, 1, 1), fix: null },
];
// Where a tab goes up to the next multiple of 8, the command is at column 9.
const older = [
  { ...unquoted, ...place(3, 12, 14), fix: quotes(3, 12, 14) },
  { ...unquoted, level: 'error', code: 1091, ...place(3, 5, 6) },
];

describe('reading ShellCheck', () => {
  it('makes findings with fixes', () => {
    const { format, findings, problems } = readJson({ comments: comments.slice(0, 1) });
    assert.equal(format, 'shellcheck');
    assert.deepEqual(problems, []);
    const unit = 'unicodeCodePoints';
    const point = (startColumn: number) => ({
      region: { startLine: 2, startColumn, endLine: 2, endColumn: startColumn, unit },
      text: '"',
    });
    assert.deepEqual(findings, [
      {
        kind: 'code',
        tool: { name: 'ShellCheck' },
        ruleId: 'SC2086',
        severity: 'low',
        message: 'Double quote to prevent globbing and word splitting.',
        cwe: [],
        help: { uri: 'https://www.shellcheck.net/wiki/SC2086' },
        location: {
          uri: 'bin/a.sh',
          region: { startLine: 2, startColumn: 14, endLine: 2, endColumn: 16, unit },
        },
        related: [],
        codeFlows: [],
        fixes: [{ changes: [{ uri: 'bin/a.sh', replacements: [point(16), point(14)] }] }],
      },
    ]);
  });

  it('keeps the order of the levels', () => {
    assert.deepEqual(
      [...readJson({ comments }).findings, ...readJson(older).findings].map((one) => one.severity),
      ['low', 'medium', 'info', 'low', 'high'],
    );
  });

  it('covers the exact token in json1, a tab being one column', () => {
    const [first, second, third] = locatedIn(readJson({ comments }), text);
    assert.ok(first && second && third);
    assert.equal(covered(first, text), '$x');
    assert.deepEqual(fixed(first, text), [text.replace('echo $x', 'echo "$x"')]);
    assert.equal(covered(second, text), 'cd $x');
    assert.deepEqual(fixed(second, text), [text.replace('cd $x', 'cd $x || exit')]);
    assert.equal(covered(third, text), 'x="é𝒳"; echo $x');
  });

  it('covers the exact token in the older json, and nothing where a tab would be cut', () => {
    const findings = locatedIn(readJson(older), text);
    const exact = findings.find(({ ruleId }) => ruleId === 'SC2086');
    assert.ok(exact);
    assert.equal(covered(exact, text), '$x');
    assert.deepEqual(fixed(exact, text), [text.replace('cd $x', 'cd "$x"')]);
    assert.equal(findings.find(({ ruleId }) => ruleId === 'SC1091')?.place, 'stale');
  });

  it('puts what is inserted at one place in the order of ShellCheck', () => {
    const at = (replacement: string, precedence: number, insertionPoint: string) => ({
      ...insert(1, 1, replacement, precedence),
      insertionPoint,
    });
    const replacements = [
      at('3', 1, 'afterEnd'),
      at('2', 2, 'beforeStart'),
      at('1', 9, 'beforeStart'),
      at('4', 8, 'afterEnd'),
    ];
    const report = readJson({
      comments: [{ ...unquoted, ...place(1, 1, 2), fix: { replacements } }],
    });
    const [finding] = locatedIn(report, 'x');
    assert.deepEqual(finding && fixed(finding, 'x'), ['1234x']);
  });

  it('knows a report without findings', () => {
    assert.deepEqual(readJson({ comments: [] }), {
      name: 'made',
      format: 'shellcheck',
      findings: [],
      problems: [],
    });
  });

  it('offers no fix of which a part is missing', () => {
    const [first] = comments;
    const fix = { replacements: [...(first?.fix?.replacements ?? []), { line: 2 }] };
    const { findings, problems } = readJson({ comments: [{ ...first, fix }] });
    assert.ok(findings[0]?.kind === 'code' && findings[0].fixes.length === 0);
    assert.match(problems[0]?.message ?? '', /1 fix in the report is incomplete/);
  });

  it('counts findings beyond the limit', () => {
    const many = new Array<unknown>(200_003).fill({ ...unquoted, ...place(1, 1, 2) });
    const report = readShellcheckJson('made', many);
    assert.equal(report.findings.length, 200_000);
    assert.match(report.problems[0]?.message ?? '', /: 3 results beyond the first 200000 are not/);
    assert.equal(countedIn(report), many.length);
  });

  it('survives any report, and counts what it skips', () => {
    const count = (content: unknown): number => {
      const { comments: list = content } = (content ?? {}) as Record<string, unknown>;
      return Array.isArray(list) ? list.length : 0;
    };
    survivesMutation({ comments }, count);
    survivesMutation(older, count);
  });
});
