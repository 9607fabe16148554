import assert from 'node:assert/strict';
import { entryOf } from '../../../../src/core/aibom/entry';
import { coverageOf } from '../../../../src/core/branch/coverage';
import type { BranchFile, Mark } from '../../../../src/core/branch/facts';
import * as fix from '../aibom/samples';

const entry = entryOf(fix.reviewOf(), fix.decisionOf(), fix.ulid(1));
const file = (after: string, rest: Partial<BranchFile> = {}): BranchFile => {
  return {
    path: fix.path,
    status: 'changed',
    text: { path: fix.path, before: fix.before, after },
    ...rest,
  };
};
const mark = (lines?: readonly string[], path = fix.path): Mark => {
  return { how: 'trailer', by: 'a tool', commit: 'c'.repeat(40), path, ...(lines && { lines }) };
};
const approved = fix.after.split('\n').slice(1, 3);

describe('whether what is marked as made with AI is on record', () => {
  it('is so for lines that an entry holds', () => {
    const answer = coverageOf([mark(approved)], [entry], [file(fix.after)]);
    assert.deepEqual(answer, { marked: 1, unrecorded: [] });
  });

  it('is so for lines that only differ in white space', () => {
    const moved = fix.after.replaceAll('\n  ', '\n      ');
    const lines = moved.split('\n').slice(1, 3);
    assert.deepEqual(coverageOf([mark(lines)], [entry], [file(moved)]).unrecorded, []);
  });

  it('is not so for one line more, which is named', () => {
    const more = fix.after.replace('}\n', '  more();\n}\n');
    const { unrecorded } = coverageOf([mark([...approved, '  more();'])], [entry], [file(more)]);
    assert.deepEqual(unrecorded[0]?.lines, [3]);
    assert.equal(unrecorded[0].by, 'a tool');
  });

  it('is not so without an entry about that file', () => {
    const { unrecorded } = coverageOf([mark(approved)], [], [file(fix.after)]);
    assert.deepEqual(unrecorded[0]?.lines, [1, 2]);
  });

  it('asks nothing of lines that were taken back since', () => {
    const answer = coverageOf([mark(['gone();'])], [], [file(fix.after)]);
    assert.deepEqual(answer, { marked: 0, unrecorded: [] });
  });

  it('wants an entry also where lines were only removed, or nothing could be read', () => {
    const removed = coverageOf([mark([])], [], [file('')]);
    assert.equal(removed.unrecorded.length, 1);
    const { text: _text, ...unread } = file('');
    assert.equal(coverageOf([mark()], [], [unread]).unrecorded.length, 1);
    assert.equal(coverageOf([mark()], [entry], [unread]).unrecorded.length, 0);
  });

  it('follows a file to its new name', () => {
    const renamed = { ...file(fix.after), path: 'src/new.js', from: fix.path };
    assert.deepEqual(coverageOf([mark(approved)], [entry], [renamed]).unrecorded, []);
    const { unrecorded } = coverageOf([mark(approved)], [], [renamed]);
    assert.equal(unrecorded[0]?.path, 'src/new.js');
  });

  it('does not ask for a record of the record', () => {
    const own = file('{}', { path: '.ai-bom/entries/x.json' });
    assert.equal(coverageOf([mark(undefined, own.path)], [], [own]).marked, 0);
  });
});
