import assert from 'node:assert/strict';
import fc from 'fast-check';
import { tally } from '../../../../src/core/readers/problems';
import type { Report, ReportedCode } from '../../../../src/core/readers/reported';
import { openSarif, readSarif } from '../../../../src/core/readers/sarif';

function only({ findings }: Report): ReportedCode {
  assert.equal(findings.length, 1);
  const [finding] = findings;
  assert.ok(finding?.kind === 'code');
  return finding;
}

const messages = ({ problems }: Report) => problems.map(({ message }) => message);

describe('the version of a SARIF log', () => {
  const place = { physicalLocation: { artifactLocation: { uri: 'a.js' } } };
  const runs = [{ tool: { driver: { name: 't' } }, results: [{ locations: [place] }] }];
  const said = (version: unknown, $schema?: string) =>
    messages(readSarif('made', { version, $schema, runs }));
  const schema = 'https://json.schemastore.org/sarif-2.1.0.json';

  it('is 2.1.0 without a word, final or not', () => {
    assert.deepEqual(said('2.1.0'), []);
    assert.deepEqual(said('2.1.0-rtm.5'), []);
    assert.deepEqual(said('2.1.0-beta.2'), []);
    assert.deepEqual(said(undefined, schema), []);
    assert.deepEqual(said('', schema), []);
  });

  it('is said when it is another one', () => {
    assert.deepEqual(said('2.2'), ['made: it is SARIF 2.2, a draft that is read as 2.1.0']);
    for (const version of ['2.0.0', '2.0.0-csd.2.beta.2018-10-10', '1.0.0', '1.0.0-beta.5']) {
      assert.equal(said(version)[0], `made: it is SARIF ${version}, read as far as it maps`);
    }
    assert.match(
      said(undefined, 'http://json.schemastore.org/sarif-1.0.0')[0] ?? '',
      /1\.0\.0, read/,
    );
  });

  it('is refused when it is unknown', () => {
    for (const version of ['3.0.0', '0.4', '2', '1.0', '12.1.0', '2.1.05']) {
      const problem = said(version)[0] ?? '';
      assert.ok(problem.startsWith(`made: it is SARIF ${version}; only 2.1.0 and some`), problem);
    }
    assert.match(said(undefined)[0] ?? '', /it names no SARIF version; only 2\.1\.0/);
  });
});

