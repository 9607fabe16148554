import assert from 'node:assert/strict';
import type { CodeFinding, Region } from '../../../../src/core/finding';
import {
  locateFindings,
  reportResolver,
  reportedPaths,
  workspaceOf,
} from '../../../../src/core/locate';
import { readSarif } from '../../../../src/core/readers/sarif';
import type { Report, ReportedCode } from '../../../../src/core/readers/reported';

interface Located {
  readonly report: Report;
  readonly reported: readonly ReportedCode[];
  readonly findings: readonly CodeFinding[];
  readonly problems: readonly string[];
}

/** A run as a tool writes it, read and placed in a folder with these files. */
function locate(run: object, files: Readonly<Record<string, string>>, root: string): Located {
  const report = readSarif('made', { version: '2.1.0', runs: [run] });
  const { findings, problems } = locateFindings(report, {
    resolve: reportResolver(reportedPaths(report), workspaceOf([root], Object.keys(files))),
    text: (path) => files[path],
  });
  return {
    report,
    reported: report.findings.filter((one) => one.kind === 'code'),
    findings: findings.filter((one) => one.kind === 'code'),
    problems: problems.map(({ message }) => message),
  };
}

/** The text of a region within one line. */
function textAt(text: string, region: Region | undefined): string {
  assert.ok(region !== undefined);
  assert.equal(region.start.line, region.end.line);
  const line = text.split('\n')[region.start.line] ?? '';
  return line.slice(region.start.character, region.end.character);
}

/** `eval` stands at column 19 in UTF-16 units, at 17 in code points, at offset 23 in bytes. */
const script = `const é = "𝒳𝒳"; eval(x); const h = crypto.createHash("md5");\n`;

describe('SARIF of ESLint', () => {
  const uri = 'file:///home/dev/sample/src/util/%C3%A9%20token.js';
  const files = { 'src/util/é token.js': script };
  const region = { startLine: 1, startColumn: 19, endLine: 1, endColumn: 26 };
  const result = (more: object) => ({
    level: 'warning',
    message: { text: 'eval with argument of type Identifier' },
    locations: [{ physicalLocation: { artifactLocation: { uri, index: 0 }, region } }],
    ruleId: 'security/detect-eval-with-expression',
    ruleIndex: 0,
    ...more,
  });
  const run = (results: readonly object[], more: object = {}) => ({
    tool: {
      driver: {
        name: 'ESLint',
        version: '9.39.5',
        rules: [
          {
            id: 'security/detect-eval-with-expression',
            helpUri: 'https://github.com/eslint-community/eslint-plugin-security',
            properties: { category: 'Possible Security Vulnerability' },
          },
        ],
      },
    },
    artifacts: [{ location: { uri } }],
    results,
    ...more,
  });

  it('covers the token, by file URI and without a word on how columns count', () => {
    const { findings, problems } = locate(run([result({})]), files, '/home/dev/sample');
    assert.deepEqual(problems, []);
    assert.equal(findings[0]?.location.path, 'src/util/é token.js');
    assert.equal(textAt(script, findings[0]?.location.region), 'eval(x)');
  });

  it('tells suppressed results from those with an empty list of suppressions', () => {
    const inSource = [{ kind: 'inSource', justification: 'kept for the test' }];
    const results = [result({ suppressions: [] }), result({ suppressions: inSource })];
    const { reported } = locate(run(results), files, '/home/dev/sample');
    assert.deepEqual(
      reported.map(({ suppressed }) => suppressed),
      [undefined, 'kept for the test'],
    );
  });

  it('hands over the embedded text', () => {
    const artifacts = [{ location: { uri }, contents: { text: script }, encoding: 'utf-8' }];
    const { report } = locate(run([], { artifacts }), files, '/home/dev/sample');
    assert.deepEqual(report.scanned, { files: [{ uri, text: script }] });
  });

  it('says which file did not parse', () => {
    const message = { text: 'Parsing error: Unexpected token' };
    const invocations = [
      {
        toolConfigurationNotifications: [{ level: 'error', message }],
        executionSuccessful: false,
      },
    ];
    const { problems } = locate(run([], { invocations }), files, '/home/dev/sample');
    assert.match(problems[0] ?? '', /^made: ESLint says that it did not run.*: Parsing error/);
  });
});

