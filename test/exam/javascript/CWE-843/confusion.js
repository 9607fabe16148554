const express = require('express');
const app = express();

app.get('/a', (req, res) => {
  const path = req.query.path;
  if (path.indexOf('..') !== -1) return res.sendStatus(400); // BAD: CWE-843
  res.json(path.length);
});
app.get('/b', (req, res) => {
  const path = req.query.path;
  if (typeof path !== 'string') return res.sendStatus(400);
  if (path.indexOf('..') !== -1) return res.sendStatus(400); // OK
  res.json(path);
});
