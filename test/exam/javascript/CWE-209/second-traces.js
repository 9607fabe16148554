const http = require('http');
const express = require('express');
const app = express();
http.createServer((req, res) => {
  try {
    work();
  } catch (error) {
    res.statusCode = 500;
    res.end(error.stack); // BAD: CWE-209
  }
});
app.use((error, req, res, next) => {
  console.error(error.stack); // OK
  res.status(500).send(`<pre>${error.stack}</pre>`); // BAD: CWE-209
  res.status(500).json({ error: 'failed' }); // OK
  const { stack, message } = error;
  res.status(500).json({ message, stack }); // BAD: CWE-209
});
function work() {}
