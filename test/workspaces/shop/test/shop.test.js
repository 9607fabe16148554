'use strict';

const assert = require('node:assert/strict');
const { after, before, beforeEach, test } = require('node:test');
const { createApp } = require('../src/app');
const memory = require('../src/memory-db');

let server;
let base;

before(async () => {
  server = createApp().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  base = `http://127.0.0.1:${server.address().port}`;
});

after(() => server.close());
beforeEach(() => memory.reset());

async function call(path, { cookie = '', ...options } = {}) {
  const response = await fetch(base + path, {
    ...options,
    headers: { cookie, connection: 'close', 'content-type': 'application/json' },
    body: options.body && JSON.stringify(options.body),
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.startsWith('application/json');
  return {
    status: response.status,
    body: isJson ? JSON.parse(text) : text,
    cookie: response.headers.get('set-cookie')?.split(';')[0],
  };
}

function logIn(email, password) {
  return call('/auth/login', { method: 'POST', body: { email, password } });
}

test('lists products by name, or by the column asked for', async () => {
  const byName = await call('/products');
  assert.equal(byName.body[0].name, "Barista's choice");
  const byPrice = await call('/products?sort=price');
  assert.deepEqual(
    byPrice.body.map(({ price }) => price),
    [12, 14.5, 32, 58],
  );
});

test('finds products by a part of the name', async () => {
  const { body } = await call(`/products/search?q=${encodeURIComponent('café')}`);
  assert.deepEqual(
    body.map(({ name }) => name),
    ['Café 𝒳'],
  );
});

test('finds a product by its whole name', async () => {
  const { body } = await call('/products/named/Moka%20pot');
  assert.equal(body.id, 2);
});

test('finds a product by its number', async () => {
  assert.equal((await call('/products/4')).body.name, 'Hand grinder');
  assert.equal((await call('/products/99')).status, 404);
  assert.equal((await call('/products/beans/1')).body.name, 'Café 𝒳');
});

test('logs in with the right password only', async () => {
  assert.equal((await logIn('bob@example.com', 'lungo')).status, 401);
  const { status, body, cookie } = await logIn('bob@example.com', 'ristretto');
  assert.equal(status, 200);
  assert.deepEqual(body, { id: 2, role: 'buyer' });
  assert.match(cookie, /^sid=\w{6,}/);
});

test('forgets a session at logout', async () => {
  const { cookie } = await logIn('bob@example.com', 'ristretto');
  await call('/auth/logout', { method: 'POST', cookie });
  assert.equal((await call('/orders/1', { cookie })).status, 401);
});

test('takes an order, with its discount and coupon, and shows it to its owner only', async () => {
  const bob = await logIn('bob@example.com', 'ristretto');
  const { status, body } = await call('/orders', {
    method: 'POST',
    cookie: bob.cookie,
    body: { items: [{ id: 1, quantity: 2 }], rule: 'café 𝒳' },
  });
  assert.equal(status, 201);
  assert.equal(body.total, 24);
  assert.match(body.coupon, /^CAFE-/);
  assert.equal(body.pay, '/v1/charges?order=1&amount=2400');
  assert.equal((await call('/orders/1', { cookie: bob.cookie })).body.total, 24);

  const ada = await logIn('ada@example.com', 'espresso');
  assert.equal((await call('/orders/1', { cookie: ada.cookie })).status, 404);
});

test('refuses an empty order', async () => {
  const { cookie } = await logIn('bob@example.com', 'ristretto');
  const { status } = await call('/orders', { method: 'POST', cookie, body: { items: [] } });
  assert.equal(status, 400);
});

test('keeps the admin pages for admins', async () => {
  const bob = await logIn('bob@example.com', 'ristretto');
  assert.equal((await call('/admin/export/orders', { cookie: bob.cookie })).status, 403);
  const ada = await logIn('ada@example.com', 'espresso');
  assert.deepEqual((await call('/admin/export/orders', { cookie: ada.cookie })).body, []);
});

test('gives a user another role', async () => {
  const { cookie } = await logIn('ada@example.com', 'espresso');
  const { body } = await call('/admin/users/2/role', {
    method: 'POST',
    cookie,
    body: { role: 'admin' },
  });
  assert.deepEqual(body, { changed: 1 });
  assert.equal((await logIn('bob@example.com', 'ristretto')).body.role, 'admin');
});

test('serves the manuals', async () => {
  assert.match((await call('/files/manual?file=grinder.txt')).body, /^Hand grinder/);
  assert.match((await call('/files/preview?file=grinder.txt')).body, /twelve clicks/);
});
