'use strict';

const express = require('express');
const _ = require('lodash');
const mysql = require('mysql2/promise');
const { couponFor } = require('../coupons');
const { connect } = require('../db');
const { discounted } = require('../discounts');
const { writeInvoice } = require('../invoices');
const { chargeRequest } = require('../payments');

const router = express.Router();
const pool = connect(mysql);

router.post('/', async (req, res, next) => {
  try {
    const [products] = await pool.query('SELECT id, name, price FROM products');
    const wanted = _.keyBy(req.body.items, 'id');
    const lines = products
      .filter(({ id }) => wanted[id])
      .map((product) => ({ ...product, quantity: wanted[product.id].quantity }));
    if (lines.length === 0) return res.status(400).json({ error: 'An order needs an item' });

    const total = discounted(
      _.sumBy(lines, (line) => line.price * line.quantity),
      req.body.rule,
    );
    const [created] = await pool.query(
      'INSERT INTO orders (user_id, total, state) VALUES (?, ?, ?)',
      [req.user.id, total, 'open'],
    );
    const order = { id: created.insertId, total, lines };
    await writeInvoice(order);
    res
      .status(201)
      .json({ ...order, coupon: couponFor(lines[0].name), pay: chargeRequest(order).path });
  } catch (error) {
    next(error);
  }
});

router.get('/:id', async (req, res, next) => {
  try {
    const [rows] = await pool.query('SELECT * FROM orders WHERE id = ? AND user_id = ?', [
      req.params.id,
      req.user.id,
    ]);
    if (rows.length === 0) return res.status(404).json({ error: 'No such order' });
    res.json(rows[0]);
  } catch (error) {
    next(error);
  }
});

module.exports = router;
