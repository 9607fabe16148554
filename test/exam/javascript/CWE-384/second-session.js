const express = require('express');
const session = require('express-session');
const app = express();
app.use(session({ secret: process.env.SECRET }));
app.post('/login', (req, res) => {
  if (check(req.body.user, req.body.password)) {
    req.session.user = req.body.user; // BAD: CWE-384
    res.redirect('/');
  }
});
app.post('/login2', (req, res) => {
  if (!check(req.body.user, req.body.password)) return res.sendStatus(401);
  req.session.regenerate(() => {
    req.session.user = req.body.user; // OK
    res.redirect('/');
  });
});
function check() {}
