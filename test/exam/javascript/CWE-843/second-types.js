const express = require('express');
const app = express();
app.get('/a', (req, res) => {
  const file = req.query.path;
  if (file.indexOf('..') >= 0) return res.end(); // BAD: CWE-843
  if (file.length > 10) return res.end(); // EITHER
  if (typeof req.query.name !== 'string') return res.end();
  if (req.query.name.indexOf('..') >= 0) return res.end(); // OK
  if (req.params.id.includes('..')) return res.end(); // OK
});
