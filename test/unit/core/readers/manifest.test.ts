import assert from 'node:assert/strict';
import type { Region } from '../../../../src/core/finding';
import { locateFindings, reportResolver, workspaceOf } from '../../../../src/core/locate';
import { dependencyFinding } from '../../../../src/core/readers/advisories';
import { type Report, reportedPaths } from '../../../../src/core/readers/reported';

type Told = Partial<Parameters<typeof dependencyFinding>[0]>;

const flaw = (name: string, told: Told = {}) =>
  dependencyFinding({
    tool: { name: 'made' },
    package: name,
    ids: ['CVE-2024-0001'],
    title: 'Bad',
    labels: ['high'],
    vulnerable: '<2',
    ...told,
  });

type Files = Readonly<Record<string, string>>;

/** Only what the report asks for is there, as in the editor. */
function locate(files: Files, findings: Report['findings'], folder = '') {
  const report: Report = { name: 'made', format: 'made', findings, problems: [] };
  const named = reportedPaths(report);
  const resolve = reportResolver(named, workspaceOf(['/home/me/shop'], Object.keys(files)));
  const known = new Set(named.map(({ uri, base }) => resolve(uri, base)));
  return locateFindings(report, {
    resolve,
    text: (path) => (known.has(path) || findings.every(isNpms) ? files[path] : undefined),
    manifestDirectory: folder,
  });
}

const isNpms = (finding: Report['findings'][number]): boolean =>
  finding.kind === 'dependency' && finding.manifest === undefined;

function place(files: Files, name: string, told: Told = {}) {
  const [finding] = locate(files, [flaw(name, told)]).findings;
  assert.ok(finding?.kind === 'dependency');
  const { location, direct } = finding;
  const text = files[location.path];
  const said = location.region && text !== undefined ? textIn(text, location.region) : undefined;
  const line = location.region?.start.line;
  return { path: location.path, said, line, direct, place: finding.place };
}

function textIn(text: string, { start, end }: Region): string {
  assert.equal(start.line, end.line);
  return text.split(/\r\n|\n/)[start.line]?.slice(start.character, end.character) ?? '';
}

const manifest = '{ "name": "shop",\n  "dependencies": { "lodash": "^4" } }';
const lockfile = JSON.stringify(
  {
    lockfileVersion: 3,
    packages: {
      '': { dependencies: { lodash: '^4' } },
      'node_modules/lodash': { version: '4.17.21' },
      'node_modules/a/node_modules/qs': { version: '6.0.0' },
      'node_modules/qs': { version: '6.10.2' },
    },
    dependencies: { qs: { version: '6.10.2' } },
  },
  null,
  1,
);
const oldLockfile = JSON.stringify({
  lockfileVersion: 1,
  dependencies: {
    qs: { version: '6.0.0' },
    a: { version: '1.0.0', dependencies: { qs: { version: '6.10.2' } } },
  },
});
const yarnLock = `# yarn lockfile v1\r\n\r\n"@scope/a@^1.0.0":\r\n  version "1.0.1"\r\n\r\nqs@^6.0.0, qs@~6.10.0:\r\n  version "6.10.2"\r\n  dependencies:\r\n    side-channel "^1.0.4"\r\n`;
const berryLock = `"qs@npm:^6.0.0":\n  version: 6.0.0\n\n"qs@npm:^6.10.0":\n  version: 6.10.2\n  resolution: "qs@npm:6.10.2"\n`;
const pnpmLock = `lockfileVersion: '9.0'\n\npackages:\n\n  '@scope/a@1.0.1':\n    resolution: {}\n\n  qs@6.10.2(x@1.0.0):\n    resolution: {}\n\nsnapshots:\n\n  qs@6.10.2(x@1.0.0): {}\n`;

