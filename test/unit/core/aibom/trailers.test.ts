import assert from 'node:assert/strict';
import { trailersOf, withTrailers } from '../../../../src/core/aibom/trailers';
import { entryOf } from '../../../../src/core/aibom/entry';
import { decisionOf, reviewOf, ulid } from './samples';

const acceptedEntry = entryOf(reviewOf(), decisionOf(), ulid(1));

const trailers = ['AI-BOM-Entry: 01A', 'Assisted-by: countersign [ast-grep]'];

describe('the trailers of an entry', () => {
  it('stand in a paragraph of their own below what was typed', () => {
    assert.equal(withTrailers('Fix it', trailers), `Fix it\n\n${trailers.join('\n')}\n`);
  });

  it('leave room for a subject in an empty box', () => {
    assert.equal(withTrailers('', trailers), `\n\n${trailers.join('\n')}\n`);
  });

  it('are added once, and join those of another fix', () => {
    const once = withTrailers('Fix it', trailers);
    assert.equal(withTrailers(once, trailers), once);
    const both = withTrailers(once, ['AI-BOM-Entry: 01B', trailers[1] ?? '']);
    assert.equal(both, `Fix it\n\n${trailers.join('\n')}\nAI-BOM-Entry: 01B\n`);
  });

  it('cannot be forged by the name of a tool', () => {
    const hostile = 'x]\nSigned-off-by: Mallory\u2028Reviewed-by: M\u202e';
    const finding = { ...acceptedEntry.finding, tool: { name: hostile } };
    const origin = { ...acceptedEntry.origin, kind: 'supplied' as const, tool: { name: hostile } };
    for (const line of trailersOf({ ...acceptedEntry, finding, origin })) {
      assert.doesNotMatch(line, /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
      assert.match(line, /^(AI-BOM-Entry|Assisted-by): /);
    }
  });
});
