import assert from 'node:assert/strict';
import { maxResults, readSarif } from '../../../../src/core/readers/sarif';
import type { Report, ReportedCode } from '../../../../src/core/readers/reported';

const place = (uri: string, region?: object) => ({
  physicalLocation: { artifactLocation: { uri }, ...(region && { region }) },
});
const locations = [place('a.js', { startLine: 1 })];

interface Parts {
  readonly result?: object;
  readonly rule?: object;
  readonly run?: object;
  readonly driver?: object;
}

/** A log of one result, with whatever a test adds to its parts. */
function read({ result, rule, run, driver }: Parts): Report {
  const rules = rule === undefined ? [] : [{ id: 'R1', ...rule }];
  return readSarif('made', {
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'tool', rules, ...driver } },
        results: [{ ruleId: 'R1', message: { text: 'Bad.' }, locations, ...result }],
        ...run,
      },
    ],
  });
}

function one(parts: Parts): ReportedCode {
  const { findings } = read(parts);
  assert.equal(findings.length, 1);
  const [finding] = findings;
  assert.ok(finding?.kind === 'code');
  return finding;
}

const problemsOf = (parts: Parts): readonly string[] =>
  read(parts).problems.map(({ message }) => message);

describe('reading SARIF', () => {
  it('reads a result with its tool and rule', () => {
    assert.deepEqual(
      one({
        driver: { version: '1.2' },
        rule: {
          shortDescription: { text: 'Short.' },
          help: { text: 'Help.' },
          helpUri: 'https://example.org/r1',
        },
      }),
      {
        kind: 'code',
        tool: { name: 'tool', version: '1.2' },
        ruleId: 'R1',
        severity: 'medium',
        message: 'Bad.',
        cwe: [],
        help: { text: 'Help.', uri: 'https://example.org/r1' },
        location: { uri: 'a.js', region: { startLine: 1 } },
        related: [],
        codeFlows: [],
        fixes: [],
      },
    );
  });

  it('offers only web addresses as help', () => {
    assert.equal(one({ rule: { helpUri: 'command:quit' } }).help, undefined);
  });

  it('takes the first place that names a file, and the others as related', () => {
    const finding = one({
      result: { locations: [{ logicalLocations: [] }, place('b.js'), place('c.js')] },
    });
    assert.equal(finding.location.uri, 'b.js');
    assert.deepEqual(finding.related, [{ uri: 'c.js' }]);
  });

  it('cuts long messages and refuses long addresses', () => {
    const long = '𝒳'.repeat(20_000);
    const { message } = one({ result: { message: { text: `a${long}` } } });
    assert.equal(message.length, 10_000);
    assert.ok(message.endsWith('𝒳…'));
    assert.equal(read({ result: { locations: [place(long)] } }).findings.length, 0);
  });
});

describe('the rule of a result', () => {
  const extensions = [
    { name: 'plugin', guid: 'g', rules: [{ id: 'P1', shortDescription: { text: 'Plugin.' } }] },
  ];
  const run = (rules: readonly object[]) => ({
    tool: { driver: { name: 'tool', rules }, extensions },
  });
  const title = (result: object, rules: readonly object[] = []): string =>
    one({ run: run(rules), result: { ruleId: undefined, message: {}, ...result } }).message;

  it('is found by its index', () => {
    const rules = [{ id: 'A' }, { id: 'B', shortDescription: { text: 'B.' } }];
    assert.equal(title({ ruleIndex: 1 }, rules), 'B.');
    assert.equal(one({ run: run(rules), result: { ruleId: null, ruleIndex: 1 } }).ruleId, 'B');
  });

  it('is found by its id when the index is wrong or absent', () => {
    const rules = [{ id: 'A' }, { id: 'B', shortDescription: { text: 'B.' } }];
    assert.equal(title({ ruleId: 'B', ruleIndex: 0 }, rules), 'B.');
    assert.equal(title({ ruleId: 'B', ruleIndex: 99 }, rules), 'B.');
    assert.equal(title({ ruleId: 'B' }, rules), 'B.');
    assert.equal(title({ ruleId: 'B/part' }, rules), 'B.');
  });

  it('is found in an extension', () => {
    for (const toolComponent of [{ index: 0 }, { name: 'plugin' }, { guid: 'g' }]) {
      assert.equal(title({ rule: { index: 0, toolComponent } }), 'Plugin.');
    }
    assert.equal(title({ ruleId: 'P1' }), 'Plugin.');
  });

  it('may be none', () => {
    const finding = one({ result: { ruleId: undefined, message: undefined } });
    assert.deepEqual([finding.ruleId, finding.message], ['no-rule-id', 'no-rule-id']);
    assert.equal(one({ result: { ruleId: 'constructor' } }).ruleId, 'constructor');
  });
});

