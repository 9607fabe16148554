import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type Remark, adopt, placeNow } from '../../../src/core/adopted';
import type { Region } from '../../../src/core/finding';
import { locateFindings } from '../../../src/core/locate';
import type { Report } from '../../../src/core/readers/reported';

const text = 'const a = 1;\n  exec(input);\nconst b = 2;\n  exec(input);\n';

function regionOf(line: number, from: number, to: number): Region {
  return { start: { line, character: from }, end: { line, character: to } };
}

function remark(given: Partial<Remark> = {}): Remark {
  return {
    source: 'eslint',
    code: 'security/no-exec',
    severity: 'high',
    message: 'Do not.',
    region: regionOf(1, 2, 6),
    related: [],
    ...given,
  };
}

const adopted = (given: Partial<Remark> = {}, all: readonly Remark[] = []) =>
  adopt(remark(given), all, 'src/a.js', text);

describe('what another extension says, as a finding', () => {
  it('keeps the tool, the rule, the message and the place', () => {
    const { finding, code } = adopted({ help: 'https://example.org/rule' });
    assert.deepEqual([finding.tool.name, finding.ruleId], ['eslint', 'security/no-exec']);
    assert.deepEqual([finding.severity, finding.message], ['high', 'Do not.']);
    assert.deepEqual(finding.location, { path: 'src/a.js', region: regionOf(1, 2, 6) });
    assert.deepEqual(finding.help, { uri: 'https://example.org/rule' });
    assert.equal(code, '  exec(input);');
  });

  it('has the id that a report of the same tool would give it', () => {
    const region = { startLine: 2, startColumn: 3, endColumn: 7 };
    const base = { kind: 'code', tool: { name: 'eslint' }, ruleId: 'security/no-exec' } as const;
    const parts = { severity: 'high', cwe: [], related: [], codeFlows: [], fixes: [] } as const;
    const result = (startLine: number, message: string) => ({
      ...base,
      ...parts,
      message,
      location: { uri: 'src/a.js', region: { ...region, startLine } },
    });
    const report = {
      name: 'r',
      findings: [result(2, 'Do not.'), result(4, 'Do not.')],
      problems: [],
    } as unknown as Report;
    const files = { resolve: (uri: string | undefined) => uri, text: () => text };
    const { findings } = locateFindings(report, files);
    const all = [remark(), remark({ region: regionOf(3, 2, 6) })];
    const ids = all.map((one) => adopt(one, all, 'src/a.js', text).finding.id);
    assert.deepEqual(
      ids,
      findings.map(({ id }) => id),
    );
    assert.notEqual(ids[0], ids[1]);
  });

  it('finds CWE ids in the code and the message, each once', () => {
    const { finding } = adopted({ code: 'CWE-089', message: 'See cwe_78 and CWE 89. Not CWE-1x.' });
    assert.deepEqual(finding.cwe, ['CWE-89', 'CWE-78']);
  });

  it('has a name for a rule that has none, and makes no address of what is none', () => {
    const { finding } = adopted({ code: '  ', message: '', help: 'command:evil' });
    assert.equal(finding.ruleId, 'no-rule-id');
    assert.equal(finding.message, '(no message)');
    assert.equal(finding.help, undefined);
  });

  it('cuts what is too long', () => {
    const long = 'x'.repeat(1_000_000);
    const related = Array.from({ length: 1000 }, () => ({ path: 'b.js', message: long }));
    const { finding } = adopted({ source: long, code: long, message: long, related });
    assert.ok(JSON.stringify(finding).length < 50_000);
  });

  it('is found again where its code is, and not where it is not', () => {
    const one = adopted();
    assert.deepEqual(placeNow(one, text), regionOf(1, 2, 6));
    assert.deepEqual(placeNow(one, `// new\n// lines\n${text}`), regionOf(3, 2, 6));
    assert.deepEqual(placeNow(one, 'f(() => {\n      exec(input);\n});\n'), regionOf(1, 6, 10));
    assert.equal(placeNow(one, 'const a = 1;\n  run(input);\n'), undefined);
    assert.equal(placeNow(one, ''), undefined);
  });

  it('is found again in code of several lines', () => {
    const before = 'a();\nexec(\n  input,\n);\nb();\n';
    const region = { start: { line: 1, character: 0 }, end: { line: 3, character: 1 } };
    const one = adopt(remark({ region }), [], 'a.js', before);
    const end = { line: 4, character: 1 };
    assert.deepEqual(placeNow(one, `// new\n${before}`), { start: { line: 2, character: 0 }, end });
    assert.equal(placeNow(one, before.replace('input', 'other')), undefined);
  });

  it('never throws, and never leaves the text', () => {
    const at = fc.oneof(fc.integer(), fc.double(), fc.nat(6));
    const place = fc.record({ line: at, character: at });
    const region = fc.record({ start: place, end: place });
    fc.assert(
      fc.property(region, fc.string(), fc.string(), (where, own, other) => {
        const one = adopt(remark({ region: where }), [remark()], 'a.js', own);
        const found = one.finding.location.region;
        assert.ok(found && found.end.line < own.split(/\r\n|\r|\n/).length);
        assert.deepEqual(placeNow(one, own), found);
        placeNow(one, other);
      }),
    );
  });
});