describe('reading SARIF 1.0.0', () => {
  const uri = 'file:///w/src/a.js';
  const read = (result: unknown, run: object = {}): Report =>
    readSarif('made', {
      version: '1.0.0',
      runs: [
        {
          tool: { name: 'old', version: '7', semanticVersion: '7.0.0' },
          results: [result],
          rules: {
            'R1.Key': {
              id: 'R1',
              name: 'Rule',
              shortDescription: 'Short.',
              fullDescription: 'Full.',
              defaultLevel: 'error',
              helpUri: 'https://example.org/r1',
              messageFormats: { default: 'Say {0} and {1}.' },
              properties: { tags: ['CWE-79'] },
            },
          },
          ...run,
        },
      ],
    });
  const at = (region?: object) => ({ resultFile: { uri, region } });

  it('reads rule, message and place', () => {
    const region = { startLine: 3, startColumn: 5, endColumn: 9, offset: 40, length: 4 };
    const formattedRuleMessage = { formatId: 'default', arguments: ['a', 'b'] };
    const report = read({ ruleId: 'R1', formattedRuleMessage, locations: [at(region)] });
    assert.deepEqual(messages(report), ['made: it is SARIF 1.0.0, read as far as it maps']);
    assert.deepEqual(only(report), {
      kind: 'code',
      tool: { name: 'old', version: '7' },
      ruleId: 'R1',
      severity: 'high',
      message: 'Say a and b.',
      cwe: ['CWE-79'],
      help: { text: 'Full.', uri: 'https://example.org/r1' },
      location: {
        uri,
        region: { startLine: 3, startColumn: 5, endColumn: 9, byteOffset: 40, byteLength: 4 },
      },
      related: [],
      codeFlows: [],
      fixes: [],
    });
  });

  it('finds the rule by its key, and the place by what was analysed', () => {
    const finding = only(
      read({ ruleKey: 'R1.Key', level: 'note', locations: [{ analysisTarget: { uri } }] }),
    );
    assert.deepEqual(
      [finding.ruleId, finding.severity, finding.message, finding.location],
      ['R1', 'low', 'Short.', { uri }],
    );
    assert.equal(only(read({ ruleId: 'X', message: 'Own.', locations: [at()] })).message, 'Own.');
  });

  it('reads what its levels say beside severities', () => {
    const locations = [at()];
    assert.equal(only(read({ level: 'open', locations })).severity, 'info');
    for (const level of ['pass', 'notApplicable']) {
      assert.match(
        messages(read({ level, locations }))[1] ?? '',
        new RegExp(`kind ${level} is no`),
      );
    }
  });

  it('reads suppressions and baselines', () => {
    const finding = only(
      read({
        locations: [at()],
        suppressionStates: ['suppressedInSource'],
        baselineState: 'existing',
      }),
    );
    assert.deepEqual([finding.suppressed, finding.baseline], ['inSource', 'unchanged']);
    assert.equal(only(read({ locations: [at()], suppressionStates: [] })).suppressed, undefined);
    assert.match(messages(read({ locations: [at()], baselineState: 'absent' }))[1] ?? '', /gone/);
  });

  it('reads related places and code flows', () => {
    const step = (line: number, message?: string) => ({
      step: line,
      physicalLocation: { uri, region: { startLine: line } },
      message,
    });
    const finding = only(
      read({
        locations: [at()],
        relatedLocations: [step(1, 'Declared.')],
        codeFlows: [{ locations: [step(2), { step: 3, kind: 'call' }, step(4, 'Used.')] }],
      }),
    );
    assert.deepEqual(finding.related, [{ uri, region: { startLine: 1 }, message: 'Declared.' }]);
    assert.deepEqual(finding.codeFlows, [
      [
        { uri, region: { startLine: 2 } },
        { uri, region: { startLine: 4 }, message: 'Used.' },
      ],
    ]);
  });

  it('reads fixes, which count in bytes', () => {
    const replacements = [
      { offset: 10, insertedBytes: 'w6k=' },
      { offset: 20, deletedLength: 3 },
    ];
    const fixes = [{ description: 'Do.', fileChanges: [{ uri, replacements }] }];
    assert.deepEqual(only(read({ locations: [at()], fixes })).fixes, [
      {
        description: 'Do.',
        changes: [
          {
            uri,
            replacements: [
              { region: { byteOffset: 10, byteLength: 0 }, text: 'é' },
              { region: { byteOffset: 20, byteLength: 3 }, text: '' },
            ],
          },
        ],
      },
    ]);
  });

  it('knows parts of archives from files that are named below their own folder', () => {
    const nested = 'file:///w/a.zip#/in.js';
    const below = 'file:///w/src/#js/b.js';
    const files = {
      [nested]: { uri: '/in.js', parentKey: 'file:///w/a.zip' },
      [below]: { uri: 'js/b.js', parentKey: 'file:///w/src/' },
    };
    const report = read({ locations: [{ resultFile: { uri: nested } }] }, { files });
    assert.match(messages(report)[1] ?? '', /1 result names no file/);
    const finding = only(read({ locations: [{ resultFile: { uri: below } }] }, { files }));
    assert.equal(finding.location.uri, 'file:///w/src/js/b.js');
  });

  it('reads embedded contents and hashes', () => {
    const files = {
      [uri]: { contents: 'w6k=', hashes: [{ algorithm: 'sha256', value: 'ab'.repeat(32) }] },
    };
    assert.deepEqual(read({}, { files }).scanned?.files, [
      { uri, text: 'é', sha256: 'ab'.repeat(32) },
    ]);
  });

  it('names the logical place of a result without a file', () => {
    const report = read({ locations: [{ fullyQualifiedLogicalName: 'Shop.Cart' }] });
    assert.match(messages(report)[1] ?? '', /names no file and cannot be placed \(Shop\.Cart\)/);
  });
});

