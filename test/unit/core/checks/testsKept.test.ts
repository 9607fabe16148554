import assert from 'node:assert/strict';
import { testsKept } from '../../../../src/core/checks/testsKept';
import { file, outcome, run } from './subject';

const js = `describe('login', () => {
  it('refuses', () => {
    expect(login('x')).toBe(false);
    expect(status).toEqual(401);
  });

  it('accepts', async () => {
    await expect(login('y')).resolves.toBe(true);
  });
});
`;
const node = `import assert from 'node:assert/strict';
it('adds', () => {
  assert.equal(add(1, 2), 3);
  assert.deepEqual(list(), [
    1,
    2,
  ]);
});
`;
const py = `class LoginTest(TestCase):
    def test_refuses(self):
        self.assertEqual(login("x"), 401)
        with self.assertRaises(ValueError):
            login("")

def test_accepts():
    assert login("y") == 200
`;
const check = (before: string, after: string, path = 'test/a.test.js') =>
  outcome(testsKept, { files: [file(before, after, path)] });

describe('the check that tests demand as much as before', () => {
  it('passes when no test file changes', async () => {
    const answer = await run(testsKept, { files: [file('assert(x)', 'y', 'src/a.js')] });
    assert.deepEqual(answer, { outcome: 'pass', detail: 'No test file changes.' });
  });

  it('fails on assertions and tests that go', async () => {
    assert.equal(await check(js, js.replace('    expect(status).toEqual(401);\n', '')), 'fail 4');
    assert.equal(await check(node, node.replace('  assert.equal(add(1, 2), 3);\n', '')), 'fail 3');
    assert.match(await check(js, js.replace(/\n {2}it\('accepts'[^]*?\n {2}}\);\n/, '')), /^fail/);
    const gone = await run(testsKept, { files: [file(js, '', 'test/a.test.js')] });
    assert.equal(gone.outcome, 'fail');
    assert.match(gone.detail, /“refuses” is gone/);
    const commented = js.replace('    expect(status)', '    // expect(status)');
    assert.equal(await check(js, commented), 'fail 4');
  });

  it('fails on assertions of Python that go', async () => {
    const path = 'tests/test_login.py';
    const assertEqual = '        self.assertEqual(login("x"), 401)\n';
    assert.equal(await check(py, py.replace(assertEqual, ''), path), 'fail 3');
    assert.match(
      await check(py, py.replace('    assert login("y") == 200', '    login("y")'), path),
      /^fail/,
    );
    assert.match(
      await check(py, py.replace('assert login("y") == 200', 'assert True'), path),
      /^fail/,
    );
  });

  it('fails on assertions that hold whatever happens', async () => {
    for (const trivial of [
      'expect(true).toBe(true)',
      'expect(1).toEqual(1)',
      'expect(x).toBe(x)',
    ]) {
      assert.equal(
        await check(js, js.replace('expect(status).toEqual(401)', trivial)),
        'fail 4',
        trivial,
      );
    }
    assert.equal(await check(node, node.replace('equal(add(1, 2), 3)', 'ok(true)')), 'fail 3');
  });

  it('warns of looser matchers and of other expectations', async () => {
    const loose = js.replace("expect(login('x')).toBe(false)", "expect(login('x')).toBeDefined()");
    assert.equal(await check(js, loose), 'warn 3');
    const { detail } = await run(testsKept, { files: [file(js, loose, 'a.spec.ts')] });
    assert.match(detail, /demands less than/);
    assert.equal(await check(js, js.replace('401', '200')), 'warn 4');
    assert.equal(await check(node, node.replace('    1,\n', '    9,\n')), 'warn 4');
  });

  it('fails on skipped tests and warns of single ones', async () => {
    assert.match(await check(js, js.replace("it('refuses'", "it.skip('refuses'")), /^fail 2/);
    assert.match(await check(js, js.replace("it('refuses'", "xit('refuses'")), /^fail 2/);
    assert.match(await check(js, js.replace("it('refuses'", "it.only('refuses'")), /^warn 2/);
    const skip = py.replace(
      '    def test_refuses',
      '    @unittest.skip("x")\n    def test_refuses',
    );
    assert.match(await check(py, skip, 'tests/test_login.py'), /^fail 2/);
  });

  it('passes added, moved and renamed tests', async () => {
    const more = js.replace(/\}\);\n$/, "  it('x', () => {\n    expect(a).toBe(1);\n  });\n});\n");
    assert.equal(await check(js, more), 'pass');
    assert.equal(await check(js, js.replace("'refuses'", "'refuses strangers'")), 'pass');
    const files = [file(js, '', 'test/a.test.js'), file('', js, 'test/b.test.js')];
    assert.equal(await outcome(testsKept, { files }), 'pass');
    assert.equal(await check('', js), 'pass');
    assert.equal(await check(js, js.replace(/ {2}it/g, '  it').replace(/;\n/g, ';\n\n')), 'pass');
  });

  it('reads lines where there is no parser', async () => {
    const go = 'func TestA(t *testing.T) {\n  assert.Equal(t, 1, a())\n}\n';
    assert.equal(
      await check(go, go.replace('  assert.Equal(t, 1, a())\n', ''), 'a_test.go'),
      'fail 2',
    );
    assert.equal(await check(go, `${go}func TestB(t *testing.T) {}\n`, 'a_test.go'), 'pass');
  });
});
