const express = require('express');
const cookieParser = require('cookie-parser');
const session = require('express-session');
const csrf = require('lusca').csrf;
const app = express();
app.use(cookieParser()); // OK
app.use(session({ secret: process.env.S, cookie: { secure: true } }));
app.use(csrf());

app.post('/change-email', (req, res) => {
  req.session.email = req.body.email;
  res.end();
});
