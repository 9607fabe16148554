const express = require('express');
const session = require('express-session');
const cookieSession = require('cookie-session');
const http = require('http');
const app = express();

app.use(session({ secret: process.env.S, cookie: { secure: false } })); // BAD: CWE-614
app.use(session({ secret: process.env.S, cookie: { secure: true, httpOnly: false } })); // BAD: CWE-1004
app.use(session({ secret: process.env.S, cookie: { secure: true, httpOnly: true } })); // OK
app.use(cookieSession({ keys: [process.env.K], httpOnly: false, secure: true })); // BAD: CWE-1004
app.use(cookieSession({ keys: [process.env.K], secure: true })); // OK

app.get('/a', (req, res) => {
  res.cookie('session', req.sid, { secure: false, httpOnly: true }); // BAD: CWE-614
  res.cookie('authToken', req.sid, { secure: true, httpOnly: false }); // BAD: CWE-1004
  res.cookie('authKey', req.sid, { secure: true }); // BAD: CWE-1004
  res.cookie('session', req.sid, { secure: true, httpOnly: true }); // OK
  res.cookie('theme', 'dark', { httpOnly: false, secure: true }); // OK
  const options = { secure: true };
  options.httpOnly = true;
  res.cookie('sessionKey', req.sid, options); // OK
  res.cookie('lang', 'en'); // EITHER
  res.end();
});

http.createServer((req, res) => {
  res.setHeader('Set-Cookie', 'authKey=ninja; Secure'); // BAD: CWE-1004
  res.setHeader('Set-Cookie', 'authKey=ninja; HttpOnly'); // BAD: CWE-614
  res.setHeader('Set-Cookie', 'authKey=ninja; Secure; HttpOnly'); // OK
  res.end();
});
