import assert from 'node:assert/strict';
import { readReport } from '../../../../src/core/readers';
import { readSarif } from '../../../../src/core/readers/sarif';
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
  const cases: readonly [what: string, message: object, text: string][] = [
    ['is its text', { text: 'Text {0}' }, 'Text {0}'],
    ['has its arguments', { text: '{1}{0}', arguments: ['a', 'b'] }, 'ba'],
    ['leaves unknown arguments', { text: '{0}{7}', arguments: ['a', 1] }, 'a{7}'],
    ['comes from the rule', { id: 'm', arguments: ['x', 'y'] }, 'Rule x of y, {0}.'],
    ['comes from the tool', { id: 'g' }, 'Global.'],
    ['falls back on markdown', { markdown: '**Bold**' }, '**Bold**'],
    [
      'loses its embedded links',
      { text: 'See [this](1) and [that](sarif:/runs/0).' },
      'See this and that.',
    ],
    ['keeps other brackets', { text: 'a[0](x) [u](https://e.org)' }, 'a[0](x) [u](https://e.org)'],
    ['is the rule when its id is a trap', { id: 'constructor' }, 'R1'],
  ];
  for (const [what, message, text] of cases) {
    it(what, () => assert.equal(one({ driver, result: { message } }).message, text));
  }

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
    const { location } = one({ result: { locations: [place('a.js', region)] } });
    assert.deepEqual(location, { uri: 'a.js', region: { startLine: 2, charOffset: 0 } });
    assert.deepEqual(one({ result: { locations: [place('a.js', {})] } }).location, { uri: 'a.js' });
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
    [
      'inserts bytes',
      { artifactLocation, replacements: [{ deletedRegion, insertedContent: { binary: 'AA==' } }] },
    ],
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

describe('results that are not shown', () => {
  const skipped: readonly [what: string, result: object, why: RegExp | undefined][] = [
    ['passed', { kind: 'pass' }, undefined],
    ['not applicable', { kind: 'notApplicable' }, undefined],
    ['suppressed', { suppressions: [{ kind: 'inSource' }] }, /^made: 1 result is suppressed in/],
    ['gone', { baselineState: 'absent' }, /1 result is marked as gone since the baseline/],
    ['without a place', { locations: [] }, /1 result names no file/],
    ['with places of a wrong type', { locations: { length: 3 } }, /1 result names no file/],
    ['with an address of a wrong type', { locations: [place(7 as never)] }, /names no file/],
  ];
  for (const [what, result, why] of skipped) {
    it(`are those ${what}${why ? ', and they are counted' : ''}`, () => {
      const { findings, problems } = read({ result });
      assert.deepEqual(findings, []);
      assert.equal(problems.length, why ? 1 : 0);
      if (why) {
        assert.match(problems[0]?.message ?? '', why);
        assert.equal(problems[0]?.count, 1);
      }
    });
  }

  it('are not those whose suppression is empty or refused', () => {
    assert.equal(read({ result: { suppressions: [] } }).findings.length, 1);
    assert.equal(read({ result: { suppressions: [{ status: 'rejected' }] } }).findings.length, 1);
    assert.equal(
      read({ result: { suppressions: [{ status: 'underReview' }] } }).findings.length,
      1,
    );
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
    const results = Array.from({ length: 200_002 }, () => ({ locations }));
    const { findings, problems } = read({ run: { results } });
    assert.equal(findings.length, 200_000);
    assert.deepEqual(problems, [
      { message: 'made: 2 results beyond the first 200000 are not shown', count: 2 },
    ]);
  });
});

describe('what a report leaves out', () => {
  it('is said when other files are named, and no such file is asked for', () => {
    const parts = { run: { externalPropertyFileReferences: { results: [{ location: {} }] } } };
    assert.deepEqual(problemsOf(parts), [
      'made: tool keeps its results in other files, which are not read',
    ]);
  });

  it('is said when a run has no results', () => {
    assert.match(problemsOf({ run: { results: null } })[0] ?? '', /tool has a run without results/);
  });

  it('is said when the tool failed', () => {
    const parts = { run: { invocations: [{ executionSuccessful: false }] } };
    assert.match(problemsOf(parts)[0] ?? '', /did not run to its end/);
  });

  it('is said when a report brings its own external properties', () => {
    const log = { version: '2.1.0', runs: [{ results: [] }], inlineExternalProperties: [{}] };
    const { problems } = readReport('made', new TextEncoder().encode(JSON.stringify(log)));
    assert.match(problems[0]?.message ?? '', /inlineExternalProperties, which are not read/);
  });
});
