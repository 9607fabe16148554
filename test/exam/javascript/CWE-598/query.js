const express = require('express');
const app = express();
app.get('/login', (req, res) => {
  const password = req.query.password; // BAD: CWE-598
  res.json(Boolean(password));
});
app.post('/login', (req, res) => {
  const password = req.body.password; // OK
  res.json(Boolean(password));
});
