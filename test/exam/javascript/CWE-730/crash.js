const http = require('http');
const fs = require('fs');
const express = require('express');
const app = express();

http.createServer((req, res) => {
  fs.readFile('x.txt', (err, data) => {
    if (err) throw err; // BAD: CWE-730, CWE-248, CWE-755
    res.end(data);
  });
});

app.get('/async', async (req, res) => {
  if (!req.query.id) {
    throw new Error('no id'); // BAD: CWE-730, CWE-248, CWE-755
  }
  res.end();
});

app.get('/sync', (req, res) => {
  if (!req.query.id) {
    throw new Error('no id'); // OK
  }
  res.end();
});

app.get('/caught', async (req, res, next) => {
  try {
    if (!req.query.id) throw new Error('no id'); // OK
    res.end();
  } catch (e) {
    next(e);
  }
});