describe('the message of a result', () => {
  const driver = {
    rules: [{ id: 'R1', messageStrings: { m: { text: 'Rule {0} of {1}, {{0}}.' } } }],
    globalMessageStrings: { g: { text: 'Global.' } },
  };
  const translations = [
    {
      globalMessageStrings: { t: { text: 'Translated.' }, g: { text: 'Other.' } },
      rules: [{ id: 'R1', messageStrings: { rt: { text: 'Translated rule.' } } }],
    },
  ];
  const extensions = [{ globalMessageStrings: { e: { text: 'Extension.' } } }];
  const run = { tool: { driver: { name: 'tool', ...driver }, extensions }, translations };
  const cases: readonly [what: string, message: object, text: string][] = [
    ['is its text', { text: 'Text {0}' }, 'Text {0}'],
    ['has its arguments', { text: '{1}{0}', arguments: ['a', 'b'] }, 'ba'],
    ['leaves unknown arguments', { text: '{0}{7}', arguments: ['a', 1] }, 'a{7}'],
    ['comes from the rule', { id: 'm', arguments: ['x', 'y'] }, 'Rule x of y, {0}.'],
    ['comes from the tool', { id: 'g' }, 'Global.'],
    ['falls back on markdown', { markdown: '**Bold**' }, '**Bold**'],
    ['prefers its text to its id', { id: 'g', text: 'Own.' }, 'Own.'],
    ['comes from a translation', { id: 't' }, 'Translated.'],
    ['comes from the rule as translated', { id: 'rt' }, 'Translated rule.'],
    ['comes from an extension', { id: 'e' }, 'Extension.'],
    ['keeps what is redacted', { text: 'Key [redacted] found.' }, 'Key [redacted] found.'],
    [
      'loses its embedded links',
      { text: 'See [this](1) and [that](sarif:/runs/0).' },
      'See this and that.',
    ],
    ['keeps other brackets', { text: 'a[0](x) [u](https://e.org)' }, 'a[0](x) [u](https://e.org)'],
    ['is the rule when its id is a trap', { id: 'constructor' }, 'R1'],
  ];
  for (const [what, message, text] of cases) {
    it(what, () => assert.equal(one({ driver, run, result: { message } }).message, text));
  }

  it('is the description of the rule where the result has none', () => {
    const rule = { shortDescription: { markdown: '`x`' }, help: { markdown: '# Help' } };
    const { message, help } = one({ rule, result: { message: undefined } });
    assert.deepEqual([message, help?.text], ['`x`', '# Help']);
  });

  it('does not grow without bound', () => {
    const message = { text: '{0}'.repeat(3000), arguments: ['x'.repeat(9000)] };
    assert.equal(one({ result: { message } }).message.length, 2000);
  });
});

