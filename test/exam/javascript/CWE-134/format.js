const express = require('express');
const util = require('util');
const printf = require('printf');
const app = express();

app.get('/x', (req, res) => {
  console.log('Access by ' + req.query.user, new Date()); // BAD: CWE-134, CWE-117
  console.log('Access by %s', req.query.user); // EITHER
  util.format(req.query.format, 1); // BAD: CWE-134
  util.format('%s', req.query.format); // OK
  printf(req.query.format, 1); // BAD: CWE-134
  console.error(req.query.format, new Error('x')); // BAD: CWE-134, CWE-117
  res.end();
});
