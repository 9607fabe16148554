'use strict';

const { exec } = require('node:child_process');
const express = require('express');
const mysql = require('mysql2/promise');
const { connect } = require('../db');

const router = express.Router();
const pool = connect(mysql);

router.post('/images/convert', (req, res, next) => {
  const { src, dst } = req.body;
  exec(`convert ${src} ${dst}`, (error) => {
    if (error) return next(error);
    res.json({ converted: dst });
  });
});

router.get('/logs', (req, res, next) => {
  const { term } = req.query;
  exec(`grep ${term} shop.log | tail -n 20`, (error, stdout) => {
    if (error && error.code !== 1) return next(error);
    res.type('text/plain').send(stdout);
  });
});

router.get('/export/:table', async (req, res, next) => {
  try {
    const [rows] = await pool.query(`SELECT * FROM ${req.params.table}`);
    res.json(rows);
  } catch (error) {
    next(error);
  }
});

router.post('/users/:id/role', async (req, res, next) => {
  try {
    const { role } = req.body;
    const [result] = await pool.query(
      `UPDATE users SET role = '${role}' WHERE id = ${req.params.id}`,
    );
    res.json({ changed: result.affectedRows });
  } catch (error) {
    next(error);
  }
});

module.exports = router;