describe('the severity of a result', () => {
  const score = (value: unknown) => ({ properties: { 'security-severity': value } });
  const level = (value: string) => ({ defaultConfiguration: { level: value } });
  const cases: readonly [what: string, parts: Parts, severity: string][] = [
    ['critical from 9', { rule: score('9.0') }, 'critical'],
    ['high from 7', { rule: score('8.9') }, 'high'],
    ['medium from 4', { rule: score(4) }, 'medium'],
    ['low above 0', { rule: score('0.1') }, 'low'],
    ['by level at 0', { rule: score('0.0'), result: { level: 'error' } }, 'high'],
    ['by level for nonsense', { rule: score('high'), result: { level: 'note' } }, 'low'],
    ['by level above 10', { rule: score('11'), result: { level: 'note' } }, 'low'],
    ['by score before level', { rule: score('9.8'), result: { level: 'note' } }, 'critical'],
    ['high for error', { result: { level: 'error' } }, 'high'],
    ['info for none', { result: { level: 'none' } }, 'info'],
    ['by the level of the rule', { rule: level('note') }, 'low'],
    ['medium by default', {}, 'medium'],
    ['medium for an unknown level', { result: { level: 'constructor' } }, 'medium'],
    ['info for what is no failure', { rule: level('error'), result: { kind: 'open' } }, 'info'],
  ];
  for (const [what, parts, severity] of cases) {
    it(`is ${what}`, () => assert.equal(one(parts).severity, severity));
  }

  it('is info for results of every kind that is neither failure nor success', () => {
    for (const kind of ['open', 'review', 'informational']) {
      assert.equal(one({ rule: level('error'), result: { kind } }).severity, 'info');
      assert.equal(one({ result: { kind, level: 'error' } }).severity, 'high');
    }
  });

  const overriding = (descriptor: object, configuration: object = { level: 'note', rank: 7 }) => ({
    ruleConfigurationOverrides: [{ descriptor, configuration }],
  });

  it('is what the invocation was told about the rule', () => {
    const of = (invocations: readonly object[], result: object = {}): string =>
      one({ rule: { ...level('error'), guid: 'g1' }, run: { invocations }, result }).severity;
    assert.equal(of([overriding({ id: 'R1' })]), 'low');
    assert.equal(of([overriding({ index: 0 })]), 'low');
    assert.equal(of([overriding({ guid: 'g1' })]), 'low');
    assert.equal(of([overriding({ id: 'R1' })], { ruleId: 'R1/part' }), 'low');
    assert.equal(of([overriding({ id: 'R2' })]), 'high');
    assert.equal(of([overriding({ id: 'R1' })], { level: 'warning' }), 'medium');
    const two = [{}, overriding({ id: 'R1' })];
    assert.equal(of(two), 'high');
    assert.equal(of(two, { provenance: { invocationIndex: 1 } }), 'low');
    assert.equal(of(two, { provenance: { invocationIndex: 0 } }), 'high');
  });

  it('is what a policy says of the rule, unless result or invocation say something else', () => {
    const policies = [{ rules: [{ id: 'R1', defaultConfiguration: { level: 'error' } }] }];
    const run = { policies };
    assert.equal(one({ rule: level('note'), run }).severity, 'high');
    assert.equal(one({ rule: level('note'), run, result: { level: 'note' } }).severity, 'low');
    const invocations = [overriding({ id: 'R1' })];
    assert.equal(one({ run: { policies, invocations } }).severity, 'low');
  });

  it('comes with the rank of result, invocation or rule', () => {
    const rule = { defaultConfiguration: { rank: 3.5 } };
    const run = { invocations: [overriding({ id: 'R1' })] };
    assert.equal(one({ rule, run, result: { rank: 99.5 } }).rank, 99.5);
    assert.equal(one({ rule, run }).rank, 7);
    assert.equal(one({ rule }).rank, 3.5);
    assert.equal(one({ rule, result: { rank: 0 } }).rank, 0);
    for (const rank of [-1, 101, '50', null])
      assert.equal(one({ result: { rank } }).rank, undefined);
  });
});

describe('the weaknesses of a result', () => {
  const toolComponent = { name: 'CWE' };
  const cases: readonly [what: string, parts: Parts, cwe: readonly string[]][] = [
    ['tags', { rule: { properties: { tags: ['security', 'external/cwe/cwe-089'] } } }, ['CWE-89']],
    ['tags with a title', { rule: { properties: { tags: ['CWE-79: XSS'] } } }, ['CWE-79']],
    ['short tags', { result: { properties: { tags: ['cwe:0022', 'cwe'] } } }, ['CWE-22']],
    [
      'a property',
      { result: { properties: { cwe: ['CWE-1', 'cwe-2', '3', 4] } } },
      ['CWE-1', 'CWE-2', 'CWE-3', 'CWE-4'],
    ],
    [
      'a relationship',
      { rule: { relationships: [{ target: { id: '78', toolComponent } }] } },
      ['CWE-78'],
    ],
    [
      'no other taxonomy',
      { rule: { relationships: [{ target: { id: '78', toolComponent: { name: 'X' } } }] } },
      [],
    ],
    ['taxa', { result: { taxa: [{ id: 'CWE-94', toolComponent }] } }, ['CWE-94']],
    [
      'taxa by index',
      {
        result: { taxa: [{ index: 0, toolComponent: { index: 0 } }] },
        run: { taxonomies: [{ name: 'CWE', taxa: [{ id: '352' }] }] },
      },
      ['CWE-352'],
    ],
    [
      'rule and result, each once',
      {
        rule: { properties: { tags: ['CWE-89'] } },
        result: { properties: { tags: ['CWE-089', 'CWE-564'] } },
      },
      ['CWE-89', 'CWE-564'],
    ],
  ];
  for (const [what, parts, cwe] of cases) {
    it(`come from ${what}`, () => assert.deepEqual(one(parts).cwe, cwe));
  }
});

