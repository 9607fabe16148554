const express = require('express');
const fs = require('fs');
const app = express();

app.get('/a', async (req, res) => {
  if (!req.query.id) {
    throw new Error('no id'); // BAD: CWE-730, CWE-400
  }
  res.end();
});
app.get('/b', (req, res) => {
  if (!req.query.id) throw new Error('no id'); // OK
  fs.readFile('a.txt', (error, data) => {
    if (error) throw error; // BAD: CWE-730, CWE-400
    res.end(data);
  });
});
app.get('/c', (req, res, next) => {
  fs.readFile('a.txt', (error, data) => {
    if (error) return next(error);
    try {
      JSON.parse(data);
      throw new Error('late'); // OK
    } catch (problem) {
      next(problem);
    }
  });
});