describe('SARIF of ast-grep', () => {
  const result = (ruleId: string, region: object, more: object = {}) => ({
    level: 'error',
    locations: [{ physicalLocation: { artifactLocation: { uri: 'u.js' }, region } }],
    message: { text: 'eval of dynamic code' },
    ruleId,
    ...more,
  });
  const evalRegion = {
    byteLength: 7,
    byteOffset: 23,
    endColumn: 24,
    endLine: 1,
    snippet: { text: 'eval(x)' },
    startColumn: 17,
    startLine: 1,
  };
  const hashRegion = {
    byteLength: 24,
    byteOffset: 42,
    endColumn: 60,
    endLine: 1,
    startColumn: 36,
    startLine: 1,
  };
  const driver = { name: 'ast-grep', version: '0.51.1' };
  const replacements = [
    { deletedRegion: hashRegion, insertedContent: { text: "crypto.createHash('sha256')" } },
  ];
  const fixes = [
    {
      artifactChanges: [{ artifactLocation: { uri: 'u.js' }, replacements }],
      description: { text: 'Apply suggested fix' },
    },
  ];

  it('covers the token, whose columns are code points without saying so', () => {
    const run = { results: [result('no-eval', evalRegion)], tool: { driver } };
    const { findings, problems } = locate(run, { 'u.js': script }, '/home/dev/src');
    assert.equal(problems.length, 1);
    assert.match(problems[0] ?? '', /counts code points/);
    assert.equal(textAt(script, findings[0]?.location.region), 'eval(x)');
    assert.deepEqual([findings[0]?.ruleId, findings[0]?.severity], ['no-eval', 'high']);
  });

  it('replaces exactly the token', () => {
    const run = { results: [result('weak-hash', hashRegion, { fixes })], tool: { driver } };
    const { findings, problems } = locate(run, { 'u.js': script }, '/home/dev/src');
    assert.equal(problems.length, 1);
    assert.match(problems[0] ?? '', /counts code points/);
    const [replaced] = findings[0]?.fixes[0]?.changes[0]?.replacements ?? [];
    assert.equal(textAt(script, replaced?.region), 'crypto.createHash("md5")');
    assert.equal(replaced?.text, "crypto.createHash('sha256')");
  });
});

/** `strcpy` stands at column 18 in UTF-16 units, at 17 in code points. */
const program = 'int f(void) {\nchar *e = "é𝒳"; strcpy(b, s);\n}\n';

describe('SARIF of clang', () => {
  const artifactLocation = { index: 0, uri: 'file:///home/dev/csamples/vuln%20spac%C3%A9.c' };
  const at = (region: object, text?: string) => ({
    physicalLocation: { artifactLocation, region },
    ...(text !== undefined && { message: { text } }),
  });
  const point = { startLine: 2, startColumn: 17, endColumn: 17 };
  const token = { startLine: 2, startColumn: 17, endLine: 2, endColumn: 23 };
  const step = (region: object, text: string) => ({
    importance: 'essential',
    location: at(region, text),
  });
  const run = {
    artifacts: [{ length: 256, location: { uri: artifactLocation.uri }, roles: ['resultFile'] }],
    columnKind: 'unicodeCodePoints',
    results: [
      {
        codeFlows: [{ threadFlows: [{ locations: [step(token, 'In.'), step(point, 'Out.')] }] }],
        locations: [at(point)],
        message: { text: 'Call to function strcpy is insecure. CWE-119' },
        ruleId: 'security.insecureAPI.strcpy',
        ruleIndex: 0,
      },
    ],
    tool: { driver: { name: 'clang', rules: [{ id: 'security.insecureAPI.strcpy' }] } },
  };

  it('begins at the token and covers it where it says how long it is', () => {
    const files = { 'vuln spacé.c': program };
    const { findings, problems } = locate(run, files, '/home/dev/csamples');
    assert.deepEqual(problems, []);
    assert.equal(findings[0]?.location.path, 'vuln spacé.c');
    assert.deepEqual(findings[0]?.location.region?.start, { line: 1, character: 17 });
    const [first, last] = findings[0]?.codeFlows[0] ?? [];
    assert.equal(textAt(program, first?.region), 'strcpy');
    assert.deepEqual(last?.region?.start, { line: 1, character: 17 });
    assert.deepEqual([first?.message, last?.message], ['In.', 'Out.']);
  });
});

