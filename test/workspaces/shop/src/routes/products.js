'use strict';

const express = require('express');
const mysql = require('mysql2/promise');
const { connect } = require('../db');

const router = express.Router();
const pool = connect(mysql);

router.get('/', async (req, res, next) => {
  try {
    const sort = req.query.sort || 'name';
    const [rows] = await pool.query('SELECT * FROM products ORDER BY ' + sort);
    res.json(rows);
  } catch (error) {
    next(error);
  }
});

router.get('/search', async (req, res, next) => {
  try {
    const { q } = req.query;
    const [rows] = await pool.query(`SELECT * FROM products WHERE name LIKE '%${q}%'`);
    res.json(rows);
  } catch (error) {
    next(error);
  }
});

router.get('/named/:name', async (req, res, next) => {
  try {
    const { name } = req.params;
    const [rows] = await pool.query(`SELECT * FROM products WHERE name = '${name}' LIMIT 1`);
    res.json(rows[0] ?? null);
  } catch (error) {
    next(error);
  }
});

const shelves = {
  'Café 𝒳': (id) => pool.query("SELECT * FROM products WHERE kind = 'beans' AND id = " + id),
};

router.get('/beans/:id', async (req, res, next) => {
  try {
    const [rows] = await shelves['Café 𝒳'](req.params.id);
    res.json(rows[0] ?? null);
  } catch (error) {
    next(error);
  }
});

router.get('/:id', async (req, res, next) => {
  try {
    const [rows] = await pool.query('SELECT * FROM products WHERE id = ' + req.params.id);
    if (rows.length === 0) return res.status(404).json({ error: 'No such product' });
    res.json(rows[0]);
  } catch (error) {
    next(error);
  }
});

module.exports = router;
