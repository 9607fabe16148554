const express = require('express');
const cookieParser = require('cookie-parser');
const session = require('express-session');
const passport = require('passport');
const app = express();
app.use(express.urlencoded());
app.use(cookieParser()); // BAD: CWE-352
app.use(passport.initialize());
app.post('/email', (req, res) => {
  if (!req.cookies.session) return res.sendStatus(401);
  change(req.cookies.session, req.body.email);
  res.redirect('/');
});
function change() {}
module.exports = session;
