'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const http = require('node:http');
const os = require('node:os');
const path = require('node:path');
const { test } = require('node:test');
const express = require('express');
const { couponFor } = require('../src/coupons');
const { discounted } = require('../src/discounts');
const { writeInvoice } = require('../src/invoices');
const { chargeRequest } = require('../src/payments');

test('applies a discount by name, as a formula, or as an amount', () => {
  assert.equal(discounted(50, undefined), 50);
  assert.equal(discounted(50, 'happyHour'), 45);
  assert.equal(discounted(50, 'total / 2'), 25);
  assert.equal(discounted(50, '{"amount": 8}'), 42);
});

test('gives a coupon for some products', () => {
  assert.match(couponFor('Moka pot'), /^MOKA-\d{1,4}$/);
  assert.equal(couponFor('Hand grinder'), null);
});

test('charges in cents and keeps the connection open', () => {
  const { agent, path: charge } = chargeRequest({ id: 9, total: 19.99 });
  assert.equal(charge, '/v1/charges?order=9&amount=1999');
  assert.equal(agent.options.keepAlive, true);
});

test('seals the same order with the same seal', async () => {
  const order = { id: 7, total: 3, lines: [] };
  const seal = await writeInvoice(order);
  assert.match(seal, /^[0-9a-f]+$/);
  assert.equal(await writeInvoice(order), seal);
});

test('converts an image', { skip: process.platform === 'win32' }, async () => {
  const bin = fs.mkdtempSync(path.join(os.tmpdir(), 'crema-'));
  fs.writeFileSync(path.join(bin, 'convert'), '#!/bin/sh\ncp "$1" "$2"\n', { mode: 0o755 });
  fs.writeFileSync(path.join(bin, 'in.png'), 'pixels');
  const [src, dst] = [path.join(bin, 'in.png'), path.join(bin, 'out.webp')];
  const before = process.env.PATH;
  process.env.PATH = `${bin}${path.delimiter}${before}`;
  const app = express().use(express.json(), require('../src/routes/admin'));
  const server = http.createServer(app).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  try {
    const response = await fetch(`http://127.0.0.1:${server.address().port}/images/convert`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', connection: 'close' },
      body: JSON.stringify({ src, dst }),
    });
    assert.equal(response.status, 200);
    assert.equal(fs.readFileSync(dst, 'utf8'), 'pixels');
  } finally {
    process.env.PATH = before;
    server.close();
    fs.rmSync(bin, { recursive: true });
  }
});
