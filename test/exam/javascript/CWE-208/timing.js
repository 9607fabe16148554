const crypto = require('crypto');
const express = require('express');
const app = express();

app.post('/hook', (req, res) => {
  const expected = crypto.createHmac('sha256', process.env.HOOK_SECRET).update(req.rawBody).digest('hex');
  const given = req.headers['x-signature'];
  if (given === expected) res.end(); // BAD: CWE-208
  if (given.length === expected.length && crypto.timingSafeEqual(Buffer.from(given), Buffer.from(expected))) res.end(); // OK
});

app.post('/token', (req, res) => {
  if (req.headers.authorization === process.env.API_TOKEN) res.end(); // BAD: CWE-208
  if (req.query.apiKey !== process.env.API_KEY) res.sendStatus(401); // BAD: CWE-208
  if (req.query.token === undefined) res.sendStatus(401); // OK
  if (req.query.mode === process.env.MODE) res.end(); // OK
});
