import assert from 'node:assert/strict';
import type { Reach } from '../../../src/core/reach';
import { usesByName, reachText } from '../../../src/core/reach';

const login = { path: 'src/auth/login.js', name: 'login' };

describe('uses by name', () => {
  it('are found in files that mention the module, a line once', () => {
    const text =
      "const { login } = require('./auth/login');\nlogin(a); login(b);\n\nx.login (c);\n";
    assert.deepEqual(usesByName(login, text), [1, 3]);
  });

  it('are no other names, no definitions and no strangers', () => {
    assert.deepEqual(usesByName(login, "require('./login');\nrelogin(); login$(); login;\n"), []);
    assert.deepEqual(usesByName(login, "import './login';\nfunction login() {}\n"), []);
    assert.deepEqual(usesByName({ ...login, path: 'src/session.js' }, 'login();\n'), []);
  });

  it('of what is no function are all mentions', () => {
    const limit = { path: 'src/auth/login.js', name: 'limit', isValue: true } as const;
    assert.deepEqual(
      usesByName(limit, "import { limit } from './login';\nif (n > limit) no();\n"),
      [0, 1],
    );
    assert.deepEqual(usesByName(limit, "import './login';\nlimits();\n"), []);
  });

  it('know an index by its folder', () => {
    const index = { ...login, path: 'src/auth/index.js' };
    assert.deepEqual(usesByName(index, "const a = require('./auth');\na.login();\n"), [1]);
  });

  it('end soon in a text that repeats the name', () => {
    assert.equal(usesByName(login, 'login(\n'.repeat(100_000)).length, 20);
  });
});

describe('the reach of a change', () => {
  const reach: Reach = {
    path: 'src/auth/login.js',
    name: 'login',
    places: [
      { path: 'src/routes.ts', line: 11 },
      { path: 'src/routes.ts', line: 20 },
      { path: 'src/app.ts', line: 1 },
    ],
    by: 'references',
    isCut: false,
  };

  it('counts files and names one place', () => {
    assert.equal(reachText(reach), '2 files call login(), for instance src/routes.ts:12.');
  });

  it('says of what is no function that it is used', () => {
    assert.equal(
      reachText({ ...reach, name: 'limit', isValue: true }),
      '2 files use limit, for instance src/routes.ts:12.',
    );
  });

  it('says what it does not know', () => {
    const one = { ...reach, places: reach.places.slice(2), by: 'name', isCut: true } as const;
    assert.equal(
      reachText(one),
      'At least 1 file calls login(), for instance src/app.ts:2, judged by the name.',
    );
  });
});
