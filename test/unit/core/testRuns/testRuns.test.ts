import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readTestRun } from '../../../../src/core/testRuns';

const lines = (...all: readonly string[]) => all.join('\n');

interface Case {
  readonly name: string;
  readonly output: string;
  readonly failed: readonly string[];
  readonly passed: number | undefined;
  readonly ran?: boolean | undefined;
}

const cases: readonly Case[] = [
  {
    name: 'TAP, with subtests, directives and what is escaped',
    output: lines(
      'TAP version 13',
      ...['# Subtest: a', 'ok 1 - a', '  ---', '  ...'],
      ...['# Subtest: s', '    # Subtest: c \\# d', '    not ok 1 - c \\# d', '      ---'],
      ...['    # Subtest: fine', '    ok 2 - fine', '    1..2', 'not ok 2 - s'],
      ...['ok 3 - later # TODO', 'not ok 4 - broken # TODO', 'ok 5 - left out # SKIP'],
      ...['not ok 6 - /tmp/x/y.test.js', '1..6', '# pass 2', '# fail 2'],
    ),
    failed: ['s › c # d', '/tmp/x/y.test.js'],
    passed: 2,
  },
  {
    name: 'Node’s runner for people',
    output: lines(
      ...['✔ a (3.5ms)', '✖ b (0.2ms)', '  Error: x', '▶ s', '  ✖ c # d (0.1ms)', '  ✔ ok (0.1ms)'],
      ...['✖ s (0.5ms)', '✖ lonely suite (1ms)', '', 'ℹ tests 5', 'ℹ pass 2', 'ℹ fail 3', ''],
      ...['✖ failing tests:', '', 'test at x.js:1:1', '✖ c # d (0.1ms)'],
    ),
    failed: ['b', 's › c # d', 'lonely suite'],
    passed: 2,
  },
  {
    name: 'Mocha',
    output: lines(
      ...['  outer', '    ✔ ok', '    1) two: things', '', '  1 passing (16ms)', '  3 failing', ''],
      ...['  1) top:', '     Error: the number 1', '', '  2) outer', '       two: things:', ''],
      ...['      AssertionError: 1 == 2', '', '  3) outer', '       "before all" hook for "x":'],
    ),
    failed: ['top', 'outer › two: things', 'outer › "before all" hook for "x"'],
    passed: 1,
  },
  {
    name: 'Jest',
    output: lines(
      ...[
        'PASS test/b.test.js',
        '  ● Console',
        '',
        'FAIL test/a.test.js',
        '  sums',
        '    ✕ adds (5 ms)',
      ],
      ...['', '  ● sums › adds', '', '    expect(received)', 'FAIL test/c.test.js'],
      ...[
        '  ● Test suite failed to run',
        '',
        'Summary of all failing tests',
        'FAIL test/a.test.js',
      ],
      ...['  ● sums › adds', '', 'Test Suites: 2 failed, 1 passed, 3 total'],
      'Tests:       1 failed, 4 passed, 5 total',
    ),
    failed: ['test/a.test.js › sums › adds', 'test/c.test.js'],
    passed: 4,
  },
  {
    name: 'Jest without tests',
    output: 'No tests found, exiting with code 0',
    failed: [],
    passed: 0,
    ran: false,
  },
  {
    name: 'Vitest',
    output: lines(
      ...[
        ' ✓ test/b.test.ts (3 tests) 5ms',
        ' FAIL  test/a.test.ts > sums > adds',
        'AssertionError',
      ],
      ...[' FAIL  test/c.test.ts [ test/c.test.ts ]', ' Test Files  2 failed | 1 passed (3)'],
      '      Tests  1 failed | 3 passed (4)',
    ),
    failed: ['test/a.test.ts › sums › adds', 'test/c.test.ts'],
    passed: 3,
  },
  {
    name: 'pytest',
    output: lines(
      ...['collected 5 items', '=========== short test summary info ==========='],
      ...[
        'FAILED test_a.py::test_bad - assert 1 == 2',
        'FAILED test_a.py::test_p[a - b] - assert x',
      ],
      ...['ERROR test_b.py', 'ERROR test_a.py::test_e - ValueError: z'],
      '========= 2 failed, 1 passed, 2 errors in 3.19s =========',
    ),
    failed: ['test_a.py::test_bad', 'test_a.py::test_p[a - b]', 'test_b.py', 'test_a.py::test_e'],
    passed: 1,
  },
  {
    name: 'pytest without tests',
    output: '============================ no tests ran in 2.94s =============================',
    failed: [],
    passed: 0,
    ran: false,
  },
  {
    name: 'unittest',
    output: lines(
      'FAIL: test_b (__main__.T.test_b)',
      'Ran 3 tests in 0.009s',
      'FAILED (failures=1, skipped=1)',
    ),
    failed: ['test_b (__main__.T.test_b)'],
    passed: 1,
  },
  {
    name: 'Go',
    output: lines(
      '{"Action":"run","Package":"x/a","Test":"TestOne"}',
      '{"Action":"pass","Package":"x/a","Test":"TestOne"}',
      '{"Action":"fail","Package":"x/a","Test":"TestTwo/inner"}',
      '{"Action":"fail","Package":"x/a","Test":"TestTwo"}',
      '{"Action":"fail","Package":"x/a"}',
      '{"Action":"fail","Package":"x/broken"}',
      '{"not json',
    ),
    failed: ['x/a › TestTwo/inner', 'x/broken'],
    passed: 1,
  },
  {
    name: 'Cargo',
    output: lines(
      ...['test tests::adds ... ok', 'test tests::breaks ... FAILED'],
      'test result: FAILED. 1 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out',
      'test result: ok. 2 passed; 0 failed; 0 ignored',
    ),
    failed: ['tests::breaks'],
    passed: 3,
  },
  {
    name: 'Maven, older and newer',
    output: lines(
      '[ERROR] Tests run: 2, Failures: 1, Errors: 0, Skipped: 0, Time elapsed: 0.05 s <<< FAILURE! -- in a.BTest',
      '[ERROR] a.BTest.breaks -- Time elapsed: 0.01 s <<< FAILURE!',
      'old(a.CTest)  Time elapsed: 0.01 sec  <<< ERROR!',
      '[ERROR] Tests run: 5, Failures: 1, Errors: 1, Skipped: 1',
    ),
    failed: ['a.BTest.breaks', 'a.CTest.old'],
    passed: 2,
  },
  {
    name: 'Gradle that fails',
    output: lines('> Task :test FAILED', 'BTest > breaks() FAILED', '3 tests completed, 1 failed'),
    failed: ['BTest > breaks()'],
    passed: 2,
  },
  {
    name: 'Gradle that succeeds',
    output: lines('> Task :compileJava', '> Task :test', 'BUILD SUCCESSFUL in 2s'),
    failed: [],
    passed: undefined,
    ran: true,
  },
  {
    name: 'Gradle without tests',
    output: lines('> Task :test NO-SOURCE', 'BUILD SUCCESSFUL in 2s'),
    failed: [],
    passed: undefined,
    ran: false,
  },
  { name: 'a tool that only counts', output: '  12 tests passed', failed: [], passed: 12 },
  { name: 'nothing that is known', output: 'done', failed: [], passed: undefined, ran: undefined },
];

