import assert from 'node:assert/strict';
import fc from 'fast-check';
import { locateFindings } from '../../../../src/core/locate';
import { maxReportBytes, readReport, tooLarge } from '../../../../src/core/readers';
import { replaced, spotsOf } from './spots';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

const log = {
  $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
  version: '2.1.0',
  runs: [
    {
      tool: {
        driver: { name: 'made', rules: [{ id: 'R1', messageStrings: { m: { text: '{0}!' } } }] },
      },
      originalUriBaseIds: { SRC: { uri: 'src/', uriBaseId: 'ROOT' } },
      artifacts: [{ location: { uri: 'a.js', uriBaseId: 'SRC' } }],
      results: [
        {
          ruleId: 'R1',
          message: { id: 'm', arguments: ['é𝒳'] },
          locations: [
            { physicalLocation: { artifactLocation: { index: 0 }, region: { startLine: 1 } } },
          ],
          relatedLocations: [{ physicalLocation: { artifactLocation: { uri: 'b.js' } } }],
          codeFlows: [{ threadFlows: [{ locations: [{ location: {} }] }] }],
          fixes: [{ artifactChanges: [{ artifactLocation: { uri: 'a.js' }, replacements: [{}] }] }],
          suppressions: [],
        },
      ],
    },
  ],
};

const utf16 = (text: string, bigEndian: boolean): Uint8Array => {
  const bytes = new DataView(new ArrayBuffer(text.length * 2));
  for (let at = 0; at < text.length; at++) bytes.setUint16(at * 2, text.charCodeAt(at), !bigEndian);
  return new Uint8Array(bytes.buffer);
};

