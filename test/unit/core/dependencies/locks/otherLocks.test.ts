import assert from 'node:assert/strict';
import type { TextFile } from '../../../../../src/core/dependencies/locks/readGraph';
import { readGraph } from '../../../../../src/core/dependencies/locks/readGraph';
import { edgesOf, graphOf } from '../graphs';

const read = (path: string, text: string, manifest: object, workspaces: readonly TextFile[] = []) =>
  graphOf({
    lockfile: { path, text },
    manifest: { path: 'package.json', text: JSON.stringify(manifest) },
    workspaces,
  });
const nodesOf = ({ graph }: ReturnType<typeof read>): readonly string[] =>
  [...graph.nodes.values()]
    .slice(1)
    .map(({ path, name, alias, version, source, dev }) =>
      [path, alias === undefined ? name : `${name} as ${alias}`, version, source, dev ? 'dev' : '']
        .join(' | ')
        .trim(),
    );

describe('reading npm lockfiles of version 1', () => {
  const v1 = (dependencies: object, more: object = { requires: true }) =>
    JSON.stringify({ lockfileVersion: 1, ...more, dependencies });

  it('finds the folders of nested entries, and who asks for what', () => {
    const commit = 'c'.repeat(40);
    const told = read(
      'package-lock.json',
      v1({
        a: {
          version: '1.0.0',
          requires: { b: '^2.0.0', fast: '1' },
          dependencies: { b: { version: '2.1.0', bundled: true } },
        },
        b: { version: '1.5.0', dev: true },
        fast: { version: '1.0.0', optional: true },
        g: { version: `github:someone/g#${commit}`, from: 'github:someone/g' },
        old: { version: 'npm:lodash@3.10.1' },
        here: { version: 'file:lib/here', requires: { b: '1' } },
      }),
      {
        dependencies: { a: '^1.0.0', g: 'someone/g', old: 'npm:lodash@^3', here: 'file:lib/here' },
        devDependencies: { b: '1' },
      },
    );
    assert.deepEqual(told.problems, []);
    assert.equal(told.graph.lockfile.version, '1');
    assert.deepEqual(edgesOf(told.graph), [
      '. -a@^1.0.0 prod-> node_modules/a',
      '. -g@someone/g prod-> node_modules/g',
      '. -old@npm:lodash@^3 prod-> node_modules/old',
      '. -here@file:lib/here prod-> node_modules/here',
      '. -b@1 dev-> node_modules/b',
      'node_modules/a -b@^2.0.0 prod-> node_modules/a/node_modules/b',
      'node_modules/a -fast@1 optional-> node_modules/fast',
      'lib/here -b@1 prod-> node_modules/b',
    ]);
    const node = (path: string) => told.graph.nodes.get(path);
    assert.equal(node('node_modules/a/node_modules/b')?.bundled, true);
    assert.equal(node('node_modules/g')?.source, 'git');
    assert.equal(node('node_modules/old')?.name, 'lodash');
    assert.equal(node('node_modules/here')?.link, 'lib/here');
  });

  it('tells that nobody knows who asks for what, and what is not there', () => {
    const { problems } = read('npm-shrinkwrap.json', v1({ a: { version: '1.0.0' } }, {}), {
      dependencies: { a: '2', b: '1' },
    });
    assert.equal(problems.length, 2);
    assert.match(problems[0] ?? '', /does not say who asks for what/);
    assert.match(problems[1] ?? '', /another package\.json \(a, b\)\. Run npm install/);
  });
});

