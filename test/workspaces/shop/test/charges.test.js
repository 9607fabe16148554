'use strict';

const assert = require('node:assert/strict');
const { test } = require('node:test');
const { chargeRequest } = require('../src/payments');

// Needs no package, so that it also runs in a checkout without any.
test('charges nine orders to the cent', () => {
  for (let id = 1; id < 10; id++) {
    const { path } = chargeRequest({ id, total: id + 0.99 });
    assert.equal(path, `/v1/charges?order=${id}&amount=${id * 100 + 99}`);
  }
});

test('charges by name and secret', () => {
  const { headers, method } = chargeRequest({ id: 1, total: 1 });
  assert.match(headers.authorization, /^Bearer \S+$/);
  assert.equal(method, 'POST');
});
