const crypto = require('crypto');
const express = require('express');
const app = express();
app.post('/hook', (req, res) => {
  const signature = req.headers['x-hub-signature'];
  const digest = 'sha1=' + crypto.createHmac('sha1', process.env.HOOK).update(req.rawBody).digest('hex');
  if (signature !== digest) return res.sendStatus(401); // BAD: CWE-208
  if (!crypto.timingSafeEqual(Buffer.from(signature), Buffer.from(digest))) return res.end(); // OK
  if (req.query.apiKey === process.env.API_KEY) return res.end(); // BAD: CWE-208
  if (req.query.kind === 'push') return res.end(); // OK
});
