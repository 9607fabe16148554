import assert from 'node:assert/strict';
import fc from 'fast-check';
import { fingerprintLines, lineMap } from '../../../src/core/drift';
import type { CodeFinding, Finding } from '../../../src/core/finding';
import {
  type Drift,
  type Placed,
  type WorkspaceFiles,
  createLocator,
} from '../../../src/core/locate';
import type { ColumnUnit, ReportedCode, ReportedRegion } from '../../../src/core/readers/reported';

type Texts = Readonly<Record<string, string>>;

function workspace(texts: Texts, drift: Readonly<Record<string, Drift>> = {}): WorkspaceFiles {
  return {
    resolve: (uri) => (uri !== undefined && uri in texts ? uri : undefined),
    text: (path) => (texts[path] === 'binary' ? undefined : texts[path]),
    drift: (path) => drift[path],
    units: new Map<string, ColumnUnit>(),
  };
}

function reported(
  uri: string,
  region?: ReportedRegion,
  more: Partial<ReportedCode> = {},
): ReportedCode {
  return {
    kind: 'code',
    tool: { name: 'tool' },
    ruleId: 'no-eval',
    severity: 'high',
    message: 'Bad.',
    cwe: [],
    location: region ? { uri, region } : { uri },
    related: [],
    codeFlows: [],
    fixes: [],
    ...more,
  };
}

interface Located {
  readonly placed: readonly Placed[];
  /** With their last ids. */
  readonly findings: readonly Finding[];
  readonly problems: readonly string[];
  readonly whole: (index: number) => Finding | undefined;
}

function locate(results: readonly ReportedCode[], files: WorkspaceFiles): Located {
  const placed: Placed[] = [];
  const found: Finding[] = [];
  const locator = createLocator('made', files, (one) => {
    placed.push(one);
    found.push(one.finding());
  });
  results.forEach((one, ordinal) => locator.add(one, ordinal));
  const { newIds, problems } = locator.finish();
  const ids = new Map(newIds);
  const findings = found.map((one, index) => ({ ...one, id: ids.get(index) ?? one.id }));
  return {
    placed,
    findings,
    problems: problems.map(({ message }) => message),
    whole(index) {
      const one = placed[index] ?? assert.fail();
      // As it is asked for later: by another locator for the same files.
      const later = createLocator('made', files, () => assert.fail());
      return later.whole(results[one.ordinal] ?? assert.fail(), findings[index]?.id ?? '');
    },
  };
}

const at = (startLine: number, startColumn = 1, endColumn = startColumn + 4): ReportedRegion => ({
  startLine,
  startColumn,
  endColumn,
  unit: 'utf16CodeUnits',
});

const linesOf = (findings: readonly Finding[]) =>
  findings.map(({ location }) => location.region?.start.line);

describe('a finding whose file is not in the workspace', () => {
  it('is listed with the place that the report gives', () => {
    const { placed } = locate([reported('../far/x.js', at(3, 5))], workspace({}));
    const [one] = placed;
    assert.equal(one?.place, 'elsewhere');
    assert.equal(one.isText, false);
    assert.deepEqual(one.location, {
      path: 'far/x.js',
      region: { start: { line: 2, character: 4 }, end: { line: 2, character: 8 } },
    });
  });

  it('has no place that makes no sense', () => {
    const regions: ReportedRegion[] = [
      {},
      { startLine: 0 },
      { charOffset: 4 },
      { startLine: 3, endColumn: 0 },
    ];
    for (const region of regions) {
      const { placed } = locate([reported('x.js', region)], workspace({}));
      assert.deepEqual(placed[0]?.location, { path: 'x.js' });
    }
    const backwards = { startLine: 5, startColumn: 3, endLine: 2 };
    const { placed } = locate([reported('x.js', backwards)], workspace({}));
    assert.deepEqual(placed[0]?.location.region?.end, { line: 4, character: 2 });
  });

  it('is told from others of the same file by its place', () => {
    const results = [reported('x.js', at(3)), reported('x.js', at(4)), reported('x.js', at(3))];
    const { findings } = locate(results, workspace({}));
    assert.equal(findings.length, 2);
    assert.equal(new Set(findings.map(({ id }) => id)).size, 2);
  });
});

describe('a finding whose file has changed', () => {
  const before = 'a();\neval(x);\nb(12345);\neval(y);\n';
  const after = 'new();\na();\neval(x);\nb(12345);\n';
  const lines = lineMap(fingerprintLines(before), fingerprintLines(after));
  const files = workspace({ 'a.js': after, 'b.bin': 'binary' }, { 'a.js': { lines } });

  it('is at its line as it is now, or stale', () => {
    const { placed, problems } = locate([reported('a.js', at(2)), reported('a.js', at(4))], files);
    assert.deepEqual(
      placed.map(({ place, location }) => [place, location.region?.start.line]),
      [
        [undefined, 2],
        ['stale', undefined],
      ],
    );
    assert.match(problems.join(), /1 result is stale: its code is not there any more/);
  });

  it('has the id that it has where nothing changed', () => {
    const ids = (texts: WorkspaceFiles) =>
      locate([reported('a.js', at(2))], texts).findings.map(({ id }) => id);
    assert.deepEqual(ids(files), ids(workspace({ 'a.js': before })));
  });

  it('has its other places where they are now, without fixes that do not fit', () => {
    const change = (region: ReportedRegion) => ({
      changes: [{ uri: 'a.js', replacements: [{ region, text: 'safe' }] }],
    });
    const one = reported('a.js', at(2), {
      related: [{ uri: 'a.js', region: at(3) }],
      codeFlows: [
        [{ uri: 'a.js', region: at(1) }, { uri: 'gone.js' }, { uri: 'a.js', region: at(4) }],
      ],
      fixes: [change(at(2)), change(at(4))],
    });
    const { findings, problems, whole } = locate([one], files);
    const [found] = findings as readonly CodeFinding[];
    assert.equal(found?.related[0]?.region?.start.line, 3);
    assert.deepEqual(
      found.codeFlows.map((flow) => flow.map(({ region }) => region?.start.line)),
      [[1, undefined]],
    );
    assert.equal(found.fixes.length, 1);
    assert.equal(found.fixes[0]?.changes[0]?.replacements[0]?.region.start.line, 2);
    assert.match(problems.join(), /1 fix in the report does not fit/);
    assert.deepEqual(whole(0), found);
  });

  it('in a file that is no text is known to be so', () => {
    const { placed } = locate([reported('b.bin', at(1)), reported('a.js', at(2))], files);
    assert.deepEqual(
      placed.map(({ isText }) => isText),
      [false, true],
    );
  });
});

