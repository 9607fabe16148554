import assert from 'node:assert/strict';
import { HumanError } from '../../../src/core/errors';
import { documentOf } from '../../../src/node/answer';

describe('the document of an answer', () => {
  it('is JSON that a person can read', () => {
    assert.equal(documentOf({ count: 1 }), '{\n  "count": 1\n}');
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
