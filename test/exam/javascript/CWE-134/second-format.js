const express = require('express');
const util = require('util');
const app = express();
app.get('/', (req, res) => {
  console.log(req.query.name + ' logged in', req.ip); // BAD: CWE-134
  console.log('%s logged in', req.query.name); // OK
  console.log(req.query.name); // OK
  util.format(`${req.query.name}: %d`, 1); // BAD: CWE-134
  console.error('Failed for ' + req.query.name, new Error('x')); // BAD: CWE-134
  console.log('Count: ' + Number(req.query.n), 1); // OK
});
