import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseUnifiedDiff } from '../../../src/core/unifiedDiff';

const parse = (...lines: readonly string[]) =>
  Object.fromEntries(parseUnifiedDiff(new TextEncoder().encode(lines.join('\n'))));

const header = (path: string) => [
  `diff --git a/${path} b/${path}`,
  'index 1234567..89abcde 100644',
  `--- a/${path}`,
  `+++ b/${path}`,
];

describe('the lines that a diff changes', () => {
  it('are those that it adds, counted from zero', () => {
    const hunks = ['@@ -1 +1 @@', '-a', '+b', '@@ -9,0 +10,3 @@ function f() {', '+c', '+d', '+e'];
    assert.deepEqual(parse(...header('src/a b.js'), ...hunks, ''), {
      'src/a b.js': [
        { start: 0, end: 1 },
        { start: 9, end: 12 },
      ],
    });
  });

  it('are none where lines were only removed, or the file is gone', () => {
    const gone = ['diff --git a/x b/x', 'deleted file mode 100644', '@@ -1,2 +0,0 @@', '-a', '-b'];
    assert.deepEqual(parse(...header('a.js'), '@@ -3,2 +2,0 @@', '-a', '-b', ...gone), {});
    const mode = ['diff --git a/run b/run', 'old mode 100644', 'new mode 100755'];
    assert.deepEqual(parse(...mode), {});
  });

  it('are all of a file that is new or no text', () => {
    const fresh = ['diff --git a/n b/n', 'new file mode 100644', '@@ -0,0 +1,2 @@', '+a', '+b'];
    const binary = ['diff --git a/b.png b/b.png', 'Binary files a/b.png and b/b.png differ'];
    const gone = ['diff --git a/g b/g', 'Binary files a/g and /dev/null differ'];
    assert.deepEqual(parse(...fresh, ...binary, ...gone), { n: 'all', 'b.png': 'all' });
  });

  it('are not misled by what a file contains', () => {
    const sly = [
      '-diff --git a/x b/x',
      '--- a/x',
      '+++ b/y',
      '+@@ -1 +1 @@',
      '+Binary files differ',
    ];
    const whole = ['@@ -1,2 +1,3 @@', ...sly, '\\ No newline at end of file'];
    assert.deepEqual(parse(...header('a b/a'), ...whole), { 'a b/a': [{ start: 0, end: 3 }] });
  });

  it('belong to the path that a quoted name stands for', () => {
    const name = '\\303\\244 \\"x\\" \\\\ \\n\\t\\001.js';
    const quoted = [`diff --git "a/${name}" "b/${name}"`, '@@ -1 +1 @@', '-a', '+b'];
    assert.deepEqual(parse(...quoted), { 'ä "x" \\ \n\t\u0001.js': [{ start: 0, end: 1 }] });
    assert.deepEqual(parse('diff --git "a/\\q" "b/\\q"', '@@ -1 +1 @@'), {});
    assert.deepEqual(parse('diff --git a/x b/y', '@@ -1 +1 @@'), {});
  });

  it('are read from any bytes without a throw', () => {
    const part = fc.constantFrom(
      ...['diff --git ', 'a/x b/x', '"a/', '\\', '"', '\n', '@@ -1 +2,3 @@', '@@ -0 +0 @@'],
      ...['new file mode ', 'Binary files ', ' differ', '99999999999999999999', '+', '\0', 'ä'],
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 30 }), (parts) => {
        const changed = parseUnifiedDiff(new TextEncoder().encode(parts.join('')));
        for (const [path, lines] of changed) {
          assert.notEqual(path, undefined);
          if (lines !== 'all') for (const { start, end } of lines) assert.ok(end > start);
        }
      }),
      { numRuns: 1000 },
    );
    fc.assert(fc.property(fc.uint8Array(), (bytes) => void parseUnifiedDiff(bytes)));
  });
});