describe('reading lockfiles of Yarn 1', () => {
  const text = `# yarn lockfile v1


"@s/a@^1.0.0", "@s/a@^1.1.0":
  version "1.2.0"
  resolved "https://registry.example.com/@s/a/-/a-1.2.0.tgz#abc"
  integrity sha512-AAAA
  dependencies:
    b "^2.0.0"
    "@s/a" "^1.1.0"
  optionalDependencies:
    fast ">= 1 < 3"

b@1.x, b@2.0.1, b@^2.0.0:
  version "2.0.1"

"fast@>= 1 < 3":
  version "2.0.0"

"old@npm:lodash@^3.0.0":
  version "3.10.1"
`;

  it('finds the entry by the request that it answers', () => {
    const told = read('yarn.lock', text, {
      dependencies: { '@s/a': '^1.0.0', old: 'npm:lodash@^3.0.0' },
      devDependencies: { b: '^2.0.0' },
    });
    assert.deepEqual(told.problems, []);
    assert.deepEqual(edgesOf(told.graph), [
      '. -@s/a@^1.0.0 prod-> @s/a@^1.0.0, @s/a@^1.1.0',
      '. -old@npm:lodash@^3.0.0 prod-> old@npm:lodash@^3.0.0',
      '. -b@^2.0.0 dev-> b@1.x, b@2.0.1, b@^2.0.0',
      '@s/a@^1.0.0, @s/a@^1.1.0 -b@^2.0.0 prod-> b@1.x, b@2.0.1, b@^2.0.0',
      '@s/a@^1.0.0, @s/a@^1.1.0 -@s/a@^1.1.0 prod-> @s/a@^1.0.0, @s/a@^1.1.0',
      '@s/a@^1.0.0, @s/a@^1.1.0 -fast@>= 1 < 3 optional-> fast@>= 1 < 3',
    ]);
    assert.equal(nodesOf(told)[3], 'old@npm:lodash@^3.0.0 | lodash as old | 3.10.1 | registry |');
  });

  it('follows resolutions and workspaces, and tells what the lockfile lacks', () => {
    const workspace = JSON.stringify({ name: 'w', version: '1.0.0', dependencies: { b: '1.x' } });
    const told = read(
      'yarn.lock',
      text,
      { dependencies: { w: '*', gone: '1' }, resolutions: { '**/b': '2.0.1' } },
      [{ path: 'packages/w/package.json', text: workspace }],
    );
    assert.deepEqual(edgesOf(told.graph).slice(0, 4), [
      '. -w@* prod-> packages/w',
      '. -gone@1 prod-> nothing INVALID',
      '. -w@workspace:packages/w workspace-> packages/w',
      'packages/w -b@1.x => 2.0.1 prod-> b@1.x, b@2.0.1, b@^2.0.0',
    ]);
    assert.match(told.problems.join(), /\(gone\)\. Run yarn install/);
  });
});

