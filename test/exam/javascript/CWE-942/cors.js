const express = require('express');
const cors = require('cors');
const https = require('https');
const app = express();

app.use(cors({ origin: true, credentials: true })); // BAD: CWE-942
app.use(cors({ origin: '*' })); // EITHER
app.use(cors({ origin: 'https://example.com', credentials: true })); // OK
app.use(cors({ origin: (origin, done) => done(null, true), credentials: true })); // BAD: CWE-942
app.use(cors({ origin: 'null', credentials: true })); // BAD: CWE-942

app.use((req, res, next) => {
  res.header('Access-Control-Allow-Origin', req.headers.origin); // BAD: CWE-942
  res.header('Access-Control-Allow-Credentials', 'true');
  next();
});

app.use((req, res, next) => {
  const allowed = new Set(['https://a.example.com']);
  const { origin } = req.headers;
  if (allowed.has(origin)) {
    res.setHeader('Access-Control-Allow-Origin', origin); // GUARDED
    res.setHeader('Access-Control-Allow-Credentials', 'true');
  }
  next();
});

https.createServer((req, res) => {
  const origin = req.headers['origin'];
  res.setHeader('Access-Control-Allow-Credentials', true);
  res.setHeader('Access-Control-Allow-Origin', origin); // BAD: CWE-942
  res.end();
});

https.createServer((req, res) => {
  res.writeHead(200, { 'Access-Control-Allow-Origin': 'null', 'Access-Control-Allow-Credentials': true }); // BAD: CWE-942
  res.end();
});

https.createServer((req, res) => {
  res.setHeader('Access-Control-Allow-Origin', 'https://example.com'); // OK
  res.setHeader('Access-Control-Allow-Credentials', true);
  res.end();
});
