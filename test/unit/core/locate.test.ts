import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { CodeFinding, DependencyFinding } from '../../../src/core/finding';
import {
  type WorkspaceFiles,
  locateFindings,
  reportResolver,
  reportedPaths,
  workspaceOf,
} from '../../../src/core/locate';
import { type Report, readReport } from '../../../src/core/readers';

const utf8 = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

function sarif(results: readonly object[], run: object = {}): Report {
  const tool = { driver: { name: 'ast-grep' } };
  return readReport('made.sarif', utf8({ version: '2.1.0', runs: [{ tool, results, ...run }] }));
}

function result(uri: string, region?: object, rest: object = {}): object {
  const physicalLocation = { artifactLocation: { uri }, region };
  return {
    ruleId: 'no-eval',
    message: { text: 'Eval.' },
    locations: [{ physicalLocation }],
    ...rest,
  };
}

/** The workspace in memory: all that the real adapters answer, for these files. */
function filesOf(
  report: Report,
  files: Readonly<Record<string, string>>,
  root = '/home/me/shop',
): WorkspaceFiles {
  return {
    resolve: reportResolver(reportedPaths(report), workspaceOf([root], Object.keys(files))),
    text: (path) => files[path],
  };
}

function locate(report: Report, files: Readonly<Record<string, string>>, root?: string) {
  const { findings, problems } = locateFindings(report, filesOf(report, files, root));
  return {
    code: findings.filter((one): one is CodeFinding => one.kind === 'code'),
    dependencies: findings.filter((one): one is DependencyFinding => one.kind === 'dependency'),
    problems,
  };
}

const ids = (report: Report, files: Readonly<Record<string, string>>, root?: string) =>
  locate(report, files, root).code.map(({ id }) => id);