describe('placing dependencies in the files of npm', () => {
  const named = { manifest: { uri: '/home/me/shop/web/package-lock.json' } };
  const both = { 'web/package.json': manifest, 'web/package-lock.json': lockfile };

  it('shows what the manifest asks for there, although the report names the lockfile', () => {
    assert.deepEqual(place(both, 'lodash', named), {
      path: 'web/package.json',
      said: '"lodash"',
      line: 1,
      direct: true,
      place: undefined,
    });
  });

  it('shows other packages at the copy of the installed version', () => {
    const found = place(both, 'qs', { ...named, installed: '6.10.2' });
    assert.equal(found.path, 'web/package-lock.json');
    assert.equal(found.said, '"node_modules/qs"');
    assert.equal(found.direct, false);
    const inner = place(both, 'qs', { ...named, installed: '6.0.0' });
    assert.equal(inner.said, '"node_modules/a/node_modules/qs"');
    const gone = place(both, 'qs', { ...named, installed: '7.0.0' });
    assert.deepEqual(
      [gone.path, gone.said, gone.place],
      ['web/package.json', undefined, undefined],
    );
  });

  it('finds the lockfile beside a package.json that the report names', () => {
    const found = place(both, 'qs', {
      manifest: { uri: 'web/package.json' },
      installed: '6.10.2',
    });
    assert.equal(found.said, '"node_modules/qs"');
  });

  it('reads lockfiles of npm 6, which nest packages', () => {
    const files = { 'package.json': manifest, 'package-lock.json': oldLockfile };
    const found = place(files, 'qs', { installed: '6.10.2' });
    assert.equal(found.said, '"qs"');
    const at = oldLockfile.lastIndexOf('"qs"');
    const [finding] = locate(files, [
      flaw('qs', { nodes: ['node_modules/a/node_modules/qs'] }),
    ]).findings;
    assert.equal(finding?.location.region?.start.character, at);
  });

  const others: readonly [name: string, text: string, said: string, line: number][] = [
    ['yarn.lock', yarnLock, 'qs@^6.0.0, qs@~6.10.0', 5],
    ['yarn.lock', berryLock, '"qs@npm:^6.10.0"', 3],
    ['pnpm-lock.yaml', pnpmLock, 'qs@6.10.2(x@1.0.0)', 7],
    [
      'pnpm-lock.yaml',
      pnpmLock.replace('qs@', '/qs/').replace('(x@1.0.0)', '_x@1.0.0'),
      '/qs/6.10.2_x@1.0.0',
      7,
    ],
  ];
  for (const [name, text, said, line] of others) {
    it(`reads ${name} with ${said}`, () => {
      const files = { 'package.json': manifest, [name]: text };
      const found = place(files, 'qs', { installed: '6.10.2' });
      assert.deepEqual([found.path, found.said, found.line], [name, said, line]);
      const scoped = place(files, '@scope/a', { installed: '1.0.1' });
      if (text !== berryLock) assert.match(scoped.said ?? '', /@scope\/a@/);
    });
  }

  it('shows a lockfile as a whole that stands alone', () => {
    const found = place({ 'web/package-lock.json': lockfile }, 'gone', named);
    assert.deepEqual([found.path, found.place], ['web/package-lock.json', undefined]);
  });

  it('says when there is no package.json for a report that names no file', () => {
    const { findings, problems } = locate({}, [flaw('qs')]);
    assert.equal(findings[0]?.place, 'elsewhere');
    assert.equal(findings[0]?.location.path, 'package.json');
    assert.match(problems[0]?.message ?? '', /there is no package\.json in this workspace/);
    assert.equal(problems[0]?.count, 0);
  });
});

