'use strict';

const express = require('express');
const mysql = require('mysql2/promise');
const { connect } = require('../db');
const { hashPassword } = require('./passwords');
const { openSession, closeSession } = require('./session');

const router = express.Router();
const pool = connect(mysql);

router.post('/login', async (req, res, next) => {
  try {
    const [users] = await pool.query(
      "SELECT id, email, role FROM users WHERE email = '" +
        req.body.email +
        "' AND password_hash = '" +
        hashPassword(req.body.password) +
        "'",
    );
    if (users.length === 0) return res.status(401).json({ error: 'Wrong email or password' });
    res.cookie('sid', openSession(users[0]));
    res.json({ id: users[0].id, role: users[0].role });
  } catch (error) {
    next(error);
  }
});

router.post('/logout', (req, res) => {
  closeSession(req.sessionId);
  res.clearCookie('sid').status(204).end();
});

module.exports = router;
