import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readReport } from '../../../../src/core/readers';
import { covered, locatedIn } from './located';
import { checkReport, countedIn } from './mutants';

const read = (text: string) => readReport('made', new TextEncoder().encode(text));

const error = (attributes: string, inside = '') => `<error ${attributes}>${inside}</error>`;
const report = (...errors: readonly string[]) =>
  `<?xml version="1.0" encoding="UTF-8"?>
<results version="2">
    <cppcheck version="2.10"/>
    <errors>
        ${errors.join('\n        ')}
    </errors>
</results>
`;

const good = report(
  error(
    'id="nullPointer" severity="error" msg="Null pointer dereference: q" verbose="Null pointer dereference: q" cwe="476" file0="spacé.c"',
    `
            <location file="spacé.c" line="2" column="21" info="Null pointer dereference"/>
            <location file="spacé.c" line="1" column="8" info="Assignment &apos;q=0&apos;"/>
            <symbol>q</symbol>
        `,
  ),
  error(
    'id="redundant" severity="style" msg="Redundant" verbose="Redundant\\012since it is set again" inconclusive="true"',
    '<location file="spacé.c" line="0" column="0"/>',
  ),
  error('id="missingInclude" severity="information" msg="Cannot find all the include files"'),
);

const source = 'char *q=0;\nchar *s = "é𝒳"; *q = 1;\n';

describe('reading Cppcheck', () => {
  it('makes findings of errors with a place', () => {
    const { format, findings, problems } = read(good);
    assert.equal(format, 'cppcheck');
    const common = {
      kind: 'code',
      tool: { name: 'Cppcheck', version: '2.10' },
      codeFlows: [],
      fixes: [],
    };
    assert.deepEqual(findings, [
      {
        ...common,
        ruleId: 'nullPointer',
        severity: 'high',
        message: 'Null pointer dereference: q',
        cwe: ['CWE-476'],
        location: {
          uri: 'spacé.c',
          region: { startLine: 2, startColumn: 21, unit: 'utf8Bytes' },
          message: 'Null pointer dereference',
        },
        related: [
          {
            uri: 'spacé.c',
            region: { startLine: 1, startColumn: 8, unit: 'utf8Bytes' },
            message: "Assignment 'q=0'",
          },
        ],
      },
      {
        ...common,
        ruleId: 'redundant',
        severity: 'low',
        message: 'Redundant',
        cwe: [],
        help: { text: 'Redundant\nsince it is set again\n\nCppcheck is not sure of it.' },
        location: { uri: 'spacé.c' },
        related: [],
      },
    ]);
    assert.deepEqual(problems, [
      {
        message:
          'made: 1 message of Cppcheck names no place and is not shown (missingInclude: Cannot find all the include files)',
        count: 1,
      },
    ]);
  });

  it('begins at the exact token, by columns that count bytes', () => {
    const [finding] = locatedIn(read(good), source);
    assert.equal(finding && covered(finding, source), '*q = 1;');
  });

  it('says what to do with version 1 and with a report without its list', () => {
    const first = '<results><error file="a.c" line="1" id="x" severity="error" msg="m"/></results>';
    assert.match(read(first).problems[0]?.message ?? '', /write it with cppcheck --xml --xml-ver/);
    const none = read('<results version="2"><cppcheck version="2"/></results>');
    assert.match(none.problems[0]?.message ?? '', /has no list of errors; run Cppcheck again/);
  });

  it('reads a report without findings', () => {
    const { format, findings, problems } = read(report());
    assert.deepEqual([format, findings, problems], ['cppcheck', [], []]);
  });

  it('survives any attribute, and counts what it skips', () => {
    const names = ['id', 'severity', 'msg', 'verbose', 'cwe', 'file', 'line', 'column', 'info'];
    const attributes = fc
      .uniqueArray(fc.tuple(fc.constantFrom(...names), fc.string()), {
        selector: ([name]) => name,
      })
      .map((all) => all.map(([name, value]) => `${name}="${escaped(value)}"`).join(' '));
    const made = fc.tuple(attributes, fc.array(attributes, { maxLength: 3 }));
    fc.assert(
      fc.property(fc.array(made, { maxLength: 4 }), (errors) => {
        const text = report(
          ...errors.map(([own, places]) =>
            error(own, places.map((place) => `<location ${place}/>`).join('')),
          ),
        );
        const found = read(text);
        checkReport(found);
        if (found.format === 'cppcheck') assert.ok(countedIn(found) >= errors.length);
      }),
      { numRuns: 300 },
    );
  });

  it('survives any bytes', () => {
    const bytes = new TextEncoder().encode(good);
    fc.assert(
      fc.property(fc.nat(bytes.length), fc.uint8Array({ maxLength: 4 }), (at, junk) => {
        const broken = bytes.slice();
        broken.set(junk, Math.min(at, broken.length - junk.length));
        checkReport(readReport('made', broken));
      }),
      { numRuns: 300 },
    );
  });
});

function escaped(value: string): string {
  return value.replace(/[&<>"]/g, (one) => `&#${one.charCodeAt(0)};`);
}
