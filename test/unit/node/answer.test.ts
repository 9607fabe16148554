import assert from 'node:assert/strict';
import { HumanError } from '../../../src/core/errors';
import { documentOf } from '../../../src/node/answer';

describe('the document of an answer', () => {
  it('is JSON that a person can read', () => {
    assert.equal(documentOf({ count: 1 }), '{\n  "count": 1\n}');
  });

  it('has no character that a terminal obeys, or that hides or reorders others', () => {
    const hostile = { 'a\u202e': '\u001b[2J\u009b31m\u0085\u2066\u200b\u2028\ufeff\u{e0041}é𝒳' };
    const text = documentOf(hostile);
    assert.doesNotMatch(text, /[^\P{Cc}\n]|[\p{Cf}\u2028]/u);
    assert.ok(text.includes('é𝒳'));
    assert.deepEqual(JSON.parse(text), hostile);
  });

  it('is refused with a reason when it would be too long for a text', () => {
    const part = 'x'.repeat(2 ** 27);
    assert.throws(() => documentOf([part, part, part, part]), HumanError);
  });

  it('is made of what can be written, or the defect shows', () => {
    const loop: { self?: unknown } = {};
    loop.self = loop;
    assert.throws(() => documentOf(loop), TypeError);
  });
});