describe('reading drafts of SARIF 2.0.0', () => {
  const at = (region?: object, more: object = {}) => ({
    physicalLocation: { fileLocation: { uri: 'src/a.js', uriBaseId: 'S' }, region },
    ...more,
  });
  const read = (result: unknown, run: object = {}): Report =>
    readSarif('made', {
      version: '2.0.0',
      runs: [
        {
          tool: { name: 'draft', semanticVersion: '2.0.1' },
          originalUriBaseIds: { S: 'file:///w/' },
          results: [result],
          resources: {
            messageStrings: { shared: 'Shared.' },
            rules: {
              K1: {
                id: 'R1',
                shortDescription: { text: 'Short.' },
                help: { richText: '*Help*' },
                helpLocation: { uri: 'https://example.org/r1' },
                configuration: { defaultLevel: 'note', defaultRank: 5 },
                messageStrings: { default: 'Variable {0}.' },
              },
            },
          },
          ...run,
        },
      ],
    });

  it('reads rule, message and place', () => {
    const message = { messageId: 'default', arguments: ['x'] };
    const region = { startLine: 2, charOffset: 9, snippet: { text: 'x' } };
    const finding = only(read({ ruleId: 'K1', message, locations: [at(region)] }));
    assert.deepEqual(finding, {
      kind: 'code',
      tool: { name: 'draft', version: '2.0.1' },
      ruleId: 'R1',
      severity: 'low',
      message: 'Variable x.',
      cwe: [],
      help: { text: '*Help*', uri: 'https://example.org/r1' },
      rank: 5,
      location: {
        uri: 'src/a.js',
        base: 'file:///w/',
        region: { startLine: 2, charOffset: 9, snippet: 'x' },
      },
      related: [],
      codeFlows: [],
      fixes: [],
    });
  });

  it('reads the ids of messages wherever drafts kept them', () => {
    const text = (result: object) =>
      only(read({ ruleId: 'K1', locations: [at()], ...result })).message;
    assert.equal(text({ ruleMessageId: 'default', message: { arguments: ['y'] } }), 'Variable y.');
    assert.equal(text({ message: { messageId: 'shared' } }), 'Shared.');
    assert.equal(text({ message: { richText: '**Rich**' } }), '**Rich**');
    assert.equal(text({}), 'Short.');
  });

  it('reads levels, suppressions and baselines', () => {
    const finding = only(
      read({
        level: 'open',
        locations: [at()],
        suppressionStates: ['suppressedExternally'],
        baselineState: 'existing',
      }),
    );
    assert.deepEqual(
      [finding.severity, finding.suppressed, finding.baseline],
      ['info', 'external', 'unchanged'],
    );
    assert.match(messages(read({ level: 'pass', locations: [at()] }))[1] ?? '', /kind pass/);
  });

  it('reads related places, code flows and fixes', () => {
    const step = at({ startLine: 4 }, { message: { text: 'Step.' } });
    const change = {
      fileLocation: { uri: 'src/a.js' },
      replacements: [
        {
          deletedRegion: { charOffset: 3, charLength: 1 },
          insertedContent: { binary: 'w6k=' },
        },
      ],
    };
    const finding = only(
      read({
        locations: [at()],
        relatedLocations: [step],
        codeFlows: [{ threadFlows: [{ locations: [{ step: 1, location: step }] }] }],
        fixes: [{ description: { text: 'Do.' }, fileChanges: [change] }],
      }),
    );
    const place = {
      uri: 'src/a.js',
      base: 'file:///w/',
      region: { startLine: 4 },
      message: 'Step.',
    };
    assert.deepEqual(finding.related, [place]);
    assert.deepEqual(finding.codeFlows, [[place]]);
    const replacements = [{ region: { charOffset: 3, charLength: 1 }, text: 'é' }];
    assert.deepEqual(finding.fixes, [
      { description: 'Do.', changes: [{ uri: 'src/a.js', replacements }] },
    ]);
  });

  it('reads files by key or in a list', () => {
    const contents = { text: 'x' };
    const keyed = { '#S#src/a.js': { contents }, 'z.zip#/b.js': { parentKey: 'z.zip', contents } };
    const listed = [{ fileLocation: { uri: 'src/a.js', uriBaseId: 'S' }, contents }];
    for (const files of [keyed, listed]) {
      assert.deepEqual(read({}, { files }).scanned?.files, [
        { uri: 'src/a.js', base: 'file:///w/', text: 'x' },
      ]);
      const byIndex = { physicalLocation: { fileLocation: { fileIndex: 0 } } };
      assert.equal(only(read({ locations: [byIndex] }, { files })).location.uri, 'src/a.js');
    }
    const nested = { physicalLocation: { fileLocation: { uri: 'z.zip#/b.js' } } };
    assert.equal(read({ locations: [nested] }, { files: keyed }).findings.length, 0);
  });

  it('reads later drafts, which are nearly 2.1.0', () => {
    const tool = {
      driver: { name: 'late', rules: [{ id: 'R1', shortDescription: { text: 'Late.' } }] },
    };
    const artifacts = [{ location: { uri: 'b.js' } }];
    const result = {
      ruleIndex: 0,
      kind: 'fail',
      level: 'error',
      locations: [{ physicalLocation: { artifactLocation: { index: 0 } } }],
    };
    const invocations = [{ toolExecutionSuccessful: false }];
    const report = read(result, { tool, artifacts, invocations, resources: undefined });
    assert.deepEqual(
      [only(report).message, only(report).location.uri, only(report).severity],
      ['Late.', 'b.js', 'high'],
    );
    assert.match(messages(report)[1] ?? '', /late says that it did not run to its end/);
  });

  it('says what it keeps in other files', () => {
    const report = read({}, { externalPropertyFiles: { results: [] } });
    assert.match(messages(report)[1] ?? '', /draft keeps its results in other files/);
  });
});