describe('findings that wait for evidence of how columns are counted', () => {
  const text = '𝒳; eval(x)\n𝒳; eval(y)\nplain(z)\n';
  const files = () => workspace({ 'u.js': text, 'a.js': 'eval(x)\n' });
  const silent = (startLine: number, more: ReportedRegion = {}): ReportedRegion => ({
    startLine,
    startColumn: 4,
    endColumn: 11,
    ...more,
  });
  const results = [
    reported('u.js', silent(2)),
    reported('a.js', { startLine: 1 }),
    reported('u.js', silent(1, { snippet: 'eval(x)' })),
  ];

  it('come last, with the numbers under which they were added', () => {
    const { placed } = locate(results, files());
    assert.deepEqual(
      placed.map(({ ordinal }) => ordinal),
      [1, 0, 2],
    );
  });

  it('are counted as the evidence says, also when they are opened later', () => {
    const { findings, problems, whole } = locate(results, files());
    assert.deepEqual(
      findings.map(({ location }) => location.region?.start.character),
      [0, 4, 4],
    );
    assert.match(problems.join(), /it counts code points/);
    findings.forEach((finding, index) => assert.deepEqual(whole(index), finding));
  });

  it('get the ids that they have in any order of the report', () => {
    const same = (all: readonly ReportedCode[]) =>
      new Map(locate(all, files()).findings.map((one) => [JSON.stringify(one.location), one.id]));
    const twice = [...results, reported('u.js', silent(3)), reported('a.js', at(1, 2))];
    assert.deepEqual(same([...twice].reverse()), same(twice));
  });
});

describe('findings of equal lines', () => {
  const text = 'eval(a);\nb();\n  eval(a);\neval(a);\n';

  it('get new ids at the end, by their order in the file', () => {
    const files = workspace({ 'a.js': text });
    const placed: Placed[] = [];
    const locator = createLocator('made', files, (one) => placed.push(one));
    [4, 1, 3].forEach((line, ordinal) => locator.add(reported('a.js', at(line)), ordinal));
    const ids = placed.map(({ id }) => id);
    assert.deepEqual(locator.finish().newIds, [
      [1, ids[0]],
      [2, ids[1]],
      [0, ids[2]],
    ]);
  });

  it('are counted right after dependencies, which have ids of their own', () => {
    const placed: Placed[] = [];
    const files = { ...workspace({ 'a.js': text }), hash: (said: string) => said };
    const locator = createLocator('made', files, (one) => placed.push(one));
    locator.add(
      {
        kind: 'dependency',
        tool: { name: 'npm audit' },
        ruleId: 'GHSA',
        severity: 'low',
        message: 'Old.',
        cwe: [],
        advisory: { id: 'GHSA', title: 'Old' },
        package: 'qs',
        vulnerable: '<1',
        nodes: [],
      },
      0,
    );
    locator.add(reported('a.js', at(4)), 1);
    locator.add(reported('a.js', at(1)), 2);
    const changed = locator.finish().newIds.map(([index]) => index);
    assert.deepEqual(changed.sort(), [1, 2]);
  });

  it('have the same ids, lines and parts however the report orders them, and when opened later', () => {
    const result = fc
      .record({
        uri: fc.constantFrom('a.js', 'b.js', 'none.js'),
        line: fc.integer({ min: 1, max: 6 }),
        message: fc.constantFrom('Bad.', 'Worse.'),
        related: fc.constantFrom([], [{ uri: 'b.js', region: at(1) }]),
      })
      .map(({ uri, line, ...more }) => reported(uri, at(line), more));
    const orders = fc
      .uniqueArray(result, {
        maxLength: 9,
        selector: ({ location, message }) => JSON.stringify([location, message]),
      })
      .chain((all) =>
        fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
      );
    fc.assert(
      fc.property(orders, ([one, other]) => {
        const files = workspace({ 'a.js': text, 'b.js': text });
        const first = locate(one, files);
        const sorted = (findings: readonly Finding[]) =>
          [...findings].sort((a, b) => (a.id < b.id ? -1 : 1));
        assert.deepEqual(sorted(locate(other, files).findings), sorted(first.findings));
        assert.equal(linesOf(first.findings).length, one.length);
        first.findings.forEach((finding, index) => assert.deepEqual(first.whole(index), finding));
      }),
    );
  });
});
