'use strict';

const assert = require('node:assert');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { test } = require('node:test');
const { count } = require('../lib/count');
const { options } = require('../lib/options');
const { save } = require('../lib/save');

test('counts words, the most frequent first', () => {
  assert.deepStrictEqual(count('to be or not to be'), [
    ['be', 2],
    ['to', 2],
    ['not', 1],
    ['or', 1],
  ]);
});

test('reads its options', () => {
  assert.deepStrictEqual(options(['--most', '2', 'a', 'b']), { text: 'a b', most: 2 });
});

test('saves into a folder that is not there yet', () => {
  const top = fs.mkdtempSync(path.join(os.tmpdir(), 'tally-'));
  save(path.join(top, 'a', 'b'), [['a', 1]]);
  assert.strictEqual(fs.readFileSync(path.join(top, 'a', 'b', 'counts.json'), 'utf8'), '[["a",1]]');
  fs.rmSync(top, { recursive: true });
});
