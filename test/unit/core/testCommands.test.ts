import assert from 'node:assert/strict';
import type { ProjectLook } from '../../../src/core/testCommands';
import { singleTestIn, testCommandIn, userTestCommand } from '../../../src/core/testCommands';

const look = (files: Readonly<Record<string, string>>): ProjectLook => ({
  names: Object.keys(files),
  text: (name) => files[name],
});
const manifest = (test: string) => JSON.stringify({ scripts: { test } });
const shown = (files: Readonly<Record<string, string>>, path = 'a.js') =>
  testCommandIn(look(files), path)?.shown;

const refusal = (setting: unknown): string => {
  const read = userTestCommand(setting);
  assert.ok(typeof read === 'string');
  return read;
};

describe('the test command of a project', () => {
  it('is what its own files say', () => {
    assert.equal(shown({ 'package.json': manifest('mocha') }), 'npm test (mocha)');
    assert.equal(shown({ 'package.json': manifest('x'), 'pnpm-lock.yaml': '' }), 'pnpm test (x)');
    assert.equal(shown({ 'package.json': manifest('x'), 'yarn.lock': '' }), 'yarn test (x)');
    assert.equal(shown({ 'pyproject.toml': '[tool.pytest.ini_options]' }), 'pytest');
    assert.equal(shown({ 'requirements.txt': '', tests: '' }), 'pytest');
    assert.equal(shown({ 'go.mod': '' }), 'go test ./...');
    assert.equal(shown({ 'Cargo.toml': '' }), 'cargo test');
    assert.equal(shown({ 'pom.xml': '' }), 'mvn test');
    assert.equal(shown({ 'build.gradle.kts': '' }), 'gradle test');
  });

  it('names every script that it starts, and the shell that a file puts in its place', () => {
    const scripts = {
      pretest: 'npm run build',
      test: 'run-s lint "unit:*"',
      build: 'tsc',
      'unit:a': 'mocha a',
      lint: 'eslint . && npm test',
      deploy: 'scp',
    };
    const files = { 'package.json': JSON.stringify({ scripts }) };
    assert.equal(
      shown(files),
      'npm test (run-s lint "unit:*"; pretest: npm run build; unit:a: mocha a; lint: eslint . && npm test; build: tsc)',
    );
    const settings = '//registry/:_authToken=secret\n script-shell = ./sh\nnode-options=-r ./x\n';
    assert.equal(
      shown({ 'package.json': manifest('x'), '.npmrc': settings }),
      'npm test (x; .npmrc: script-shell = ./sh; .npmrc: node-options=-r ./x)',
    );
  });

  it('is that of the language of the change first', () => {
    const both = { 'package.json': manifest('x'), 'pytest.ini': '' };
    assert.equal(shown(both, 'src/a.ts'), 'npm test (x)');
    assert.equal(shown(both, 'src/a.py'), 'pytest');
    assert.equal(shown(both, 'a.yaml'), 'npm test (x)');
  });

  it('is none where there is none', () => {
    const without = ['echo "Error: no test specified" && exit 1', 'exit 0', 'true', '', ' '];
    for (const script of without)
      assert.equal(shown({ 'package.json': manifest(script) }), undefined);
    for (const text of ['{', '[]', '{"scripts":{"test":7}}', '{"scripts":null}']) {
      assert.equal(shown({ 'package.json': text }), undefined, text);
    }
    assert.equal(shown({ 'pyproject.toml': '[project]' }, 'a.py'), undefined);
  });

  it('may be the user’s own, without a shell', () => {
    assert.equal(userTestCommand([]), undefined);
    assert.equal(userTestCommand('npm test'), undefined);
    assert.match(refusal(['./x']), /testCommand/);
    assert.match(refusal([1]), /not a list of texts/);
    const own = userTestCommand(['make', 'check; rm -rf /']);
    assert.ok(typeof own === 'object');
    assert.deepEqual(own.args, ['check; rm -rf /']);
  });

  it('is known for a single test', () => {
    const one = (script: string, path: string) =>
      singleTestIn(look({ 'package.json': manifest(script) }), path)?.shown;
    assert.equal(one('jest --ci', 'a.test.ts'), 'jest a.test.ts');
    assert.equal(one('nyc mocha', 'a.js'), 'mocha a.js');
    assert.equal(one('vitest', 'a.ts'), 'vitest a.ts');
    assert.equal(one('node --test', 'a.mjs'), 'node --test a.mjs');
    assert.equal(one('node --test', 'a.ts'), undefined);
    assert.equal(one('x', 'test_a.py'), 'pytest test_a.py');
    assert.equal(one('x', 'a.go'), undefined);
  });
});