describe('placing the findings of a report', () => {
  it('turns the code points of ast-grep into places of the editor, by its byte offsets', () => {
    const text = 'const é = "𝒳𝒳"; eval(x); const h = crypto.createHash("md5");\n';
    const region = {
      startLine: 1,
      startColumn: 17,
      endLine: 1,
      endColumn: 24,
      byteOffset: 23,
      byteLength: 7,
    };
    const deletedRegion = {
      startLine: 1,
      startColumn: 36,
      endLine: 1,
      endColumn: 60,
      byteOffset: 42,
      byteLength: 24,
    };
    const replacements = [{ deletedRegion, insertedContent: { text: 'safe()' } }];
    const fixes = [{ artifactChanges: [{ artifactLocation: { uri: 'u.js' }, replacements }] }];
    const { code, problems } = locate(sarif([result('u.js', region, { fixes })]), { 'u.js': text });
    assert.deepEqual(problems, [
      {
        message:
          'made.sarif: it does not say how it counts columns; in a file with characters beyond 16 bits, its bytes and snippets show that it counts code points',
        count: 0,
      },
    ]);
    const { start, end } = code[0]?.location.region ?? {};
    assert.equal(text.slice(start?.character, end?.character), 'eval(x)');
    const replaced = code[0]?.fixes[0]?.changes[0]?.replacements[0];
    assert.equal(
      text.slice(replaced?.region.start.character, replaced?.region.end.character),
      'crypto.createHash("md5")',
    );
  });

  it('lets one result of a file tell how the others count', () => {
    const files = { 'u.js': '𝒳; eval(x)\n𝒳; eval(y)\n' };
    const told = result('u.js', {
      startLine: 1,
      startColumn: 4,
      endColumn: 11,
      snippet: { text: 'eval(x)' },
    });
    const silent = result('u.js', { startLine: 2, startColumn: 4, endColumn: 11 });
    const characters = (results: readonly object[]) =>
      locate(sarif(results), files).code.map((one) => one.location.region?.start.character);
    assert.deepEqual(characters([told, silent]), [4, 4]);
    assert.deepEqual(characters([silent]), [3]);
  });

  it('believes the run about its columns', () => {
    const report = sarif([result('u.js', { startLine: 1, startColumn: 4 })], {
      columnKind: 'unicodeCodePoints',
    });
    assert.equal(
      locate(report, { 'u.js': '𝒳; eval(x)' }).code[0]?.location.region?.start.character,
      4,
    );
  });

  it('keeps a stale result without a place, and says so', () => {
    const { code, problems } = locate(sarif([result('a.js', { startLine: 9 })]), { 'a.js': 'x' });
    assert.deepEqual(code[0]?.location, { path: 'a.js' });
    assert.equal(code[0].place, 'stale');
    assert.deepEqual(problems, [
      {
        message:
          'made.sarif: 1 result is stale: its code is not there any more, so scan again (a.js)',
        count: 1,
      },
    ]);
  });

  it('keeps a result of a file that is no text', () => {
    const report = sarif([result('a.bin', { startLine: 1 })]);
    const files = { resolve: (uri?: string) => uri, text: () => undefined };
    const { findings, problems } = locateFindings(report, files);
    assert.deepEqual(findings[0]?.location, { path: 'a.bin' });
    assert.match(problems[0]?.message ?? '', /1 result is shown without its place.*\(a\.bin\)/);
  });

  it('lists results of files that are elsewhere as such, and says so', () => {
    const uris = ['../x.js', 'http://e.org/a.js', '/etc/passwd', 'lost.js', 'lost.js'];
    const { code, problems } = locate(sarif(uris.map((uri) => result(uri))), { 'a.js': '' });
    const paths = ['x.js', 'http://e.org/a.js', 'etc/passwd', 'lost.js'];
    assert.deepEqual(
      code.map(({ place, location }) => [place, location.path]),
      paths.map((path) => ['elsewhere', path]),
    );
    assert.deepEqual(problems, [
      {
        message:
          'made.sarif: 4 results are in files that are not in this workspace, and are only listed (../x.js, http://e.org/a.js, /etc/passwd, …)',
        count: 4,
      },
      {
        message:
          'made.sarif: 1 result says the same of the same place as another and is shown once with it',
        count: 0,
        isExpected: true,
      },
    ]);
  });

  it('keeps the problems of the reader', () => {
    const { problems } = locate(sarif([result('a.js'), {}]), { 'a.js': '' });
    assert.deepEqual(
      problems.map(({ message }) => message),
      ['made.sarif: 1 result names no file and cannot be placed'],
    );
  });

  it('places related locations and code flows, without steps that are elsewhere', () => {
    const at = (uri: string, text: string) => ({
      physicalLocation: { artifactLocation: { uri }, region: { startLine: 1 } },
      message: { text },
    });
    const flow = ['lib/dep.js', 'a.js'].map((uri) => ({ location: at(uri, uri) }));
    const { code } = locate(
      sarif([
        result(
          'a.js',
          { startLine: 1 },
          {
            relatedLocations: [at('b.js', 'See.'), at('gone.js', 'Gone.')],
            codeFlows: [{ threadFlows: [{ locations: flow }] }],
          },
        ),
      ]),
      { 'a.js': 'eval(a)', 'b.js': 'b' },
    );
    const whole = (character: number) => ({
      start: { line: 0, character: 0 },
      end: { line: 0, character },
    });
    assert.deepEqual(code[0]?.related, [{ path: 'b.js', region: whole(1), message: 'See.' }]);
    assert.deepEqual(code[0]?.codeFlows, [[{ path: 'a.js', region: whole(7), message: 'a.js' }]]);
  });

  it('lists each file that must be resolved once', () => {
    const report = sarif([
      result('a.js', { startLine: 1 }),
      result(
        'a.js',
        { startLine: 2 },
        { relatedLocations: [{ physicalLocation: { artifactLocation: { uri: 'b.js' } } }] },
      ),
    ]);
    assert.deepEqual(reportedPaths(report), [{ uri: 'a.js' }, { uri: 'b.js' }]);
  });
});

describe('the fixes of a report', () => {
  const files = { 'a.js': 'eval(a)\n', 'b.js': 'b\n' };
  const change = (uri: string, deletedRegion: object, text: string) => ({
    artifactLocation: { uri },
    replacements: [{ deletedRegion, insertedContent: { text } }],
  });
  const fixed = (...artifactChanges: readonly object[]) =>
    locate(sarif([result('a.js', { startLine: 1 }, { fixes: [{ artifactChanges }] })]), files);
  const whole = { startLine: 1, startColumn: 1, endColumn: 5 };

  it('have each path once', () => {
    const { code, problems } = fixed(
      change('a.js', whole, 'safe'),
      change('b.js', { byteOffset: 0, byteLength: 1 }, 'c'),
      change('./a.js', { charOffset: 5, charLength: 1 }, 'b'),
    );
    assert.deepEqual(problems, []);
    const changes = code[0]?.fixes[0]?.changes ?? [];
    assert.deepEqual(
      changes.map(({ path, replacements }) => [path, replacements.map(({ text }) => text)]),
      [
        ['a.js', ['safe', 'b']],
        ['b.js', ['c']],
      ],
    );
  });

  const unfit: readonly [what: string, change: object][] = [
    ['touches a file that is elsewhere', change('../a.js', whole, '')],
    ['lies past the end', change('b.js', { startLine: 7 }, '')],
    ['is longer than its line', change('b.js', whole, '')],
    ['was made for another text', change('a.js', { ...whole, snippet: { text: 'exec' } }, '')],
    ['has bytes for another text', change('a.js', { ...whole, byteOffset: 2, byteLength: 4 }, '')],
  ];
  for (const [what, second] of unfit) {
    it(`are left out whole when one part ${what}`, () => {
      const { code, problems } = fixed(change('a.js', whole, 'safe'), second);
      assert.deepEqual(code[0]?.fixes, []);
      assert.deepEqual(problems, [
        {
          message:
            'made.sarif: 1 fix in the report does not fit the files as they are and is not offered',
          count: 1,
        },
      ]);
    });
  }
});

