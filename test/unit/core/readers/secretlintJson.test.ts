import assert from 'node:assert/strict';
import { covered, locatedIn } from './located';
import { readJson, survivesMutation } from './mutants';

const secret = 'https://user:pa55word9@example.com';
const source = `line\n  const é = "𝒳𝒳"; const k = "${secret}/x";\n`;

const message = {
  message: 'found basic auth credential: **********************************',
  range: [36, 70],
  type: 'message',
  ruleId: '@secretlint/secretlint-rule-basicauth',
  ruleParentId: '@secretlint/secretlint-rule-preset-recommend',
  loc: { start: { line: 2, column: 31 }, end: { line: 2, column: 65 } },
  severity: 'error',
  messageId: 'BasicAuth',
  docsUrl: 'https://example.org/secretlint-rule-basicauth/README.md#BasicAuth',
  data: { CREDENTIAL: '**********************************' },
};

const report = [
  {
    filePath: '/home/dev/a.js',
    sourceContent: source,
    sourceContentType: 'text',
    messages: [message],
  },
  { filePath: '/home/dev/b.js', sourceContent: 'clean', sourceContentType: 'text', messages: [] },
];

const with1 = (changes: object, entry: object = {}): unknown => [
  { ...report[0], messages: [{ ...message, ...changes }], ...entry },
];

describe('reading secretlint', () => {
  it('makes findings, and keeps no source', () => {
    const { format, findings, problems, scanned } = readJson(report);
    assert.equal(format, 'secretlint');
    assert.deepEqual(problems, []);
    assert.equal(scanned, undefined);
    assert.deepEqual(findings, [
      {
        kind: 'code',
        tool: { name: 'secretlint' },
        ruleId:
          '@secretlint/secretlint-rule-preset-recommend > @secretlint/secretlint-rule-basicauth',
        severity: 'high',
        message: 'found basic auth credential: ***',
        cwe: [],
        help: { uri: 'https://example.org/secretlint-rule-basicauth/README.md#BasicAuth' },
        location: {
          uri: '/home/dev/a.js',
          region: {
            startLine: 2,
            startColumn: 32,
            endLine: 2,
            endColumn: 66,
            charOffset: 36,
            charLength: 34,
            unit: 'utf16CodeUnits',
          },
        },
        related: [],
        codeFlows: [],
        fixes: [],
      },
    ]);
  });

  it('knows a report of clean files', () => {
    const { format, findings, problems } = readJson(report.slice(1));
    assert.deepEqual([format, findings, problems], ['secretlint', [], []]);
  });

  it('covers the exact secret, by offsets or by lines and columns', () => {
    for (const content of [
      report,
      with1({}, { sourceContent: undefined }),
      with1({ range: undefined }),
      with1({ loc: undefined }, { sourceContent: `\uFEFF${source}` }),
      with1({ loc: undefined }, { sourceContent: undefined }),
    ]) {
      const [finding] = locatedIn(readJson(content), source);
      assert.equal(finding && covered(finding, source), secret);
    }
  });

  const unmasked: readonly [string, unknown][] = [
    ['that its range covers', with1({ message: `found: ${secret}`, data: {} })],
    ['that its data holds', with1({ message: `found: ${secret}`, range: [], data: { K: secret } })],
    [
      'that nothing else tells',
      with1({ message: `found: ${secret}`, data: {} }, { sourceContent: undefined }),
    ],
    [
      'that looks like a key',
      with1({
        message: 'found token: xoxb-2398-abcdefghijk and pa55word9pa55word9',
        range: [0, 1],
      }),
    ],
    ['of a text too long to go through', with1({ message: `${'x '.repeat(60_000)}pa55word9` })],
    [
      'among more parts than are looked for',
      with1({
        message: 'found pa55word9',
        data: Object.fromEntries(Array.from({ length: 60 }, (_, at) => [at, `p${at}`])),
      }),
    ],
  ];
  for (const [what, content] of unmasked) {
    it(`masks a secret ${what}`, () => {
      const report = readJson(content);
      assert.equal(report.findings.length, 1);
      assert.ok(!/pa55word9|xoxb/.test(JSON.stringify(report)), JSON.stringify(report));
    });
  }

  it('masks in time that grows with the text', () => {
    const started = performance.now();
    for (const text of ['+', '//', '//a', 'a1', ':', 'é', '-1a=']) {
      readJson(with1({ message: text.repeat(40_000 / text.length), data: {} }));
    }
    assert.ok(performance.now() - started < 2000);
  });

  it('survives any report, and counts what it skips', () => {
    survivesMutation(report, (content) => {
      const entries = Array.isArray(content) ? (content as Record<string, unknown>[]) : [];
      return entries.reduce((sum, entry) => {
        const isFile = typeof entry?.['filePath'] === 'string' && Array.isArray(entry['messages']);
        return sum + (isFile ? (entry['messages'] as unknown[]).length : 1);
      }, 0);
    });
  });
});
