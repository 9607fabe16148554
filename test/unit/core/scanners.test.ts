import assert from 'node:assert/strict';
import type { Scanner } from '../../../src/core/scanners';
import { detectScanners, inFolder } from '../../../src/core/scanners';

const detected = (names: readonly string[], manifest?: unknown) =>
  detectScanners({ names, manifest });
const ids = (names: readonly string[], manifest?: unknown) =>
  detected(names, manifest).map(({ id }) => id);
const only = (id: string, names: readonly string[], manifest?: unknown): Scanner => {
  const scanner = detected(names, manifest).find((one) => one.id === id);
  assert.ok(scanner, `${id} in ${names.join(', ')}`);
  return scanner;
};

describe('detectScanners', () => {
  it('finds nothing in a folder that is set up for none', () => {
    assert.deepEqual(ids([]), []);
    assert.deepEqual(ids(['README.md', 'src', 'node_modules', 'package.json'], { name: 'x' }), []);
  });

  const cases: readonly (readonly [string, readonly string[]])[] = [
    ['eslint', ['eslint.config.js']],
    ['eslint', ['eslint.config.mts']],
    ['eslint', ['.eslintrc']],
    ['eslint', ['.eslintrc.json']],
    ['ast-grep', ['sgconfig.yml']],
    ['semgrep', ['.semgrep.yml']],
    ['semgrep', ['.semgrep']],
    ['bandit', ['setup.py']],
    ['bandit', ['tool.py']],
    ['osv-scanner', ['Cargo.lock']],
    ['osv-scanner', ['osv-scanner.toml']],
    ['trivy', ['Dockerfile']],
    ['trivy', ['main.tf']],
    ['npm-audit', ['package-lock.json']],
    ['npm-audit', ['npm-shrinkwrap.json']],
    ['pnpm-audit', ['pnpm-lock.yaml']],
    ['yarn-audit', ['yarn.lock']],
    ['yarn-npm-audit', ['yarn.lock', '.yarnrc.yml']],
  ];
  for (const [id, names] of cases) {
    it(`finds ${id} by ${names.join(' and ')}`, () => assert.ok(ids(names).includes(id)));
  }

  it('does not take similar names for a set-up', () => {
    const names = ['my-eslint.config.js', 'eslint.config.js.bak', 'sgconfig.yml.orig'];
    assert.deepEqual(ids([...names, 'xsemgrep.yml', 'package-lock.json.old', 'a.pyc']), []);
  });

  it('finds ESLint by its part of package.json, whatever else that says', () => {
    assert.deepEqual(ids(['package.json'], { eslintConfig: { rules: {} } }), ['eslint']);
    for (const manifest of [null, 'text', [], { eslintConfig: 'x' }, { packageManager: 4 }]) {
      assert.deepEqual(ids(['package.json'], manifest), []);
    }
  });

  it('tells yarn 1 from later ones, by the version that the project names if it names one', () => {
    const yarn = (names: readonly string[], packageManager?: string) =>
      ids(names, { packageManager }).filter((id) => id.startsWith('yarn'));
    assert.deepEqual(yarn(['yarn.lock']), ['yarn-audit']);
    assert.deepEqual(yarn(['yarn.lock', '.yarnrc.yml']), ['yarn-npm-audit']);
    assert.deepEqual(yarn(['yarn.lock'], 'yarn@4.9.1+sha512.abc'), ['yarn-npm-audit']);
    assert.deepEqual(yarn(['yarn.lock', '.yarnrc.yml'], 'yarn@1.22.22'), ['yarn-audit']);
    assert.deepEqual(yarn(['.yarnrc.yml']), []);
  });

  it('runs Semgrep with the rules of the project and never with fetched ones', () => {
    const { args, network } = only('semgrep', ['.semgrep', 'src']);
    assert.equal(args[args.indexOf('--config') + 1], '.semgrep');
    assert.ok(args.includes('--metrics=off'));
    assert.equal(network, undefined);
    assert.ok(!ids(['src', 'a.py']).includes('semgrep'));
  });

  it('leaves what Bandit passes over to the project’s own file', () => {
    assert.ok(only('bandit', ['setup.py']).args.some((one) => one.includes('./.venv')));
    assert.ok(!only('bandit', ['setup.py', '.bandit']).args.includes('-x'));
  });

  it('knows which exit codes mean findings and which mean failure', () => {
    const codes = (id: string, ...names: string[]) => only(id, names).exitCodes;
    assert.deepEqual(codes('eslint', '.eslintrc'), [0, 1]);
    assert.deepEqual(codes('trivy', 'Dockerfile'), [0]);
    assert.ok(!codes('osv-scanner', 'go.mod').includes(128));
    const yarn = codes('yarn-audit', 'yarn.lock');
    assert.ok(yarn.includes(0) && yarn.includes(31) && !yarn.includes(32));
  });

  it('says what leaves the machine for each scanner that asks a service', () => {
    const names = ['package-lock.json', 'pnpm-lock.yaml', 'yarn.lock', '.eslintrc', 'setup.py'];
    const asking = detected(names)
      .filter(({ network }) => network !== undefined)
      .map(({ id }) => id);
    const audits = ['npm-audit', 'pnpm-audit', 'yarn-audit'];
    assert.deepEqual(asking, ['osv-scanner', 'trivy', ...audits]);
  });

  it('gives every scanner an id that is a file’s name, a program and a way to install it', () => {
    const all = detected(cases.flatMap(([, names]) => names));
    assert.ok(all.length >= 8);
    assert.equal(new Set(all.map(({ id }) => id)).size, all.length);
    for (const { id, programs, install, args } of all) {
      assert.match(id, /^[a-z-]+$/);
      assert.ok(programs.length > 0 && install !== '' && args.length > 0);
      for (const program of programs) assert.doesNotMatch(JSON.stringify(program), /\.(?:cmd|bat)/);
    }
  });
});

describe('inFolder', () => {
  it('fills in the folder as it is, wherever it is asked for', () => {
    assert.equal(inFolder('${folder}/x:${folder}', "/a $& $' b"), "/a $& $' b/x:/a $& $' b");
    assert.equal(inFolder('--x=${workspaceFolder}', '/a'), '--x=${workspaceFolder}');
  });
});
