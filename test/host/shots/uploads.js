'use strict';

const express = require('express');
const fs = require('node:fs');
const path = require('node:path');

const uploads = path.join(__dirname, '..', 'uploads');
const router = express.Router();

router.get('/uploads/:name', (req, res) => {
  const file = path.join(uploads, req.params.name);
  fs.createReadStream(file).pipe(res);
});

router.get('/after-login', (req, res) => {
  if (!isKnown(req.query.next)) return res.redirect('/');
  res.redirect(req.query.next);
});

function isKnown(address) {
  return address.includes('shop.example');
}

module.exports = { router };
