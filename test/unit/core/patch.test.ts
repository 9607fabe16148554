import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import fc from 'fast-check';
import { patchOf } from '../../../src/core/patch';
import { folderWith } from '../cli/run';

/** What git makes of the file with the patch. */
function applied(name: string, before: string, after: string): string {
  const root = folderWith({ [name]: before });
  const patch = `${patchOf(name, before, after)}\n`;
  execFileSync('git', ['apply', '--whitespace=nowarn', '-'], {
    cwd: root,
    input: patch,
    env: { ...process.env, GIT_CEILING_DIRECTORIES: path.dirname(root) },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  return fs.readFileSync(path.join(root, name), 'utf8');
}

describe('a change as a patch', () => {
  it('looks as git writes it', () => {
    const before = 'a\nb\nc\nd\ne\nf\ng\nh\n';
    assert.equal(
      patchOf('src/a.js', before, before.replace('e', 'E')),
      'diff --git a/src/a.js b/src/a.js\n--- a/src/a.js\n+++ b/src/a.js\n@@ -2,7 +2,7 @@\n b\n c\n d\n-e\n+E\n f\n g\n h',
    );
    assert.equal(patchOf('a.js', before, before), '');
  });

  it('is applied by git: line ends, missing ones and marks are kept', () => {
    const line = fc.constantFrom('a', 'b', '', ' c', '\t', 'é😀', '-- d', '+e', '\\ No');
    const text = fc
      .tuple(fc.array(line, { maxLength: 12 }), fc.boolean(), fc.boolean(), fc.boolean())
      .map(([lines, isWindows, isEnded, hasMark]) => {
        const eol = isWindows ? '\r\n' : '\n';
        return (hasMark ? '\ufeff' : '') + lines.join(eol) + (isEnded ? eol : '');
      });
    fc.assert(
      fc.property(text, text, (before, after) => {
        fc.pre(before !== after && before !== '' && after !== '');
        assert.equal(applied('a.js', before, after), after);
      }),
      { numRuns: 60 },
    );
  });

  it('names files of whatever name', () => {
    for (const name of ['a b/c d.js', 'ü.js', 'q"u\\o.js', 'tab\there.js', '😀 x.js']) {
      assert.equal(applied(name, 'a\nb\n', 'a\nc\n'), 'a\nc\n', name);
    }
  });
});
