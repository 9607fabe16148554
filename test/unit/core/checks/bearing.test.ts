import assert from 'node:assert/strict';
import { findingGone } from '../../../../src/core/checks/findingGone';
import { nothingIntroduced } from '../../../../src/core/checks/nothingIntroduced';
import { bearingOf } from '../../../../src/core/checks/bearing';
import { changesOf } from '../../../../src/core/checks/changes';
import { testSyntax } from '../../grammars';
import { file, outcome } from './subject';

/** Functions that have nothing to do with the flaw, each with a flaw of its own. */
const others = Array.from(
  { length: 400 },
  (_, at) => `
function other${at}(request, response) {
  response.send('<p>' + request.query.q${at} + '</p>');
}
`,
).join('');

const shop = (clean: string, use = 'clean(request.query.name)') => `
const express = require('express');
const { exec } = require('child_process');
${others}
function clean(text) {
  return ${clean};
}
function command(request) {
  return 'ls ' + ${use};
}
exports.list = (request, response) => {
  exec(command(request), (error, out) => response.json({ error, out }));
};
`;

describe('what a change in a large file bears on', () => {
  it('is what it touches, what that calls, and what calls that', async () => {
    const change = file(shop('text'), shop("text.replace(/[^a-z]/g, '')"));
    const { before, after } = await bearingOf(
      change,
      changesOf(change),
      undefined,
      await testSyntax(),
    );
    for (const [side, text] of [
      [before, change.before],
      [after, change.after],
    ] as const) {
      const at = (code: string) => {
        const start = text.indexOf(code);
        return side.concerns?.(start, start + code.length);
      };
      assert.equal(at('return text'), true);
      assert.equal(at("return 'ls '"), true);
      assert.equal(at('exec(command'), true);
      assert.equal(at("response.send('<p>' + request.query.q77"), false);
    }
  });

  it('is all of a small file', async () => {
    const change = file('a();\n', 'b();\n');
    const { before, after } = await bearingOf(
      change,
      changesOf(change),
      undefined,
      await testSyntax(),
    );
    assert.deepEqual([before, after], [{}, {}]);
  });

  it('lets the checks see a flaw that goes, and one that comes, two calls away', async () => {
    const flawed = shop('text');
    const fixed = shop("text.replace(/[^a-z]/g, '')");
    assert.match(await outcome(findingGone, { files: [file(flawed, fixed)] }), /^pass/);
    assert.match(await outcome(nothingIntroduced, { files: [file(fixed, flawed)] }), /^fail/);
    assert.match(await outcome(nothingIntroduced, { files: [file(flawed, fixed)] }), /^pass/);
  });
});
