import assert from 'node:assert/strict';
import { Linter } from 'eslint';
import { covered, fixed, locatedIn } from './located';
import { readJson, survivesMutation } from './mutants';

const file = '/home/dev/sample/src/a.js';
const source = 'var a = 1;\nif (a == 2) a;\n';

const report = [
  {
    filePath: file,
    messages: [
      {
        ruleId: 'no-var',
        severity: 1,
        message: 'Unexpected var, use let or const instead.',
        line: 1,
        column: 1,
        endLine: 1,
        endColumn: 11,
        messageId: 'unexpectedVar',
        fix: { range: [0, 3], text: 'let' },
      },
      {
        ruleId: 'eqeqeq',
        severity: 2,
        message: "Expected '===' and instead saw '=='.",
        line: 2,
        column: 7,
        endLine: 2,
        endColumn: 9,
        suggestions: [
          { desc: "Use '==='.", fix: { range: [17, 19], text: '===' } },
          { desc: 'Broken', fix: { range: [17], text: '===' } },
        ],
      },
      {
        ruleId: null,
        severity: 1,
        message: 'Unused eslint-disable directive.',
        line: 2,
        column: 1,
      },
    ],
    suppressedMessages: [
      {
        ruleId: 'no-unused-expressions',
        severity: 2,
        message: 'Expected an assignment or function call.',
        line: 2,
        column: 13,
        endLine: 2,
        endColumn: 15,
        suppressions: [{ kind: 'directive', justification: 'for the test' }],
      },
    ],
    errorCount: 1,
    source,
  },
  {
    filePath: '/home/dev/sample/src/broken.js',
    messages: [
      { ruleId: null, fatal: true, severity: 2, message: 'Parsing error', line: 2, column: 1 },
    ],
    suppressedMessages: [],
    source: 'function broken( {\n',
  },
  { filePath: '/home/dev/sample/src/clean.js', messages: [], suppressedMessages: [] },
];