describe('the places of a result', () => {
  const at = (artifactLocation: object, run: object = {}) =>
    one({ run, result: { locations: [{ physicalLocation: { artifactLocation } }] } }).location;

  it('come from the artifacts by index', () => {
    const artifacts = [{}, { location: { uri: 'src/b.js', uriBaseId: 'S' } }];
    const originalUriBaseIds = { S: { uri: 'file:///w/' } };
    const run = { artifacts, originalUriBaseIds };
    assert.deepEqual(at({ index: 1 }, run), { uri: 'src/b.js', base: 'file:///w/' });
    assert.deepEqual(at({ uri: 'a.js', index: 1 }, run), { uri: 'a.js' });
    assert.deepEqual(at({ uri: 'a.js', index: 99 }, run), { uri: 'a.js' });
  });

  it('are none inside archives', () => {
    const artifacts = [
      { location: { uri: 'a.zip' } },
      { location: { uri: 'b.js' }, parentIndex: 0 },
    ];
    const result = { locations: [{ physicalLocation: { artifactLocation: { index: 1 } } }] };
    assert.equal(read({ run: { artifacts }, result }).findings.length, 0);
  });

  it('have the base that the chain of ids leads to', () => {
    const originalUriBaseIds = {
      SRC: { uri: 'src', uriBaseId: 'ROOT' },
      ROOT: { uri: 'file:///w/', uriBaseId: 'NEVER' },
      LOST: { uri: 'lib/', uriBaseId: '%SRCROOT%' },
      A: { uri: 'a/', uriBaseId: 'B' },
      B: { uri: 'b/', uriBaseId: 'A' },
      EMPTY: { description: { text: 'The root.' } },
    };
    const base = (uriBaseId: string) => at({ uri: 'x', uriBaseId }, { originalUriBaseIds }).base;
    assert.equal(base('SRC'), 'file:///w/src/');
    assert.equal(base('LOST'), 'lib/');
    assert.equal(base('A'), 'b/a/');
    assert.equal(base('EMPTY'), undefined);
    assert.equal(base('%SRCROOT%'), undefined);
    assert.equal(base('__proto__'), undefined);
  });

  it('have what regions say, and nothing of what they do not', () => {
    const region = { startLine: 2, startColumn: '3', endLine: -1, byteOffset: -1, charOffset: 0 };
    const all = { charOffset: 1, charLength: 2, byteOffset: 3, byteLength: 4, endColumn: 5 };
    const { location } = one({ result: { locations: [place('a.js', region)] } });
    assert.deepEqual(location, { uri: 'a.js', region: { startLine: 2, charOffset: 0 } });
    assert.deepEqual(one({ result: { locations: [place('a.js', {})] } }).location, { uri: 'a.js' });
    assert.deepEqual(one({ result: { locations: [place('a.js', all)] } }).location.region, all);
  });

  it('keep the text around the region', () => {
    const region = { startLine: 2, snippet: { text: 'b' } };
    const around = (contextRegion: object) => {
      const physicalLocation = { artifactLocation: { uri: 'a.js' }, region, contextRegion };
      return one({ result: { locations: [{ physicalLocation }] } }).location.region;
    };
    assert.deepEqual(around({ startLine: 1, snippet: { text: 'a\nb\nc' } }), {
      startLine: 2,
      snippet: 'b',
      context: { startLine: 1, text: 'a\nb\nc' },
    });
    assert.equal(around({ startLine: 1 })?.context, undefined);
    assert.equal(around({ charOffset: 0, snippet: { text: 'a' } })?.context, undefined);
  });

  it('may be the file that was analysed', () => {
    const unplaced = { physicalLocation: { region: { startLine: 3 } } };
    const result = { locations: [unplaced], analysisTarget: { uri: 'src/a.js' } };
    assert.deepEqual(one({ result }).location, { uri: 'src/a.js', region: { startLine: 3 } });
    const both = { locations, analysisTarget: { uri: 'src/a.js' } };
    assert.equal(one({ result: both }).location.uri, 'a.js');
  });

  it('may be links to artifacts of the same run', () => {
    const run = { artifacts: [{ location: { uri: 'src/a.js' } }] };
    assert.deepEqual(at({ uri: 'sarif:/runs/0/artifacts/0' }, run), { uri: 'src/a.js' });
    const result = { locations: [place('sarif:/runs/0/artifacts/9')] };
    assert.equal(read({ run, result }).findings.length, 0);
    assert.equal(at({ uri: 'sarif:/runs/1/artifacts/0' }, run).uri, 'sarif:/runs/1/artifacts/0');
  });

  it('count columns as the run says', () => {
    const unit = (columnKind: unknown) => one({ run: { columnKind } }).location.region?.unit;
    assert.equal(unit('unicodeCodePoints'), 'unicodeCodePoints');
    assert.equal(unit('utf16CodeUnits'), 'utf16CodeUnits');
    assert.equal(unit('bytes'), undefined);
    assert.equal(unit(undefined), undefined);
  });

  it('include related ones and code flows, also shared steps', () => {
    const step = (uri: string, text: string) => ({
      location: { ...place(uri), message: { text } },
    });
    const finding = one({
      run: { threadFlowLocations: [step('shared.js', 'in')] },
      result: {
        relatedLocations: [{ ...place('r.js'), message: { text: 'See.' } }, {}, null],
        codeFlows: [
          { threadFlows: [{ locations: [{ index: 0 }, step('b.js', 'out'), { index: 9 }] }, {}] },
        ],
      },
    });
    assert.deepEqual(finding.related, [{ uri: 'r.js', message: 'See.' }]);
    assert.deepEqual(finding.codeFlows, [
      [
        { uri: 'shared.js', message: 'in' },
        { uri: 'b.js', message: 'out' },
      ],
    ]);
  });

  it('are limited, and say so', () => {
    const steps = Array.from({ length: 10_001 }, () => ({ location: place('b.js') }));
    const threads = [{ locations: steps.slice(0, 6000) }, { locations: steps.slice(0, 6000) }];
    for (const [threadFlows, lengths] of [
      [[{ locations: steps }], [10_000]],
      [threads, [6000, 4000]],
    ] as const) {
      const result = { codeFlows: [{ threadFlows }] };
      assert.deepEqual(
        one({ result }).codeFlows.map(({ length }) => length),
        lengths,
      );
      assert.match(problemsOf({ result })[0] ?? '', /1 result has more than 10000 code flow steps/);
    }
  });
});

