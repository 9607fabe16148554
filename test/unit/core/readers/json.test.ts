import assert from 'node:assert/strict';
import { nestsDeeper } from '../../../../src/core/readers/depth';
import {
  defined,
  get,
  list,
  prose,
  token,
  webAddress,
  whole,
} from '../../../../src/core/readers/json';

describe('taking parts of unknown JSON', () => {
  it('sees own properties of objects and nothing else', () => {
    assert.equal(get({ a: 1 }, 'a'), 1);
    assert.equal(get({}, 'toString'), undefined);
    assert.equal(get({}, '__proto__'), undefined);
    assert.equal(get([1], '0'), undefined);
    for (const value of [null, undefined, 'text', 7]) assert.equal(get(value, 'length'), undefined);
  });

  it('takes what has the wrong type for absent', () => {
    assert.deepEqual([list({ length: 1 }), list('ab'), list([1])], [[], [], [1]]);
    assert.deepEqual([-1, 1.5, '1', 1e300, NaN, 0, 7].map(whole), [
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
      0,
      7,
    ]);
    assert.deepEqual([prose(' '), prose(7), prose('x')], [undefined, undefined, 'x']);
  });

  it('shortens prose without cutting a character, and tokens not at all', () => {
    assert.equal(prose('ab𝒳d', 4), 'ab…');
    assert.equal(prose('abcd', 4), 'abcd');
    assert.equal(token('abcde', 4), undefined);
  });

  it('knows a web address', () => {
    assert.equal(webAddress('https://example.org/a?b=c'), 'https://example.org/a?b=c');
    for (const value of ['command:x', 'javascript:x', 'file:///a', 'https://', 'http://a b', 7]) {
      assert.equal(webAddress(value), undefined);
    }
  });

  it('leaves out what is undefined', () => {
    assert.deepEqual(Object.keys(defined({ a: undefined, b: null, c: 0 })), ['b', 'c']);
  });

  it('measures nesting outside of texts', () => {
    assert.equal(nestsDeeper('[[{}]]', 3), false);
    assert.equal(nestsDeeper('[[{}]]', 2), true);
    assert.equal(nestsDeeper('["[[[["]', 1), false);
    assert.equal(nestsDeeper('["\\"[[", [1]]', 1), true);
    assert.equal(nestsDeeper('["\\\\", [1]]', 1), true);
    assert.equal(nestsDeeper('["never ends [[', 1), false);
  });
});