describe('reading lockfiles of Yarn 2 and later', () => {
  const text = `# This file is generated by running "yarn install" inside your project.

__metadata:
  version: 8
  cacheKey: 10

"@s/a@npm:^1.0.0, @s/a@npm:^1.1.0":
  version: 1.2.0
  resolution: "@s/a@npm:1.2.0"
  dependencies:
    b: "npm:^2.0.0"
    fast: "npm:1.x"
  peerDependencies:
    c: "*"
  dependenciesMeta:
    fast:
      optional: true
  checksum: 10/abc
  languageName: node
  linkType: hard

"b@npm:^2.0.0":
  version: 2.0.1
  resolution: "b@npm:2.0.1"
  languageName: node
  linkType: hard

"b@patch:b@npm%3A^2.0.0#~builtin<compat/b>":
  version: 2.0.1
  resolution: "b@patch:b@npm%3A2.0.1#~builtin<compat/b>::version=2.0.1&hash=1"
  languageName: node
  linkType: hard

"c@npm:1.10":
  version: 1.10.0
  resolution: "c@npm:1.10.0"
  languageName: node
  linkType: hard

"me@workspace:.":
  version: 0.0.0-use.local
  resolution: "me@workspace:."
  dependencies:
    "@s/a": "npm:^1.0.0"
  languageName: unknown
  linkType: soft

"old@npm:lodash@^3.0.0":
  version: 3.10.1
  resolution: "lodash@npm:3.10.1"
  languageName: node
  linkType: hard

"w@workspace:*, w@workspace:packages/w":
  version: 0.0.0-use.local
  resolution: "w@workspace:packages/w"
  dependencies:
    c: "npm:1.10"
  languageName: unknown
  linkType: soft
`;

  it('finds entries, workspaces, aliases and optional ones', () => {
    const told = read('yarn.lock', text, {
      name: 'me',
      dependencies: { '@s/a': '^1.0.0', old: 'npm:lodash@^3.0.0', w: 'workspace:*' },
    });
    assert.deepEqual(told.problems, []);
    assert.deepEqual(
      [told.graph.lockfile.manager, told.graph.lockfile.version],
      ['yarn-berry', '8'],
    );
    assert.deepEqual(edgesOf(told.graph), [
      '. -@s/a@^1.0.0 prod-> @s/a@npm:^1.0.0, @s/a@npm:^1.1.0',
      '. -old@npm:lodash@^3.0.0 prod-> old@npm:lodash@^3.0.0',
      '. -w@workspace:* prod-> packages/w',
      '. -w@workspace:packages/w workspace-> packages/w',
      'packages/w -c@npm:1.10 prod-> c@npm:1.10',
      '@s/a@npm:^1.0.0, @s/a@npm:^1.1.0 -c@* peer-> c@npm:1.10',
      '@s/a@npm:^1.0.0, @s/a@npm:^1.1.0 -b@npm:^2.0.0 prod-> b@npm:^2.0.0',
      '@s/a@npm:^1.0.0, @s/a@npm:^1.1.0 -fast@npm:1.x optional-> nothing',
    ]);
    assert.deepEqual(nodesOf(told), [
      'packages/w | w | 0.0.0-use.local | workspace |',
      '@s/a@npm:^1.0.0, @s/a@npm:^1.1.0 | @s/a | 1.2.0 | registry |',
      'b@npm:^2.0.0 | b | 2.0.1 | registry |',
      'c@npm:1.10 | c | 1.10.0 | registry |',
      'old@npm:lodash@^3.0.0 | lodash as old | 3.10.1 | registry |',
    ]);
  });
});