describe('the id of a finding', () => {
  const at = (startLine: number, rest: object = {}) =>
    result('src/a.js', { startLine, startColumn: 1, endColumn: 5 }, rest);
  const text = 'eval(a);\nb();\neval(a);\n';
  const [first, second] = ids(sarif([at(1), at(3)]), { 'src/a.js': text });

  it('is 64 hex digits, and differs between equal lines', () => {
    assert.match(first ?? '', /^[0-9a-f]{64}$/);
    assert.notEqual(first, second);
  });

  it('holds in whichever order the report lists them', () => {
    assert.deepEqual(ids(sarif([at(3), at(1)]), { 'src/a.js': text }), [second, first]);
  });

  it('holds when lines move above it and its indentation changes', () => {
    const moved = `// new\n\n  eval(a);\n${'c();\n'.repeat(5)}eval(a);\n`;
    const region = { startLine: 3, startColumn: 3, endColumn: 7 };
    assert.deepEqual(ids(sarif([result('src/a.js', region), at(9)]), { 'src/a.js': moved }), [
      first,
      second,
    ]);
  });

  it('holds in another checkout, by absolute address', () => {
    const report = sarif([
      result('file:///ci/shop/src/a.js', { startLine: 1, startColumn: 1, endColumn: 5 }),
    ]);
    assert.deepEqual(ids(report, { 'src/a.js': text }, '/elsewhere'), [first]);
    assert.deepEqual(ids(report, { 'src/a.js': text }, '/ci/shop'), [first]);
  });

  it('does not depend on the message, but without a line it does', () => {
    const other = { message: { text: 'Other.' } };
    assert.deepEqual(ids(sarif([at(1, other)]), { 'src/a.js': text }), [first]);
    const bare = [result('src/a.js'), result('src/a.js', undefined, other)];
    assert.equal(new Set(ids(sarif(bare), { 'src/a.js': text })).size, 2);
  });

  it('differs by rule, path and line', () => {
    const files = { 'src/a.js': text, 'src/b.js': text };
    const others = sarif([
      at(1),
      at(1, { ruleId: 'other' }),
      at(2),
      result('src/b.js', { startLine: 1, startColumn: 1, endColumn: 5 }),
    ]);
    assert.equal(new Set(ids(others, files)).size, 4);
  });

  it('is one for results that say the same of the same place', () => {
    const same = sarif([at(1), at(1), at(1, { message: { text: 'Other.' } })]);
    const { code, problems } = locate(same, { 'src/a.js': text });
    assert.deepEqual(
      code.map(({ message }) => message),
      ['Eval.', 'Other.'],
    );
    assert.deepEqual(
      problems.map(({ message, count }) => [count, message.slice(0, 40)]),
      [[0, 'made.sarif: 1 result says the same of th']],
    );
  });

  it('goes to the first of results that say the same', () => {
    const flow = { codeFlows: [{ threadFlows: [{ locations: [{ location: {} }] }] }] };
    const related = {
      relatedLocations: [{ physicalLocation: { artifactLocation: { uri: 'src/a.js' } } }],
    };
    const { code } = locate(sarif([at(1, related), at(1, flow)]), { 'src/a.js': text });
    assert.deepEqual(
      code.map((one) => one.related.length),
      [1],
    );
  });

  it('holds when only blanks change in the line', () => {
    const call = (line: string) => ids(sarif([at(1)]), { 'src/a.js': line });
    assert.deepEqual(call('eval(a,  b);'), call('eval(a,\tb);  '));
    assert.notDeepEqual(call('eval(a, b);'), call('eval(a, c);'));
  });

  it('tells stale results apart', () => {
    assert.equal(new Set(ids(sarif([at(70), at(80), at(80)]), { 'src/a.js': text })).size, 2);
  });

  it('holds in a minified file when its line or other parts of it move', () => {
    const minified = `${'x();'.repeat(2000)}eval(a);${'y();'.repeat(2000)}`;
    const inLine = (startLine: number, startColumn: number) =>
      sarif([result('m.js', { startLine, startColumn })]);
    const [before] = ids(inLine(1, 8001), { 'm.js': minified });
    assert.deepEqual(ids(inLine(2, 8001), { 'm.js': `/*! */\n${minified}` }), [before]);
    assert.deepEqual(ids(inLine(1, 8005), { 'm.js': `z();${minified}` }), [before]);
    assert.notDeepEqual(ids(inLine(1, 9005), { 'm.js': minified }), [before]);
  });

  it('is never shared by two findings of a report', () => {
    const line = fc.constantFrom('eval(a);', ' eval(a);', 'b();', '');
    const region = fc.record({
      startLine: fc.integer({ min: 1, max: 6 }),
      startColumn: fc.integer({ min: 1, max: 9 }),
    });
    fc.assert(
      fc.property(fc.array(line, { maxLength: 5 }), fc.array(region), (lines, regions) => {
        const report = sarif(regions.map((one) => result('a.js', one)));
        const all = ids(report, { 'a.js': lines.join('\n') });
        assert.equal(new Set(all).size, all.length);
      }),
    );
  });
});

