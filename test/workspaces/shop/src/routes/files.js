'use strict';

const fs = require('node:fs');
const path = require('node:path');
const express = require('express');
const config = require('../config');

const router = express.Router();
const manuals = path.resolve(__dirname, '..', '..', config.manualDir);

router.get('/manual', (req, res) => {
  res.sendFile(path.join(manuals, req.query.file));
});

router.get('/preview', (req, res, next) => {
  fs.readFile(path.join(manuals, req.query.file), 'utf8', (error, text) => {
    if (error) return next(error);
    res.type('text/plain').send(text.slice(0, 200));
  });
});

module.exports = router;
