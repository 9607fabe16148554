const express = require('express');
const app = express();
app.get('/login', (req, res) => {
  const password = req.query.password; // BAD: CWE-598
  const page = req.query.page; // OK
  res.json({ ok: check(password), page });
});
app.post('/login', (req, res) => {
  res.json(check(req.body.password)); // OK
});
function check() {}