describe('results of older versions, one by one', () => {
  it('are read as in the whole log', () => {
    const run = (results: unknown) => ({
      tool: { name: 'old' },
      rules: { K: { id: 'R1', defaultLevel: 'error' } },
      results,
    });
    const result = { ruleKey: 'K', message: 'M.', locations: [{ resultFile: { uri: 'a.js' } }] };
    const log = openSarif({ version: '1.0.0', runs: [run([])] }, tally('made'), { cutOut: [1] });
    const whole = readSarif('made', { version: '1.0.0', runs: [run([result])] });
    assert.deepEqual(log.runs[0]?.read(result), only(whole));
  });

  it('never throw, whatever they are', () => {
    const key = fc.constantFrom(
      'tool',
      'driver',
      'files',
      'rules',
      'resources',
      'results',
      'ruleKey',
      'ruleId',
      'message',
      'locations',
      'resultFile',
      'analysisTarget',
      'physicalLocation',
      'fileLocation',
      'uri',
      'region',
      'codeFlows',
      'threadFlows',
      'fixes',
      'fileChanges',
      'replacements',
      'hashes',
      'suppressionStates',
      'level',
      'formattedRuleMessage',
      'originalUriBaseIds',
      'invocations',
      'messageStrings',
      'contents',
      'parentKey',
      '__proto__',
      'constructor',
      'properties',
    );
    const { value } = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 7 },
        fc.constantFrom<unknown>('a.js', 'pass', 'K', 0, -1, null, true, '#B#x', 'dir/#f'),
        fc.array(tie('value'), { maxLength: 4 }),
        fc.dictionary(key, tie('value'), { maxKeys: 5 }),
      ),
    }));
    const runs = fc.array(value, { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(fc.constantFrom('1.0.0', '2.0.0', '2.1.0'), runs, (version, all) => {
        const { findings } = readSarif('made', { version, runs: all });
        for (const finding of findings) {
          assert.ok(finding.kind === 'code' && typeof finding.location.uri === 'string');
        }
      }),
      { numRuns: 500 },
    );
  });
});
