import assert from 'node:assert/strict';
import fc from 'fast-check';
import { newDependencies } from '../../../../src/core/branch/dependencies';

function added(path: string, before: string, after: string): readonly string[] {
  const file = { path, status: 'changed' as const, text: { path, before, after } };
  return newDependencies([file], [], []).map(
    ({ name, version, was }) => `${name} ${was ?? 'new'} ${version}`,
  );
}

describe('the dependencies that a branch adds', () => {
  it('are those of package.json', () => {
    const before = '{"dependencies":{"a":"1"},"devDependencies":{"b":"2"}}';
    const after = '{"dependencies":{"a":"1","c":"^3"},"devDependencies":{"b":"2.1"}}';
    assert.deepEqual(added('web/package.json', before, after), ['b 2 2.1', 'c new ^3']);
    assert.deepEqual(added('package.json', before, '{"dependencies":{}}'), []);
  });

  it('are those of requirements files, by their normal names', () => {
    const after =
      'Flask_Login[x]>=2,<3 ; python_version > "3"  # why\nrequests==2.0\n-r other.txt\n';
    assert.deepEqual(added('requirements-dev.txt', 'requests==2.0\n', after), [
      'flask-login new >=2,<3',
    ]);
  });

  it('are those of go.mod, Cargo.toml and pyproject.toml', () => {
    const go =
      'module m\n\nrequire (\n\tgithub.com/a/b v1.2.3\n\texample.org/c v0.1.0 // indirect\n)\n';
    assert.deepEqual(added('go.mod', 'module m\n', go), [
      'example.org/c new v0.1.0',
      'github.com/a/b new v1.2.3',
    ]);
    const cargo = '[package]\nname = "x"\n[dependencies]\nserde = "1"\n[profile.dev]\nopt = 1\n';
    assert.deepEqual(added('Cargo.toml', '', cargo), ['serde new "1"']);
    const python = '[project]\ndependencies = [\n  "httpx>=0.2",\n  "rich",\n]\nname = "n"\n';
    assert.deepEqual(added('pyproject.toml', '', python), ['httpx new >=0.2', 'rich new ']);
  });

  it('are none of a file that cannot be read as one', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        for (const name of ['package.json', 'go.mod', 'Cargo.toml', 'requirements.txt']) {
          assert.ok(Array.isArray(added(name, '', text)));
        }
      }),
    );
    assert.deepEqual(added('package.json', '', '{"dependencies":["a"]}'), []);
  });
});
