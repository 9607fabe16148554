const express = require('express');
const fs = require('fs');
const rateLimit = require('express-rate-limit');
const mysql = require('mysql');
const db = mysql.createConnection({});
const app = express();
const limiter = rateLimit({ windowMs: 60000, max: 100 });

app.get('/file', (req, res) => { // BAD: CWE-770
  fs.readFile('/data/a.txt', (err, data) => res.end(data));
});
app.post('/login', function (req, res) { // BAD: CWE-770
  db.query('SELECT 1', () => res.end());
});
app.get('/limited', limiter, (req, res) => { // OK
  fs.readFile('/data/a.txt', (err, data) => res.end(data));
});
app.get('/cheap', (req, res) => { // OK
  res.end('hello');
});