describe('reading ESLint', () => {
  it('makes findings with fixes, suggestions and suppressions', () => {
    const { format, findings, problems, scanned } = readJson(report);
    const common = { kind: 'code', tool: { name: 'ESLint' }, cwe: [], related: [], codeFlows: [] };
    const region = (startLine: number, startColumn: number, endColumn: number) => ({
      startLine,
      startColumn,
      endLine: startLine,
      endColumn,
      unit: 'utf16CodeUnits',
    });
    const fix = (place: object, text: string) => ({
      changes: [{ uri: file, replacements: [{ region: place, text }] }],
    });
    assert.equal(format, 'eslint');
    assert.deepEqual(findings, [
      {
        ...common,
        ruleId: 'no-var',
        severity: 'medium',
        message: 'Unexpected var, use let or const instead.',
        location: { uri: file, region: region(1, 1, 11) },
        fixes: [fix({ ...region(1, 1, 4), charOffset: 0, charLength: 3 }, 'let')],
      },
      {
        ...common,
        ruleId: 'eqeqeq',
        severity: 'high',
        message: "Expected '===' and instead saw '=='.",
        location: { uri: file, region: region(2, 7, 9) },
        fixes: [
          {
            description: "Use '==='.",
            ...fix({ ...region(2, 7, 9), charOffset: 17, charLength: 2 }, '==='),
          },
        ],
      },
      {
        ...common,
        ruleId: 'no-unused-expressions',
        severity: 'high',
        message: 'Expected an assignment or function call.',
        location: { uri: file, region: region(2, 13, 15) },
        suppressed: 'for the test',
        fixes: [],
      },
    ]);
    assert.deepEqual(problems, [
      {
        message: 'made: 1 fix in the report is incomplete and is not offered',
        count: 1,
      },
      {
        message:
          'made: 1 message of ESLint is about no rule and is not shown (Unused eslint-disable directive.)',
        count: 1,
      },
      {
        message:
          'made: 1 file could not be parsed by ESLint and was not checked (/home/dev/sample/src/broken.js: Parsing error)',
        count: 1,
      },
    ]);
    assert.deepEqual(scanned?.files, [
      { uri: file, text: source },
      { uri: '/home/dev/sample/src/broken.js', text: 'function broken( {\n' },
    ]);
  });

  it('takes offsets alone where the source is not embedded, and says why where no reason is given', () => {
    const [entry] = report;
    const [message] = entry?.messages ?? [];
    const suppressedMessages = [{ ...message, suppressions: [{ kind: 'directive' }] }];
    const { findings, scanned } = readJson([{ ...entry, source: undefined, suppressedMessages }]);
    const [first, , last] = findings;
    assert.ok(first?.kind === 'code' && last?.kind === 'code');
    assert.deepEqual(first.fixes[0]?.changes[0]?.replacements[0]?.region, {
      charOffset: 0,
      charLength: 3,
      unit: 'utf16CodeUnits',
    });
    assert.equal(last.suppressed, 'Suppressed by a comment in the source.');
    assert.equal(scanned, undefined);
  });

  it('takes the text after --fix for the one that the messages are about', () => {
    const [entry] = report;
    const { scanned } = readJson([{ ...entry, output: 'let a = 1;\n' }]);
    assert.equal(scanned?.files[0]?.text, 'let a = 1;\n');
  });

  it('reads json-with-metadata', () => {
    const docs = { description: 'Require let or const', url: 'https://eslint.org/docs/no-var' };
    const metadata = { cwd: '/home/dev', rulesMeta: { 'no-var': { docs } } };
    const { format, findings } = readJson({ results: report, metadata });
    assert.equal(format, 'eslint');
    assert.deepEqual(findings[0]?.help, {
      text: 'Require let or const',
      uri: 'https://eslint.org/docs/no-var',
    });
  });

  it('counts entries that are no results of files', () => {
    const { findings, problems } = readJson([...report, 7, { filePath: 1, messages: [] }]);
    assert.equal(findings.length, 3);
    assert.match(problems.at(-1)?.message ?? '', /2 entries are not results of files/);
  });

  for (const [what, lineEnd] of [
    ['ASCII line ends', '\n'],
    ['line ends of Windows', '\r\n'],
    ['line ends that only ESLint knows', '\u2028'],
  ] as const) {
    it(`covers the exact token and puts its fix there, with ${what}`, () => {
      const text = [
        `/* é𝒳 */ var x = "é𝒳";`,
        `if ("é𝒳" == x) eval("é𝒳");`,
        `/* 𝒳 */ eval(x); x = x ? true : false;`,
      ].join(lineEnd);
      const rules = { 'no-var': 1, 'no-eval': 2, eqeqeq: 2, 'no-unneeded-ternary': 1 } as const;
      const messages = new Linter().verify(text, [
        { rules, languageOptions: { sourceType: 'script' } },
      ]);
      const findings = locatedIn(readJson([{ filePath: 'a.js', messages, source: text }]), text);
      assert.deepEqual(
        findings.map((finding) => [finding.ruleId, covered(finding, text)]),
        [
          ['no-var', 'var x = "é𝒳";'],
          ['eqeqeq', '=='],
          ['no-eval', 'eval'],
          ['no-eval', 'eval'],
          ['no-unneeded-ternary', 'x ? true : false'],
        ],
      );
      assert.deepEqual(
        findings.flatMap((finding) => fixed(finding, text)),
        [text.replace('==', '==='), text.replace('x ? true : false', '!!x')],
      );
    });
  }

  it('survives any report, and counts what it skips', () => {
    survivesMutation(report, (content) => {
      const entries = Array.isArray(content) ? (content as unknown[]) : [];
      return entries.reduce<number>((sum, entry) => sum + messagesOf(entry), 0);
    });
  });
});

function messagesOf(entry: unknown): number {
  const { filePath, messages, suppressedMessages } = (entry ?? {}) as Record<string, unknown>;
  if (typeof filePath !== 'string' || !Array.isArray(messages)) return 1;
  return messages.length + (Array.isArray(suppressedMessages) ? suppressedMessages.length : 0);
}