describe('SARIF of flawfinder', () => {
  const toolComponent = { name: 'CWE', guid: 'FFC64C90-42B6-44CE-8BEB-F6B7DAE649E5' };
  const rule = (id: unknown) => ({
    id: 'FF1001',
    name: 'buffer/strcpy',
    shortDescription: { text: 'Does not check for buffer overflows (CWE-120).' },
    defaultConfiguration: { level: 'error' },
    helpUri: 'https://cwe.mitre.org/data/definitions/120.html',
    relationships: [{ target: { id, toolComponent }, kinds: ['relevant'] }],
  });
  const uri = '/home/dev/csamples/src/copy.c';
  const region = {
    startLine: 2,
    startColumn: 17,
    endColumn: 30,
    snippet: { text: 'char *e = "é𝒳"; strcpy(b, s);' },
  };
  const run = (more: object = {}) => ({
    tool: { driver: { name: 'Flawfinder', version: '2.0.19', rules: [rule('CWE-120')] } },
    columnKind: 'utf16CodeUnits',
    results: [
      {
        ruleId: 'FF1001',
        level: 'error',
        message: { text: 'buffer/strcpy:Does not check for buffer overflows (CWE-120).' },
        locations: [
          { physicalLocation: { artifactLocation: { uri, uriBaseId: 'SRCROOT' }, region } },
        ],
        fingerprints: { 'contextHash/v1': 'ab'.repeat(32) },
        rank: 0.8,
      },
    ],
    ...more,
  });
  const files = { 'src/copy.c': program };

  it('begins at the token, though its columns are not what it says they are', () => {
    const { findings, problems } = locate(run(), files, '/home/dev/csamples');
    assert.deepEqual(problems, []);
    assert.equal(findings[0]?.location.path, 'src/copy.c');
    assert.equal(textAt(program, findings[0]?.location.region), 'strcpy(b, s);');
  });

  it('has the weakness in a relationship, and a rank', () => {
    const { reported } = locate(run(), files, '/home/dev/csamples');
    assert.deepEqual([reported[0]?.cwe, reported[0]?.rank], [['CWE-120'], 0.8]);
    const older = { driver: { name: 'Flawfinder', rules: [rule(120)] } };
    const { reported: same } = locate(run({ tool: older }), files, '/home/dev/csamples');
    assert.deepEqual(same[0]?.cwe, ['CWE-120']);
  });

  it('names a taxonomy on the network, which is not fetched', () => {
    const taxonomies = [{ location: { uri: 'https://example.org/CWE_v4.4.sarif' } }];
    const more = { externalPropertyFileReferences: { taxonomies } };
    const { reported, problems } = locate(run(more), files, '/home/dev/csamples');
    assert.deepEqual(reported[0]?.cwe, ['CWE-120']);
    assert.equal(problems.length, 1);
    assert.match(
      problems[0] ?? '',
      /keeps its taxonomies at https:\/\/example\.org.* is not read$/,
    );
  });
});

describe('SARIF of secretlint', () => {
  const ruleId =
    '@secretlint/secretlint-rule-preset-recommend > @secretlint/secretlint-rule-github';
  const secret = `ghp_${'0'.repeat(36)}`;
  const text = `/* é𝒳 */ const key = "${secret}";\n`;
  const helpUri = 'https://github.com/secretlint/secretlint/blob/master/README.md#GITHUB_TOKEN';
  const run = {
    tool: { driver: { name: 'secretlint', rules: [{ id: ruleId, helpUri }], version: '1.0.0' } },
    results: [
      {
        level: 'error',
        message: { text: `found GitHub Token(***): ${'*'.repeat(40)}` },
        ruleId,
        locations: [
          {
            physicalLocation: {
              artifactLocation: { uri: '../out/sl/a.js', index: 0 },
              region: { startLine: 1, startColumn: 24, endLine: 1, endColumn: 64 },
            },
          },
        ],
        ruleIndex: 0,
      },
    ],
    artifacts: [{ sourceLanguage: 'JavaScript', location: { uri: '../out/sl/a.js' } }],
  };

  it('covers the secret, in a file whose address goes out of the folder and in again', () => {
    const { findings, problems } = locate(run, { 'sl/a.js': text }, '/home/dev/out');
    assert.deepEqual(problems, []);
    assert.equal(findings[0]?.location.path, 'sl/a.js');
    assert.equal(textAt(text, findings[0]?.location.region), secret);
  });

  it('keeps the rule as it is named, and the secret masked', () => {
    const { findings } = locate(run, { 'sl/a.js': text }, '/home/dev/out');
    assert.equal(findings[0]?.ruleId, ruleId);
    assert.doesNotMatch(findings[0]?.message ?? '', /ghp_/);
  });
});