describe('the fixes of a result', () => {
  const fix = (change: object) => ({
    result: { fixes: [{ description: { text: 'Do.' }, artifactChanges: [change] }] },
  });
  const artifactLocation = { uri: 'a.js' };
  const deletedRegion = { startLine: 1, startColumn: 1, endColumn: 2 };

  it('are replacements of regions by texts', () => {
    const replacements = [
      { deletedRegion, insertedContent: { text: 'x' } },
      { deletedRegion: { byteOffset: 7, byteLength: 2 } },
    ];
    assert.deepEqual(one(fix({ artifactLocation, replacements })).fixes, [
      {
        description: 'Do.',
        changes: [
          {
            uri: 'a.js',
            replacements: [
              { region: deletedRegion, text: 'x' },
              { region: { byteOffset: 7, byteLength: 2 }, text: '' },
            ],
          },
        ],
      },
    ]);
  });

  it('may insert bytes that are text', () => {
    const insertedContent = { binary: 'w6nwnZKz' };
    const change = { artifactLocation, replacements: [{ deletedRegion, insertedContent }] };
    assert.equal(one(fix(change)).fixes[0]?.changes[0]?.replacements[0]?.text, 'é𝒳');
  });

  it('are left out whole when one of their files cannot be read', () => {
    const good = { artifactLocation, replacements: [{ deletedRegion }] };
    const result = { fixes: [{ artifactChanges: [good, {}] }, { artifactChanges: [good] }] };
    assert.equal(one({ result }).fixes.length, 1);
    assert.match(problemsOf({ result })[0] ?? '', /1 fix in the report is incomplete/);
  });

  const broken: readonly [what: string, change: object][] = [
    ['names no file', { replacements: [{ deletedRegion }] }],
    ['has no replacements', { artifactLocation }],
    ['deletes nothing known', { artifactLocation, replacements: [{}] }],
    ...['AA==', '/w==', '***'].map((binary): [string, object] => [
      `inserts the bytes ${binary}`,
      { artifactLocation, replacements: [{ deletedRegion, insertedContent: { binary } }] },
    ]),
    ['is broken in one part', { artifactLocation, replacements: [{ deletedRegion }, null] }],
  ];
  for (const [what, change] of broken) {
    it(`are left out, and counted, when one ${what}`, () => {
      assert.deepEqual(one(fix(change)).fixes, []);
      assert.deepEqual(problemsOf(fix(change)), [
        'made: 1 fix in the report is incomplete and is not offered',
      ]);
    });
  }
});