describe('reading lockfiles of pnpm', () => {
  const v5 = `lockfileVersion: 5.4
specifiers:
  '@s/a': ^1.0.0
  d: ~2.0.0
dependencies:
  '@s/a': 1.2.0_b@2.0.1
devDependencies:
  d: 2.0.10
packages:
  /@s/a/1.2.0_b@2.0.1:
    resolution: {integrity: sha512-A}
    dependencies:
      b: 2.0.1
      old: /lodash/3.10.1
    dev: false
  /b/2.0.1:
    resolution: {integrity: sha512-B}
    dev: false
  /d/2.0.10:
    resolution: {integrity: sha512-D}
    dev: true
  /lodash/3.10.1:
    resolution: {integrity: sha512-L}
    dev: false
`;
  const v6 = `lockfileVersion: '6.0'
dependencies:
  '@s/a':
    specifier: ^1.0.0
    version: 1.2.0(b@2.0.1)
devDependencies:
  d:
    specifier: ~2.0.0
    version: 2.0.10
packages:
  /@s/a@1.2.0(b@2.0.1):
    resolution: {integrity: sha512-A}
    dependencies:
      b: 2.0.1
      old: /lodash@3.10.1
    dev: false
  /b@2.0.1:
    resolution: {integrity: sha512-B}
    dev: false
  /d@2.0.10:
    resolution: {integrity: sha512-D}
    dev: true
  /lodash@3.10.1:
    resolution: {integrity: sha512-L}
    dev: false
`;
  const v9 = `lockfileVersion: '9.0'
importers:
  .:
    dependencies:
      '@s/a':
        specifier: ^1.0.0
        version: 1.2.0(b@2.0.1)
    devDependencies:
      d:
        specifier: ~2.0.0
        version: 2.0.10
packages:
  '@s/a@1.2.0':
    resolution: {integrity: sha512-A}
  b@2.0.1:
    resolution: {integrity: sha512-B}
  d@2.0.10:
    resolution: {integrity: sha512-D}
  lodash@3.10.1:
    resolution: {integrity: sha512-L}
snapshots:
  '@s/a@1.2.0(b@2.0.1)':
    dependencies:
      b: 2.0.1
      old: lodash@3.10.1
  b@2.0.1: {}
  d@2.0.10: {}
  lodash@3.10.1: {}
`;
  const manifest = { dependencies: { '@s/a': '^1.0.0' }, devDependencies: { d: '~2.0.0' } };
  const spelled = [
    ['5.4', v5, ['/@s/a/1.2.0_b@2.0.1', '/b/2.0.1', '/lodash/3.10.1', '/d/2.0.10']],
    ['6.0', v6, ['/@s/a@1.2.0(b@2.0.1)', '/b@2.0.1', '/lodash@3.10.1', '/d@2.0.10']],
    ['9.0', v9, ['@s/a@1.2.0(b@2.0.1)', 'b@2.0.1', 'lodash@3.10.1', 'd@2.0.10']],
  ] as const;
  for (const [version, text, [a, b, old, d]] of spelled) {
    it(`finds what each got, in version ${version}`, () => {
      const told = read('pnpm-lock.yaml', text, manifest);
      assert.deepEqual(told.problems, []);
      assert.equal(told.graph.lockfile.version, version);
      assert.deepEqual(edgesOf(told.graph).slice(0, 3), [
        `. -@s/a@^1.0.0 prod-> ${a}`,
        `. -d@~2.0.0 dev-> ${d}`,
        `${a} -b@2.0.1 prod-> ${b}`,
      ]);
      assert.equal(told.graph.nodes.get(a)?.edgesOut[1]?.to, old);
      assert.deepEqual(nodesOf(told), [
        `${a} | @s/a | 1.2.0 | registry |`,
        `${b} | b | 2.0.1 | registry |`,
        `${d} | d | 2.0.10 | registry | dev`,
        `${old} | lodash | 3.10.1 | registry |`,
      ]);
      assert.equal(told.graph.nodes.get(a)?.integrity, 'sha512-A');
    });
  }

  it('takes importers for workspaces, and links for ways between them', () => {
    const text = `lockfileVersion: '9.0'
importers:
  .: {}
  packages/one:
    dependencies:
      two:
        specifier: workspace:*
        version: link:../two
  packages/two:
    dependencies:
      b:
        specifier: ^1.0.0
        version: 2.0.1
packages:
  b@2.0.1:
    resolution: {integrity: sha512-B}
snapshots:
  b@2.0.1: {}
`;
    const told = read('pnpm-lock.yaml', text, { pnpm: { overrides: { 'b@^1.0.0': '2.0.1' } } });
    assert.deepEqual(edgesOf(told.graph), [
      '. -one@workspace:packages/one workspace-> packages/one',
      '. -two@workspace:packages/two workspace-> packages/two',
      'packages/one -two@workspace:* prod-> packages/two',
      'packages/two -b@^1.0.0 => 2.0.1 prod-> b@2.0.1',
    ]);
  });

  it('says why nothing could be read', () => {
    const why = (text: string): string => {
      const result = readGraph({
        lockfile: { path: 'pnpm-lock.yaml', text },
        manifest: { path: 'package.json', text: '{}' },
      });
      return result.ok ? 'read' : result.why;
    };
    assert.match(why('lockfileVersion: 7\n'), /no version that is known here/);
    assert.match(why('- a\n'), /does not hold an object/);
    assert.match(why('a: [\n'), /not valid YAML/);
    assert.match(why('a: &x [1]\nb: [*x, *x]\n'), /not valid YAML/);
    assert.match(why('<<<<<<< a\n=======\n>>>>>>> b\n'), /unfinished merge/);
  });
});