describe('reading a report', () => {
  const json = JSON.stringify(log);
  const encodings: readonly [string, Uint8Array][] = [
    ['UTF-8', utf8(json)],
    ['UTF-8 with a mark', utf8(`\uFEFF${json}`)],
    ['UTF-16 LE with a mark', utf16(`\uFEFF${json}`, false)],
    ['UTF-16 BE with a mark', utf16(`\uFEFF${json}`, true)],
    ['UTF-16 LE without a mark', utf16(json, false)],
    ['UTF-16 BE without a mark', utf16(json, true)],
    ['UTF-8 below a warning', utf8(`npm warn config [production]\n\n${json}\n`)],
  ];
  for (const [what, bytes] of encodings) {
    it(`reads ${what}`, () => {
      const { findings } = readReport('made.sarif', bytes);
      assert.deepEqual(
        findings.map(({ message }) => message),
        ['é𝒳!'],
      );
    });
  }

  const deep = 100_000;
  const refused: readonly [what: string, text: string, why: RegExp][] = [
    ['nothing', '', /^made: it is empty; run the scanner again$/],
    ['blanks', ' \n\t', /is empty/],
    [
      'a log that breaks off',
      json.slice(0, -20),
      /is not valid JSON \(.+\); run the scanner again/,
    ],
    ['XML without an element', '<?xml version="1.0"?>', /is not valid XML \(.+\); run the scanner/],
    ['XML that breaks off', '<results version="2"><errors>', /is not valid XML \(unclosed tag/],
    [
      'XML with entities',
      '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
      /is not valid XML \(undefined/,
    ],
    ['deep XML', '<a>'.repeat(100_000), /is not valid XML \(it nests more than 100 levels deep/],
    [
      'XML of another kind',
      '<?xml version="1.0"?>\n<testsuite name="bandit" tests="0"/>',
      /is XML of another kind \(<testsuite>\); let the scanner write SARIF or JSON instead/,
    ],
    ['a lone text', '"sarif"', /is neither JSON nor XML; only scanner reports in SARIF or/],
    ['null', 'null', /is neither JSON nor XML/],
    [
      'an empty list',
      ' [ ]\n',
      /is an empty list: the scanner found nothing, or it scanned nothing/,
    ],
    ['lines of JSON', '{"a":1}\n{"b":2}\n', /is lines of JSON of another kind/],
    ['a list', '[1, 2]', /is JSON of another kind/],
    ['another object', '{"results": []}', /is JSON of another kind/],
    ['deep lists', '['.repeat(deep) + ']'.repeat(deep), /nests more than 1000 levels deep/],
    [
      'deep objects',
      `${'{"runs":'.repeat(deep)}1${'}'.repeat(deep)}`,
      /nests more than 1000 levels/,
    ],
    ['deep brackets that never close', '['.repeat(deep), /nests more than 1000 levels/],
    ['SARIF of no version', '{"runs":[{}]}', /names no SARIF version/],
    [
      'a version of a wrong type',
      '{"version":{"toString":1},"runs":[{}]}',
      /names no SARIF version/,
    ],
    ['a log without runs', '{"version":"2.1.0","runs":[]}', /holds no runs/],
    ['a log with null for runs', `{"$schema":"sarif-2.1.0.json","runs":null}`, /holds no runs/],
  ];
  for (const [what, text, why] of refused) {
    it(`says what is wrong with ${what}`, () => {
      const { findings, problems } = readReport('made', utf8(text));
      assert.deepEqual(findings, []);
      assert.equal(problems.length, 1);
      assert.match(problems[0]?.message ?? '', why);
      assert.equal(problems[0]?.count, 0);
    });
  }

  it('reads brackets inside texts as text', () => {
    const text = `${'['.repeat(5000)}\\"${'{'.repeat(5000)}\\\\`;
    const { problems } = readReport('made', utf8(`{"version":"2.1.0","runs":[],"x":"${text}"}`));
    assert.match(problems[0]?.message ?? '', /holds no runs/);
  });

  describe('of lines of JSON', () => {
    const lines = (...all: readonly unknown[]) =>
      all.map((one) => JSON.stringify(one)).join('\r\n');
    const summary = { type: 'auditSummary', data: { vulnerabilities: {} } };

    it('hands all documents to the reader', () => {
      const { format, problems } = readReport('made', utf8(lines({ type: 'info' }, summary)));
      assert.deepEqual([format, problems], ['yarn-audit', []]);
    });

    it('counts lines that are none', () => {
      const text = `${lines({ type: 'info' }, summary)}\nDone in 1 s.\n\n{"type":`;
      const { format, problems } = readReport('made', utf8(text));
      assert.equal(format, 'yarn-audit');
      assert.deepEqual(problems, [
        { message: 'made: 2 lines are not JSON documents and were skipped', count: 2 },
      ]);
    });

    it('finds a report of one line above other output', () => {
      const { findings, problems } = readReport('made', utf8(`${json}\nDone in 1 s.\n`));
      assert.equal(findings.length, 1);
      assert.equal(problems.at(-1)?.count, 1);
    });
  });

  it('finds a list below other output', () => {
    const files = [{ filePath: 'a.js', messages: [] }];
    for (const text of [JSON.stringify(files), JSON.stringify(files, undefined, 2)]) {
      const { format } = readReport(
        'made',
        utf8(`> app@1.0.0 lint\n> eslint -f json\n\n${text}\n`),
      );
      assert.equal(format, 'eslint');
    }
  });

  it('refuses by size', () => {
    assert.equal(tooLarge(maxReportBytes), undefined);
    assert.match(tooLarge(maxReportBytes + 1) ?? '', /257 MB, above the limit of 256 MB/);
  });

  it('never throws on any JSON', () => {
    const key = fc.constantFrom(
      'version',
      'runs',
      'results',
      'tool',
      'driver',
      'rules',
      '__proto__',
      'constructor',
      'locations',
      'vulnerabilities',
      'via',
      'toString',
      '$schema',
      'error',
      'documents',
      'xml',
      'Issues',
      'Stats',
      'comments',
      'metrics',
      'paths',
      'errors',
      'scan',
      'messages',
    );
    const { value } = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 6 },
        fc.constantFrom('2.1.0', 2, null, true, -1, 1e300, ''),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(key, tie('value'), { maxKeys: 4 }),
      ),
    }));
    fc.assert(
      fc.property(value, fc.boolean(), (content, asLog) => {
        const made = asLog ? { version: '2.1.0', runs: [content] } : content;
        readAndLocate(JSON.stringify(made));
      }),
      { numRuns: 500 },
    );
  });

  it('never throws on a valid log with any part replaced', () => {
    const spots = spotsOf(log);
    const junk = fc.oneof(
      fc.constantFrom<unknown>(null, [], {}, '', 0, -1, 1e300, true, [null], { __proto__: null }),
      fc.constant({ toString: 1, length: -1, text: {}, uri: [], index: 1e9 }),
      fc.json().map((text) => JSON.parse(text) as unknown),
    );
    fc.assert(
      fc.property(fc.constantFrom(...spots), junk, (spot, value) => {
        readAndLocate(JSON.stringify(replaced(log, spot, value)));
      }),
      { numRuns: 1000 },
    );
  });

  it('never throws on a valid log with any bytes changed', () => {
    fc.assert(
      fc.property(fc.nat(json.length), fc.uint8Array({ maxLength: 4 }), (at, bytes) => {
        const broken = utf8(json);
        broken.set(bytes, Math.min(at, broken.length - bytes.length));
        readReport('made', broken);
      }),
      { numRuns: 500 },
    );
  });

  it('leaves the prototype of objects alone', () => {
    const evil =
      '{"version":"2.1.0","runs":[{"__proto__":{"polluted":1},"results":[]}],"__proto__":{"polluted":1}}';
    readReport('made', utf8(evil));
    assert.equal(({} as Record<string, unknown>)['polluted'], undefined);
  });
});

function readAndLocate(json: string): void {
  const report = readReport('made', utf8(json));
  const text = 'é𝒳 one\n\ntwo';
  const { findings } = locateFindings(report, { resolve: (uri) => uri, text: () => text });
  assert.equal(new Set(findings.map(({ id }) => id)).size, findings.length);
  for (const { count, message } of report.problems) {
    assert.ok(Number.isInteger(count) && message.startsWith('made: '));
  }
}
