const express = require('express');
const http = require('http');
const _ = require('lodash');
const app = express();
const multer = require('multer');

app.get('/buffers', (req, res) => {
  const size = parseInt(req.query.size, 10);
  Buffer.alloc(size); // BAD: CWE-400, CWE-770
  new Array(size).fill(0); // BAD: CWE-400, CWE-770
  'x'.repeat(size); // BAD: CWE-400, CWE-770
  'x'.padStart(Number(req.query.width)); // EITHER
  setTimeout(() => res.end(), size); // BAD: CWE-400, CWE-770
  if (size > 1000) return res.sendStatus(400);
  Buffer.alloc(size); // OK
  Buffer.alloc(Math.min(Number(req.query.n), 4096)); // OK
  Buffer.from(req.query.text); // OK
  _.times(Number(req.query.n), () => 0); // EITHER
});

app.post('/dynamic', (req, res) => {
  const store = {};
  store[req.body.key] = req.body.value; // EITHER
  const limit = Math.min(100, req.body.limit);
  setTimeout(() => res.end(), limit); // OK
});
http.createServer().listen(1);
multer({ dest: '/tmp' });