describe('placing the findings of npm audit', () => {
  const via = (id: number) => [{ source: id, range: '<2', severity: 'high', title: 'Bad' }];
  const audit = readReport(
    'audit.json',
    utf8({
      auditReportVersion: 2,
      vulnerabilities: {
        lodash: { isDirect: true, via: via(1), nodes: ['node_modules/lodash'] },
        qs: { isDirect: false, via: via(2), nodes: ['node_modules/qs'] },
        old: { via: via(3) },
        lost: { isDirect: false, via: via(4), nodes: ['node_modules/lost'] },
      },
    }),
  );
  const manifest =
    '{\n  "scripts": { "lodash": "x" },\n  "dependencies": { "lodash": "1" },\n  "devDependencies": { "old": "1" }\n}';
  const lockfile =
    '{ "packages": {\n"": { "packages": { "node_modules/qs": {} } },\n"node_modules/qs": {} } }';
  const files = { 'package.json': manifest, 'package-lock.json': lockfile };
  const placed = (all: Readonly<Record<string, string>>, manifestDirectory?: string) =>
    locateFindings(audit, {
      resolve: () => undefined,
      text: (path) => all[path],
      ...(manifestDirectory !== undefined && { manifestDirectory }),
    });

  it('finds direct ones in the manifest, the others in the lockfile or at the manifest', () => {
    const { dependencies } = locate(audit, files);
    const key = (line: number, start: number, end: number) => ({
      start: { line, character: start },
      end: { line, character: end },
    });
    assert.deepEqual(
      dependencies.map(({ package: name, direct, location }) => [name, direct, location]),
      [
        ['lodash', true, { path: 'package.json', region: key(2, 20, 28) }],
        ['qs', false, { path: 'package-lock.json', region: key(2, 0, 17) }],
        ['old', true, { path: 'package.json', region: key(3, 23, 28) }],
        ['lost', false, { path: 'package.json' }],
      ],
    );
  });

  it('looks in the folder of the manifest, and the id says which', () => {
    const inside = placed({ 'web/package.json': manifest }, 'web/');
    assert.equal(inside.findings[0]?.location.path, 'web/package.json');
    assert.notEqual(inside.findings[0]?.id, placed(files).findings[0]?.id);
    assert.equal(placed(files).findings[0]?.id, placed(files, '').findings[0]?.id);
  });

  it('says when there is no manifest', () => {
    const { findings, problems } = placed({});
    assert.equal(findings.length, 4);
    assert.match(problems[0]?.message ?? '', /^audit\.json: there is no package\.json in this/);
  });

  it('survives broken and deep manifests', () => {
    for (const text of ['', '{"dependencies": {"lod', '['.repeat(100_000), 'null']) {
      const { findings } = placed({ 'package.json': text, 'package-lock.json': text });
      assert.deepEqual(findings[0]?.location, { path: 'package.json' });
    }
  });
});