describe('placing dependencies in other files', () => {
  const cases: readonly [
    what: string,
    path: string,
    text: string,
    name: string,
    installed: string | undefined,
    said: string | undefined,
    line: number | undefined,
    direct: boolean,
  ][] = [
    [
      'a requirement',
      'requirements.txt',
      '# Jinja2 was old\nJinja2==2.4.1\n',
      'jinja2',
      '2.4.1',
      'Jinja2',
      1,
      true,
    ],
    [
      'a requirement in another spelling',
      'requirements.txt',
      'ruamel.yaml>=1',
      'ruamel-yaml',
      '1.2',
      'ruamel.yaml',
      0,
      true,
    ],
    [
      'no part of a word',
      'requirements.txt',
      'jinja2-cli==2.4.1\nmy-jinja2\n',
      'jinja2',
      '2.4.1',
      undefined,
      undefined,
      false,
    ],
    [
      'a module of Go',
      'go.mod',
      'require (\n\tgithub.com/gogo/protobuf v1.3.1\n\tgithub.com/gogo/protobuf/x v1.3.1\n)',
      'github.com/gogo/protobuf',
      '1.3.1',
      'github.com/gogo/protobuf',
      1,
      true,
    ],
    [
      'a module that another one asks for',
      'go.mod',
      'require (\n\ta.b/c v1.0.0 // indirect\n)',
      'a.b/c',
      '1.0.0',
      'a.b/c',
      1,
      false,
    ],
    [
      'an artifact of Maven',
      'pom.xml',
      '<groupId>org.apache</groupId>\n<artifactId>log4j-core</artifactId>\n<version>2.14.0</version>',
      'org.apache:log4j-core',
      '2.14.0',
      'log4j-core',
      1,
      true,
    ],
    [
      'the copy with the version',
      'Cargo.lock',
      'name = "regex"\nversion = "1.5.1"\n\nname = "regex"\nversion = "0.2.0"',
      'regex',
      '0.2.0',
      'regex',
      3,
      false,
    ],
    [
      'a gem',
      'Gemfile.lock',
      '    rails (5.0.0)\n    x (1.0)\n      rails (>= 4)\n',
      'rails',
      '5.0.0',
      'rails',
      0,
      false,
    ],
    [
      'no place when there are two',
      'poetry.lock',
      'a = 1\nb = [a]\n',
      'a',
      undefined,
      undefined,
      undefined,
      false,
    ],
    [
      'no place when it is not there',
      'go.mod',
      'module x',
      'a.b/c',
      '1.0.0',
      undefined,
      undefined,
      false,
    ],
  ];
  for (const [what, path, text, name, installed, said, line, direct] of cases) {
    it(`finds ${what}`, () => {
      const told = { manifest: { uri: `/home/me/shop/${path}` }, ecosystem: 'made', installed };
      assert.deepEqual(place({ [path]: text }, name, told), {
        path,
        said,
        line,
        direct,
        place: undefined,
      });
    });
  }

  it('believes the report on what is asked for', () => {
    const told = { manifest: { uri: 'go.mod' }, ecosystem: 'go', direct: false };
    assert.equal(place({ 'go.mod': 'a.b/c v1.0.0' }, 'a.b/c', told).direct, false);
  });

  it('lists what is in no file of the workspace, under the name that the report gives', () => {
    const told = { manifest: { uri: 'file:///builds/x/go.mod' }, ecosystem: 'go' };
    const { findings, problems } = locate({ 'web/go.mod': 'a.b/c', 'api/go.mod': '' }, [
      flaw('a.b/c', told),
      flaw('d.e/f', told),
    ]);
    assert.deepEqual(
      findings.map((one) => [one.place, one.location]),
      [
        ['elsewhere', { path: 'builds/x/go.mod' }],
        ['elsewhere', { path: 'builds/x/go.mod' }],
      ],
    );
    assert.equal(problems.length, 1);
    assert.match(problems[0]?.message ?? '', /there is no builds\/x\/go\.mod in this workspace/);
  });

  it('never opens a path outside', () => {
    const found = place({}, 'a', { manifest: { uri: '../../etc/passwd' }, ecosystem: 'pip' });
    assert.equal(found.place, 'elsewhere');
    assert.ok(!found.path.startsWith('/') && !found.path.includes('..'));
  });

  it('says of which ecosystem a package is that no file is named for', () => {
    const found = place({ 'package.json': manifest }, 'lodash', { ecosystem: 'pip' });
    assert.deepEqual([found.path, found.place], ['PyPI packages', 'elsewhere']);
  });

  it('survives text of any kind', () => {
    for (const text of [
      '',
      '{"packages": {"',
      '['.repeat(100_000),
      '\u0000'.repeat(10),
      'a '.repeat(1e5),
    ]) {
      for (const name of [
        'package.json',
        'package-lock.json',
        'yarn.lock',
        'pnpm-lock.yaml',
        'go.mod',
      ]) {
        place({ [name]: text }, 'a', { manifest: { uri: name }, installed: '1.0.0' });
      }
    }
  });
});

describe('the id of a dependency finding', () => {
  const idOf = (files: Files, told: Told, folder?: string) =>
    locate(files, [flaw('lodash', told)], folder).findings[0]?.id;
  const files = { 'package.json': manifest, 'package-lock.json': lockfile, 'go.mod': '' };

  it('is the same whichever of npm’s files the report names', () => {
    const lone = idOf(files, {});
    assert.equal(idOf(files, { manifest: { uri: 'package-lock.json' } }), lone);
    assert.equal(idOf(files, { manifest: { uri: '/home/me/shop/package.json' } }), lone);
  });

  it('says the folder, the file and the ecosystem', () => {
    const ids = [
      idOf(files, {}),
      idOf({ 'web/package.json': manifest }, {}, 'web'),
      idOf(files, { manifest: { uri: 'go.mod' } }),
      idOf(files, { manifest: { uri: 'go.mod' }, ecosystem: 'go' }),
    ];
    assert.equal(new Set(ids).size, 4);
  });
});
