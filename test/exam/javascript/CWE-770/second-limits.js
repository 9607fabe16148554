const express = require('express');
const rateLimit = require('express-rate-limit');
const fs = require('fs');
const db = require('./db');
const app = express();
app.get('/file', (req, res) => { // BAD: CWE-770
  fs.readFile('report.pdf', (e, data) => res.end(data));
});
app.post('/login', function (req, res) { // BAD: CWE-770
  authenticate(req.body.user, req.body.password, () => res.end());
});
app.get('/hello', (req, res) => res.end('hello')); // OK
app.get('/limited', rateLimit({ windowMs: 1000, max: 10 }), (req, res) => { // OK
  fs.readFile('report.pdf', (e, data) => res.end(data));
});
function authenticate(user, password, done) {
  db.query('SELECT 1', done);
}
