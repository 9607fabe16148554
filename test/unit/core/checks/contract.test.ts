import assert from 'node:assert/strict';
import { contract } from '../../../../src/core/checks/contract';
import { draftOf, file, outcome } from './subject';

const edits = [{ start: 0, end: 1, text: 'b' }];
const draft = draftOf({ path: 'src/a.js', baseSha256: '', edits });

describe('the check that a draft changes something and says why', () => {
  it('passes a draft with a reason', async () => {
    assert.equal(await outcome(contract, { draft, files: [file('a', 'b')] }), 'pass');
  });

  it('fails when nothing changes', async () => {
    assert.equal(await outcome(contract, { draft, files: [file('a', 'a')] }), 'fail');
    assert.equal(await outcome(contract, { files: [file('a', 'a')] }), 'fail');
  });

  it('fails without a reason', async () => {
    const mute = { ...draft, rationale: { ...draft.rationale, whyFixed: ' ' } };
    assert.equal(await outcome(contract, { draft: mute, files: [file('a', 'b')] }), 'fail');
  });

  it('warns of a file that is listed and not changed', async () => {
    const files = [file('a', 'b'), file('c', 'c', 'src/c.js')];
    assert.equal(await outcome(contract, { draft, files }), 'warn');
  });

  it('does not run without a draft', async () => {
    assert.equal(await outcome(contract, { files: [file('a', 'b')] }), 'not-run');
  });
});
