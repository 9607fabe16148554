import assert from 'node:assert/strict';
import { readGraph } from '../../../../../src/core/dependencies/locks/readGraph';
import { cleanGraph, edgesOf, graphOf, npmFiles } from '../graphs';

const dot = (version: string, more: object = {}) => ({ version, ...more });

describe('reading npm lockfiles', () => {
  it('looks a package up as Node does: by folder, the nearest first', () => {
    const graph = cleanGraph(
      { dependencies: { a: '^1.0.0', b: '1.x' } },
      {
        'node_modules/a': dot('1.0.0', { dependencies: { b: '^2.0.0', '@s/c': '~1.0.0' } }),
        'node_modules/a/node_modules/b': dot('2.1.0', { dependencies: { '@s/c': '1' } }),
        'node_modules/b': dot('1.5.0', { dependencies: { '@s/c': '>=2' } }),
        'node_modules/@s/c': dot('1.0.3', { dependencies: { a: '*' } }),
      },
    );
    assert.deepEqual(edgesOf(graph), [
      '. -a@^1.0.0 prod-> node_modules/a',
      '. -b@1.x prod-> node_modules/b',
      'node_modules/a -b@^2.0.0 prod-> node_modules/a/node_modules/b',
      'node_modules/a -@s/c@~1.0.0 prod-> node_modules/@s/c',
      'node_modules/a/node_modules/b -@s/c@1 prod-> node_modules/@s/c',
      'node_modules/b -@s/c@>=2 prod-> node_modules/@s/c INVALID',
      'node_modules/@s/c -a@* prod-> node_modules/a',
    ]);
    const shared = graph.nodes.get('node_modules/@s/c');
    assert.deepEqual(
      shared?.edgesIn.map(({ from }) => from),
      ['node_modules/a', 'node_modules/a/node_modules/b', 'node_modules/b'],
    );
  });

  it('tells the kinds of requests apart, and which may go unanswered', () => {
    const graph = cleanGraph(
      {
        dependencies: { a: '1', both: '1' },
        devDependencies: { both: '2' },
        optionalDependencies: { gone: '1' },
        peerDependencies: { host: '1', maybe: '1' },
        peerDependenciesMeta: { maybe: { optional: true } },
      },
      {
        'node_modules/a': dot('1.0.0', {
          devDependencies: { never: '1' },
          optionalDependencies: { fast: '1' },
          peerDependencies: { host: '2' },
        }),
        'node_modules/both': dot('2.0.0'),
        'node_modules/fast': dot('1.0.0', { dependencies: { a: '1' } }),
      },
    );
    assert.deepEqual(edgesOf(graph), [
      '. -host@1 peer-> nothing INVALID',
      '. -maybe@1 peerOptional-> nothing',
      '. -a@1 prod-> node_modules/a',
      '. -both@2 dev-> node_modules/both',
      '. -gone@1 optional-> nothing',
      'node_modules/a -host@2 peer-> nothing INVALID',
      'node_modules/a -fast@1 optional-> node_modules/fast',
      'node_modules/fast -a@1 prod-> node_modules/a',
    ]);
    const flags = [...graph.nodes.values()].map(({ path, dev, optional }) => [path, dev, optional]);
    assert.deepEqual(flags, [
      ['', false, false],
      ['node_modules/a', false, false],
      ['node_modules/both', true, false],
      ['node_modules/fast', false, true],
    ]);
  });

  it('follows links to workspaces and folders, each with its own node_modules', () => {
    const graph = cleanGraph(
      { workspaces: ['packages/*'], dependencies: { tool: 'file:../tool' } },
      {
        '../tool': dot('3.0.0', { dependencies: { x: '1' } }),
        'packages/one': dot('1.0.0', {
          name: '@me/one',
          dependencies: { x: '^1' },
          devDependencies: { y: '1' },
        }),
        'packages/one/node_modules/x': dot('1.1.0'),
        'node_modules/@me/one': { resolved: 'packages/one', link: true },
        'node_modules/tool': { resolved: '../tool', link: true },
        'node_modules/x': dot('2.0.0'),
        'node_modules/y': dot('1.0.0'),
      },
    );
    assert.deepEqual(edgesOf(graph), [
      '. -tool@file:../tool prod-> node_modules/tool',
      '. -@me/one@file:packages/one workspace-> node_modules/@me/one',
      '../tool -x@1 prod-> nothing INVALID',
      'packages/one -x@^1 prod-> packages/one/node_modules/x',
      'packages/one -y@1 dev-> node_modules/y',
    ]);
    const link = graph.nodes.get('node_modules/@me/one');
    assert.deepEqual(
      [link?.link, link?.source, link?.version],
      ['packages/one', 'workspace', '1.0.0'],
    );
    assert.equal(graph.nodes.get('packages/one')?.name, '@me/one');
    assert.equal(graph.nodes.get('../tool')?.source, 'folder');
    assert.equal(graph.nodes.get('node_modules/y')?.dev, true);
    assert.equal(graph.nodes.get('packages/one/node_modules/x')?.dev, false);
  });

  it('says where a copy came from, and what it is really called', () => {
    const commit = 'a'.repeat(40);
    const url = 'https://example.com/e.tgz';
    const graph = cleanGraph(
      {
        dependencies: {
          old: 'npm:lodash@^3.0.0',
          wrong: 'npm:lodash@^4.0.0',
          g: 'someone/g',
          h: `git+https://github.com/someone/h.git#${'b'.repeat(40)}`,
          s: 'github:someone/s#semver:^2.0.0',
          e: url,
          f: 'file:vendor/f.tgz',
          t: 'latest',
        },
      },
      {
        'node_modules/old': dot('3.10.1', { name: 'lodash' }),
        'node_modules/wrong': dot('3.10.1', { name: 'lodash' }),
        'node_modules/g': dot('1.0.0', {
          resolved: `git+ssh://git@github.com/Someone/g.git#${commit}`,
        }),
        'node_modules/h': dot('1.0.0', {
          resolved: `git+ssh://git@github.com/someone/h.git#${commit}`,
        }),
        'node_modules/s': dot('2.5.0', {
          resolved: `git+ssh://git@github.com/someone/s.git#${commit}`,
        }),
        'node_modules/e': dot('1.0.0', { resolved: url }),
        'node_modules/f': dot('1.0.0', { resolved: 'file:vendor/f.tgz' }),
        'node_modules/t': dot('5.0.0-rc.1', { inBundle: true, hasInstallScript: true }),
      },
    );
    const nodes = [...graph.nodes.values()].slice(1);
    assert.deepEqual(
      nodes.map(({ path, name, alias, source, edgesIn }) =>
        [path.slice(13), name, alias ?? '-', source, edgesIn[0]?.valid].join(' '),
      ),
      [
        'old lodash old registry true',
        'wrong lodash wrong registry false',
        'g g - git true',
        'h h - git false',
        's s - git true',
        'e e - address true',
        'f f - folder true',
        't t - registry true',
      ],
    );
    assert.deepEqual([nodes[7]?.bundled, nodes[7]?.installScript], [true, true]);
  });

  it('judges ranges as npm does: a pre-release only where the range names one', () => {
    const graph = cleanGraph(
      {
        dependencies: {
          a: '>=1.0.0',
          b: '*',
          c: '^2.0.0-rc.1',
          d: '',
          e: 'v1.2.3',
          f: '1.0.0 - 2',
        },
      },
      Object.fromEntries(
        ['1.1.0-pre', '1.0.0-pre', '2.0.0-rc.2', '3.0.0-pre', '1.2.3', '2.9.9'].map(
          (version, at) => [`node_modules/${'abcdef'[at]}`, { version }],
        ),
      ),
    );
    const [root] = graph.nodes.values();
    assert.deepEqual(
      root?.edgesOut.map(({ valid }) => valid),
      [false, true, true, true, true, true],
    );
  });

  it('does not take its own copy of a peer for a shared one', () => {
    const graph = cleanGraph(
      { dependencies: { a: '1' } },
      {
        'node_modules/a': dot('1.0.0', { peerDependencies: { p: '1' } }),
        'node_modules/a/node_modules/p': dot('1.0.0'),
      },
    );
    assert.equal(graph.nodes.get('node_modules/a')?.edgesOut[0]?.valid, false);
  });

  it('takes what the project asks for from package.json and tells that the lockfile disagrees', () => {
    const files = npmFiles({ dependencies: { a: '^1.0.0' } }, { 'node_modules/a': dot('1.0.0') });
    const manifest = JSON.stringify({ dependencies: { a: '^2.0.0', b: '1' } });
    const { graph, problems } = graphOf({
      ...files,
      manifest: { path: 'package.json', text: manifest },
    });
    assert.deepEqual(edgesOf(graph), [
      '. -a@^2.0.0 prod-> node_modules/a INVALID',
      '. -b@1 prod-> nothing INVALID',
    ]);
    assert.equal(problems.length, 1);
    assert.match(problems[0] ?? '', /another package\.json \(a, b\)\. Run npm install/);
  });

  it('is not led astray by names that every object has', () => {
    const text = `{"dependencies":{"__proto__":"1","constructor":"^1","toString":"1"}}`;
    const { graph, problems } = graphOf({
      manifest: { path: 'package.json', text },
      lockfile: {
        path: 'package-lock.json',
        text: `{"lockfileVersion":3,"packages":{"":${text},"__proto__":{"version":"9.0.0"},
          "node_modules/__proto__":{"version":"1.0.0","dependencies":{"hasOwnProperty":"1"}},
          "node_modules/constructor":{"version":"1.0.0"}}}`,
      },
    });
    assert.deepEqual(problems, []);
    assert.deepEqual(edgesOf(graph), [
      '. -__proto__@1 prod-> node_modules/__proto__',
      '. -constructor@^1 prod-> node_modules/constructor',
      '. -toString@1 prod-> nothing INVALID',
      'node_modules/__proto__ -hasOwnProperty@1 prod-> nothing INVALID',
    ]);
    assert.equal(({} as { version?: string }).version, undefined);
  });

  it('leaves out what is not fit to read, and counts it', () => {
    const { graph, problems } = graphOf(
      npmFiles(
        { dependencies: { a: '1', '../up': '1', b: 7 } },
        {
          'node_modules/a': dot('1.0.0'),
          'node_modules/c': [],
          'node_modules/../../etc': dot('1.0.0'),
          '/abs': dot('1.0.0'),
          'C:\\x': dot('1.0.0'),
          'node_modules/l': { link: true, resolved: 'nowhere' },
        },
      ),
    );
    assert.deepEqual([...graph.nodes.keys()], ['', 'node_modules/a', 'node_modules/l']);
    assert.deepEqual(problems, [
      'package.json: dependencies with an unfit name or range were left out: 2 (../up, b).',
      'package-lock.json: dependencies with an unfit name or range were left out: 4 (../up, b).',
      'package-lock.json: entries of another form than expected were left out: 1 (node_modules/c).',
      'package-lock.json: entries with an unfit path were left out: 3 (node_modules/../../etc, /abs, C:\\x).',
      'package-lock.json: links that lead to no entry; run npm install to write the lockfile anew: 1 (node_modules/l).',
    ]);
  });

  it('says in a sentence why nothing could be read', () => {
    const manifest = { path: 'package.json', text: '{}' };
    const why = (text: string, path = 'package-lock.json'): string => {
      const result = readGraph({ manifest, lockfile: { path, text } });
      return result.ok ? 'read' : result.why;
    };
    assert.match(why('<<<<<<< HEAD\n{}\n=======\n{}\n>>>>>>> theirs\n'), /unfinished merge/);
    assert.match(why('{'), /not valid JSON/);
    assert.match(why(''), /is empty/);
    assert.match(why('[]'), /does not hold an object/);
    assert.match(why('['.repeat(50_000)), /nests too deep/);
    assert.match(why('{"lockfileVersion":4,"packages":{}}'), /version 4, which is not known/);
    assert.match(why('{"lockfileVersion":3}'), /lists no packages/);
    assert.match(why('', 'bun.lockb'), /no lockfile of npm, Yarn or pnpm/);
    const broken = readGraph({
      manifest: { path: 'package.json', text: '{"name":' },
      lockfile: { path: 'package-lock.json', text: '{"packages":{}}' },
    });
    assert.equal(broken.ok ? '' : broken.why, 'package.json is not valid JSON.');
  });
});