describe('what a tool itself says of a result', () => {
  it('is why it set the result aside', () => {
    const suppressed = (...suppressions: readonly unknown[]) =>
      one({ result: { suppressions } }).suppressed;
    const kind = 'inSource';
    assert.equal(suppressed({ kind, justification: 'Test data.' }), 'Test data.');
    assert.equal(suppressed({ kind }, { justification: 'Why.', status: 'accepted' }), 'Why.');
    assert.equal(suppressed({ kind }), 'inSource');
    assert.equal(suppressed({}), '');
    assert.equal(suppressed(), undefined);
    assert.equal(suppressed({ kind }, { status: 'rejected' }), undefined);
    assert.equal(suppressed({ kind, status: 'underReview' }), undefined);
    assert.equal(suppressed({ kind, state: 'rejected' }), undefined);
    assert.equal(suppressed(null), undefined);
  });

  it('is how it compares with its baseline', () => {
    const baseline = (baselineState: unknown) => one({ result: { baselineState } }).baseline;
    assert.deepEqual(
      ['new', 'unchanged', 'updated', 'existing', 'old', 1, undefined].map(baseline),
      ['new', 'unchanged', 'updated', 'unchanged', undefined, undefined, undefined],
    );
  });

  it('is when it first saw the result', () => {
    const seen = (firstDetectionTimeUtc: unknown) =>
      one({ result: { provenance: { firstDetectionTimeUtc } } }).firstSeen;
    assert.equal(seen('2024-05-06T07:08:09.123Z'), '2024-05-06T07:08:09.123Z');
    assert.equal(seen('2024-05-06T07:08:09+02:00'), '2024-05-06T07:08:09+02:00');
    for (const wrong of ['yesterday', '2024-13-45T07:08:09Z', '2024-05-06', 0, null]) {
      assert.equal(seen(wrong), undefined);
    }
  });
});

describe('results that are not shown', () => {
  const skipped: readonly [what: string, result: object, why: RegExp, count: number][] = [
    ['passed', { kind: 'pass' }, /^made: 1 result of kind pass is no finding$/, 0],
    ['not applicable', { kind: 'notApplicable' }, /1 result of kind notApplicable is no/, 0],
    ['gone', { baselineState: 'absent' }, /1 result is marked as gone since the baseline/, 1],
    ['without a place', { locations: [] }, /1 result names no file/, 1],
    ['with places of a wrong type', { locations: { length: 3 } }, /1 result names no file/, 1],
    ['with an address of a wrong type', { locations: [place(7 as never)] }, /names no file/, 1],
    [
      'with a logical place only, which is told',
      { locations: [{ logicalLocations: [{ fullyQualifiedName: 'Shop.Cart.add' }] }] },
      /names no file and cannot be placed \(Shop\.Cart\.add\)/,
      1,
    ],
  ];
  for (const [what, result, why, count] of skipped) {
    it(`are those ${what}`, () => {
      const { findings, problems } = read({ result });
      assert.deepEqual(findings, []);
      assert.equal(problems.length, 1);
      assert.match(problems[0]?.message ?? '', why);
      assert.equal(problems[0]?.count, count);
    });
  }

  it('are told in one line, however many passed', () => {
    const results = Array.from({ length: 12 }, () => ({ kind: 'pass' }));
    assert.deepEqual(read({ run: { results } }).problems, [
      { message: 'made: 12 results of kind pass are no findings', count: 0, isExpected: true },
    ]);
  });

  it('are named by the logical place that they refer to', () => {
    const logicalLocations = [{ name: 'a' }, { fullyQualifiedName: 'm::b' }];
    const result = { locations: [{ logicalLocations: [{ index: 1 }] }] };
    assert.match(problemsOf({ result, run: { logicalLocations } })[0] ?? '', /\(m::b\)/);
  });

  it('are counted together', () => {
    const results = [null, 1, 'x', { locations: [] }, {}, { message: {}, locations }];
    const { findings, problems } = read({ run: { results } });
    assert.equal(findings.length, 1);
    assert.deepEqual(problems, [
      { message: 'made: 3 results are not objects and were skipped', count: 3 },
      { message: 'made: 2 results name no file and cannot be placed', count: 2 },
    ]);
  });

  it('are those beyond the limit', () => {
    const results = Array.from({ length: maxResults + 2 }, () => ({ locations }));
    const { findings, problems } = read({ run: { results } });
    assert.equal(findings.length, 1_000_000);
    assert.deepEqual(problems, [
      { message: 'made: 2 results beyond the first 1000000 are not shown', count: 2 },
    ]);
  }).timeout(30_000);
});

