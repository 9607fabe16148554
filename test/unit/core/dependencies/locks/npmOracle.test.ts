import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { graphOf, npmFiles } from '../graphs';

const commit = 'c'.repeat(40);
const workspace = {
  name: 'w',
  version: '1.0.0',
  dependencies: { d: '^2.0.0', a: '*' },
  devDependencies: { e: '^1.0.0' },
};
const manifest = {
  name: 'me',
  version: '1.0.0',
  workspaces: ['packages/*'],
  dependencies: {
    a: '^1.0.0',
    old: 'npm:lodash@^3.0.0',
    gone: '1',
    g: 'someone/g',
    h: `someone/h#${'d'.repeat(40)}`,
    odd: '>=1.0.0',
    here: 'file:lib/here',
  },
  devDependencies: { b: '^2.0.0', dollar: '1.2.0' },
  optionalDependencies: { fast: '1' },
  overrides: {
    c: '2.0.0',
    a: { d: '1.5.0' },
    'e@^1.0.0': '1.9.0',
    'f@2': { x: '3.0.0' },
    dollar: '$dollar',
  },
};
const packages = {
  'lib/here': { version: '1.0.0', dependencies: { odd: '*' } },
  'node_modules/a': {
    version: '1.0.0',
    dependencies: { c: '^1.0.0', d: '^1.0.0', e: '^1.2.0', dollar: '^1.0.0' },
    peerDependencies: { b: '^1.0.0', maybe: '1' },
    peerDependenciesMeta: { maybe: { optional: true } },
  },
  'node_modules/a/node_modules/d': { version: '1.5.0' },
  'node_modules/b': {
    version: '2.0.0',
    dev: true,
    dependencies: { d: '^1.0.0', c: '1.x', f: '2' },
  },
  'node_modules/c': { version: '2.0.0' },
  'node_modules/d': { version: '1.6.0', dependencies: { e: '1.0.0' } },
  'node_modules/dollar': { version: '1.2.0' },
  'node_modules/e': { version: '1.9.0' },
  'node_modules/f': { version: '2.1.0', dependencies: { x: '^1.0.0', y: '^1' } },
  'node_modules/f/node_modules/y': { version: '1.0.0', dependencies: { x: '^3.0.0' } },
  'node_modules/g': {
    version: '1.0.0',
    resolved: `git+ssh://git@github.com/someone/g.git#${commit}`,
    dependencies: { c: '1.0.0' },
  },
  'node_modules/h': {
    version: '1.0.0',
    resolved: `git+ssh://git@github.com/someone/h.git#${commit}`,
  },
  'node_modules/here': { resolved: 'lib/here', link: true },
  'node_modules/odd': { version: '2.0.0-rc.1' },
  'node_modules/old': { name: 'lodash', version: '3.10.1' },
  'node_modules/w': { resolved: 'packages/w', link: true },
  'node_modules/x': { version: '3.0.0' },
  'packages/w': workspace,
  'packages/w/node_modules/d': { version: '1.0.0' },
};

interface Listed {
  readonly problems?: readonly string[];
  readonly invalid?: string;
  readonly dependencies?: Readonly<Record<string, Listed>>;
}

/** What npm itself says of a project, from its lockfile alone and without a network. */
function askNpm(folder: string, ...question: readonly string[]): unknown {
  const { stdout, stderr } = spawnSync('npm', [...question, '--package-lock-only', '--offline'], {
    cwd: folder,
    encoding: 'utf8',
    shell: process.platform === 'win32',
    env: {
      ...process.env,
      npm_config_cache: path.join(folder, '.cache'),
      npm_config_update_notifier: 'false',
    },
  });
  assert.notEqual(stdout, '', stderr);
  return JSON.parse(stdout);
}

/** `"^1.0.0" from node_modules/a, "2" from the root project`, of every place in the tree. */
function* invalidOf(listed: Listed): Generator<string> {
  for (const [name, below] of Object.entries(listed.dependencies ?? {})) {
    for (const [, spec, from] of (below.invalid ?? '').matchAll(/"([^"]*)" from ([^,]+)/g)) {
      yield `${from === 'the root project' ? '' : from} ${name}@${spec}`;
    }
    yield* invalidOf(below);
  }
}

describe('npm itself, asked of the same lockfile', () => {
  let folder = '';
  before(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'countersign-graph-'));
    const files = npmFiles(manifest, packages, { name: 'me', requires: true });
    fs.writeFileSync(path.join(folder, 'package.json'), files.manifest.text);
    fs.writeFileSync(path.join(folder, 'package-lock.json'), files.lockfile.text);
    fs.mkdirSync(path.join(folder, 'packages/w'), { recursive: true });
    fs.mkdirSync(path.join(folder, 'lib/here'), { recursive: true });
    fs.writeFileSync(path.join(folder, 'packages/w/package.json'), JSON.stringify(workspace));
    fs.writeFileSync(
      path.join(folder, 'lib/here/package.json'),
      JSON.stringify({ name: 'here', version: '1.0.0', dependencies: { odd: '*' } }),
    );
  });
  after(() => fs.rmSync(folder, { recursive: true, force: true }));

  const { graph } = graphOf(npmFiles(manifest, packages));
  const edges = [...graph.nodes.values()].flatMap(({ edgesOut }) => edgesOut);

  it('draws the same edges between the same folders', () => {
    const nodes = askNpm(folder, 'query', '*') as { location: string; to: string[] }[];
    const theirs = nodes.flatMap(({ location, to }) => to.map((one) => `${location} > ${one}`));
    const ours = edges.flatMap(({ from, to }) => (to === undefined ? [] : [`${from} > ${to}`]));
    assert.deepEqual([...new Set(ours)].sort(), [...new Set(theirs)].sort());
  });

  it('finds the same requests unmet', () => {
    const listed = askNpm(folder, 'ls', '--all', '--json') as Listed;
    const theirs = new Set(invalidOf(listed));
    const ours = edges
      .filter(({ valid, to }) => !valid && to !== undefined)
      .map(({ from, name, spec, overridden }) => `${from} ${name}@${overridden ?? spec}`);
    assert.deepEqual([...new Set(ours)].sort(), [...theirs].sort());
    const missing = listed.problems?.flatMap((one) => /^missing: (\S+),/.exec(one)?.[1] ?? []);
    assert.deepEqual(
      edges.flatMap(({ valid, to, name, spec }) =>
        !valid && to === undefined ? [`${name}@${spec}`] : [],
      ),
      missing,
    );
  });
});
