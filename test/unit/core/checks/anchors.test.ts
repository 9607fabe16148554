import assert from 'node:assert/strict';
import { anchors } from '../../../../src/core/checks/anchors';
import { draftOf, file, outcome, run } from './subject';

const before = 'a\nb\nc\n';
const draft = draftOf({
  path: 'src/a.js',
  baseSha256: '',
  edits: [{ start: 2, end: 3, text: 'B' }],
});

describe('the check that every drafted edit landed', () => {
  it('passes when the text is the drafted one', async () => {
    assert.equal(await outcome(anchors, { draft, files: [file(before, 'a\nB\nc\n')] }), 'pass');
  });

  it('warns of the lines that the reviewer changed', async () => {
    assert.equal(await outcome(anchors, { draft, files: [file(before, 'a\nB\nC\n')] }), 'warn 3');
    assert.equal(await outcome(anchors, { draft, files: [file(before, 'a\nX\nc\n')] }), 'warn 2');
    const fewer = await run(anchors, { draft, files: [file(before, 'B\nc\n')] });
    assert.match(fewer.detail, /taking lines out/);
  });

  it('fails when the edits do not fit, or a file is missing or not drafted', async () => {
    assert.equal(await outcome(anchors, { draft, files: [file('a', 'a')] }), 'fail');
    assert.equal(await outcome(anchors, { draft, files: [] }), 'fail');
    const files = [file(before, 'a\nB\nc\n'), file('', 'x', 'src/x.js')];
    assert.equal(await outcome(anchors, { draft, files }), 'fail');
  });

  it('does not run without a draft', async () => {
    assert.equal(await outcome(anchors, { files: [file('a', 'b')] }), 'not-run');
  });
});
