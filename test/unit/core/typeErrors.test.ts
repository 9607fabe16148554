import assert from 'node:assert/strict';
import { newProblems, readTypeProblems } from '../../../src/core/typeErrors';

describe('what a type checker prints', () => {
  it('is read for tsc, mypy and Python', () => {
    const output = [
      'src/a (b).ts(12,5): error TS2345: Argument of type 1.',
      '  A line that belongs to it.',
      "error TS18003: No inputs were found in config file 'x'.",
      'app\\b.ts(1,1): error TS1005: x',
      'pkg/c.py:7: error: Name "x" is not defined  [name-defined]',
      'pkg/c.py:8: note: not this',
      '  File "./d.py", line 3',
      '    x = (',
      "SyntaxError: '(' was never closed",
    ].join('\r\n');
    assert.deepEqual(
      readTypeProblems(output).map(({ path, line, code }) => [path, line, code]),
      [
        ['src/a (b).ts', 12, 'TS2345'],
        ['', 1, 'TS18003'],
        ['app/b.ts', 1, 'TS1005'],
        ['pkg/c.py', 7, 'name-defined'],
        ['d.py', 3, 'SyntaxError'],
      ],
    );
  });

  it('is compared without lines, and counts what is there twice', () => {
    const problem = (line: number) => ({ path: 'a.ts', line, code: 'TS1', message: 'x' });
    assert.deepEqual(newProblems([problem(1)], [problem(9)]), []);
    assert.deepEqual(newProblems([problem(1)], [problem(9), problem(10)]), [problem(10)]);
    assert.deepEqual(newProblems([], [problem(9)]), [problem(9)]);
    assert.deepEqual(newProblems([problem(1)], [{ ...problem(1), message: 'y' }]).length, 1);
  });
});
