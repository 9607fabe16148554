import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  choicesOf,
  filterOf,
  filterWords,
  lastingFilter,
  meantLabel,
  storedFilter,
} from '../../../src/core/filterChoice';
import type { Filter } from '../../../src/core/findingQuery';

const lasting: Filter = {
  severities: ['critical', 'high'],
  states: ['open', 'set-aside'],
  cwe: ['CWE-89'],
  tools: ['eslint', 'semgrep'],
  text: 'exec',
};
const full: Filter = { ...lasting, changed: new Map(), notIn: new Set(['a']) };

describe('a chosen filter', () => {
  it('is the one that its choices came from', () => {
    assert.deepEqual(filterOf(choicesOf(full), full), full);
    assert.deepEqual(filterOf(choicesOf({}), full), {});
  });

  it('lists severities and states in their own order', () => {
    const chosen = filterOf(
      [
        { part: 'severities', value: 'low' },
        { part: 'severities', value: 'critical' },
        { part: 'states', value: 'stale' },
        { part: 'states', value: 'open' },
      ],
      {},
    );
    assert.deepEqual(chosen, { severities: ['critical', 'low'], states: ['open', 'stale'] });
  });

  it('has no text, lines or ids that there were not', () => {
    assert.deepEqual(filterOf([{ part: 'text' }, { part: 'changed' }, { part: 'notIn' }], {}), {});
  });

  it('is said in words', () => {
    assert.equal(
      filterWords(full, { base: 'origin/main', baseline: 'old.sarif' }),
      'critical or high, open or set aside, CWE-89, scanner eslint or semgrep, text “exec”, ' +
        'changed since origin/main, not in old.sarif',
    );
    assert.equal(filterWords({}, { base: 'main' }), '');
    assert.equal(filterWords({ changed: new Map() }, {}), 'changed since the base');
  });

  it('says foreign names on one line', () => {
    const words = filterWords({ tools: [`a\nb\u202e${'c'.repeat(500)}`], text: '\r\nx' }, {});
    assert.ok(!/[\r\n\u202e]/.test(words));
    assert.ok(words.length < 150);
  });

  it('outlasts the window without what depends on files', () => {
    assert.deepEqual(lastingFilter(full), lasting);
    assert.deepEqual(storedFilter(JSON.parse(JSON.stringify(lasting))), lasting);
  });

  it('comes out of whatever was stored', () => {
    assert.deepEqual(storedFilter({ severities: ['worst', 'low', 3], text: ' ', tools: {} }), {
      severities: ['low'],
    });
    fc.assert(
      fc.property(fc.jsonValue(), (stored) => {
        assert.equal(typeof filterWords(storedFilter(stored), {}), 'string');
      }),
    );
  });
});

describe('a label that typed text means', () => {
  const labels = ['High', 'Low', 'CWE-79', 'CWE-798', 'highlighter', ''];

  for (const [typed, meant] of [
    ['high', 0],
    [' LOW ', 1],
    ['cwe-79', 2],
    ['798', 3],
    ['lighter', 4],
    ['cwe', undefined],
    ['exec', undefined],
    ['', undefined],
  ] as const) {
    it(`is ${meant === undefined ? 'none' : labels[meant]} for “${typed}”`, () => {
      assert.equal(meantLabel(typed, labels), meant);
    });
  }
});