describe('what a test command printed', () => {
  for (const one of cases) {
    it(`is read: ${one.name}`, () => {
      const { failed, passed } = one;
      const ran = 'ran' in one ? one.ran : true;
      assert.deepEqual(readTestRun(one.output), { failed, passed, ran });
    });
  }

  it('is read with the line ends of Windows', () => {
    const [tap] = cases;
    assert.ok(tap);
    assert.deepEqual(readTestRun(tap.output.replaceAll('\n', '\r\n')).failed, tap.failed);
  });

  it('counts the tools of one command together', () => {
    const [, spec, mocha] = cases;
    const both = readTestRun(`${spec?.output}\n${mocha?.output}`);
    assert.ok(both.failed.includes('top'), both.failed.join());
    assert.equal(both.passed, 3);
  });

  it('never throws, names each test once, and is not slow', () => {
    const pieces = cases.flatMap(({ output }) => output.split('\n'));
    const text = fc.array(fc.oneof(fc.constantFrom(...pieces), fc.string()), { maxLength: 60 });
    fc.assert(
      fc.property(text, (all) => {
        const { failed, passed = 0 } = readTestRun(all.join('\n'));
        assert.equal(new Set(failed).size, failed.length);
        assert.ok(passed >= 0);
      }),
    );
    const began = performance.now();
    for (const piece of pieces) readTestRun(`${piece.slice(0, 12).repeat(150)}\n`.repeat(200));
    assert.ok(performance.now() - began < 20_000);
  });
});