describe('what a report leaves out', () => {
  it('is said when a run has no results', () => {
    assert.match(problemsOf({ run: { results: null } })[0] ?? '', /tool has a run without results/);
  });

  it('is said when the tool failed', () => {
    const parts = { run: { invocations: [{ executionSuccessful: false }] } };
    assert.match(problemsOf(parts)[0] ?? '', /did not run to its end/);
  });

  it('is said when the tool met an error', () => {
    const notification = { level: 'error', message: { text: 'a.js does not parse.' } };
    const toolExecutionNotifications = [{ level: 'note', message: { text: 'x' } }, notification];
    assert.deepEqual(problemsOf({ run: { invocations: [{ toolExecutionNotifications }] } }), [
      'made: tool met an error, so results may be missing: a.js does not parse.',
    ]);
    const failed = { executionSuccessful: false, toolConfigurationNotifications: [notification] };
    assert.match(
      problemsOf({ run: { invocations: [failed] } })[0] ?? '',
      /end, .*: a\.js does not/,
    );
  });
});

describe('the files as they were scanned', () => {
  const scanned = (run: object) => read({ run }).scanned;

  it('are told by texts and hashes', () => {
    const sha256 = 'AB'.repeat(32);
    const artifacts = [
      { location: { uri: 'a.js', uriBaseId: 'S' }, contents: { text: 'let a;' } },
      { location: { uri: 'b.js' }, hashes: { 'sha-256': sha256, 'sha-1': 'x' } },
      { location: { uri: 'c.js' }, contents: { binary: '77u/w6k=' } },
      { location: { uri: 'd.js' } },
      { location: { uri: 'e.zip' }, contents: { binary: 'UEsDBAD/' } },
      { location: { uri: 'f.js' }, parentIndex: 4, contents: { text: 'nested' } },
      { location: { uri: 'b.js' }, contents: { text: 'again' } },
      { contents: { text: 'no address' } },
    ];
    const originalUriBaseIds = { S: { uri: 'file:///w/' } };
    assert.deepEqual(scanned({ artifacts, originalUriBaseIds }), {
      files: [
        { uri: 'a.js', base: 'file:///w/', text: 'let a;' },
        { uri: 'b.js', sha256: 'ab'.repeat(32) },
        { uri: 'c.js', text: 'é' },
      ],
    });
  });

  it('are those of a commit', () => {
    const at = (...ids: readonly unknown[]) =>
      scanned({ versionControlProvenance: ids.map((revisionId) => ({ revisionId })) })?.revision;
    assert.equal(at('a'.repeat(40)), 'a'.repeat(40));
    assert.equal(at('a'.repeat(40), 'b'.repeat(40)), 'a'.repeat(40));
    for (const wrong of ['main', '--upload-pack=x', '', 7]) assert.equal(at(wrong), undefined);
    const runs = ['a', 'b'].map((letter) => ({
      results: [],
      versionControlProvenance: [{ revisionId: letter.repeat(40) }],
    }));
    assert.equal(readSarif('made', { version: '2.1.0', runs }).scanned, undefined);
  });

  it('are not told otherwise', () => assert.equal(scanned({}), undefined));
});
